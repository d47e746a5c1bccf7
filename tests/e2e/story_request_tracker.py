# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The whole story against a real Request Tracker: found, asset, change, approved, renewed, resolved; an expired
certificate's incident; a host retired; what people edited is left alone. Before that the same change, denied.
Between the two the organisation gives its changes statuses of its own, which check names until the settings do."""

import collections
import sys

import _request_tracker
import _trial

SUBJECT = "Renew the shop's certificate (calendar: week 49)"


class People:
    """What they do meanwhile, under their own names."""

    def __init__(self, stage):
        self.stage, self.far = stage, stage.far

    def ticket(self, reason):
        return self.stage.tickets(reason + ":")[0]

    def edit(self):
        """A title, an owner group; and a fact, which is none of theirs."""
        self.far.change("bob", f"ticket/{self.ticket('renewal')['id']}", Subject=SUBJECT)
        mail = self.far.asset("mail.example.com", "Certificates")
        self.far.change("dave", mail, CustomFields={"Support Group": "Web Team"})
        self.far.change("dave", mail, CustomFields={"Not After": "2099-01-01 00:00:00"})

    def replace_expired(self):
        self.stage._issue("erp", ["erp.example.com"], 300)


def check_edits(checks, stage):
    change = next(one for one in checks.dump["tickets"] if one["correlation_id"].startswith("renewal:"))
    checks.that(change["short_description"] == SUBJECT, f"a person's title stays: {change['short_description']}")
    mail = next(one for one in checks.dump["certificates"] if one["name"] == "mail.example.com")
    checks.that(mail["Support Group"] == "Web Team", f"a person's owner stays: {mail['Support Group']}")
    checks.that(not mail["Not After"].startswith("2099"), f"a fact is put back: {mail['Not After']}")
    listed = {row["subject"]: row for row in stage.json("list")}["mail.example.com"]
    checks.that(listed["owner"] == "Web Team", f"and who was named owner is it now: {listed['owner']}")


def check_ends(checks, opened):
    for reason in ("renewal", "expired"):
        ticket = next(one for one in checks.dump["tickets"] if one["correlation_id"].startswith(reason + ":"))
        ended = {"renewal": "finished", "expired": "resolved"}[reason]
        checks.that(ticket["state"] == ended, f"{reason}: {ticket['state']}")
        checks.that(any("looked at" in note["value"] for note in ticket["notes"]), f"{reason}: proof as a comment")
        files = [file["file_name"] for file in ticket["attachments"]]
        checks.that("proof.json" in files, f"{reason}: {files}")
        told = collections.Counter(note["value"].split("\n")[0] for note in ticket["notes"])
        checks.that(max(told.values()) == 1, f"{reason}: said once: {told}")
    checks.that(opened["body"].startswith("DO THIS BY"), f"the body begins with what to do: {opened['body'][:80]}")
    checks.that("  " not in opened["body"], "no columns that RT would not show")


def denied(stage, story, people):
    """Alice says no: the change is over, its owner reads why, and nobody is asked or hooked again."""
    story.step("Alice denies the approval")
    story.pass_until(lambda: stage.far.approvals(people.ticket("renewal")["number"]), "approval asked")
    number, served = people.ticket("renewal")["number"], story.served_now()
    stage.far.decide(number, "alice", "rejected", "not in the week of the audit")
    for _ in range(4):
        story.command(*story.sync, good=(0, 3), quiet=True)
        stage.move_time(1800)
    checks = _trial.Checks(stage)
    changes = [one for one in checks.dump["tickets"] if one["correlation_id"].startswith("renewal:")]
    checks.that([one["state"] for one in changes] == ["rejected"],
                f"one change, rejected: {[one['state'] for one in changes]}")
    notes = [note["value"] for note in changes[0]["notes"]]
    checks.that(any(note.startswith("Rejected by") and "week of the audit" in note for note in notes),
                f"a comment says who and why: {notes}")
    checks.that(any(note.startswith("Ended by") and "RT_System" not in note for note in notes),
                f"and that no robot ended it: {notes}")
    checks.that(not stage.far.approvals(number), "nobody is asked again")
    checks.that(story.served_now() == served, "nothing was renewed")
    return checks


# Phases by the names that the organisation gave its statuses.
# Incidents keep RT's.
STATUSES = """    statuses: {new: [new], scheduled: [ready], implement: [working, open], hold: [parked, stalled],
      review: [finished, resolved], closed: [], cancelled: [refused, rejected]}
"""


def renamed(stage, story):
    """The queue of changes gets a lifecycle of its own: check says which statuses nobody named."""
    story.step("The organisation's changes get statuses of their own")
    stage.far.rename_statuses("Certificate Changes")
    checks, before = _trial.Checks(stage), stage.run("check").stdout
    checks.that("'change management': its statuses must stand in statuses.*" in before, f"whose they are: {before}")
    for name in ("'working'", "'refused'"):
        checks.that(f"{name}" in before and "stands in statuses.*" in before, f"{name} is not named: {before}")
    checks.that("such as statuses.implement: [open, working]" in before, f"how to name them: {before}")
    with open(stage.configuration) as file:
        text = file.read()
    with open(stage.configuration, "w") as file:
        file.write(text.replace("    stage: automate\n", STATUSES + "    stage: automate\n"))
    after = stage.run("check").stdout
    checks.that("in statuses.*" not in after.replace("its statuses must stand in statuses.*", ""),
                f"named, and nothing left to say: {after}")
    return checks


def approved(stage, story, people):
    for chapter in (people.edit, story.approve, story.renew, people.replace_expired, story.prove,
                    story.decommission, story.audit):
        chapter()
    story.pass_until(lambda: people.ticket("expired")["state"] == "resolved", "the incident resolved",
                     wait=3 * 3600)
    checks = _trial.Checks(stage)
    checks.no_twins()
    checks.story_is_told()
    check_edits(checks, stage)
    check_ends(checks, next(one for one in checks.dump["tickets"]
                            if one["correlation_id"].startswith("renewal:")))
    return checks


def main():
    with _trial.open_trial(warm=True, far_side=_request_tracker.RequestTracker) as stage:
        story = _trial.story_of(stage, hurried=True, shown=False)
        people = People(stage)
        for chapter in (story.begin, story.discover, story.write):
            chapter()
        written = stage.picture("written")
        done = [denied(stage, story, people)]
        stage.come_back(written)
        done.append(renamed(stage, story))
        done.append(approved(stage, story, people))
    failed = sum(len(checks.failed) for checks in done)
    print(f"{sum(checks.count for checks in done)} checks, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
