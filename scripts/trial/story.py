# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The story that certsteward exists for, told with the real binary against a far side: found,
written into the CMDB, change opened, approved by people, renewed, proven; a host retired and its
certificate decommissioned. Each step prints what was run and what came of it, and fails loudly."""

import time

HOUR, DAY = 3600, 86400


class Failed(Exception):
    pass


def need(holds, what):
    if not holds:
        raise Failed(what)


class Story:
    def __init__(self, trial, say=print, shown=True, patience=1, hurried=False, pause=0):
        """Patience: so many times more passes, five minutes apart or this pause. Hurried: the clock is
        moved for what is put off, nothing waits for it."""
        self.trial, self.say, self.shown, self.patience = trial, say, shown, patience
        self.pause = pause or (60 if patience == 1 else 300)
        self.sync = ("sync", "--wait", "0") if hurried else ("sync",)
        self.number = 0

    def step(self, text):
        self.number += 1
        self.say(f"\n== {self.number}. {text}")

    def command(self, *words, good=(0,), quiet=False):
        """Runs certsteward and shows what a user would see."""
        if not quiet:
            self.say("$ certsteward " + " ".join(words))
        done = self.trial.run(*words)
        if self.shown and not quiet and done.stdout:
            self.say(done.stdout.rstrip())
        need(done.returncode in good, f"'certsteward {' '.join(words)}' ended with "
             f"{done.returncode}: {(done.stdout + done.stderr).strip()[-2000:]}")
        return done

    def pass_until(self, reached, what, passes=12, wait=0):
        """Runs passes until something is reached; each moves the clock so that back-off ends."""
        for _ in range(passes * self.patience):
            self.command(*self.sync, good=(0, 3), quiet=True)
            found = reached()
            if found:
                return found
            self.trial.move_time(wait or self.pause)
        raise Failed(f"never reached: {what}")

    def is_quiet(self):
        """Nothing waits, nothing is to be planned."""
        return self.trial.run("plan", "--detailed-exitcode").returncode == 0

    # what the far side holds

    def change(self, name):
        start = "renewal:" + self.fingerprint(name)
        found = [ticket for ticket in self.trial.tickets(start) if self.trial.far.is_change(ticket)]
        need(len(found) <= 1, f"{len(found)} changes for {name}")
        return found[0] if found else None

    def fingerprint(self, name):
        return self.fingerprints[name]

    # the chapters

    def begin(self):
        self.step("Is everything in place? (check)")
        self.command("check", good=(0, 3))
        self.command("stage", self.trial.far.name, "automate", "--reason", "trial")

    def discover(self):
        self.step("Which certificates are in use? (discover, list)")
        if self.patience > 1:
            self.pass_until(lambda: self.trial.run("plan").returncode == 0,
                            "the far side read and every certificate found")
        else:
            self.command("discover")
        self.command("list")
        rows = self.trial.json("list")
        self.fingerprints = {row["subject"]: row["fingerprint"] for row in rows}
        for name in ("shop.example.com", "www.example.com", "mail.example.com", "erp.example.com",
                     "pay.shop.example.com", "printer.example.com", "old.test.example.com"):
            need(name in self.fingerprints, f"{name} was not found")

    def write(self):
        self.step("What would be written? (plan)")
        self.command("plan")
        self.step("Write it (apply), and a second plan has nothing to do")
        self.pass_until(lambda: self.change("shop.example.com") and
                        "affected" in self.change_words(), "a change for shop.example.com")
        self.pass_until(self.is_quiet, "a plan with nothing to do")
        self.command("plan", "--detailed-exitcode")

    def change_words(self):
        change = self.change("shop.example.com")
        return "affected" if change and change["cis"] else ""

    def approve(self):
        self.step("The change is submitted; people approve it and plan it")
        def submitted():
            change = self.change("shop.example.com")
            return change if change and self.trial.far.is_submitted(change) else None
        number = self.pass_until(submitted, "the change submitted")["number"]
        start = self.trial.now + HOUR
        need(self.trial.far.approve(number, start, start + 2 * HOUR), f"{number} is not scheduled")
        self.say(f"{number} is approved and scheduled")
        self.slot = start

    def renew(self):
        self.step("In the planned slot the hook renews it on its server")
        before = self.fingerprint("shop.example.com")
        self.command(*self.sync, good=(0, 3))
        need(self.served_now() == before, "renewed before its slot")
        self.trial.move_time(self.slot + 600 - self.trial.now)
        self.pass_until(lambda: self.served_now() != before, "the certificate renewed", wait=120)
        self.say(f"127.0.0.11:{self.trial.port} now serves {self.served_now()}")

    def served_now(self):
        import pki
        return pki.fingerprint(f"{self.trial.folder}/served/shop.pem")

    def prove(self):
        self.step("Looks over 24 hours, then the proof: the change goes to Review")
        def in_review():
            change = self.change("shop.example.com")
            return change if self.trial.far.is_done(change) else None
        # No pass falls on the very end of the day of grace.
        change = self.pass_until(in_review, "the change in Review", passes=14, wait=3 * HOUR + 600)
        self.say(f"{change['number']} is in Review")
        self.command("explain", self.fingerprint("shop.example.com"))

    def decommission(self):
        self.step("A host is retired and its server stopped; the certificate is still valid")
        self.trial.far.retire("test-01")
        self.trial.stop_server("127.0.0.16", self.trial.port)
        start = "decommission:" + self.fingerprint("old.test.example.com")
        for _ in range(12 * self.patience):
            self.trial.move_time(int(1.5 * DAY))
            self.command("discover", good=(0, 3), quiet=True)
            self.command(*self.sync, good=(0, 3), quiet=True)
            if self.trial.tickets(start):
                break
        found = self.trial.tickets(start)
        need(len(found) == 1, f"{len(found)} decommission changes")
        self.say(f"{found[0]['number']}: {found[0]['short_description']}")

    def audit(self):
        self.step("The trail is whole (audit verify)")
        self.command("audit", "verify")

    def tell(self):
        self.train = [self.begin, self.discover, self.write, self.approve, self.renew, self.prove,
                      self.decommission, self.audit]
        for chapter in self.train:
            chapter()
