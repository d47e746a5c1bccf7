# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The whole story with the real binary, real TLS servers, the real hook runner and the sandbox."""

import _trial


def main():
    with _trial.open_trial() as stage:
        story = _trial.story_of(stage)
        story.tell()
        checks = _trial.Checks(stage)
        checks.no_twins()
        checks.story_is_told()
        checks.finish()


if __name__ == "__main__":
    main()
