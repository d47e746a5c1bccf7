# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The renewal story with the real binary ended by a real SIGKILL after every commit, every request and
every answer: started again, it reaches the same far side, doubles nothing, and its trail verifies.

Each pass of the story, from the first look to the change in Review, is made many times: as it is; and,
from a picture taken before it, ended at one point after the other. What calm passes then make of it is
compared with what they make of the pass that was left alone.

KILL_EVERY=N in the environment takes every N-th point, counted through all passes, and KILL_FIRST=M
begins with the M-th: 1 takes all of them, and several of these tests can share the points."""

import os
import subprocess
import sys

import _trial

CALM_PASSES = 8
EVERY = int(os.environ.get("KILL_EVERY", "20"))
FIRST = int(os.environ.get("KILL_FIRST", "1"))
BY_SIGKILL = -9
CALM_TIME = 330  # seconds: longer than every pause, and than the time between two looks
PASS_TIME = 20  # seconds; each command starts at the trial's time, and time must not go back


def build_preload(folder):
    here = os.path.dirname(os.path.abspath(__file__))
    library = os.path.join(folder, "kill_at.so")
    subprocess.run(["cc", "-std=gnu17", "-O1", "-shared", "-fPIC", "-o", library,
                    os.path.join(here, "kill_at.c"), "-ldl"], check=True)
    return library


class Torture:
    """Stands before the trial's run(): passes that the story makes go through it."""

    def __init__(self, stage):
        self.stage, self.run = stage, stage.run
        self.environment = {"LD_PRELOAD": build_preload(stage.folder),
                            "KILL_PORT": stage.url.rsplit(":", 1)[1]}
        self.points = self.kills = self.passes = 0
        self.next_point = FIRST
        self.chapter = ""
        self.failed = []
        stage.run = self.run_or_torture

    def run_or_torture(self, *words, **options):
        if words[0] not in ("sync", "discover"):
            return self.run(*words, **options)
        return self.torture(words)

    def calm(self):
        """Passes without kills, far enough apart that every pause ends."""
        for number in range(CALM_PASSES):
            self.stage.wait_for_hook()
            done = self.run("sync", "--wait", "0")
            if done.returncode not in (0, 3):
                return f"sync ended with {done.returncode}: {done.stderr.strip()[-500:]}"
            self.stage.move_time(CALM_TIME)
            if number > 0 and self.run("plan", "--detailed-exitcode").returncode == 0:
                break
        done = self.run("audit", "verify")
        return None if done.returncode == 0 else f"audit verify: {done.stdout}{done.stderr}"

    def torture(self, words):
        self.passes += 1
        before = self.stage.picture("before")
        count = os.path.join(self.stage.folder, "count")
        done = self.run(*words, environment=dict(self.environment, KILL_COUNT=count))
        after = self.stage.picture("after")
        self.stage.move_time(PASS_TIME)
        with open(count) as file:
            events = int(file.read())
        problem = self.calm()
        if problem:
            self.fail(f"not killed: {problem}")
        wanted = _trial.far_side(self.stage.dump())
        points = range(self.next_point, events + 1, EVERY)
        self.next_point = points[-1] + EVERY - events if points else self.next_point - events
        print(f"{self.chapter}, pass {self.passes}: {events} points, {len(points)} taken",
              flush=True)
        for point in points:
            self.kill(words, before, point, wanted)
        self.stage.come_back(after)
        return done

    def kill(self, words, before, point, wanted):
        self.points += 1
        self.stage.come_back(before)
        killed = self.run(*words, environment=dict(self.environment, KILL_AT=str(point)))
        self.kills += killed.returncode == BY_SIGKILL
        self.stage.move_time(PASS_TIME)
        problem = self.calm()
        found = _trial.far_side(self.stage.dump())
        if not problem and found != wanted:
            problem = _trial.difference(wanted, found)
        if problem:
            self.fail(f"killed at {point}: {problem}")

    def fail(self, what):
        self.failed.append(f"{self.chapter}, pass {self.passes}, {what}")
        print(f"FAILED: {self.failed[-1]}", flush=True)


def main(**far_side):
    with _trial.open_trial(warm=True, **(far_side or {"seed_cis": 5})) as stage:
        story = _trial.story_of(stage, say=lambda text: None, shown=False, hurried=True)
        story.begin()
        torture = Torture(stage)
        for chapter in (story.discover, story.write, story.approve, story.renew, story.prove):
            torture.chapter = chapter.__name__
            chapter()
            # Its passes come three hours apart: none shall fall on the very end of the day of grace.
            stage.move_time(600 if chapter == story.renew else 0)
        print(f"{torture.points} points of {torture.passes} passes, {torture.kills} kills, "
              f"{len(torture.failed)} failed")
        sys.exit(1 if torture.failed or not torture.kills else 0)


if __name__ == "__main__":
    main()
