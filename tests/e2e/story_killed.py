# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The renewal story with the real binary ended by a real SIGKILL after every durable commit, every
request and every answer: started again, it reaches the same far side, doubles nothing, and its trail
verifies. A picture is taken before each pass of the story; each kill starts from that picture.

Every 25th point, so that it ends in minutes; KILL_EVERY=1 in the environment takes all of them, as
scripts/torture.sh does."""

import os
import subprocess
import sys

import _trial

CALM_PASSES = 6


def build_preload(folder):
    here = os.path.dirname(os.path.abspath(__file__))
    library = os.path.join(folder, "kill_at.so")
    subprocess.run(["cc", "-std=gnu17", "-O1", "-shared", "-fPIC", "-o", library,
                    os.path.join(here, "kill_at.c"), "-ldl"], check=True)
    return library


def far_side(dump):
    """What people see there, without what differs from run to run (ids, keys, times)."""
    names = {ci["sys_id"]: ci.get("name") for ci in dump["cis"] + dump["certificates"]}
    certificates = {ci["sys_id"] for ci in dump["certificates"]}
    tickets = []
    for ticket in dump["tickets"]:
        tickets.append((
            ticket.get("correlation_id"), ticket["short_description"], ticket["state"],
            sorted(_trial.note_subject(note) for note in ticket["notes"]),
            sorted(file["file_name"] for file in ticket["attachments"]),
            sorted(names.get(ci.get("ci_item"), "?") for ci in ticket["cis"])))
    return {
        "certificates": sorted((ci["name"], ci.get("state")) for ci in dump["certificates"]),
        "domains": sorted(row.get("domain", "") for row in dump["domains"]),
        "relations": sorted((names.get(row["parent"]), names.get(row["child"]))
                            for row in dump["relations"] if row["child"] in certificates),
        "tickets": sorted(tickets),
    }


class Torture:
    def __init__(self, stage, library):
        self.stage, self.library = stage, library
        self.every = int(os.environ.get("KILL_EVERY", "25"))
        self.points = self.kills = 0
        self.failed = []

    def calm(self):
        """Passes without kills, far enough apart that every pause ends."""
        for number in range(CALM_PASSES):
            done = self.stage.run("sync")
            if done.returncode not in (0, 3):
                return f"sync ended with {done.returncode}: {done.stderr.strip()[-500:]}"
            self.stage.move_time(90)
            if number > 0 and self.stage.run("plan", "--detailed-exitcode").returncode == 0:
                break
        done = self.stage.run("audit", "verify")
        return None if done.returncode == 0 else f"audit verify: {done.stdout}{done.stderr}"

    def count(self):
        path = os.path.join(self.stage.folder, "count")
        self.stage.run("sync", environment={"LD_PRELOAD": self.library, "KILL_COUNT": path})
        with open(path) as file:
            return int(file.read())

    def chapter(self, name):
        picture = self.stage.picture(name)
        events = self.count()
        problem = self.calm()
        if problem:
            self.failed.append(f"{name}, not killed: {problem}")
            return
        wanted = far_side(self.stage.dump())
        print(f"{name}: {events} points", flush=True)
        for point in range(1, events + 1, self.every):
            self.points += 1
            self.stage.come_back(picture)
            killed = self.stage.run("sync", environment={"LD_PRELOAD": self.library,
                                                         "KILL_AT": str(point)})
            self.kills += killed.returncode == -9
            problem = self.calm()
            found = far_side(self.stage.dump())
            if not problem and found != wanted:
                problem = _trial.difference(wanted, found)
            if problem:
                self.failed.append(f"{name}, killed at {point}: {problem}")
                print(f"FAILED: {self.failed[-1]}", flush=True)
        self.stage.come_back(picture)


def main():
    with _trial.open_trial(seed_cis=5) as stage:
        torture = Torture(stage, build_preload(stage.folder))
        story = _trial.story_of(stage, shown=False)
        story.begin()
        torture.chapter("first fill, changes opened")
        story.discover()
        story.write()
        story.approve()
        stage.move_time(story.slot + 600 - stage.now)
        torture.chapter("hook in its slot")
        story.pass_until(lambda: story.served_now() != story.fingerprint("shop.example.com"),
                         "the certificate renewed", wait=120)
        for _ in range(8):
            stage.move_time(3 * 3600)
            story.command("sync", good=(0, 3), quiet=True)
        torture.chapter("proof and review")
        story.prove()
        print(f"{torture.points} points, {torture.kills} kills, {len(torture.failed)} failed")
        sys.exit(1 if torture.failed or not torture.kills else 0)


if __name__ == "__main__":
    main()
