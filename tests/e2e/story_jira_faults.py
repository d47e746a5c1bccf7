# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The story on both Jira sites under faults at 10 %: the same end as without them, no second ticket or note,
nothing left in the outbox. What a person must do under some of them is done: what Jira refused is ordered
again, and an expired login is one again in the next pass.

FAULTS=NAME,NAME chooses the switches, FAULTS=each runs one handful after the other, FAULTS=all every switch
at once; SITE=cloud or dc only that one. FAULT_RATE is another rate for each."""

import json
import os
import sys
import time

import _jira
import _trial
import story_faults

HANDFULS = [
    ["lost-reply", "reset", "half-json", "500-after"],
    ["429", "429-bare", "html-429", "html-200", "per-issue-limit"],
    ["500", "503", "transition-409"],
    ["login-302", "dead-token"],
    ["search-lag", "lost-reply", "timeout", "latency"],
]
SITES = {"cloud": _jira.Jira, "dc": _jira.DataCenter}
# Search never shows what was made in the last ten minutes.
ALWAYS = {"search-lag": 600000}


class Weather(story_faults.Weather):
    def switch(self, name, rate):
        if name in ALWAYS:
            self.stage.control("fault", {"name": name, "rate": 1, "ms": ALWAYS[name]})
        else:
            super().switch(name, rate)


def tell(site, faults):
    """The story under these faults: (what people see at its end, the checks)."""
    begun = time.monotonic()
    with _trial.open_trial(random_seed=7, seed_cis=5, warm=True, far_side=SITES[site]) as stage:
        _jira.without_assets(stage)
        story = _trial.story_of(stage, say=lambda text: None, shown=False, patience=6, hurried=True)
        story.change_words = lambda: "affected" if story.change("shop.example.com") else ""
        story.begin()
        weather = Weather(stage, faults)
        weather.begin()
        for chapter in (story.discover, story.write, story.approve, story.renew, story.prove,
                        story.audit):
            chapter()
        struck = story_faults.fired(stage)
        weather.clear()
        story.pass_until(story.is_quiet, "an empty outbox", passes=10, wait=300)
        checks = _trial.Checks(stage)
        checks.that(not faults or sum(struck.values()) > 0, "faults struck")
        checks.no_twins()
        checks.that(len(stage.far.marks()) == 1, f"one mark: {stage.far.marks()}")
        left = json.loads(stage.run("--json", "outbox", "list").stdout or "[]")
        checks.that(not left, f"left in the outbox: {left}")
        print(f"   {sum(struck.values())} faults struck in {weather.passes} passes, "
              f"{weather.orders} orders by people, {time.monotonic() - begun:.0f} s: {struck}", flush=True)
        return _trial.without_run(_trial.far_side(checks.dump)), checks


def main():
    chosen = os.environ.get("FAULTS")
    every = sorted({name for handful in HANDFULS for name in handful})
    handfuls = {None: HANDFULS[:1], "each": HANDFULS, "all": [every]}.get(chosen,
                                                                         [(chosen or "").split(",")])
    count = failed = 0
    for site in [os.environ["SITE"]] if os.environ.get("SITE") else SITES:
        print(f"-- {site}, no faults", flush=True)
        wanted, checks = tell(site, [])
        for faults in [None] + handfuls:
            if faults:
                print(f"-- {site}, {', '.join(faults)} at {story_faults.RATE:.0%}", flush=True)
                found, checks = tell(site, faults)
                checks.that(found == wanted, _trial.difference(wanted, found))
            count += checks.count
            failed += len(checks.failed)
    print(f"{count} checks, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
