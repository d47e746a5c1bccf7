# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""What the other stories have no room for, told on one far side in one trial: a certificate that two owner groups
install (one change with a task for each, files where its text points to them, tasks that facts close), a standard
change that needs nobody's approval, and a certificate that its authority revokes (an incident, which a replacement
ends). SHARED=NAME,NAME (sandbox, jira_cloud, jira_dc, rt) tells it on those; SHOW=1 prints what people read."""

import calendar
import functools
import http.server
import json
import os
import sys
import threading
import time

import _jira
import _request_tracker
import _trial
import sandbox
import story
import trial

SHOP, MAIL, PAY = "shop.example.com", "mail.example.com", "pay.shop.example.com"
# Approved in advance; where no status stands between that and the work, it is open at once.
READY = ("scheduled", "implement")
TEMPLATE = {"sandbox": "Renew TLS certificate"}
# Where nobody says how much the mail matters it is unclassified.
RULES = """tickets:
  rules: {renewal: {important: {record: standard, template: "%s"}, unclassified: {record: standard, template: "%s"}}}
"""
REVOCATION = """revocation:
  networks: [127.0.0.0/8]
  confirm: 10m
  every: {list: 30m}
"""
SIDES = {"sandbox": sandbox.Sandbox,
         "jira_cloud": functools.partial(_jira.Jira, assets="text"),
         "jira_dc": functools.partial(_jira.DataCenter, assets="text"),
         "rt": _request_tracker.RequestTracker}


class Lists:
    """Serves the authority's list of what it revoked."""

    def __init__(self):
        lists = self
        self.body = b""

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", str(len(lists.body)))
                self.end_headers()
                self.wfile.write(lists.body)

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/trial.crl"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def publish(self, stage):
        path = os.path.join(stage.folder, "trial.crl")
        stage.authority.crl(path, 40)
        with open(path, "rb") as file:
            self.body = file.read()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class SharedTrial(trial.Trial):
    """The shop's certificate at a server of the Mail Team too; one that ends soon where a standard change will do;
    one that names a list."""

    def _start_servers(self):
        self.lists = Lists()
        super()._start_servers()
        path = os.path.join(self.folder, "more-listeners.json")
        shop = os.path.join(self.folder, "served", "shop")
        with open(path, "w") as file:
            json.dump([{"address": "127.0.0.13", "port": self.port, "certificates": [shop]}], file)
        more = self._spawn(sys.executable, os.path.join(trial.HERE, "tls_servers.py"), path)
        if more.stdout.readline().strip() != "ready":
            raise RuntimeError("the second TLS servers did not start")
        self.targets.append(f'"127.0.0.13:{self.port}"')
        self._issue("mail", [MAIL], 14)
        self.issue_pay()
        self.lists.publish(self)

    def issue_pay(self):
        self.pay = self._issue("lb-pay", [PAY], 320, key="P-256",
                               extensions=[f"crlDistributionPoints=URI:{self.lists.url}"])

    def _configure(self):
        super()._configure()
        with open(self.configuration) as file:
            text = file.read()
        rules = RULES % ((TEMPLATE.get(self.far.name, "any"),) * 2)
        with open(self.configuration, "w") as file:
            file.write(text.replace("tickets:\n  hours", rules + "  hours") + REVOCATION)

    def close(self, keep_folder=False):
        if hasattr(self, "lists"):
            self.lists.close()
        super().close(keep_folder)


def text_of(ticket):
    return json.dumps(ticket, ensure_ascii=False)


