# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The sandbox's Jira sites through Prism with Atlassian's own OpenAPI files: the whole life of a ticket
and of an Assets object, and not one answer that leaves the files, but for their known faults."""

import tempfile

import _jira_judges
from _checks import Checks
from _jira_judges import Caller, adf, multipart
from _sandbox_client import Sandbox


def field_ids(api):
    return {field["name"]: field["id"] for field in api.get("/rest/api/3/field").json}


def check_site(api, checks):
    checks.same(api.get("/rest/api/3/myself").json["emailAddress"], "certsteward@example.com", "myself")
    checks.same(api.get("/rest/api/3/serverInfo").json["deploymentType"], "Cloud", "server")
    checks.same([one["key"] for one in api.get("/rest/api/3/project/search").json["values"]],
                ["ITSM", "OPS"], "projects")
    for path in ("project/ITSM", "project/ITSM/statuses", "issuetype", "status", "priority", "resolution",
                 "issueLinkType", "mypermissions?permissions=CREATE_ISSUES,EDIT_ISSUES",
                 "user/search?query=alice", "group/bulk", "groups/picker?query=Web"):
        checks.same(api.get("/rest/api/3/" + path).status, 200, path)
    types = api.get("/rest/api/3/issue/createmeta/ITSM/issuetypes").json["issueTypes"]
    change = next(one["id"] for one in types if one["name"] == "[System] Change")
    meta = api.get(f"/rest/api/3/issue/createmeta/ITSM/issuetypes/{change}", maxResults=200).json
    checks.that(any(one["name"] == "Approvers" for one in meta["fields"]), "createmeta has approvers")
    return change


def make_change(api, checks, ids, change, people, objects):
    start_id, end_id = ids["Planned start"], ids["Planned end"]
    made = api.post("/rest/api/3/issue", {
        "fields": {"project": {"key": "ITSM"}, "issuetype": {"id": change}, "summary": "Renew web-01",
                   "description": adf("Two places"), "labels": ["cs-1"], "priority": {"name": "High"},
                   ids["Change type"]: {"value": "Normal"}, ids["Approvers"]: [{"accountId": people["alice"]}],
                   start_id: "2026-12-01T10:00:00.000+0000", end_id: "2026-12-01T12:00:00.000+0000",
                   ids["Affected objects"]: objects, ids["Certificate case"]: "renewal:ab"},
        "properties": [{"key": "certsteward.ticket", "value": {"key": "renewal:ab"}}],
        "historyMetadata": {"type": "certsteward", "cause": {"id": "scan-1", "type": "scan"}}})
    checks.same(made.status, 201, f"a change: {made.body[:300]}")
    return made.json["key"]


def check_issue(api, checks, key, ids):
    seen = api.get(f"/rest/api/3/issue/{key}", properties="certsteward.ticket", expand="changelog").json
    checks.same(seen["properties"]["certsteward.ticket"], {"key": "renewal:ab"}, "the property came with it")
    checks.same(len(seen["fields"][ids["Affected objects"]]), 1, "the object shows on the ticket")
    checks.same(api.put(f"/rest/api/3/issue/{key}", {"fields": {"summary": "Renew web-01 again"},
                                                     "update": {"labels": [{"add": "cs-2"}]}}).status, 204, "edit")
    checks.same(api.post(f"/rest/api/3/issue/{key}/comment", {"body": adf("seen")}).status, 201, "comment")
    body, headers = multipart("web.pem", b"-----BEGIN CERTIFICATE-----\n")
    sent = api.call("POST", f"/rest/api/3/issue/{key}/attachments", body, headers)
    checks.same((sent.status, sent.json[0]["size"]), (200, 28), "attachment")
    for value in ("scan-1", "scan-2"):
        linked = api.post(f"/rest/api/3/issue/{key}/remotelink", {
            "globalId": "certsteward=1", "object": {"url": "https://example.com/" + value, "title": value}})
        checks.same(linked.status, 201 if value == "scan-1" else 200, "remote link")
    checks.same(api.put(f"/rest/api/3/issue/{key}/properties/more", {"a": 1}).status, 201, "property")
    checks.same(api.get(f"/rest/api/3/issue/{key}/properties/more").json["value"], {"a": 1}, "read back")
    log = api.get(f"/rest/api/3/issue/{key}/changelog").json
    checks.that({"summary", "labels"} <= {item["field"] for entry in log["values"] for item in entry["items"]},
                "changelog")
    bulk = api.post("/rest/api/3/issue/bulkfetch", {"issueIdsOrKeys": [key, "ITSM-9999"],
                                                    "fields": ["status", ids["Approvals"]]}).json
    checks.same((len(bulk["issues"]), len(bulk["issueErrors"])), (1, 1), "bulkfetch")
    checks.same(api.post("/rest/api/3/changelog/bulkfetch", {"issueIdsOrKeys": [key]}).status, 200, "changelogs")


def move(api, key, status, fields=None):
    offered = api.get(f"/rest/api/3/issue/{key}/transitions", expand="transitions.fields").json["transitions"]
    wanted = next(one["id"] for one in offered if one["to"]["name"] == status)
    return api.post(f"/rest/api/3/issue/{key}/transitions",
                    {"transition": {"id": wanted}, **({"fields": fields} if fields else {})})


def status_of(api, key):
    return api.get(f"/rest/api/3/issue/{key}", fields="status").json["fields"]["status"]["name"]


def check_approval(api, desk, approver, checks, key, ids):
    checks.same(move(api, key, "Awaiting approval").status, 204, "asks for approval")
    approval = desk.get(f"/rest/servicedeskapi/request/{key}/approval").json["values"][0]
    checks.same((approval["finalDecision"], approval["canAnswerApproval"]), ("pending", False), "pending")
    refused = desk.post(f"/rest/servicedeskapi/request/{key}/approval/{approval['id']}", {"decision": "approve"})
    checks.same(refused.status, 403, "nobody answers for somebody else")
    path = f"/rest/servicedeskapi/request/{key}/approval/{approval['id']}"
    answered = approver.post(path, {"decision": "approve"})
    checks.same((answered.status, answered.json["finalDecision"]), (200, "approved"), "approved")
    checks.same(approver.post(path, {"decision": "approve"}).status, 409, "only once")
    field = api.get(f"/rest/api/3/issue/{key}", fields=ids["Approvals"]).json["fields"][ids["Approvals"]]
    checks.same(field[0]["finalDecision"], "approved", "the field tells it too")
    checks.same(status_of(api, key), "Awaiting implementation", "Jira itself moved it on")
    for status in ("Implementing", "In review"):
        checks.same(move(api, key, status).status, 204, status)
    checks.same(move(api, key, "Completed").status, 400, "completing wants a resolution")
    checks.same(move(api, key, "Completed", {"resolution": {"name": "Done"}}).status, 204, "completed")


def check_many(api, checks):
    element = {"fields": {"project": {"key": "ITSM"}, "issuetype": {"name": "[System] Incident"},
                          "labels": ["many"]}}
    elements = [{"fields": {**element["fields"], "summary": f"Number {i}"}} for i in range(4)] + [element]
    many = api.post("/rest/api/3/issue/bulk", {"issueUpdates": elements})
    checks.same((many.status, len(many.json["issues"]), [one["failedElementNumber"] for one in many.json["errors"]]),
                (201, 4, [4]), "bulk create")
    found, token = [], None
    while True:
        body = {"jql": "labels = many ORDER BY key ASC", "maxResults": 3, "fields": ["summary", "labels"]}
        page = api.post("/rest/api/3/search/jql", {**body, **({"nextPageToken": token} if token else {})}).json
        found += [one["key"] for one in page["issues"]]
        token = page.get("nextPageToken")
        if page["isLast"]:
            break
    checks.same(len(found), 4, "search in pages")
    checks.same(api.get("/rest/api/3/search/jql", jql="labels = many").status, 200, "search by GET")
    first, second = found[:2]
    link = {"type": {"name": "Problem/Incident"}, "inwardIssue": {"key": first}, "outwardIssue": {"key": second}}
    checks.same([api.post("/rest/api/3/issueLink", link).status for _ in range(2)], [201, 201], "link, twice")
    links = api.get(f"/rest/api/3/issue/{second}", fields="issuelinks").json["fields"]["issuelinks"]
    checks.same([one["inwardIssue"]["key"] for one in links], [first], "one link")


def check_desk(desk, checks, ids, people):
    for path in ("info", "servicedesk", "servicedesk/1", "servicedesk/1/requesttype", "assets/workspace"):
        checks.same(desk.get("/rest/servicedeskapi/" + path).status, 200, path)
    types = desk.get("/rest/servicedeskapi/servicedesk/1/requesttype").json["values"]
    change = next(one["id"] for one in types if one["name"] == "Request a change")
    fields = desk.get(f"/rest/servicedeskapi/servicedesk/1/requesttype/{change}/field").json["requestTypeFields"]
    checks.that(fields[0]["required"], "the first field is required")
    made = desk.post("/rest/servicedeskapi/request", {
        "serviceDeskId": "1", "requestTypeId": change, "raiseOnBehalfOf": people["grace"],
        "requestFieldValues": {"summary": "By the portal", "description": "plain words",
                               ids["Change type"]: {"value": "Standard"}}})
    checks.same(made.status, 201, f"a request: {made.body[:300]}")
    key = made.json["issueKey"]
    for public in (True, False):
        said = desk.post(f"/rest/servicedeskapi/request/{key}/comment", {"body": "words", "public": public})
        checks.same((said.status, said.json["public"]), (201, public), "comment")
    checks.same(desk.get(f"/rest/servicedeskapi/request/{key}/comment", internal="false").json["size"], 1,
                "what customers see")
    for path in ("", "/status", "/transition"):
        checks.same(desk.get(f"/rest/servicedeskapi/request/{key}{path}").status, 200, path)


def make_type(assets, checks):
    schema = assets.post("/objectschema/create", {"name": "Certificates", "objectSchemaKey": "CERT"}).json["id"]
    icon = (assets.get("/icon/global").json or {})
    checks.that(icon, "icons")
    kind = assets.post("/objecttype/create", {"name": "Certificate", "iconId": "1", "objectSchemaId": schema})
    checks.same(kind.status, 201, f"object type: {kind.body[:200]}")
    kind = kind.json["id"]
    hosts = next(one["id"] for one in assets.get(f"/objectschema/{schema_of(assets, 'ITS')}/objecttypes/flat").json
                 if one["name"] == "Hosts")
    for wish in ({"name": "SHA-256", "type": 0, "defaultTypeId": 0, "uniqueAttribute": True,
                  "minimumCardinality": 1},
                 {"name": "Expires", "type": 0, "defaultTypeId": 6},
                 {"name": "Owner", "type": 2},
                 {"name": "Hosts", "type": 1, "typeValue": hosts, "additionalValue": "1",
                  "maximumCardinality": -1}):
        made = assets.post(f"/objecttypeattribute/{kind}", wish)
        checks.same(made.status, 201, f"attribute: {made.body[:200]}")
    return kind


def schema_of(assets, key):
    return next(one["id"] for one in assets.get("/objectschema/list").json["values"]
                if one["objectSchemaKey"] == key)


def check_objects(assets, checks, people):
    kind = make_type(assets, checks)
    ids = {one["name"]: one["id"] for one in assets.get(f"/objecttype/{kind}/attributes").json}
    host = assets.post("/object/aql?maxResults=5",
                       {"qlQuery": 'objectType in objectTypeAndChildren("Hosts") AND Name = "web-01"'}).json
    checks.same((len(host["values"]), host["isLast"]), (1, True), "the host")
    host = host["values"][0]

    def body(**values):
        return {"objectTypeId": kind, "attributes": [
            {"objectTypeAttributeId": ids[name], "objectAttributeValues": [{"value": one} for one in value]}
            for name, value in values.items()]}
    made = assets.post("/object/create", body(**{
        "Name": ["web-01.example.com"], "SHA-256": ["ab" * 32], "Expires": ["2026-12-24T10:00:00Z"],
        "Owner": [people["alice"]], "Hosts": [host["objectKey"]]}))
    checks.same((made.status, "attributes" in made.json), (201, False), f"created: {made.body[:300]}")
    again = assets.post("/object/create", body(**{"Name": ["other"], "SHA-256": ["ab" * 32]}))
    checks.same((again.status, list(again.json["errors"])), (400, [f"rlabs-insight-attribute-{ids['SHA-256']}"]),
                "the fingerprint is unique")
    number = made.json["id"]
    checks.same(assets.put(f"/object/{number}", body(**{"Name": ["renamed"]})).status, 200, "a part is updated")
    seen = assets.get(f"/object/{number}").json
    values = {one["objectTypeAttribute"]["name"]: one["objectAttributeValues"][0] for one in seen["attributes"]}
    checks.same((values["Name"]["value"], values["Hosts"]["referencedObject"]["id"], values["SHA-256"]["value"]),
                ("renamed", host["id"], "ab" * 32), "what was left out stays")
    for path in ("attributes", "history", "referenceinfo"):
        checks.same(assets.get(f"/object/{number}/{path}").status, 200, path)
    checks.same(assets.post("/object/aql/totalcount", {"qlQuery": "Hosts.Name = web-01"}).json, {"totalCount": 1},
                "counted by a walk")
    return {"workspaceId": seen["workspaceId"], "id": seen["globalId"], "objectId": number}


def check_dc(dc, checks):
    ids = {field["name"]: field["id"] for field in dc.get("/api/2/field").json}
    made = dc.post("/api/2/issue", {"fields": {
        "project": {"key": "ITSM"}, "issuetype": {"name": "[System] Change"}, "summary": "On the other site",
        "description": "*wiki* text", "reporter": {"name": "grace"}, ids["Change type"]: {"value": "Standard"}}})
    checks.same(made.status, 201, f"an issue: {made.body[:300]}")
    key = made.json["key"]
    found = dc.get("/api/2/search", jql="summary ~ other", startAt="0", maxResults="10").json
    checks.same((found["total"], found["issues"][0]["key"]), (1, key), "search")
    offered = dc.get(f"/api/2/issue/{key}/transitions").json["transitions"]
    wanted = next(one["id"] for one in offered if one["name"] == "Authorize standard change")
    checks.same(dc.post(f"/api/2/issue/{key}/transitions", {"transition": {"id": wanted}}).status, 204, "moved")
    checks.same(dc.post(f"/api/2/issue/{key}/comment", {"body": "said"}).status, 201, "comment")
    for path in (f"issue/{key}", "serverInfo", "myself", "project", "issuetype", "status", "priority",
                 f"issue/{key}/remotelink", "issueLinkType", "issue/createmeta/ITSM/issuetypes"):
        checks.same(dc.get("/api/2/" + path).status, 200, path)
    return key


def check_astray(astray, checks, key):
    """What is known to be wrong of the file hides nothing else that leaves it in the same words."""
    astray.post(f"/api/2/issue/{key}/comment", {"body": {"no": "text"}})
    told = _jira_judges.faults_of("dc", astray.violations)
    checks.that(any("must be string" in line for line in told), f"a comment that is no text is told: {told}")


def run(proxies, checks):
    login = "certsteward@example.com:certsteward-token"
    api = Caller(proxies["platform"].port, basic=login)
    desk = Caller(proxies["desk"].port, basic=login)
    approver = Caller(proxies["desk"].port, basic="alice@example.com:alice-token")
    assets = Caller(proxies["assets"].port, basic=login)
    dc = Caller(proxies["dc"].port, bearer="certsteward-pat")
    change, ids = check_site(api, checks), field_ids(api)
    people = {name: api.get("/rest/api/3/user/search", query=name).json[0]["accountId"]
              for name in ("alice", "grace")}
    reference = check_objects(assets, checks, people)
    key = make_change(api, checks, ids, change, people, [reference])
    check_issue(api, checks, key, ids)
    tickets = assets.get(f"/objectconnectedtickets/{reference['objectId']}/tickets").json["tickets"]
    checks.same([one["key"] for one in tickets], [key], "the ticket shows on the object")
    check_approval(api, desk, approver, checks, key, ids)
    check_many(api, checks)
    check_desk(desk, checks, ids, people)
    check_astray(Caller(proxies["dc"].port, bearer="certsteward-pat"), checks, check_dc(dc, checks))
    for name, caller in (("platform", api), ("desk", desk), ("desk", approver), ("assets", assets), ("dc", dc)):
        for line in _jira_judges.faults_of(name, caller.violations):
            checks.that(False, line)


def main():
    _jira_judges.openapi_folder()
    _jira_judges.npm_folder()
    checks = Checks()
    with tempfile.TemporaryDirectory() as scratch, Sandbox("--seed-cis", "5") as sandbox:
        proxies = _jira_judges.start_proxies(f"http://127.0.0.1:{sandbox.port}", scratch)
        try:
            run(proxies, checks)
        finally:
            for proxy in proxies.values():
                proxy.stop()
    checks.finish()


if __name__ == "__main__":
    main()
