# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""story_killed.py against a real Request Tracker: ended by SIGKILL after commits, requests and answers, between
intent and answer too, the program reaches the same assets and tickets and doubles none. By default every
130th point of those around writes."""

import os

if "KILL_EVERY" not in os.environ:
    os.environ.update(KILL_EVERY="130", KILL_POINTS="writes")

import _request_tracker  # noqa: E402  (story_killed reads the environment)
import story_killed  # noqa: E402

if __name__ == "__main__":
    story_killed.main(far_side=_request_tracker.RequestTracker)
