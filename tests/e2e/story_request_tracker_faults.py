# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The story against a real Request Tracker behind a bad line, a handful of faults at 10 % each: the same end as
over a good line, nothing made twice, nothing left.

FAULTS=NAME,NAME in the environment chooses the faults (methods of _fault_proxy.Handler), FAULTS=each runs one
handful after the other, FAULTS=all all at once. Without it: the handful that could make things twice.
FAULT_RATE is another rate for each: all at once at 0.03 strike every third call."""

import json
import os
import random
import time

import _fault_proxy
import _request_tracker
import _trial

RATE = float(os.environ.get("FAULT_RATE", "0.1"))
HANDFULS = [
    ["lost_reply", "reset", "half_reply", "too_many"],
    ["error_before", "error_after", "page", "slow"],
    ["unavailable", "bad_gateway", "gateway_timeout", "stall"],
    ["no_login", "error_after"],
]
# What lasts: on for one pass in ten, and for the second one to be sure.
STATES = ("no_login",)


class Weather:
    """Stands before the trial's run(): changes the line before a pass, and excuses what must fail then: a far
    side that cannot be reached or lets nobody in fails the command."""

    def __init__(self, stage, faults, rate):
        self.run, self.proxy = stage.run, stage.far.proxy
        self.lasting = [name for name in faults if name in STATES]
        self.rate, self.random, self.passes = rate, random.Random(5), 0
        self.proxy.faults = {name: rate for name in faults if name not in STATES}
        stage.run = self.run_pass

    def clear(self):
        self.lasting, self.proxy.faults, self.proxy.shut = [], {}, False

    def run_pass(self, *words, **options):
        if words[0] not in ("sync", "discover"):
            return self.run(*words, **options)
        self.passes += 1
        self.proxy.shut = bool(self.lasting) and (self.passes == 2 or self.random.random() < self.rate)
        done = self.run(*words, **options)
        self.proxy.shut = False
        if done.returncode == 1:
            done.returncode = 3
        return done


def tell(faults):
    begun = time.monotonic()
    far_side = _fault_proxy.behind(_request_tracker.RequestTracker)
    with _trial.open_trial(warm=True, far_side=far_side) as stage:
        story = _trial.story_of(stage, say=lambda text: None, shown=False, patience=6, hurried=True,
                                pause=300 if set(faults) & set(STATES) else 60)
        story.begin()
        weather, proxy = Weather(stage, faults, RATE), stage.far.proxy
        for chapter in (story.discover, story.write, story.approve, story.renew, story.prove,
                        story.decommission, story.audit):
            chapter()
        weather.clear()
        story.pass_until(story.is_quiet, "an empty outbox", passes=10, wait=300)
        checks = _trial.Checks(stage)
        for name in faults:
            checks.that(proxy.struck.get(name), f"{name} struck")
        checks.no_twins()
        checks.story_is_told()
        left = json.loads(stage.run("--json", "outbox", "list").stdout or "[]")
        checks.that(not left, f"left in the outbox: {left}")
        print(f"   {sum(proxy.struck.values())} of {proxy.requests} requests struck in {weather.passes} passes: "
              f"{proxy.struck}, {time.monotonic() - begun:.0f} s", flush=True)
        found = _trial.without_run(_trial.far_side(checks.dump))
        # Who needed more weeks has retired what was out of use for thirty days.
        found["certificates"] = [(name, "in-use" if state == "recycled" else state)
                                 for name, state in found["certificates"]]
        return found, checks


def main():
    every = sorted({name for handful in HANDFULS for name in handful})
    _trial.tell_under_faults(tell, HANDFULS, every, RATE)


if __name__ == "__main__":
    main()
