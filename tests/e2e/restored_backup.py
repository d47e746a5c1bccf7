# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""A store put back from a backup: nothing is written until a person confirms, and then what was made
after the backup is adopted, not made again."""

import os
import shutil

import _trial


def numbers(stage):
    return sorted(ticket["number"] for ticket in stage.tickets(""))


def put_back(stage, copy):
    store = os.path.join(stage.folder, "store.db")
    for end in ("-wal", "-shm", ""):
        if os.path.exists(store + end):
            os.remove(store + end)
    shutil.copy(copy, store)


def main():
    with _trial.open_trial() as stage:
        checks = _trial.Checks(stage)
        copy = os.path.join(stage.folder, "old.db")

        def run(*words, status=0, says=""):
            done = stage.run(*words)
            checks.that(done.returncode == status and says in done.stdout + done.stderr,
                         f"{words}: {done.returncode} {done.stdout}{done.stderr}")

        run("stage", "sandbox", "automate", "--reason", "test")
        run("discover")
        run("backup", copy)
        run("apply", "--wait", "60s")
        before = numbers(stage)
        checks.that(len(before) >= 2, f"tickets before: {before}")
        put_back(stage, copy)
        run("apply", status=1, says="this is a restored backup")
        run("apply", status=1, says="this is a restored backup")
        checks.that(numbers(stage) == before, "written before anybody confirmed")
        run("stage", "sandbox", "automate", "--reason", "restored")
        run("discover")
        run("apply", "--wait", "60s")
        checks.that(numbers(stage) == before, f"{numbers(stage)} after, {before} before")
        run("audit", "verify")
        checks.dump = stage.dump()
        checks.no_twins()
        checks.finish()


if __name__ == "__main__":
    main()
