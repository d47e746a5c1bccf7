# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The whole story against a real Request Tracker: found, asset, change, approved, renewed, resolved."""

import _request_tracker
import _trial


def main():
    with _trial.open_trial(far_side=_request_tracker.RequestTracker) as stage:
        story = _trial.story_of(stage, hurried=True)
        story.tell()
        checks = _trial.Checks(stage)
        checks.no_twins()
        checks.story_is_told()
        checks.finish()


if __name__ == "__main__":
    main()
