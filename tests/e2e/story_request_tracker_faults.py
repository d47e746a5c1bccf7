# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The story against a real Request Tracker behind a line that loses requests and replies, cuts replies in half
and sends callers away, each at 10 %: the same end as over a good line, nothing made twice, nothing left.

FAULT_RATE is another rate."""

import json
import os
import sys
import time

import _fault_proxy
import _request_tracker
import _trial

RATE = float(os.environ.get("FAULT_RATE", "0.1"))
FAULTS = ("lost_reply", "reset", "half_reply", "too_many")


class BadLine(_request_tracker.RequestTracker):
    """certsteward reaches it by the bad line, people by the good one."""

    def __init__(self, folder, build):
        self.proxy = None
        super().__init__(folder, build)
        self.proxy = _fault_proxy.Proxy(self.url)

    def address(self):
        return self.proxy.url

    def close(self):
        if self.proxy:
            self.proxy.close()
        super().close()


def excuse(stage):
    """A far side that cannot be reached at all fails the command, as it must."""
    run = stage.run

    def excused(*words, **options):
        done = run(*words, **options)
        if words[0] in ("sync", "discover") and done.returncode == 1:
            done.returncode = 3
        return done
    stage.run = excused


def tell(rate):
    begun = time.monotonic()
    with _trial.open_trial(warm=True, far_side=BadLine) as stage:
        story = _trial.story_of(stage, say=lambda text: None, shown=False, patience=6, hurried=True,
                                pause=60)
        story.begin()
        excuse(stage)
        proxy = stage.far.proxy
        proxy.faults = {name: rate for name in FAULTS} if rate else {}
        for chapter in (story.discover, story.write, story.approve, story.renew, story.prove,
                        story.decommission, story.audit):
            chapter()
        proxy.faults = {}
        story.pass_until(story.is_quiet, "an empty outbox", passes=10, wait=300)
        checks = _trial.Checks(stage)
        checks.that(not rate or all(proxy.struck.get(name) for name in FAULTS), f"all struck: {proxy.struck}")
        checks.no_twins()
        checks.story_is_told()
        left = json.loads(stage.run("--json", "outbox", "list").stdout or "[]")
        checks.that(not left, f"left in the outbox: {left}")
        print(f"   {sum(proxy.struck.values())} of {proxy.requests} requests struck: {proxy.struck}, "
              f"{time.monotonic() - begun:.0f} s", flush=True)
        found = _trial.without_run(_trial.far_side(checks.dump))
        # Who needed more weeks has retired what was out of use for thirty days.
        found["certificates"] = [(name, "in-use" if state == "recycled" else state)
                                 for name, state in found["certificates"]]
        return found, checks


def main():
    print("-- a good line", flush=True)
    wanted, good = tell(0)
    print(f"-- {', '.join(FAULTS)} at {RATE:.0%} each", flush=True)
    found, checks = tell(RATE)
    checks.that(found == wanted, _trial.difference(wanted, found))
    failed = len(good.failed) + len(checks.failed)
    print(f"{good.count + checks.count} checks, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
