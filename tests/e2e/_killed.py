# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Any story with the real binary ended by a real SIGKILL after every commit, every request and every answer:
started again, it reaches the same far side and the same outbox, doubles nothing, and its trail verifies.

With KILL_EVERY in the environment, _trial.open_trial() puts this before the trial's run(). Each pass that the
story makes is made many times: as it is; and, from a picture taken before it, ended at one point after the
other. What calm passes then make of it is compared with what they make of the pass that was left alone. The
program knows nothing but store, far side and files: a point that leaves all of them as another one of its pass
did has that one's future, which is not told again.

KILL_EVERY=N takes every N-th point, counted through all passes, and KILL_FIRST=M begins with the M-th: 1 takes
all of them, and several of these tests can share the points. KILL_POINTS=writes leaves away those around calls
that only read: requests, their answers, and the commit of what was read."""

import collections
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time

EVERY = int(os.environ.get("KILL_EVERY", "0"))
FIRST = int(os.environ.get("KILL_FIRST", "1"))
WRITES = os.environ.get("KILL_POINTS") == "writes"
CALM_PASSES = 8
BY_SIGKILL = -9
CALM_TIME = 330  # seconds: longer than every pause, and than the time between two looks
PASS_TIME = 20  # seconds; each command starts at the trial's time, and time must not go back
PASSES = ("sync", "discover", "follow")
ORDERS = ("apply", "stage")  # who gave one and saw it die gives it again
# What every request changes: when a login was last used, how many were counted.
VOLATILE = {"AuthTokens", "sessions"}


def build_preload(folder):
    here = os.path.dirname(os.path.abspath(__file__))
    library = os.path.join(folder, "kill_at.so")
    subprocess.run(["cc", "-std=gnu17", "-O1", "-shared", "-fPIC", "-o", library,
                    os.path.join(here, "kill_at.c"), "-ldl"], check=True)
    return library


def rows_of(path):
    """Table by table what a database holds."""
    base = sqlite3.connect(path)
    try:
        names = [row[0] for row in base.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: base.execute(f'SELECT * FROM "{name}"').fetchall() for name in names
                if name not in VOLATILE}
    finally:
        base.close()


def points_of(kinds):
    """Those that may be taken, of the events that kill_at.c told."""
    return [number for number, kind in enumerate(kinds, 1)
            if not WRITES or kind in "wW" or kind == "c" and kinds[number - 2:number - 1] not in ("R", "r")]


def digest_of(folder):
    """Of all that lasts, as a picture keeps it."""
    total = hashlib.sha256()
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(where, name)
            total.update(os.path.relpath(path, folder).encode())
            if name.endswith((".db", ".sqlite")):
                total.update(repr(rows_of(path)).encode())
            else:
                with open(path, "rb") as file:
                    total.update(file.read())
    return total.digest()


class Torture:
    """Stands before the trial's run(): passes that the story makes go through it."""

    def __init__(self, stage, far_side, difference):
        self.stage, self.run = stage, stage.run
        self.far_side, self.difference = far_side, difference
        self.environment = {"LD_PRELOAD": build_preload(stage.folder),
                            "KILL_PORT": stage.url.rsplit(":", 1)[1]}
        self.points = self.kills = self.passes = self.futures = 0
        self.next_point = FIRST
        self.chapters = collections.Counter()
        self.failed = []
        stage.run = self.run_or_torture

    def run_or_torture(self, *words, **options):
        if words[0] not in PASSES + ORDERS or not os.path.exists(os.path.join(self.stage.folder, "store.db")) and \
                words[0] in ORDERS:
            return self.run(*words, **options)
        return self.torture(words)

    def chapter(self):
        """The function of the story that asked for this pass."""
        frame, name = sys._getframe(1), "?"
        while frame:
            code = frame.f_code
            if code.co_name in ("main", "tell", "<module>"):
                break
            if os.path.basename(code.co_filename) != "_killed.py":
                name = code.co_name
            frame = frame.f_back
        return name

    def calm(self):
        """Passes without kills, far enough apart that every pause ends: (what they lead to, what is wrong)."""
        status, quiet = 0, False
        for number in range(CALM_PASSES):
            if number > 0:  # the first finds a hook that runs still
                self.stage.wait_for_hook()
            done = self.run("sync", "--wait", "0")
            status = done.returncode
            if status not in (0, 1, 3):
                return None, f"sync ended with {status}: {done.stderr.strip()[-500:]}"
            self.stage.move_time(CALM_TIME)
            quiet = self.run("plan", "--detailed-exitcode").returncode == 0
            if number > 0 and quiet:
                break
        done = self.run("audit", "verify")
        if done.returncode:
            return None, f"audit verify: {done.stdout}{done.stderr}"
        outbox = json.loads(self.run("--json", "outbox", "list").stdout or "[]")
        found = self.far_side(self.stage.dump())
        found["end"] = [("the last pass", status), ("nothing to do", quiet)]
        found["hooks"] = [("runs", len(os.listdir(os.path.join(self.stage.folder, "hook-runs"))))]
        found["outbox"] = sorted((row["far_side"], row["state"], row["kind"], row["key"]) for row in outbox)
        return found, None

    def torture(self, words):
        self.passes += 1
        chapter, begun = self.chapter(), time.monotonic()
        before = self.stage.picture("before")
        count = os.path.join(self.stage.folder, "count")
        done = self.run(*words, environment=dict(self.environment, KILL_COUNT=count))
        after = self.stage.picture("after")
        self.stage.move_time(PASS_TIME)
        with open(count) as file:
            events = points_of(file.read().strip())
        points = events[self.next_point - 1::EVERY]
        self.next_point += len(points) * EVERY - len(events)
        futures = {}
        if points:
            wanted, problem = self.calm()
            if problem:
                self.fail(chapter, f"not killed: {problem}")
            for point in points:
                self.kill(chapter, words, before, point, wanted, futures)
            self.stage.come_back(after)
        else:
            self.stage.move_time(-PASS_TIME)
        self.chapters[chapter] += len(points)
        self.futures += len(futures)
        print(f"{chapter}, pass {self.passes} ({' '.join(words)}): {len(events)} points, {len(points)} taken, "
              f"{len(futures)} futures, {time.monotonic() - begun:.0f} s", flush=True)
        return done

    def kill(self, chapter, words, before, point, wanted, futures):
        self.points += 1
        self.stage.come_back(before)
        killed = self.run(*words, environment=dict(self.environment, KILL_AT=str(point)))
        self.kills += killed.returncode == BY_SIGKILL
        if self.is_known(point, futures):
            return
        self.stage.move_time(PASS_TIME)
        if words[0] in ORDERS:
            self.run(*words)
            self.stage.move_time(PASS_TIME)
        found, problem = self.calm()
        if not problem and found != wanted:
            problem = self.difference(wanted, found)
        if problem:
            self.fail(chapter, f"{' '.join(words)} killed at {point}: {problem}")

    def is_known(self, point, futures):
        """What a hook that runs is about to change nobody knows."""
        if self.stage.hook_runs():
            futures[point] = point
            return False
        self.stage.picture("killed")
        future = digest_of(os.path.join(self.stage.folder, "pictures", "killed"))
        return futures.setdefault(future, point) != point

    def fail(self, chapter, what):
        self.failed.append(f"{chapter}, pass {self.passes}, {what}")
        print(f"FAILED: {self.failed[-1]}", flush=True)

    def finish(self):
        told = ", ".join(f"{name} {count}" for name, count in self.chapters.items() if count)
        print(f"{self.points} points of {self.passes} passes ({told}), {self.kills} kills, "
              f"{self.futures} futures, {len(self.failed)} failed")
        if self.failed or not self.kills:
            sys.exit(1)
