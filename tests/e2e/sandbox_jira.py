# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The Jira face of the sandbox: logins, the traps that are always there, the switches, hostile input."""

import json
import urllib.parse

from _checks import Checks
from _jira_judges import ASSETS, CLOUD_ID, GATEWAY, Caller, adf, multipart
from _sandbox_client import Sandbox, wait_until

LOGIN = "certsteward@example.com:certsteward-token"


class Sites:
    """Both sites of one sandbox, as the integration and as people."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        port = sandbox.port
        self.cloud = Caller(port, basic=LOGIN)
        self.assets = Caller(port, ASSETS, basic=LOGIN)
        self.dc = Caller(port, "/jira", bearer="certsteward-pat")
        self.alice = Caller(port, basic="alice@example.com:alice-token")
        self.names = {site: {one["name"]: one["id"] for one in api.json}
                      for site, api in (("cloud", self.cloud.get("/rest/api/3/field")),
                                        ("dc", self.dc.get("/rest/api/2/field")))}

    def fault(self, name, **more):
        answer = self.sandbox.post("/_sandbox/fault", {"name": name, **more})
        assert answer.status == 200, answer.body

    def clear(self):
        self.sandbox.post("/_sandbox/fault", {"clear": True})

    def act(self, action, **more):
        return self.sandbox.post("/_sandbox/jira/act", {"action": action, **more})

    def create(self, summary="x", kind="[System] Change", project="ITSM", **fields):
        return self.cloud.post("/rest/api/3/issue", {"fields": {
            "project": {"key": project}, "issuetype": {"name": kind}, "summary": summary, **fields}})

    def search(self, jql, **more):
        return self.cloud.post("/rest/api/3/search/jql", {"jql": jql, "fields": ["summary"], **more})

    def keys(self, jql):
        answer = self.search(jql)
        return [one["key"] for one in answer.json["issues"]] if answer.status == 200 else answer.json

    def labels(self, query):
        answer = self.assets.post("/object/aql?maxResults=50", {"qlQuery": query})
        return [one["label"] for one in answer.json["values"]] if answer.status == 200 else answer.json

    def move(self, key, name, api=None, **more):
        api = api or self.cloud
        offered = api.get(f"/rest/api/3/issue/{key}/transitions").json["transitions"]
        wanted = next((one["id"] for one in offered if one["name"] == name), "9999")
        return api.post(f"/rest/api/3/issue/{key}/transitions", {"transition": {"id": wanted}, **more})

    def status(self, key):
        return self.cloud.get(f"/rest/api/3/issue/{key}?fields=status").json["fields"]["status"]["name"]


def check_logins(sites, checks):
    port = sites.sandbox.port
    tenant = Caller(port).get("/_edge/tenant_info")
    checks.same(tenant.json["cloudId"], CLOUD_ID, "the cloud id")
    scoped = Caller(port, basic="certsteward@example.com:certsteward-scoped")
    checks.same((scoped.get("/rest/api/3/myself").status, scoped.get(GATEWAY + "/rest/api/3/myself").status),
                (401, 200), "a scoped token is good at the gateway only")
    token = Caller(port).post("/oauth/token", {"grant_type": "client_credentials", "client_id": "certsteward",
                                               "client_secret": "certsteward-secret"}).json
    bearer = Caller(port, GATEWAY, bearer=token["access_token"])
    checks.same((bearer.get("/rest/api/3/myself").status, bearer.get(ASSETS + "/objectschema/list").status),
                (200, 200), "client credentials")
    checks.same(Caller(port).post("/oauth/token", {"grant_type": "client_credentials"}).status, 401, "no secret")
    narrow = Caller(port, GATEWAY, bearer="certsteward-narrow")
    checks.same([narrow.get("/rest/api/3/myself").status, narrow.get(ASSETS + "/objectschema/list").status],
                [200, 401], "a token without the scopes of Assets")
    dead = Caller(port, basic="certsteward@example.com:gone")
    found = dead.post("/rest/api/3/search/jql", {"jql": "project = ITSM"})
    checks.same((found.status, found.json["issues"], found.headers["X-Seraph-LoginReason"]),
                (200, [], "AUTHENTICATED_FAILED"), "a dead token finds nothing, and says 200")
    checks.same(dead.get("/rest/api/3/myself").status, 401, "but is nobody")
    checks.same(dead.post("/rest/api/3/issue", {}).status, 401, "and makes nothing")
    checks.same(Caller(port, "/jira", bearer="gone").get("/rest/api/2/search?jql=").status, 401, "Data Center says so")
    unknown = Caller(port, "/jira").get("/rest/no/such")
    checks.same((unknown.status, "login.jsp" in unknown.headers["Location"]), (302, True), "its login page")
    younger = sites.dc.post("/rest/api/2/issue/bulkfetch", {"issueIdsOrKeys": ["ITSM-1"]})
    checks.same(younger.status, 405, "the Data Center takes bulkfetch for the key of an issue")
    strange = sites.dc.get("/rest/assets/1.0/no/such")
    checks.same((strange.status, strange.body[:5]), (404, b"<?xml"), "its Assets answers XML")
    reader = Caller(port, basic="readonly@example.com:readonly-token")
    checks.same(reader.post("/rest/api/3/issue", {"fields": {}}).status, 400, "a reader creates nothing")


def check_values(sites, checks):
    ids, cloud = sites.names["cloud"], sites.cloud

    def refused(what, **fields):
        made = sites.create(**fields)
        checks.same((made.status, list(made.json["errors"]) or made.json["errorMessages"]), (400, what), what)
    refused([ids["Change risk"]], **{ids["Change risk"]: {"value": "Huge"}})
    refused([ids["Approvers"]], **{ids["Approvers"]: [{"accountId": "712020:nobody"}]})
    refused(["description"], description="plain words")
    refused(["INVALID_INPUT"], description={"type": "doc", "version": 1, "content": [{"type": "text", "text": ""}]})
    refused(["labels"], labels=["two words"])
    refused(["summary"], summary="two\nlines")
    # Java counts: what takes two units there is two characters.
    refused(["summary"], summary="x" * 254 + "\U0001f512")
    checks.same(sites.create("x" * 253 + "\U0001f512").status, 201, "255 units are a summary")
    made = sites.create("much said").json["key"]
    for path, body in ((f"/rest/api/3/issue/{made}/comment", adf), (f"/rest/servicedeskapi/request/{made}/comment", str)):
        for length, status in ((32767, 201), (32768, 400)):
            checks.same(cloud.post(path, {"body": body("x" * length)}).status, status, f"{path} of {length} characters")
    refused([ids["Planned start"]], **{ids["Planned start"]: "2026-12-01"})
    refused(["status"], status={"name": "Completed"})
    refused([ids["Root cause"]], **{ids["Root cause"]: adf("not on a change")})
    refused(["customfield_99999"], customfield_99999="x")
    refused(["issuetype"], kind="Bug")
    refused(["project"], project="NOPE")
    refused(["assignee"], assignee={"accountId": cloud_id(sites, "frank")})
    checks.that(sites.names["dc"]["Approvers"] != ids["Approvers"], "each site has its own ids")


def cloud_id(sites, name):
    return sites.cloud.get("/rest/api/3/user/search?query=" + name).json[0]["accountId"]


def check_search(sites, checks):
    ids = sites.names["cloud"]
    first = sites.create("Alpha one", labels=["s1", "both"], **{ids["Certificate case"]: "case:1"}).json["key"]
    second = sites.create("Beta two", kind="[System] Incident", labels=["s2", "both"],
                          priority={"name": "High"}).json["key"]
    sites.cloud.post(f"/rest/api/3/issue/{first}/remotelink",
                     {"globalId": "g=1", "object": {"url": "https://e.example/", "title": "t"}})
    for jql, wanted in (
            ("labels = both ORDER BY key ASC", [first, second]), ("labels in (s1, s3)", [first]),
            ("labels = both AND labels != s1", [second]), ('summary ~ "alpha" AND labels = both', [first]),
            ("labels = both AND type = '[System] Incident'", [second]),
            ("(labels = s1 OR labels = s2) AND priority = High", [second]),
            (f"key > {first} AND labels = both", [second]), (f"key in ({first})", [first]),
            ('"Certificate case" = "case:1"', [first]), ('"Certificate case" is not EMPTY', [first]),
            ("labels = both AND statusCategory != Done AND created >= -1d ORDER BY key DESC", [second, first]),
            ("labels = both AND reporter = currentUser() AND assignee is EMPTY AND key = " + first, [first]),
            ('issue in issuesWithRemoteLinksByGlobalId("g=1")', [first]),
            ("project = ITSM AND labels = both AND NOT labels = s2", [first]),
            ("labels = both AND resolution is EMPTY AND created < -1d", [])):
        checks.same(sites.keys(jql), wanted, jql)
    for jql in ("", "ORDER BY key", "labels =", "labels = a AND", "(labels = a", "nothing = 1", "status = Nowhere",
                "labels = a b", "labels ~~ a", '"unfinished', "issue in nonsense()", "(" * 500 + "labels = a"):
        answer = sites.search(jql)
        checks.same((answer.status, bool(answer.json["errorMessages"])), (400, True), f"refused: {jql[:30]}")
    checks.same(sites.search("labels = a", startAt=0).status, 400, "startAt is no key of this body")
    checks.same(sites.cloud.get("/rest/api/3/search?jql=labels=a").status, 410, "the old search is gone")
    checks.same(sites.keys('labels = "x\') OR 1=1 --"'), [], "a value stays a value")


def check_aql(sites, checks):
    for query, wanted in (
            ('Name = "web-01"', ["web-01"]), ("Name startswith web ORDER BY Name DESC", ["web-02", "web-01"]),
            ('objectType = "Load Balancer"', ["lb-01"]), ('objectType = Hosts', []),
            ('objectType in objectTypeAndChildren("Hosts") AND "IP Address" = 127.0.0.13', ["mail-01"]),
            ('"Runs on".FQDN = "web-01.example.com"', ["nginx@web-01"]),
            ('"Runs on" = "mail-01"', ["postfix@mail-01"]),
            ('objectType = Applications AND Port > 100', ["nginx@web-01", "shop"]),
            ('object having inboundReferences(Name = "nginx@web-01")', ["web-01"]),
            ('object having outboundReferences(Name = "mail-01") AND objectType = Applications', ["postfix@mail-01"]),
            ('"Support Group" = "Mail Team" AND objectType = Services', ["Mail", "Mail Production"]),
            ('Owner = "%s" AND objectType = Applications' % cloud_id(sites, "carol"), ["postfix@mail-01"]),
            ('Environment not in (Production) AND Name = "test-01"', ["test-01"]),
            ('Name in ("web-01", "web-02") AND "Serial Number" is EMPTY', ["web-01", "web-02"]),
            ('Status = Retired', []), ('Name like ail AND objectSchemaId = 5', ["mail-01", "postfix@mail-01", "Mail",
                                                                                  "Mail Production"]),
            ("Name = \"x\\\" OR Name like \\\"web\"", [])):
        checks.same(sites.labels(query), wanted, query)
    for query in ("Nothing = 1", "Name =", "Name web", "(Name = a", "Name = nonsense()", "object having x()",
                  "NOT " * 100 + "Name = a", '"Runs on". = 1'):
        checks.same(sites.assets.post("/object/aql", {"qlQuery": query}).status, 400, f"refused: {query[:30]}")
    page = sites.assets.post("/object/aql?startAt=1&maxResults=2&includeAttributes=false",
                             {"qlQuery": "objectType = Services"}).json
    checks.same((len(page["values"]), page["isLast"], "attributes" in page["values"][0]), (2, False, False), "pages")
    checks.same(sites.assets.post("/object/aql", {"qlQuery": "Name = a", "maxResults": 5}).status, 400,
                "pages are asked for in the query, not in the body")


def check_changes(sites, checks):
    ids = sites.names["cloud"]
    asked = {"Planned start": "2026-12-01T10:00:00.000+0000", "Planned end": "2026-12-01T11:00:00.000+0000"}
    key = sites.create("Approve me", **{ids["Change type"]: {"value": "Standard"}}).json["key"]
    checks.same(sites.move(key, "Request approval").status, 400, "the dates are required")
    names = [one["name"] for one in
             sites.cloud.get(f"/rest/api/3/issue/{key}/transitions").json["transitions"]]
    checks.that("Authorize standard change" in names and "Approve" not in names, f"what is offered: {names}")
    fields = {ids[name]: value for name, value in asked.items()}
    fields[ids["Approvers"]] = [{"accountId": cloud_id(sites, name)} for name in ("alice", "bob", "certsteward")]
    checks.same(sites.move(key, "Request approval", fields=fields).status, 204, "with the dates")
    approvals = sites.cloud.get(f"/rest/servicedeskapi/request/{key}/approval").json["values"]
    checks.same(len(approvals[0]["approvers"]), 2, "the reporter is no approver")
    checks.same(sites.act("decline", issue=key, user="bob").status, 200, "bob declines")
    checks.same(sites.status(key), "Declined", "declined")
    checks.same(sites.move(key, "Revise").status, 204, "revised")
    checks.same(sites.move(key, "Request approval").status, 204, "asked again")
    checks.same(sites.act("approve", issue=key, user="carol").status, 400, "carol was not asked")
    sites.fault("approval-all", rate=1)
    checks.same(sites.act("approve", issue=key, user="alice").status, 200, "alice approves")
    sites.clear()
    checks.same(sites.status(key), "Awaiting implementation", "one was enough when it was asked")
    log = sites.cloud.get(f"/rest/api/3/issue/{key}/changelog").json["values"]
    steps = [(entry["author"]["displayName"].split()[0], item["toString"]) for entry in log
             for item in entry["items"] if item["field"] == "status"]
    checks.same(steps[-1], ("Alice", "Awaiting implementation"), "Jira moved it in the approver's name")
    checks.same(sites.move(key, "Approve").status, 400, "nobody else can")
    made = sites.cloud.post("/rest/api/3/issue", {
        "fields": {"project": {"key": "OPS"}, "issuetype": {"name": "Task"}, "summary": "s"},
        "transition": {"id": "1"}})
    checks.same((made.status, made.json["transition"]["status"]), (201, 400), "made, though not moved")


def check_conflicts(sites, checks):
    key = sites.create("conflicts", kind="[System] Incident").json["key"]
    sites.fault("transition-409", count=1)
    checks.same([sites.move(key, "Start work").status for _ in range(2)], [409, 204], "409, then it works")
    sites.fault("issue-full", count=1)
    checks.same(sites.cloud.post(f"/rest/api/3/issue/{key}/comment", {"body": adf("x")}).status, 413, "full")
    sites.fault("partial-bulk", count=1)
    elements = [{"fields": {"project": {"key": "OPS"}, "issuetype": {"name": "Task"}, "summary": f"n{i}",
                            "labels": ["bulk"]}} for i in range(5)]
    answer = sites.cloud.post("/rest/api/3/issue/bulk", {"issueUpdates": elements})
    checks.same((answer.status, len(answer.json["issues"]), len(answer.json["errors"])), (201, 4, 1), "partial")
    lost = answer.json["errors"][0]["failedElementNumber"]
    names = [one["fields"]["summary"] for one in sites.search("labels = bulk ORDER BY key ASC").json["issues"]]
    checks.same(names, [f"n{i}" for i in range(5) if i != lost], "the element that it names is the one missing")
    checks.same(sites.cloud.post("/rest/api/3/issue/bulk", {"issueUpdates": elements * 11}).status, 400, "51 are too many")
    none = sites.cloud.post("/rest/api/3/issue/bulk", {"issueUpdates": [{"fields": {}}]})
    checks.same((none.status, none.json["issues"]), (400, []), "all refused")
    body, headers = multipart("a.pem", b"x")
    del headers["X-Atlassian-Token"]
    checks.same(sites.cloud.call("POST", f"/rest/api/3/issue/{key}/attachments", body, headers).status, 403,
                "a form without the token")


def check_lag(sites, checks):
    sites.fault("search-lag", rate=1, ms=600000)
    made = sites.create("late", labels=["late"]).json
    checks.same(sites.keys("labels = late"), [], "search does not know it yet")
    fetched = sites.cloud.post("/rest/api/3/issue/bulkfetch", {"issueIdsOrKeys": [made["key"]]}).json
    checks.same(len(fetched["issues"]), 1, "bulkfetch does")
    fetched = sites.cloud.post("/rest/api/3/issue/bulkfetch", {"issueIdsOrKeys": [made["key"], "ITSM-1"]}).json
    checks.same([one["key"] for one in fetched["issues"]], ["ITSM-1", made["key"]], "in the order of ids")
    seen = sites.search("labels = late", reconcileIssues=[int(made["id"])]).json["issues"]
    checks.same(len(seen), 1, "and search, when told of it")
    sites.fault("search-lag", rate=1, ms=50)
    wait_until(lambda: sites.keys("labels = late") == [made["key"]], "search shows it when the lag is over")
    sites.clear()


def check_limits(sites, checks):
    key = sites.create("busy").json["key"]
    answers = [sites.cloud.put(f"/rest/api/3/issue/{key}/properties/p{i}", i + 1) for i in range(22)]
    limited = [one for one in answers if one.status == 429]
    checks.that(limited and answers[0].status == 201, "twenty writes in two seconds")
    checks.same(limited[0].headers["RateLimit-Reason"], "jira-per-issue-on-write", "and says which limit")
    checks.that(int(limited[0].headers["Retry-After"]) <= 2, "and for how long")
    other = sites.create("calm").json["key"]
    checks.same(sites.cloud.put(f"/rest/api/3/issue/{other}/properties/p", 1).status, 201, "of that issue only")
    sites.fault("html-429", count=1)
    page = sites.cloud.get("/rest/api/3/myself")
    checks.same((page.status, page.body[:9], page.headers["Retry-After"]), (429, b"<!doctype", "1"), "a page")
    sites.fault("429-bare", count=1)
    bare = sites.cloud.get("/rest/api/3/myself")
    checks.that(bare.headers["Retry-After"] is None and bare.headers["X-RateLimit-Reset"], "bare")
    sites.fault("login-302", count=1)
    checks.same(sites.cloud.get("/rest/api/3/myself").status, 302, "the login page")
    sites.fault("dead-token", count=1)
    checks.same(sites.keys("project = ITSM"), [], "a token that died finds nothing")
    sites.fault("rate-limits", rate=1)
    answers = [sites.assets.post("/object/aql?maxResults=1", {"qlQuery": "Name = a"}) for _ in range(501)]
    checks.same([one.status for one in answers[:500]].count(200), 500, "500 searches a minute")
    checks.same((answers[500].status, answers[500].headers["Retry-After"]), (429, None), "and no word on how long")
    sites.clear()


def make_certificates(sites, checks):
    schema = sites.assets.post("/objectschema/create", {"name": "Certs", "objectSchemaKey": "CERT"}).json["id"]
    kind = sites.assets.post("/objecttype/create", {"name": "Certificate", "iconId": "1", "objectSchemaId": schema,
                                                    "inherited": False}).json["id"]
    sites.assets.post(f"/objecttypeattribute/{kind}", {"name": "SHA-256", "type": 0, "defaultTypeId": 0,
                                                       "uniqueAttribute": True})
    ids = {one["name"]: one["id"] for one in sites.assets.get(f"/objecttype/{kind}/attributes").json}
    checks.same(sorted(ids), ["Created", "Key", "Name", "SHA-256", "Updated"], "what every type begins with")

    def body(name, digest):
        return {"objectTypeId": kind, "attributes": [
            {"objectTypeAttributeId": ids["Name"], "objectAttributeValues": [{"value": name}]},
            {"objectTypeAttributeId": ids["SHA-256"], "objectAttributeValues": [{"value": digest}]}]}
    return body


def check_objects(sites, checks):
    body = make_certificates(sites, checks)
    sites.fault("unique-clash", count=1)
    first = sites.assets.post("/object/create", body("a", "aa"))
    checks.same((first.status, list(first.json["errors"])[0][:24]), (400, "rlabs-insight-attribute-"), "a clash")
    checks.same(sites.labels("SHA-256 = aa"), ["a"], "somebody else made it")
    checks.same(sites.assets.post("/object/create", body("b", "AA")).status, 400, "unique in any case of letters")
    wrong = body("c", "cc")
    wrong["objectTypeId"] = int(wrong["objectTypeId"])
    checks.same(sites.assets.post("/object/create", wrong).status, 400, "ids are texts in the Cloud")
    long = body("c" * 256, "cc")
    checks.same(sites.assets.post("/object/create", long).status, 400, "a text of 256 characters")
    for name, digest in (("lost", "dd"), ("late", "ee")):
        sites.fault("lost-reply" if name == "lost" else "500-after", count=1)
        try:
            status = sites.assets.post("/object/create", body(name, digest)).status
        except (ConnectionError, OSError, Exception) as error:  # a cut connection has many names
            status = type(error).__name__
        checks.that(status in (500, "RemoteDisconnected"), f"{name}: {status}")
        checks.same(sites.labels(f"SHA-256 = {digest}"), [name], f"{name}: carried out all the same")
    made = sites.assets.post("/object/create", body("d", "ff")).json
    checks.same(sites.act("set", object=made["objectKey"], user="erin",
                          attributes={"Name": "by hand"}).status, 200, "a person edits it")
    log = sites.assets.get(f"/object/{made['id']}/history").json
    checks.same((log[0]["actor"]["displayName"], log[0]["newValue"]), ("Erin Eklund", "by hand"), "the history")
    checks.same(sites.assets.call("DELETE", f"/object/{made['id']}").status, 200, "deleted")
    checks.same(sites.assets.get(f"/object/{made['id']}").status, 404, "gone")
    checks.same(sites.act("retire", object="legacy-01", user="dave").json["result"]["attributes"]["Status"],
                ["Retired"], "a host is retired by hand")
    usage = sites.assets.get("/usage").json
    checks.that(0 < usage["totalObjectsCount"] < usage["usageLimit"], f"usage: {usage}")


def check_import(sites, checks):
    source = sites.act("import-source", schema="CERT").json["result"]["id"]
    base = f"/importsource/{source}"
    checks.same(sites.assets.post(base + "/executions").json["errorCode"], "MISSING_MAPPING", "no mapping yet")
    mapping = {
        "schema": {"objectSchema": {"name": "certs", "description": "", "objectTypes": [{
            "name": "Certificate", "attributes": [{"name": "Subject", "type": "text"}, {
                "name": "Hosts", "type": "referenced_object", "referenceObjectTypeName": "Certificate"}]}]}},
        "mapping": {"objectTypeMappings": [{
            "objectTypeName": "Certificate", "selector": "certificates", "attributesMapping": [
                {"attributeName": "SHA-256", "attributeLocators": ["sha256"], "externalIdPart": True},
                {"attributeName": "Name", "attributeLocators": ["name"]},
                {"attributeName": "Subject", "attributeLocators": ["subject"]},
                {"attributeName": "Hosts", "attributeLocators": ["above"],
                 "objectMappingIQL": "\"SHA-256\" = ${above}"}]}]}}
    checks.same(sites.assets.put(base + "/mapping", mapping).status, 204, "mapped")
    checks.same(sites.assets.put(base + "/mapping", mapping).status, 409, "only once")
    token = Caller(sites.sandbox.port, ASSETS, bearer=sites.assets.post(base + "/token").json["token"])
    began = sites.assets.post(base + "/executions").json
    run = base + "/executions/" + began["links"]["cancel"].rsplit("/", 1)[1]
    checks.same(sites.assets.post(base + "/executions").json["errorCode"], "IN_PROGRESS", "one at a time")
    for number in range(3):
        entries = [{"sha256": f"{number}{i}", "name": f"n{number}{i}", "subject": "CN=x", "above": "aa"}
                   for i in range(4)] + ([{"sha256": "aa", "name": "a", "subject": "CN=a"}] if number == 0 else [])
        chunk = {"data": {"certificates": entries}, "clientGeneratedId": f"c{number}", "completed": False}
        checks.same(sites.assets.post(run + "/data", chunk).status, 200, "a chunk")
        sites.assets.post(run + "/data", chunk)
    last = {"data": {"certificates": []}, "clientGeneratedId": "end", "completed": True}
    checks.same(sites.assets.post(run + "/data", last).status, 200, "the last chunk")
    told = [sites.assets.get(run + "/status").json for _ in range(2)]
    checks.same([one["status"] for one in told], ["PROCESSING", "DONE"], "it takes its time")
    result = list(told[1]["progressResult"]["objectTypeResultMap"].values())[0]
    checks.same((result["objectsCreated"], result["objectsUpdated"]), (12, 1), "made, and brought up to date")
    checks.same(len(sites.labels('Hosts = "a" AND Subject = "CN=x"')), 12, "with references")
    checks.same(token.get("/objectschema/list").status, 401, "the source's token is good for nothing else")


def check_pages(sites, checks):
    sandbox, ids = sites.sandbox, sites.names["cloud"]
    evil = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    made = sites.create(evil, description=adf(evil), **{
        ids["Planned start"]: "2026-12-01T10:00:00.000+0000", ids["Planned end"]: "2026-12-01T11:00:00.000+0000",
        ids["Approvers"]: [{"accountId": cloud_id(sites, "bob")}]}).json["key"]
    sites.cloud.post(f"/rest/api/3/issue/{made}/comment", {"body": adf(evil)})

    def press(**fields):
        body = urllib.parse.urlencode({"site": "cloud", "issue": made, "back": f"/sites/cloud/{made}", **fields})
        return sandbox.call("POST", "/sites/act", body.encode(), user=None,
                            headers={"Content-Type": "application/x-www-form-urlencoded"}).status
    checks.same(press(action="transition", transition="Request approval", user="dave"), 303, "moved by a button")
    for path in ("/sites/cloud", f"/sites/cloud/{made}", "/sites/cloud/objects", "/sites/cloud/objects/ITS-2301",
                 "/sites/dc", "/sites/dc/objects"):
        page = sandbox.get(path, user=None)
        checks.same((page.status, b"<script" in page.body, b"<img" in page.body), (200, False, False), path)
    checks.that(b'value="approve"' in sandbox.get(f"/sites/cloud/{made}", user=None).body, "a button to approve")
    checks.same(press(action="approve", user="alice"), 400, "only for those who were asked")
    checks.same((press(action="approve", user="bob"), sites.status(made)), (303, "Awaiting implementation"),
                "approved by a button")
    checks.same(sandbox.get("/sites/cloud/NO-1", user=None).status, 404, "no such page")


def check_hostile(sites, checks):
    deep = "[" * 3000 + "]" * 3000
    for body in (b"", b"{", b"null", b"[]", b"\xff\xfe", b'"text"', deep.encode(), b'{"fields":[]}',
                 b'{"fields":{"project":[],"issuetype":7}}', b'{"issueUpdates":{}}', b'{"jql":{}}',
                 b'{"attributes":7,"objectTypeId":"21"}', b'{"properties":[1],"fields":{"project":{"key":"OPS"},'
                 b'"issuetype":{"name":"Task"},"summary":"s"}}'):
        for api, path in ((sites.cloud, "/rest/api/3/issue"), (sites.cloud, "/rest/api/3/issue/bulk"),
                          (sites.cloud, "/rest/api/3/search/jql"), (sites.cloud, "/rest/api/3/issue/bulkfetch"),
                          (sites.cloud, "/rest/servicedeskapi/request"), (sites.assets, "/object/create"),
                          (sites.assets, "/object/aql"), (sites.assets, "/objecttype/create"),
                          (sites.dc, "/rest/api/2/issue"), (sites.dc, "/rest/api/2/search")):
            answer = api.call("POST", path, body, {"Content-Type": "application/json"})
            checks.that(answer.status in (200, 201, 400, 404), f"{path} {body[:20]}: {answer.status}")
    for path in ("/rest/api/3/issue/%00", "/rest/api/3/issue/ITSM-1/properties/" + "k" * 300,
                 "/rest/api/3/issue/99999999999999999999", "/rest/api/3/attachment/content/x",
                 "/ex/jira/other/rest/api/3/myself", "/rest/api/3/", "/jsm/assets/workspace/x/v1/objectschema/list"):
        checks.that(sites.cloud.get(path).status in (400, 404), path)
    name = '"><script>\r\n\u202e'
    made = sites.create(json.loads(json.dumps(name.replace("\r\n", " "))))
    checks.same(made.status, 201, "a hostile title is a title")


def main():
    checks = Checks()
    with Sandbox("--seed-cis", "3") as sandbox:
        sites = Sites(sandbox)
        for check in (check_logins, check_values, check_search, check_aql, check_changes, check_conflicts,
                      check_lag, check_objects, check_import, check_limits, check_pages, check_hostile):
            check(sites, checks)
        checks.same(sandbox.stop(), 0, "ends when told")
    checks.finish()


main()
