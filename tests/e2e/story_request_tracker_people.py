# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""What administrators and people do to certsteward in a real Request Tracker: a right is missing or one too
many, the token ends, a catalog is disabled, tickets are merged, moved, deleted and rejected by hand.
Each ends in one line that says how to mend it, and goes on once it is mended; nothing is made twice."""

import collections
import contextlib
import sys
import time

import _request_tracker
import _trial

CHANGES, INCIDENTS, APPROVALS = "Certificate Changes", "Certificate Incidents", "___Approvals"

# Rights that are taken at once, where, and what check says of each. What RT shows of nobody's rights stands in
# the adapter's README.
NEEDED = [
    [("CreateTicket", CHANGES, "give our group CreateTicket"),
     ("CommentOnTicket", CHANGES, "give our group CommentOnTicket"),
     ("ShowTicket", INCIDENTS, "give our group ShowTicket"),
     ("SeeQueue", APPROVALS, "give our group SeeQueue"),
     ("CreateAsset", "Certificates", "give our group CreateAsset"),
     ("ShowAsset", "Hosts", "give our group ShowAsset"),
     ("SeeGroup", "", "global right SeeGroup")],
    [("ModifyTicket", CHANGES, "give our group ModifyTicket"),
     ("ReplyToTicket", INCIDENTS, "give our group ReplyToTicket"),
     ("SeeCustomField", CHANGES, "SeeCustomField and ModifyCustomField"),
     ("ModifyAsset", "Certificates", "give our group ModifyAsset"),
     ("SeeCustomField", "SHA-256", "give our group SeeCustomField"),
     ("ShowCatalog", "Hosts", "give our group ShowCatalog and ShowAsset on it")],
    [("SeeQueue", CHANGES, "give our group SeeQueue"),
     ("ShowAsset", "Certificates", "give our group ShowAsset")],
    [("ShowTicket", CHANGES, "give our group ShowTicket"),
     ("ShowCatalog", "Certificates", "ShowAsset, CreateAsset and ModifyAsset on it")],
]


class Chapters:
    def __init__(self, stage, story):
        self.stage, self.story, self.far = stage, story, stage.far
        self.count, self.failed = 0, 0

    def that(self, holds, what):
        self.count += 1
        if not holds:
            self.failed += 1
            print(f"FAILED: {what}", flush=True)

    def ticket(self, reason):
        return self.stage.tickets(reason + ":")[0]

    def sync(self, times=1, wait=1800):
        for _ in range(times):
            done = self.stage.run(*self.story.sync)
            self.stage.move_time(wait)
        return done.stdout + done.stderr

    def mends(self):
        return self.stage.run("check").stdout

    def outbox(self):
        return self.stage.run("outbox", "list").stdout

    # --- Fields --------------------------------------------------------------------------------------

    def lack_a_field(self):
        """Incidents are given a field that nobody has made."""
        with open(self.stage.configuration) as file:
            text = file.read()
        with open(self.stage.configuration, "w") as file:
            file.write(text.replace("    settle: 1s\n",
                                    "    settle: 1s\n    fields: {incident: {Cost Centre: \"4711\"}}\n"))

    def field_is_lacking(self):
        self.story.step("A field of ours that a queue lacks is named, and costs no ticket")
        self.that("there is no field 'Cost Centre'" in self.mends(), "check says nothing of it")
        self.that(len(self.stage.tickets("expired:")) == 1, "one incident")
        for said in (self.outbox(), self.stage.run("explain", self.story.fingerprint("erp.example.com")).stdout):
            self.that("incomplete" in said and "made without 'Cost Centre'" in " ".join(said.split()),
                      f"not told: {said}")

    # --- Rights --------------------------------------------------------------------------------------

    def each_right_is_named(self):
        self.story.step("Each right that is missing is named by check")
        before = self.mends()
        for some in NEEDED:
            with contextlib.ExitStack() as lacking:
                for right, where, _ in some:
                    lacking.enter_context(self.far.without(right, where))
                said = self.mends()
            for right, where, mend in some:
                self.that(mend not in before, f"{mend}: said before it is so")
                self.that(mend in said, f"without {right} on '{where}' check says nothing of '{mend}'")

    def rights_too_many(self):
        self.story.step("Rights too many are named, too")
        self.story.pass_until(lambda: self.far.approvals(self.ticket("renewal")["number"]), "approval asked")
        for right, where, mend in (("SuperUser", "", "take SuperUser away"),
                                   ("ModifyTicket", APPROVALS, "take ModifyTicket on it away"),
                                   ("ModifyAsset", "Hosts", "take CreateAsset and ModifyAsset on it away")):
            with self.far.given(right, where):
                said = self.mends()
            self.that(mend in said, f"with {right} on '{where}' check says nothing of '{mend}'")

    def retry(self):
        self.stage.run("outbox", "retry", "all", "--reason", "mended")
        self.sync(2)

    def writes_without_rights(self):
        self.story.step("A write that lacks its right says so, and goes on once it is given")
        mail = self.far.asset("mail.example.com", "Certificates")
        incident = self.ticket("expired")["id"]
        self.far.change("dave", mail, CustomFields={"Not After": "2099-01-01 00:00:00"})
        self.far.change("bob", f"ticket/{incident}", Status="rejected")
        with self.far.without("ModifyAsset", "Certificates"):
            said = self.sync()
        self.that("let our user modify assets in catalog 'Certificates'" in said, f"our mark: {said[-600:]}")
        with self.far.without("ModifyCustomField", "Certificates"), self.far.without("ModifyTicket", INCIDENTS), \
                self.far.without("CommentOnTicket", INCIDENTS), self.far.without("ReplyToTicket", INCIDENTS):
            self.sync(2)
            said = self.outbox()
        self.that("RT did not take 'Not After'" in said and "let our user modify" in said, f"the asset: {said}")
        self.that("give our group CommentOnTicket on the queue" in said, f"the comment: {said}")
        self.retry()
        row = self.far.rows("assets", "Catalog = 'Certificates' AND Name = 'mail.example.com'",
                            _request_tracker.ASSET)[0]
        stands = _request_tracker.values(row)["Not After"]
        self.that(not stands.startswith("2099"), f"put back: {stands}")
        notes = [note["value"] for note in self.far.notes(incident)]
        self.that(sum(note.startswith("Ended by") and "while the certificate" in note for note in notes) == 1,
                  f"told whoever rejected it: {notes}")
        self.that(len(self.stage.tickets("expired:")) == 1, "not opened again at once")

    def hidden_tickets(self):
        self.story.step("Tickets that are hidden from us are not taken for ended")
        with self.far.without("ShowTicket", CHANGES), self.far.without("ShowTicket", INCIDENTS):
            said = self.sync(3, wait=5400)
        self.that("give our group SeeQueue and ShowTicket" in said, f"no line of it: {said[-600:]}")
        self.sync(2)
        counts = collections.Counter(one["correlation_id"].split(":")[0] for one in self.stage.tickets())
        self.that(counts["renewal"] == 1 and counts["expired"] == 1, f"made again: {counts}")
        told = self.stage.run("explain", self.story.fingerprint("shop.example.com")).stdout
        self.that("gone" not in told, f"taken for gone: {told}")

    def token_ends(self):
        self.story.step("A token that ended is one line, and the next one goes on")
        with self.far.retoken():
            said = self.sync()
        self.that("auth.token" in said, f"no line of it: {said[-600:]}")
        self.that("Traceback" not in self.sync(), "goes on")

    def catalog_disabled(self):
        self.story.step("A disabled catalog is named")
        with self.far.disabled("Certificates"):
            said = self.mends()
            self.stage._issue("erp", ["erp.example.com"], 300)
            self.stage.run("discover")
            self.sync(2)
            waits = self.outbox()
        self.that("catalog 'Certificates'" in said and "disabled" in said, f"check: {said}")
        self.that("catalog 'Certificates', which must not be disabled" in waits, f"the write: {waits}")
        self.retry()
        rows = self.far.rows("assets", "Catalog = 'Certificates' AND Name = 'erp.example.com'", "Name")
        self.that(len(rows) == 2, f"the successor's asset: {len(rows)}")

    # --- People --------------------------------------------------------------------------------------

    def merged(self):
        self.story.step("Bob merges our change into his own ticket; it goes on there")
        ours = self.ticket("renewal")
        theirs = self.far.rest("bob", "POST", "ticket", {
            "Queue": CHANGES, "Subject": "All of week 49", "Content": "ours", "ContentType": "text/plain"})["id"]
        self.story.pass_until(lambda: self.far.approvals(ours["number"]), "approval asked")
        self.far.change("bob", f"ticket/{ours['id']}", MergeInto=theirs)
        self.sync(2, wait=600)
        self.far.approve("#" + theirs, self.stage.now + 3600, self.stage.now + 3 * 3600)
        self.sync(wait=3600 + 600)
        before = self.story.served_now()
        self.story.pass_until(lambda: self.story.served_now() != before, "renewed", wait=120)
        self.sync(wait=60)
        notes = [note["value"].split("\n")[0] for note in self.far.notes(theirs)]
        self.that(sum("was merged into this one" in note for note in notes) == 1, f"told once: {notes}")
        self.that(max(collections.Counter(notes).values()) == 1, f"said once: {notes}")
        audit = self.stage.run("audit", "export").stdout
        self.that(audit.count('"ticket merged"') == 1, "audited once")
        self.that(not self.stage.tickets("renewal:"), "no other change was opened")

    def moved_and_deleted(self):
        self.story.step("A change moved out of our sight and back goes on; a deleted incident is not opened at once")
        ours = self.ticket("renewal")
        self.far.change("root", f"ticket/{ours['id']}", Queue="General")
        self.sync(wait=600)
        self.far.change("root", f"ticket/{ours['id']}", Queue=CHANGES)
        self.sync()
        self.that([one["id"] for one in self.stage.tickets("renewal:")] == [ours["id"]], "still the one change")
        self.far.change("root", f"ticket/{self.ticket('expired')['id']}", Status="deleted")
        self.sync(3, wait=3600)
        self.that(not self.stage.tickets("expired:"), "no other incident at once")
        told = self.stage.run("explain", self.story.fingerprint("erp.example.com")).stdout
        self.that("now: gone" in told, f"explain: {told}")


def main():
    with _trial.open_trial(warm=True, far_side=_request_tracker.RequestTracker) as stage:
        story = _trial.story_of(stage, hurried=True, shown=False)
        chapters = Chapters(stage, story)
        for chapter in (story.begin, chapters.lack_a_field, story.discover, story.write,
                        chapters.field_is_lacking):
            chapter()
        chapters.each_right_is_named()
        chapters.rights_too_many()
        written = stage.picture("written")
        for told in ((chapters.writes_without_rights,), (chapters.hidden_tickets,),
                     (chapters.token_ends, chapters.catalog_disabled), (chapters.merged,),
                     (chapters.moved_and_deleted,)):
            if sys.argv[1:] and told[0].__name__ not in sys.argv[1:]:
                continue
            stage.come_back(written)
            begun = time.monotonic()
            for chapter in told:
                chapter()
            print(f"   {told[0].__name__}: {time.monotonic() - begun:.0f} s", flush=True)
    print(f"{chapters.count} checks, {chapters.failed} failed")
    sys.exit(1 if chapters.failed else 0)


if __name__ == "__main__":
    main()
