# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The story under faults at 10 %: the same end as without them, no second ticket, note or CI, and nothing
left in the outbox. What a person must do under some of them is done: what the site's rule refused is
ordered again.

FAULTS=NAME,NAME in the environment chooses the switches, FAULTS=each runs one handful after the other,
FAULTS=all all switches of the sandbox at once. Without it: the handful that could make things twice.
FAULT_RATE is another rate for each: all at once at 0.03 strike every third call."""

import json
import os
import random
import time

import _trial

RATE = float(os.environ.get("FAULT_RATE", "0.1"))
HANDFULS = [
    ["lost-reply", "reset", "half-json"],
    ["429", "429-bare", "202", "html-200"],
    ["500", "500-after", "503"],
    ["deep-json", "token-expired"],
    ["ire-lock-timeout", "ire-partial", "trimmed-pages", "latency"],
    ["timeout", "huge-body", "query-acl-403", "token-life", "list-result"],
    ["business-rule-403", "drop-unknown", "archive-row", "unauthorized-change", "worker-error"],
    ["cim", "clone"],
]
# What an instance is, not what befalls a call: on for one pass in ten.
STATES = ["cim", "clone"]
# Too few calls for one in ten to be sure: the first is struck as well.
SELDOM = ["ire-lock-timeout", "ire-partial", "drop-unknown", "business-rule-403", "worker-error",
          "list-result"]
# Of five numbered hosts one in ten is none.
RATES = {"trimmed-pages": 0.5}
# Strikes CIs right below a service only; certificates stand below hosts and applications.
NEVER = ["unauthorized-change"]
# What people mend on the far side before they order it again.
MENDED = ["rule of the instance", "worker failed", "Worker failed"]
MILLISECONDS = {"latency": 20, "timeout": 300}


class Weather:
    """Stands before the trial's run(): changes the far side's state before a pass, and does after it
    what a person would."""

    seldom, mended = SELDOM, MENDED

    def __init__(self, stage, faults):
        self.stage, self.run, self.faults = stage, stage.run, faults
        self.random, self.passes, self.orders = random.Random(5), 0, 0
        self.on = {}  # passes for which a state was on
        stage.run = self.run_pass

    def switch(self, name, rate):
        wish = {"name": name, "rate": RATES.get(name, rate) if rate else 0}
        if name in self.seldom:
            wish["count"] = 1
        if name in MILLISECONDS:
            wish["ms"] = MILLISECONDS[name]
        self.stage.control("fault", wish)

    def begin(self):
        for name in self.faults:
            if name not in STATES:
                self.switch(name, RATE)

    def clear(self):
        self.faults = []
        self.stage.control("fault", {"clear": True})

    def run_pass(self, *words, **options):
        if words[0] not in ("sync", "discover"):
            return self.run(*words, **options)
        self.passes += 1
        for name in [name for name in STATES if name in self.faults]:
            on = self.random.random() < RATE
            self.on[name] = self.on.get(name, 0) + on
            self.switch(name, 1 if on else 0)
        done = self.run(*words, **options)
        # A far side that refuses us as a whole for this pass fails the command, as it must.
        if self.faults and done.returncode == 1:
            done.returncode = 3
        self.order_again()
        return done

    def order_again(self):
        rows = json.loads(self.run("--json", "outbox", "list").stdout or "[]")
        for row in rows:
            if row["state"] == "refused" and any(why in row["reason"] for why in self.mended):
                self.orders += 1
                self.run("outbox", "retry", row["key"], "--reason", "mended")


def fired(stage):
    return {name: count for name, count in stage.control("stats")["faults"].items() if count}


def check_switches(checks, stage):
    """None of the sandbox's switches is forgotten here; those of its Jira sites have a story of their own."""
    known = {name for name, switch in stage.control("fault")["faults"].items()
             if not switch["help"].startswith("Jira: ")}
    named = {name for handful in HANDFULS for name in handful}
    checks.that(known == named, f"switches in no handful: {known ^ named}")


def take_time(stage, story):
    """A far side that refuses a login or a right is left alone for up to an hour: more passes are made, and
    people plan a day for the work."""
    until, approve = story.pass_until, stage.far.approve

    def pass_until(reached, what, passes=12, wait=0):
        return until(reached, what, passes * 3, max(wait, 900) if wait else 0)
    story.pass_until = pass_until
    stage.far.approve = lambda number, start, end: approve(number, start, end + 86400)


def tell(faults):
    """The story under these faults: (what people see at its end, the checks)."""
    begun = time.monotonic()
    with _trial.open_trial(random_seed=7, seed_cis=5, warm=True) as stage:
        story = _trial.story_of(stage, say=lambda text: None, shown=False, patience=6,
                                hurried=True)
        if "FAULTS" in os.environ:
            take_time(stage, story)
        story.begin()
        weather = Weather(stage, faults)
        weather.begin()
        for chapter in (story.discover, story.write, story.approve, story.renew, story.prove,
                        story.decommission, story.audit):
            chapter()
        struck = dict(fired(stage), **weather.on)
        weather.clear()
        story.pass_until(story.is_quiet, "an empty outbox", passes=10, wait=300)
        checks = _trial.Checks(stage)
        for name in faults if RATE >= 0.1 else []:
            checks.that(struck.get(name) or name in NEVER, f"{name} struck")
        checks.no_twins()
        checks.story_is_told()
        left = json.loads(stage.run("--json", "outbox", "list").stdout or "[]")
        checks.that(not left, f"left in the outbox: {left}")
        if not faults:
            check_switches(checks, stage)
        print(f"   {sum(struck.values())} faults struck in {weather.passes} passes, "
              f"{weather.orders} orders by people, {time.monotonic() - begun:.0f} s: {struck}",
              flush=True)
        found = _trial.without_run(_trial.far_side(checks.dump))
        # Who needed more weeks has retired what was out of use for thirty days.
        found["certificates"] = sorted((name, "issued" if state == "retired" else state)
                                       for name, state in found["certificates"])
        return found, checks


def main():
    every = [name for handful in HANDFULS for name in handful]
    _trial.tell_under_faults(tell, HANDFULS, every, RATE)


if __name__ == "__main__":
    main()
