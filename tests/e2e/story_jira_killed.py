# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""story_killed.py on a Jira Cloud, with SITE=dc on a Data Center, with certificates as objects of Assets: ended by
SIGKILL after commits, requests and answers, between intent and answer too, the program reaches the same objects
and issues and doubles none. By default every hundredth point of those around writes."""

import os

if "KILL_EVERY" not in os.environ:
    os.environ.update(KILL_EVERY="100", KILL_POINTS="writes")

import _jira  # noqa: E402
import story_killed  # noqa: E402  (reads the environment)


def far_side(folder, build):
    site = _jira.DataCenter if os.environ.get("SITE") == "dc" else _jira.Jira
    return site(folder, build, assets="text", seed_cis=5)


if __name__ == "__main__":
    story_killed.main(far_side=far_side)
