# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The same story with the faults at 10 % that could make things twice: lost replies, resets, half
answers. The same end, no second ticket, note or CI. FAULTS=NAME,NAME in the environment chooses other
switches; FAULTS=all runs every handful, which takes long because far sides are given their pauses."""

import os
import sys

import _trial

RATE = 0.1
HANDFULS = [
    ["lost-reply", "reset", "half-json"],
    ["429", "429-bare", "202", "html-200"],
    ["500", "503", "deep-json", "token-expired"],
    ["ire-lock-timeout", "ire-partial", "trimmed-pages", "latency"],
]


def tell(faults):
    print(f"-- {', '.join(faults)} at {RATE:.0%}", flush=True)
    with _trial.open_trial(random_seed=7) as stage:
        story = _trial.story_of(stage, say=lambda text: None, shown=False, patience=6)
        story.begin()
        for name in faults:
            stage.control("fault", {"name": name, "rate": RATE})
        for chapter in (story.discover, story.write, story.approve, story.renew, story.prove,
                        story.decommission, story.audit):
            chapter()
        fired = stage.control("stats")["faults"]
        stage.control("fault", {"clear": True})
        story.pass_until(story.is_quiet, "an empty outbox", passes=10, wait=300)
        checks = _trial.Checks(stage)
        checks.that(sum(fired.values()) > 0, "faults struck")
        checks.no_twins()
        checks.story_is_told()
        print(f"   {sum(fired.values())} faults struck: {fired}", flush=True)
        return checks


def main():
    chosen = os.environ.get("FAULTS")
    handfuls = HANDFULS if chosen == "all" else [chosen.split(",")] if chosen else HANDFULS[:1]
    count = failed = 0
    for faults in handfuls:
        checks = tell(faults)
        count += checks.count
        failed += len(checks.failed)
    print(f"{count} checks, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
