# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""story_killed.py on a Jira Cloud with certificates as objects of Assets: ended by SIGKILL after commits,
requests and answers, between intent and answer too, the program reaches the same objects and issues and doubles
none. By default every 200th point."""

import os

os.environ.setdefault("KILL_EVERY", "200")

import _jira  # noqa: E402
import story_killed  # noqa: E402  (reads the environment)


class Cloud(_jira.Jira):
    def __init__(self, folder, build):
        super().__init__(folder, build, assets="text", seed_cis=5)


if __name__ == "__main__":
    story_killed.main(far_side=Cloud)
