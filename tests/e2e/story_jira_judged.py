# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The story on both Jira sites with Atlassian's own OpenAPI files between certsteward and the sandbox: Prism
judges every request and every answer, and none may leave the files but for their known faults."""

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
            return super().configuration(secret) + f"    gateway: {front.url}\n"
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
    print(f"judged: {front.calls}, {len(lines)} violations")
    return 1 if lines or not front.calls[front.names[0]] else 0


def main():
    _jira_judges.openapi_folder()
    _jira_judges.npm_folder()
    status = 0
    for site in (JudgedCloud, JudgedDataCenter):
        try:
            _jira.tell(site)
        except SystemExit as end:
            status = status or end.code or 0
        status = (verdict(FRONTS.pop()) if FRONTS else 1) or status
    sys.exit(status)


if __name__ == "__main__":
    main()
