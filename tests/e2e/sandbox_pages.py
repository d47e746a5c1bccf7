# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The sandbox's pages: hostile text stays text, buttons act, other sites cannot press them."""

import html.parser
import urllib.parse

from _checks import Checks
from _sandbox_client import Sandbox

EVIL = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202emoc.elpmaxe\x07"
CHANGE = "/api/sn_chg_rest/v1/change"
VOID = {"meta", "link", "input", "img", "br"}


class Reader(html.parser.HTMLParser):
    """Counts tags, follows nesting, collects links and the forms with their fields."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.links, self.forms, self.broken = [], [], [], [], []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(attributes["href"])
        if tag == "form":
            self.forms.append({"action": attributes.get("action"), "buttons": []})
        if tag == "input" and attributes.get("type") == "hidden":
            self.forms[-1][attributes["name"]] = attributes["value"]
        if tag == "button" and "value" in attributes:
            self.forms[-1]["buttons"].append(attributes["value"])
        for name, value in attributes.items():
            if name.startswith("on") or (value or "").startswith("javascript:"):
                self.broken.append((tag, name))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.broken.append(tag)


def read(sandbox, path):
    page = sandbox.get(path, user=None)
    reader = Reader()
    reader.feed(page.body.decode())
    return page, reader


def press(sandbox, fields, headers=None):
    body = urllib.parse.urlencode(fields).encode()
    return sandbox.call("POST", "/act", body, user=None, headers={
        "Content-Type": "application/x-www-form-urlencoded", **(headers or {})})


def fill(sandbox):
    domain = sandbox.post("/api/now/table/certificate_domain", {"domain": EVIL}).result["sys_id"]
    web = sandbox.rows("cmdb_ci", "name=web-01")[0]["sys_id"]
    sandbox.post("/api/now/identifyreconcile/enhanced?sysparm_data_source=SG-certsteward", {
        "items": [{"className": "cmdb_ci_certificate", "values": {
            "name": EVIL, "fingerprint": "ab", "subject_alternative_name": domain,
            "subject_distinguished_name": EVIL, "issuer_common_name": EVIL,
            "valid_to": "2030-01-01 00:00:00"}},
            {"className": "cmdb_ci_server", "values": {"sys_id": web}}],
        "relations": [{"parent": 1, "child": 0, "type": "Uses::Used by"}]})
    change = sandbox.post(CHANGE, {"type": "normal", "short_description": EVIL, "cmdb_ci": web,
                                   "description": EVIL, "work_notes": EVIL,
                                   "correlation_id": EVIL}).result["sys_id"]["value"]
    name = urllib.parse.quote(EVIL)
    file = sandbox.call("POST", "/api/now/attachment/file?table_name=change_request&table_sys_id="
                        f"{change}&file_name={name}", EVIL.encode(),
                        headers={"Content-Type": "text/html"})
    return change, file


def check_pages(sandbox, checks, change):
    visited, waiting = set(), ["/", "/ticket/" + change]
    while waiting:
        path = waiting.pop()
        if path in visited or len(visited) > 60 or path.startswith("/file/"):
            continue
        visited.add(path)
        page, reader = read(sandbox, path)
        checks.same(page.status, 200, path)
        checks.same((reader.broken, reader.open), ([], []), f"{path}: markup")
        checks.that("script" not in reader.seen and "img" not in reader.seen, f"{path}: escaped")
        checks.that(b"\xe2\x80\xae" not in page.body and b"\x07" not in page.body,
                    f"{path}: marks and controls are shown")
        checks.that("default-src 'none'" in page.headers["Content-Security-Policy"], f"{path}: CSP")
        waiting += reader.links
    checks.that({"/", "/tickets", "/certificates", "/cis", "/relations", "/switches",
                 "/requests"} <= visited, "every page was seen")
    checks.that(any(path.startswith("/ci/") for path in visited), "and a CI's")
    checks.same(read(sandbox, "/cis?q=mail")[0].body.count(b"mail-01"), 2, "the search")
    checks.same(sandbox.get("/nowhere", user=None).status, 404, "nowhere")
    checks.same(sandbox.get("/ticket/nothing", user=None).status, 404, "no ticket")


def check_download(sandbox, checks, file):
    page = sandbox.get("/file/" + file.result["sys_id"], user=None)
    checks.same((page.status, page.headers["Content-Disposition"],
                 page.headers["X-Content-Type-Options"]), (200, "attachment", "nosniff"),
                "a file is never shown as a page")


def check_buttons(sandbox, checks, change):
    path = "/ticket/" + change
    submit = next(form for form in read(sandbox, path)[1].forms if "submit" in form["buttons"])
    fields = {name: submit[name] for name in ("table", "sys_id", "back")}
    done = press(sandbox, {**fields, "action": "submit", "user": "alice"})
    checks.same((done.status, done.headers["Location"]), (303, path), "a button leads back")
    forms = [form for form in read(sandbox, path)[1].forms if "approve" in form["buttons"]]
    checks.same(sorted(form["user"] for form in forms), ["alice", "bob", "dave"],
                "one form per approver")
    refused = press(sandbox, {**fields, "action": "reject", "user": "bob", "text": ""})
    checks.same((refused.status, b"comments are required" in refused.body), (400, True),
                "a refusal is explained")
    press(sandbox, {**fields, "action": "reject", "user": "bob", "text": "no"})
    state = sandbox.rows("change_request", f"sys_id={change}", "state,approval")[0]
    checks.same(state, {"state": "-5", "approval": "rejected"}, "rejected by the button")
    press(sandbox, {**fields, "action": "note", "user": "carol", "text": "hello & <b>bye</b>"})
    notes = sandbox.rows("sys_journal_field", f"element_id={change}^element=work_notes")
    checks.same((notes[-1]["value"], notes[-1]["sys_created_by"]), ("hello & <b>bye</b>", "carol"),
                "noted as somebody")
    away = press(sandbox, {**fields, "action": "hold", "user": "dave", "back": "//evil.example/"})
    checks.same(away.headers["Location"], "/", "never away from here")


def check_other_sites(sandbox, checks):
    host = sandbox.rows("cmdb_ci", "name=legacy-01")[0]["sys_id"]
    fields = {"table": "cmdb_ci", "sys_id": host, "action": "retire", "user": "dave"}
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"},
                    {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}):
        checks.same(press(sandbox, fields, headers).status, 403, f"refused: {headers}")
    checks.same(sandbox.get("/", user=None, headers={"Host": "evil.example"}).status, 403,
                "nor shown under another name")
    checks.same(sandbox.rows("cmdb_ci", "name=legacy-01")[0]["install_status"], "1", "in use")
    own = {"Origin": f"http://127.0.0.1:{sandbox.port}", "Sec-Fetch-Site": "same-origin"}
    checks.same(press(sandbox, fields, own).status, 303, "the page's own button")
    retired = sandbox.rows("cmdb_ci", "name=legacy-01")[0]
    checks.same((retired["install_status"], retired["operational_status"],
                 retired["sys_updated_by"]), ("7", "6", "dave"), "retired by a person")


def main():
    checks = Checks()
    with Sandbox("--seed-cis", "5") as sandbox:
        change, file = fill(sandbox)
        check_pages(sandbox, checks, change)
        check_download(sandbox, checks, file)
        check_buttons(sandbox, checks, change)
        check_other_sites(sandbox, checks)
        checks.same(sandbox.stop(), 0, "ends when told")
    checks.finish()


main()