class Chapters:
    def __init__(self, stage):
        self.stage, self.far = stage, stage.far
        self.story = _trial.story_of(stage, hurried=True, shown=False)
        self.done = []

    def checks(self):
        self.done.append(_trial.Checks(self.stage))
        return self.done[-1]

    def show(self, what, ticket):
        if os.environ.get("SHOW"):
            print(f"--- {self.far.name}: {what}\n" + json.dumps(ticket, indent=1, ensure_ascii=False).replace("\\n", "\n"))

    def begin(self):
        self.story.begin()
        self.story.discover()
        # Two changes at once: each takes passes of its own.
        self.story.write()
        self.story.pass_until(lambda: self.story.change(MAIL) and self.standing(MAIL) in READY,
                              "the standard change on its way", passes=8)
        self.story.pass_until(self.story.is_quiet, "a plan with nothing to do")

    def standing(self, name):
        """Its phase, as certsteward lists it."""
        return next((row["phase"] for row in self.stage.json("tickets", "--all") if row["subject"] == name
                     and row["reason"] == "renewal"), "")

    def check_shared(self):
        self.story.step("One change for the certificate that two groups install, a task for each")
        checks, change = self.checks(), self.ticket("renewal:" + self.story.fingerprint(SHOP))
        tasks = self.far.tasks_of(change)
        titles = sorted(task["title"] for task in tasks)
        checks.that(len(titles) == 4, f"four tasks: {titles}")
        checks.that([title.split(" of ")[1][:8] for title in titles if title.startswith("Install")] ==
                    ["Mail Tea", "Web Team"], f"one for each group, by its name: {titles}")
        files = sorted(file["file_name"] for file in change["attachments"])
        checks.that("certificate.txt" in files, f"the certificate as text: {files}")
        checks.no_twins()
        self.show("shared change", {"change": change, "tasks": tasks})

    def check_standard(self):
        self.story.step("A standard change asks nobody, and waits for its planned time")
        checks, change = self.checks(), self.story.change(MAIL)
        kinds = {row["subject"]: row["kind"] for row in self.stage.json("tickets") if row["reason"] == "renewal"}
        checks.that(kinds == {SHOP: "change/normal", MAIL: "change/standard"}, f"kinds: {kinds}")
        checks.that(self.standing(MAIL) in READY, f"on its way without approval: {self.standing(MAIL)}")
        checks.that(not self.far.approvals_of(change), f"nobody is asked: {self.far.approvals_of(change)}")
        said = self.far.body_of(change) + text_of(next(one for one in checks.dump["tickets"]
                                                       if one["number"] == change["number"]))
        checks.that("Nobody has to approve this" in said and "Approve this" not in said, f"and no text asks: {said}")
        self.show("standard change", dict(change, text=said))

    def revoke(self):
        self.story.step("The authority revokes a certificate that is in use: an incident")
        self.stage.authority.revoke(self.stage.pay, "keyCompromise")
        self.stage.lists.publish(self.stage)
        start = "revoked:" + self.story.fingerprint(PAY)
        found = self.story.pass_until(lambda: self.stage.tickets(start), "an incident", passes=30, wait=600)
        self.story.pass_until(self.story.is_quiet, "a plan with nothing to do")
        checks = self.checks()
        incidents = self.stage.tickets(start)
        checks.that(len(incidents) == 1, f"one incident: {[one['number'] for one in incidents]}")
        checks.that("keyCompromise" in text_of(checks.dump["tickets"]) + text_of(self.far.body_of(found[0])),
                    f"it tells why: {self.far.body_of(found[0])}")
        self.show("revoked", dict(incidents[0], text=self.far.body_of(incidents[0])))
        self.stage.issue_pay()

    def check_replaced(self):
        start = "revoked:" + self.story.fingerprint(PAY)
        self.story.pass_until(lambda: self.is_ended(start), "the incident's end", passes=20, wait=3 * story.HOUR)
        checks = self.checks()
        incident = self.ticket(start)
        files = [file["file_name"] for file in incident["attachments"]]
        checks.that("proof.json" in files, f"the incident ends with its proof: {files}")
        new = trial.pki.fingerprint(self.stage.pay + ".pem")
        checks.that(not self.stage.tickets("revoked:" + new), "none for the new one")
        self.show("revoked, replaced", incident)

    def ticket(self, start):
        return next(one for one in self.stage.dump()["tickets"] if one["correlation_id"].startswith(start))

    def is_ended(self, start):
        return self.far.is_resolved(self.ticket(start))

    def renew_standard(self):
        self.story.step("In the standard change's planned time the hook renews it too")
        row = next(row for row in self.stage.json("tickets") if row["subject"] == MAIL)
        start = calendar.timegm(time.strptime(row["planned_start"], "%Y-%m-%dT%H:%M:%SZ"))
        self.stage.move_time(max(0, start + 600 - self.stage.now))
        before = self.story.fingerprint(MAIL)
        served = lambda: trial.pki.fingerprint(f"{self.stage.folder}/served/mail.pem")
        self.story.pass_until(lambda: served() != before, "the certificate renewed", wait=120)

    def check_ended(self):
        self.story.pass_until(lambda: self.far.is_done(self.story.change(MAIL)), "the standard change's end",
                              passes=14, wait=3 * story.HOUR)
        self.stage.move_time(story.HOUR)
        self.stage.run("sync")
        checks = self.checks()
        checks.no_twins()
        change = self.ticket("renewal:" + self.story.fingerprint(SHOP))
        standard = self.ticket("renewal:" + self.story.fingerprint(MAIL))
        still = [task["title"] for task in self.far.tasks_of(change) if not task["closed"]]
        checks.that(not still, f"tasks still open: {still}")
        for ticket, said in ((change, "2 of 2 places"), (standard, "looked at")):
            notes = [note.get("value", note.get("text", "")) for note in ticket["notes"]]
            checks.that(any(said in note for note in notes), f"{ticket['number']}: a note says '{said}': {notes}")
            checks.that(any(file["file_name"] == "proof.json" for file in ticket["attachments"]),
                        f"{ticket['number']}: the proof is attached")
        self.show("shared, ended", {"change": change, "tasks": self.far.tasks_of(change)})
        self.show("standard, ended", standard)

    def tell(self):
        for chapter in (self.begin, self.check_shared, self.check_standard, self.revoke, self.story.approve,
                        self.story.renew, self.renew_standard, self.story.prove, self.check_replaced,
                        self.check_ended, self.story.audit):
            chapter()
        print(f"{self.far.name}: {sum(one.count for one in self.done)} checks, "
              f"{sum(len(one.failed) for one in self.done)} failed")
        return not any(one.failed for one in self.done)


def main():
    trial.Trial, good = SharedTrial, True
    for name in os.environ.get("SHARED", "sandbox").split(","):
        with _trial.open_trial(warm=True, far_side=SIDES[name]) as stage:
            good = Chapters(stage).tell() and good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
