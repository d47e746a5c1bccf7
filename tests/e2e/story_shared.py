# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""A certificate that two owner groups install: one change with a task for each, files where its text
points to them, and tasks that facts close before the change goes to Review."""

import json
import os
import sys

import _trial
import story
import trial


class SharedTrial(trial.Trial):
    """The same certificate at a server of the Mail Team too."""

    def _start_servers(self):
        super()._start_servers()
        path = os.path.join(self.folder, "more-listeners.json")
        shop = os.path.join(self.folder, "served", "shop")
        with open(path, "w") as file:
            json.dump([{"address": "127.0.0.13", "port": self.port, "certificates": [shop]}], file)
        more = self._spawn(sys.executable, os.path.join(trial.HERE, "tls_servers.py"), path)
        if more.stdout.readline().strip() != "ready":
            raise RuntimeError("the second TLS servers did not start")
        self.targets.append(f'"127.0.0.13:{self.port}"')


def tasks_of(change):
    """Those that we made; the change model adds its own at Implement."""
    return [task for task in change["tasks"] if task.get("correlation_display") == "certsteward"]


def check_opened(checks, change):
    titles = sorted(task["short_description"] for task in tasks_of(change))
    checks.that(len(titles) == 4, f"four tasks: {titles}")
    checks.that(sum(title.startswith("Install") for title in titles) == 2,
                f"a task for each group: {titles}")
    files = sorted(file["file_name"] for file in change["attachments"])
    checks.that("certificate.txt" in files, f"the certificate as text: {files}")


def check_ended(checks, change):
    checks.that(change["state"] == "0", f"{change['number']} is in Review: {change['state']}")
    open_ones = [task["short_description"] for task in tasks_of(change) if task["state"] != "3"]
    checks.that(not open_ones, f"tasks still open: {open_ones}")
    proofs = [note for note in change["notes"]
              if "2 of 2 places" in note.get("value", note.get("text", ""))]
    checks.that(proofs, "a note says that both places serve a new one")


def main():
    trial_class, trial.Trial = trial.Trial, SharedTrial
    try:
        with _trial.open_trial(warm=True) as stage:
            told = _trial.story_of(stage, hurried=True)
            for chapter in (told.begin, told.discover, told.write):
                chapter()
            stage.run("sync")
            opened = told.change("shop.example.com")
            for chapter in (told.approve, told.renew, told.prove):
                chapter()
            stage.move_time(story.HOUR)
            stage.run("sync")
            checks = _trial.Checks(stage)
            checks.no_twins()
            check_opened(checks, opened)
            check_ended(checks, told.change("shop.example.com"))
            checks.finish()
    finally:
        trial.Trial = trial_class


if __name__ == "__main__":
    main()
