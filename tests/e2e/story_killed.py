# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The renewal story with the real binary ended by SIGKILL (_killed.py): from the first look to the change in
Review; with KILL_CHAPTERS=all also the incident of an expired one, which is replaced, and a decommission. By
default every 15th point of those around writes."""

import os

if "KILL_EVERY" not in os.environ:
    os.environ.update(KILL_EVERY="15", KILL_POINTS="writes")

import _trial  # noqa: E402  (reads the environment)

ALL = os.environ.get("KILL_CHAPTERS") == "all"


def main(**far_side):
    with _trial.open_trial(warm=True, **(far_side or {"seed_cis": 5})) as stage:
        story = _trial.story_of(stage, say=lambda text: None, shown=False, hurried=True)
        for chapter in (story.begin, story.discover, story.write, story.approve, story.renew):
            chapter()
        if ALL:
            stage._issue("erp", ["erp.example.com"], 300)
        story.prove()
        if ALL:
            story.decommission()


if __name__ == "__main__":
    main()
