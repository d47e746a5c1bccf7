# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""A freeze of the far side that we know nothing of lies over the proposed time: the change is moved
behind it by the far side's own calendar, its text follows, and only then approval is asked."""

import time

import _trial
import story


def read_time(text):
    return int(time.mktime(time.strptime(text + " UTC", "%Y-%m-%d %H:%M:%S %Z"))) - time.timezone


def freeze(stage, start, end):
    """One more stretch of the platform owner's blackout schedule."""
    rows = stage.as_person("admin", "GET",
                           "/api/now/table/cmn_schedule?sysparm_query=name=Year-end%20freeze")
    stage.as_person("admin", "POST", "/api/now/table/cmn_schedule_span", {
        "name": "Audit week", "schedule": rows["result"][0]["sys_id"], "type": "blackout",
        "start_date_time": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(start)),
        "end_date_time": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(end))})


def main():
    with _trial.open_trial() as stage:
        told = _trial.story_of(stage)
        told.begin()
        told.discover()
        # Over the first days that our own calendar would take.
        until = stage.now - stage.now % story.DAY + 10 * story.DAY + 6 * story.HOUR
        freeze(stage, stage.now - story.DAY, until)
        told.write()
        change = told.pass_until(
            lambda: (lambda found: found if found and found["state"] != "-5" else None)(
                told.change("shop.example.com")), "the change submitted")
        checks = _trial.Checks(stage)
        checks.no_twins()
        start, end = read_time(change["start_date"]), read_time(change["end_date"])
        checks.that(start >= until, f"planned behind the freeze: {change['start_date']}")
        checks.that(end - start == 2 * story.HOUR, f"for two hours: {change['end_date']}")
        checks.that(change["start_date"][:16] in change["description"],
                    f"the text tells that time: {change['description'][:400]}")
        checks.that(change["conflict_status"] == "No Conflict",
                    f"nothing in its way: {change['conflict_status']}")
        checks.finish()


if __name__ == "__main__":
    main()
