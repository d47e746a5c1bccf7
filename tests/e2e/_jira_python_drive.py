# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Drives a Jira Data Center with python3-jira. Arguments: the folder that holds the package when it is
not installed ("" otherwise), the address. One line per step: its name, a tab, what came of it."""

import io
import sys

if sys.argv[1]:
    sys.path.insert(0, sys.argv[1])

from jira import JIRA  # noqa: E402  (found by the path above)


def step(name, action):
    try:
        value = action()
        print(f"{name}\tok\t{value}")
        return value
    except Exception as error:  # pylint: disable=broad-except  (the step is told, the next one runs)
        text = str(getattr(error, "text", error))[:300].replace("\n", " ")
        print(f"{name}\tfailed\t{type(error).__name__} {text}")
        return None


def drive(client):
    step("server", lambda: client.server_info()["deploymentType"])
    step("projects", lambda: sorted(one.key for one in client.projects()))
    step("myself", lambda: client.myself()["name"])
    issue = step("create", lambda: client.create_issue(
        project={"key": "ITSM"}, issuetype={"name": "[System] Incident"}, summary="expired",
        description="*bold*", labels=["py-1"]))
    step("get", lambda: client.issue(issue.key).fields.status)
    step("update", lambda: issue.update(summary="changed"))
    step("comment", lambda: client.add_comment(issue, "said").body)
    step("comments", lambda: len(client.comments(issue)))
    moves = step("transitions", lambda: {one["name"]: one["id"] for one in client.transitions(issue)})
    step("transition", lambda: client.transition_issue(issue, moves["Resolve"],
                                                       fields={"resolution": {"name": "Done"}}))
    step("status", lambda: client.issue(issue.key).fields.status)
    step("resolution", lambda: client.issue(issue.key).fields.resolution)
    step("search", lambda: [one.key for one in client.search_issues('labels = "py-1"', maxResults=3)])
    other = step("create2", lambda: client.create_issue(project={"key": "OPS"}, issuetype={"name": "Task"},
                                                        summary="second"))
    step("link", lambda: client.create_issue_link("Relates", issue.key, other.key))
    step("linked", lambda: len(client.issue(other.key).fields.issuelinks))
    step("remote link", lambda: client.add_simple_link(issue, {"url": "https://example.com/", "title": "x"}))
    step("attach", lambda: client.add_attachment(issue, filename="c.pem", attachment=io.BytesIO(b"pem")).size)
    step("read back", lambda: client.issue(issue.key).fields.attachment[0].get())
    step("property", lambda: client.add_issue_property(issue.key, "certsteward.ticket", {"key": "k"}))
    step("properties", lambda: client.issue_property(issue.key, "certsteward.ticket").value.key)
    step("watch", lambda: client.add_watcher(issue.key, "alice"))
    step("assign", lambda: client.assign_issue(issue.key, "bob"))
    step("request", lambda: client.create_customer_request({
        "serviceDeskId": "1", "requestTypeId": "Get IT help",
        "requestFieldValues": {"summary": "by the portal"}}))


print("connect\tok\t")
drive(JIRA(server=sys.argv[2], token_auth="certsteward-pat", max_retries=0))
print("end\tok\t")
