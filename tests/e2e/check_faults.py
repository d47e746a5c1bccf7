# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""What docs/jira.md shows for trying passes 'certsteward check'; each thing that can be set up wrongly ends in one
line that says which one, why, and how it is mended."""

import json
import os
import re
import subprocess
import tempfile

from _checks import Checks
from _sandbox_client import Sandbox

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.get("CERTSTEWARD_SOURCE", os.path.join(HERE, "..", ".."))
BUILD = os.environ.get("CERTSTEWARD_BUILD", os.path.join(SOURCE, "build"))
CLOUD_ID = "5f3c9a10-8d1e-4f5b-9c1a-0c5a7e57a001"
TOKEN = "auth: {token: {env: JIRA_TOKEN}}"
OAUTH = "auth: {client_id: certsteward, client_secret: {env: JIRA_TOKEN}, token_url: 'URL/oauth/token'}"
SERVICENOW = """store: {path: trial.db, trial: yes}
itsm:
  - {name: trial, type: servicenow, url: URL, auth: {user: certsteward, password: {env: JIRA_TOKEN}}, tickets: yes}
"""


def page_configuration():
    """The block of docs/jira.md that begins with a store."""
    with open(os.path.join(SOURCE, "docs", "jira.md")) as file:
        return re.search(r"```yaml\n(store:.*?)```", file.read(), re.DOTALL).group(1)


class Site:
    def __init__(self, sandbox, folder):
        self.sandbox, self.folder = sandbox, folder
        self.url = f"http://127.0.0.1:{sandbox.port}"
        self.page = page_configuration().replace("http://127.0.0.1:8181", self.url)

    def with_(self, *changes, more=""):
        """The page's configuration with some texts replaced and lines added to its far side."""
        text = self.page
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        return text.replace("    project: ITSM\n", f"    project: ITSM\n{more}").replace("URL", self.url)

    def check(self, text, secret="certsteward-token"):
        """Exit status, and findings of the far side that are not fine."""
        path = os.path.join(self.folder, "c.yaml")
        with open(path, "w") as file:
            file.write(text)
        done = subprocess.run([os.path.join(BUILD, "certsteward"), "-c", path, "check", "--json"],
                              capture_output=True, text=True, timeout=120,
                              env=dict(os.environ, JIRA_TOKEN=secret))
        found = json.loads(done.stdout) if done.stdout else []
        return done.returncode, [one for one in found if one["verdict"] != "ok" and
                                 one["part"] in ("trial", "configuration")]


def line_of(finding):
    return f"{finding['subject']}: {finding['message']} -> {finding['mend']}"


def the_page_passes(site, checks):
    status, found = site.check(site.page)
    checks.same(status, 0, "the page's configuration passes")
    checks.that(not [one for one in found if one["verdict"] == "failed"], f"nothing fails: {found}")
    offered = next((one["mend"] for one in found if one["subject"] == "fields"), "")
    checks.that("impact: customfield_10056" in offered, f"what more could be set is offered: {offered}")
    whole = re.search(r"fields: (\{.*?\})", offered)
    fuller = re.sub(r"    fields: \{.*?\}\n", f"    fields: {whole.group(1)}\n", site.page)
    status, found = site.check(fuller)
    checks.same(status, 0, "and passes when it is copied")
    options = {one["subject"].split()[1]: one["mend"].split("): ")[1] for one in found
               if "no option is named" in one["message"]}
    checks.that("change_type.normal=" in options.get("change_type", ""), f"options are offered too: {options}")
    more = "    options: [" + ", ".join(options.values()) + "]\n"
    status, found = site.check(fuller.replace("    project: ITSM\n", "    project: ITSM\n" + more))
    checks.same(status, 0, "these pass as well")
    checks.same([one["subject"] for one in found], ["right MANAGE_WATCHERS"], "all but one right is fine")


