# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The story on both Jira sites with Atlassian's own OpenAPI files between certsteward and the sandbox: Prism
judges every request and every answer, those of Assets in the Cloud as well (there is no file of Assets in the
Data Center), and none may leave the files but for their known faults."""

import functools
import sys

import _jira
import _jira_judges

FRONTS = []


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


class JudgedDataCenter(Judged, _jira.DataCenter):
    files = ("dc",)


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


def main():
    _jira_judges.openapi_folder()
    _jira_judges.npm_folder()
    status = 0
    for site in (JudgedCloud, JudgedDataCenter):
        try:
            _jira.tell(functools.partial(site, assets="text"))
        except SystemExit as end:
            status = status or end.code or 0
        status = (verdict(FRONTS.pop()) if FRONTS else 1) or status
    sys.exit(status)


if __name__ == "__main__":
    main()
