# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The story on both Jira sites with Assets: certificates are objects that refer to their hosts, tickets name
them, and a second pass writes nothing."""

import sys

import _jira
import _trial


def objects_of(far):
    return {one["label"] + "/" + one["attributes"]["SHA-256"][0][:8]: one for one in far._held()["objects"]
            if one["attributes"].get("SHA-256")}


def look(stage, checks, story):
    held = objects_of(stage.far)
    shop = story.fingerprint("shop.example.com")
    mine = next((one for one in held.values() if one["attributes"]["SHA-256"] == [shop]), None)
    checks.that(mine is not None, f"the shop's certificate is an object: {sorted(held)}")
    if mine:
        checks.that(mine["attributes"].get("Used by"), f"it names its hosts: {mine['attributes']}")
        checks.that(mine["attributes"].get("Issued by"), "and its issuer")
    checks.that(all(one["cis"] for one in checks.dump["tickets"] if one["correlation_id"].startswith("renewal:")),
                f"changes name the objects: {[one['cis'] for one in checks.dump['tickets']]}")


def tell(far_side):
    def with_assets(*words, **options):
        return far_side(*words, assets="text", **options)

    with _trial.open_trial(far_side=with_assets) as stage:
        _jira.without_assets(stage)
        story = _trial.story_of(stage, hurried=True)
        for chapter in (story.begin, story.discover, story.write):
            chapter()
        before = stage.far._held()["objects"]
        story.command("sync")
        checks = _trial.Checks(stage)
        checks.no_twins()
        checks.that(stage.far._held()["objects"] == before, "a second pass changes no object")
        look(stage, checks, story)
        for chapter in (story.approve, story.renew, story.prove, story.audit):
            chapter()
        at_end = _trial.Checks(stage)
        at_end.no_twins()
        failed = checks.failed + at_end.failed
        print(f"{checks.count + at_end.count} checks, {len(failed)} failed")
        if failed:
            sys.exit(1)


if __name__ == "__main__":
    tell(_jira.Jira)
    tell(_jira.DataCenter)