def one_site_with_many_faults(site, checks):
    text = site.with_(
        ("approvers: customfield_10051", "approvers: customfield_10056, urgency: customfield_19999"),
        ("planned_start: customfield_10058", "planned_start: customfield_10058, impact: customfield_10056"),
        ('"712020:70100c43-9691-b242-6289-d0ea629e843b"', "nobody"),
        ('incident: "11"', 'incident: "99"'), ('task: ""', 'task: "", incident: Wibble'),
        more="    options: [impact.2=77]\n    links: {change: Causes}\n    phases: {authorize: [Nowhere]}\n")
    wanted = {
        "fields.approvers": ("customfield_10056 is 'Impact', of type select", "picker of several users"),
        "fields.urgency": ("has no field customfield_19999", "correct the id"),
        "field impact of '[System] Change'": ("option 'impact.2=77' does not exist; there are Extensive", "correct"),
        "issue type 'Wibble'": ("does not exist in the project; there are", "set types.incident to one of these ids"),
        "link types": ("there is no 'Causes'", "set links.change"),
        "request_types.incident": ("99 does not exist; there are 'Report a system problem'=11", "correct the id"),
        "approver 'nobody'": ("HTTP 404", "an account id"),
    }
    status, found = site.check(text)
    checks.same(status, 1, "a site with faults does not pass")
    failed = {one["subject"]: line_of(one) for one in found if one["verdict"] == "failed"}
    checks.same(len([one for one in found if one["verdict"] == "failed"]), len(failed), "one line for each fault")
    checks.same(sorted(failed), sorted(wanted), "each fault has its line, and nothing else fails")
    for subject, words in wanted.items():
        for word in words:
            checks.that(word in failed.get(subject, ""), f"{subject} says '{word}': {failed.get(subject)}")
    told = [line_of(one) for one in found if one["subject"].startswith("workflow")]
    checks.that(any("status 'Awaiting approval' belongs to no phase" in one for one in told), f"{told}")
    checks.that(any("no status stands for approval being asked -> name one in phases.authorize" in one
                    for one in told), f"{told}")


# How often each strikes: an outage that ends after a few calls is outlived, nobody hears of it.
OUTLASTS = {"dead-token": 1, "login-302": 1, "500": 100}


def logins(site):
    """What is wrong, configuration, secret, switch, and what the one line says."""
    user = "auth: {user: certsteward@example.com, token: {env: JIRA_TOKEN}}"
    gateway = f"    gateway: URL\n    cloud_id: {CLOUD_ID}\n"
    other = gateway.replace("57a001", "57a009")
    center = (("url: " + site.url, f"url: {site.url}/jira\n    dialect: datacenter"), (user, TOKEN))
    yield "a wrong token", site.page, "wrong", None, ("login: ", "the token is dead", "id.atlassian.com")
    yield "a token that died", site.page, None, "dead-token", ("login: ", "the token is dead", "make a new token")
    yield "a page instead", site.page, None, "login-302", ("login: ", "a redirect", "make a new token")
    yield "another site's id", site.with_((user, TOKEN), more=other), "certsteward-scoped", None, \
        ("cloud_id: ", "is the id of another site", f"set cloud_id: {CLOUD_ID}")
    yield "a wrong OAuth secret", site.with_((user, OAUTH), more=gateway), "wrong", None, \
        ("login: ", "HTTP 401", "check auth.client_id and auth.client_secret")
    yield "a missing scope", site.with_((user, TOKEN), more=gateway), "certsteward-narrow", None, \
        ("service desk: ", "lacks the scope read:servicedesk-request", "make a new one")
    yield "a wrong token of Data Center", site.with_(*center), "wrong", None, \
        ("login: ", "the token is dead", "Profile > Personal Access Tokens")
    yield "the other dialect", site.with_(more="    dialect: datacenter\n"), None, None, \
        ("login: ", "HTTP 404", "check url and dialect")
    yield "a project that is not there", site.with_(("project: ITSM", "project: NOPE")), None, None, \
        ("project: ", "No project could be found with key 'NOPE'", "correct project")
    yield "an outage", site.page, None, "500", ("address: ", "HTTP 500", "try again later")
    yield "a wrong password of ServiceNow", SERVICENOW.replace("URL", site.url), "wrong", None, \
        ("login: ", "401", "check auth")


def each_login_has_one_line(site, checks):
    for what, text, secret, switch, words in logins(site):
        if switch:
            site.sandbox.post("/_sandbox/fault", {"name": switch, "count": OUTLASTS[switch]})
        status, found = site.check(text, secret or "certsteward-token")
        site.sandbox.post("/_sandbox/fault", {"clear": True})
        failed = [line_of(one) for one in found if one["verdict"] == "failed"]
        checks.same(status, 1, f"{what}: exit status")
        checks.same(len(failed), 1, f"{what} is one line: {failed}")
        for word in words:
            checks.that(failed and word in failed[0], f"{what} says '{word}': {failed}")


def settings_that_make_no_sense(site, checks):
    status, found = site.check(site.with_(
        ("auth: {user: certsteward@example.com, token: {env: JIRA_TOKEN}}", TOKEN)))
    checks.same(status, 2, "a token without user or cloud_id is refused as a setting")
    checks.that(found and "set auth.user or cloud_id" in found[-1]["message"], f"and says so as JSON: {found}")
    status, found = site.check(site.with_(more="    projekt: X\n"))
    checks.same((status, found), (2, []), "an unknown setting is refused before anything is asked")


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="certsteward-check-") as folder, Sandbox("--seed-cis", "5") as sandbox:
        site = Site(sandbox, folder)
        the_page_passes(site, checks)
        one_site_with_many_faults(site, checks)
        each_login_has_one_line(site, checks)
        settings_that_make_no_sense(site, checks)
    checks.finish()


if __name__ == "__main__":
    main()
