# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The story on both Jira sites with Atlassian's own OpenAPI files between certsteward and the sandbox: Prism
judges every request and every answer, those of Assets in the Cloud as well (there is no file of Assets in the
Data Center), and none may leave the files but for their known faults.

With JUDGED=whole those of story_jira_assets.py and story_shared.py are judged instead: places as objects, incidents
linked to changes, a host retired, sub-tasks of several groups, a standard change (scripts/torture.sh). Nobody judges
imports of Assets: no file has them."""

import functools
import os
import re
import sys

import _jira
import _jira_judges
import _trial
import story_jira_assets
import story_shared
import trial

FRONTS = []
WHOLE = os.environ.get("JUDGED") == "whole"
# What the plain story never asks, on both sites.
ASKED = (r"POST \S+/issueLink$", r"POST \S+/issue\S* of a parent$")


class Judged:
    """What certsteward is told is the front's address; what plays people goes to the sandbox itself."""

    files = ()

    def configuration(self, secret):
        front = _jira_judges.Front(int(self.url.rsplit(":", 1)[1]), self.files)
        FRONTS.append(front)
        own, self.url = self.url, front.url
        try:
            return super().configuration(secret)
        finally:
            self.url = own


class JudgedCloud(Judged, _jira.Jira):
    files = ("platform", "desk", "assets")
    places = "objects"


class JudgedDataCenter(Judged, _jira.DataCenter):
    files = ("dc",)
    places = "text"


def tell_plain(site):
    _jira.tell(functools.partial(site, assets="text"))


def tell_assets(site):
    story_jira_assets.tell(site, site.places)


def tell_shared(site):
    kept, trial.Trial = trial.Trial, story_shared.SharedTrial
    try:
        with _trial.open_trial(warm=True, far_side=functools.partial(site, assets="text")) as stage:
            good = story_shared.Chapters(stage).tell()
    finally:
        trial.Trial = kept
    if not good:
        sys.exit(1)


def verdict(front):
    front.stop()
    lines = [line for name, found in front.violations.items()
             for line in _jira_judges.faults_of(name, found)]
    for line in lines:
        print(f"FAILED: {line}")
    unasked = [name for name, calls in front.calls.items() if not calls]
    print(f"judged: {front.calls}, {len(lines)} violations" +
          (f"; nothing asked of {unasked}" if unasked else ""))
    return 1 if lines or unasked else 0


def never_asked(shapes):
    """What only these stories ask, and none did."""
    return [what for what in ASKED if not any(re.search(what, shape) for shape in shapes)]


def judge(site, stories):
    status, shapes = 0, set()
    for tell in stories:
        try:
            tell(site)
        except SystemExit as end:
            status = status or end.code or 0
        if not FRONTS:
            return 1
        shapes |= FRONTS[-1].shapes
        status = verdict(FRONTS.pop()) or status
    missing = never_asked(shapes) if WHOLE else []
    for what in missing:
        print(f"FAILED: {site.site}: no story asks {what}")
    return status or len(missing)


def main():
    _jira_judges.openapi_folder()
    _jira_judges.npm_folder()
    stories = (tell_assets, tell_shared) if WHOLE else (tell_plain,)
    sys.exit(max([judge(site, stories) for site in (JudgedCloud, JudgedDataCenter)]))


if __name__ == "__main__":
    main()
