# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The same story with every fault switch of the sandbox at 10 %: the same end, no second ticket, note
or CI."""

import _trial

FAULTS = ["429", "429-bare", "lost-reply", "reset", "html-200", "202", "500", "503", "half-json",
          "deep-json", "token-expired", "ire-lock-timeout", "ire-partial", "trimmed-pages"]


def main():
    rate = [f"{fault}:0.1" for fault in FAULTS]
    with _trial.open_trial(faults=(), random_seed=7) as stage:
        story = _trial.story_of(stage, shown=False, patience=12)
        story.begin()
        for fault in rate:
            name, value = fault.split(":")
            stage.control("fault", {"name": name, "rate": float(value)})
        for chapter in (story.discover, story.write, story.approve, story.renew, story.prove,
                        story.decommission, story.audit):
            chapter()
        for name in FAULTS:
            stage.control("fault", {"name": name, "rate": 0})
        story.pass_until(lambda: not stage.json("outbox", "list"), "an empty outbox", passes=20)
        checks = _trial.Checks(stage)
        checks.no_twins()
        checks.story_is_told()
        checks.finish()


if __name__ == "__main__":
    main()
