# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The requests of the vendor's API documents, and the shape of the answers they show.

Each check names the page it follows (ServiceNow REST API reference). The values are our own; the
spelling of requests is the documents', single quotes and bare names included.
"""

import base64
import hashlib
import json

from _checks import Checks
from _sandbox_client import Sandbox

CHANGE = "/api/sn_chg_rest/v1/change"


def has(checks, record, names, what):
    missing = [name for name in names if name not in record]
    checks.same(missing, [], f"{what}: fields missing")


def is_id(value):
    return isinstance(value, str) and len(value) == 32


def check_table_create(sandbox, checks, known):
    """Table API: POST, PATCH, GET one, DELETE, with the documents' loose JSON."""
    body = ("{'short_description':'No wifi','assignment_group':'%s','urgency':'2','impact':'2'}"
            % known["group"]).encode()
    made = sandbox.post("/api/now/table/incident", body)
    checks.same(made.status, 201, "POST answers 201")
    incident = made.result
    checks.that(made.headers["Location"].endswith(incident["sys_id"]), "POST has a Location")
    has(checks, incident, ("number", "state", "incident_state", "priority", "made_sla", "knowledge",
                           "upon_approval", "work_notes", "comments", "watch_list", "opened_at",
                           "sys_mod_count", "reassignment_count", "correlation_id"), "POST incident")
    checks.same([incident[name] for name in ("state", "incident_state", "priority", "active",
                                             "category", "caller_id", "approval")],
                ["1", "1", "3", "true", "inquiry", "", "not requested"], "values are texts")
    checks.same(incident["assignment_group"],
                {"link": f"http://127.0.0.1:{sandbox.port}/api/now/table/sys_user_group/"
                         + known["group"], "value": known["group"]}, "a reference has link, value")
    path = "/api/now/table/incident/" + incident["sys_id"]
    patched = sandbox.patch(path, b"{'assigned_to':'%s','urgency':'1','comments':'Blocking issue'}"
                            % known["user"].encode())
    checks.same((patched.status, patched.result["priority"], patched.result["comments"]),
                (200, "2", ""), "PATCH: only what was named changes, journals read empty")
    one = sandbox.get(path)
    checks.same((one.status, one.result["sys_mod_count"]), (200, "1"), "GET one")
    checks.same(sandbox.call("DELETE", path).status, 403, "itil may not delete tickets")
    gone = sandbox.call("DELETE", path, user="admin")
    checks.same((gone.status, gone.body), (204, b""), "DELETE answers 204 without a body")
    missing = sandbox.get(path)
    checks.same((missing.status, missing.json["status"], sorted(missing.json["error"])),
                (404, "failure", ["detail", "message"]), "the error body")


def check_table_list(sandbox, checks, known):
    """Table API: GET many. REST APIs: dot-walking, display values, paging headers."""
    page = sandbox.get("/api/now/table/cmdb_ci?sysparm_limit=2&sysparm_offset=2")
    checks.same(len(page.result), 2, "sysparm_limit")
    for relation in ("first", "prev", "next", "last"):
        checks.that(f'rel="{relation}"' in page.headers["Link"], f"Link has {relation}")
    checks.that(int(page.headers["X-Total-Count"]) > 4, "X-Total-Count")
    bare = sandbox.get("/api/now/table/cmdb_ci?sysparm_limit=2&sysparm_no_count=true"
                       "&sysparm_suppress_pagination_header=true")
    checks.that("X-Total-Count" not in bare.headers and "Link" not in bare.headers, "no headers")
    roles = sandbox.get("/api/now/table/sys_user_has_role?sysparm_fields=role,role.name,user,"
                        "user.name,user.sys_id&sysparm_query=user.user_name=alice"
                        "^ORuser.user_name=bob^ORDERBYrole.name&sysparm_display_value=true")
    row = roles.result[0]
    checks.same(row["user.name"] in ("Alice Ashworth", "Bob Bremer"), True, "dot-walked name")
    checks.same(sorted(row["user"]), ["display_value", "link"], "reference with display value")
    checks.same(row["role"]["display_value"], row["role.name"], "display value of a role")
    both = sandbox.get("/api/now/table/sys_user?sysparm_display_value=all&sysparm_fields=name,manager"
                       "&sysparm_query=user_name=alice").result[0]
    checks.same(both["name"], {"display_value": "Alice Ashworth", "value": "Alice Ashworth"}, "all")
    mine = sandbox.get("/api/now/table/incident?sysparm_query="
                       "caller_id=javascript:gs.getUserID()^active=true", user="alice")
    checks.same((mine.status, mine.result), (200, []), "server-side script in a value")
    ordered = [row["number"] for row in sandbox.rows(
        "task", "active=true^ORDERBYnumber^ORDERBYDESCcategory", "number")]
    checks.same(ordered, sorted(ordered), "ORDERBY")
    every = int(sandbox.get("/api/now/table/sys_user_group").headers["X-Total-Count"])
    dropped = sandbox.rows("sys_user_group", "no_such_field=x^active=true", "sys_id")
    checks.same(len(dropped), every - 1, "an invalid part of a query is left out")
    checks.same(sandbox.get("/api/now/v1/table/incident?sysparm_query=number=X").status, 404, "v1")
    checks.same(sandbox.get("/api/now/v2/table/incident?sysparm_query=number=X").result, [], "v2")
    del known


def check_identify(sandbox, checks):
    """Identification and Reconciliation API: POST /now/identifyreconcile"""
    body = {"items": [
        {"className": "cmdb_ci_linux_server",
         "values": {"sys_class_name": "cmdb_ci_linux_server", "name": "lnux101",
                    "host_name": "lnux101.example.com", "ip_address": "10.11.12.173",
                    "os_name": "Linux Red Hat"},
         "lookup": [{"className": "cmdb_serial_number",
                     "values": {"serial_number": "lnux101", "serial_number_type": "uuid",
                                "valid": "true"}},
                    {"className": "cmdb_ci_network_adapter",
                     "values": {"name": "eth0", "ip_address": "10.11.12.173",
                                "mac_address": "00:55:51:21:26:2f"}}]},
        {"className": "cmdb_ci_ip_switch",
         "values": {"name": "IP-Switch-1", "serial_number": "Switch23587",
                    "serial_number_type": "uuid"}}],
        "relations": [{"parent": 0, "child": 1, "type": "IP Connection::IP Connection"}]}
    path = "/api/now/identifyreconcile?sysparm_data_source=ServiceNow"
    first = sandbox.post(path, body).result
    checks.same([item["operation"] for item in first["items"]], ["INSERT", "INSERT"], "first time")
    has(checks, first, ("items", "additionalCommittedItems", "relations",
                        "additionalCommittedRelations"), "IRE result")
    server = first["items"][0]
    has(checks, server, ("className", "operation", "sysId", "relatedSysIds", "relatedItems",
                         "additionalRelatedItems", "identifierEntrySysId", "markers", "inputIndices",
                         "identificationAttempts", "mergedPayloadIds", "errorCount"), "IRE item")
    checks.same([one["inputIndices"] for one in server["relatedItems"]],
                [[{"mainIndex": 0, "subIndex": 0}], [{"mainIndex": 0, "subIndex": 1}]], "lookups")
    checks.same([attempt["attributes"] for attempt in server["identificationAttempts"]][0],
                ["serial_number", "serial_number_type"], "the first entry tried")
    has(checks, first["relations"][0], ("className", "operation", "inputIndices", "markers",
                                        "mergedPayloadIds", "errorCount"), "IRE relation")
    again = sandbox.post(path, body).result
    checks.same([item["sysId"] for item in again["items"]],
                [item["sysId"] for item in first["items"]], "the same rows")
    checks.same(again["items"][0]["identificationAttempts"][0]["attemptResult"], "MATCHED",
                "by the serial number")
    checks.same([one["operation"] for one in again["items"] + again["relations"]],
                ["NO_CHANGE"] * 3, "nothing to do")


def check_identify_enhanced(sandbox, checks):
    """Identification and Reconciliation API: /enhanced, /query and their options"""
    item = {"className": "cmdb_ci_computer", "values": {"name": "pc-1"},
            "lookup": [{"className": "cmdb_ci_network_adapter",
                        "values": {"name": "eth0", "mac_address": "00:55:51:21:26:30"}}]}
    path = "/api/now/identifyreconcile/%s?sysparm_data_source=ServiceNow&options=%s"
    dry = sandbox.post(path % ("queryEnhanced", "generate_summary:true"), {"items": [item]}).result
    checks.same(dry["items"][0]["operation"], "INSERT", "what would be done")
    checks.same(sandbox.rows("cmdb_ci_computer", "name=pc-1"), [], "but is not")
    done = sandbox.post(path % ("enhanced", "generate_summary:true"), {"items": [item]}).result
    has(checks, done, ("hasError", "hasWarning", "logContextId", "summary"), "enhanced result")
    has(checks, done["summary"]["cmdb_ci_computer"],
        ("inserted", "updated", "unchanged", "partial", "incomplete", "errors", "warnings",
         "skipped", "additionalInserted", "mergedPartialPayloads"), "summary")
    checks.same(done["summary"]["cmdb_ci_computer"]["inserted"], 1, "counted")
    bad = sandbox.post(path % ("enhanced", "partial"), {"items": [item]})
    checks.same((bad.status, bad.json["error"]["detail"]),
                (500, "Chunk [partial] is not a valid entry"), "a malformed option")
    unnamed = {"className": "cmdb_ci_computer", "values": {"os": "Linux"}}
    half = sandbox.post(path % ("enhanced", ""), {"items": [unnamed, item]})
    checks.same((half.status, half.result["hasError"]), (200, True), "errors come in a 200")
    failed, fine = half.result["items"]
    checks.same((failed["errors"][0]["error"], failed["sysId"], fine["operation"]),
                ("MISSING_MATCHING_ATTRIBUTES", "Unknown", "NO_CHANGE"), "item by item")
    whole = sandbox.post("/api/now/identifyreconcile?sysparm_data_source=ServiceNow",
                         {"items": [unnamed, {"className": "cmdb_ci_computer",
                                              "values": {"name": "pc-2"}}]}).result
    checks.same([one["errors"][0]["error"] for one in whole["items"]],
                ["MISSING_MATCHING_ATTRIBUTES", "ABANDONED"], "plain: one fails, all fail")
    checks.same(sandbox.rows("cmdb_ci_computer", "name=pc-2"), [], "and nothing is written")


def check_change_create(sandbox, checks, known):
    """Change Management API: POST /change/normal, /change/standard/{id}, /change"""
    normal = sandbox.call("POST", f"{CHANGE}/normal?no_such_field=something&description=test"
                                  "&short_description=Remove+server")
    checks.same(normal.status, 200, "creation answers 200")
    shown = normal.result[0]
    checks.same(shown["state"], {"value": "-5", "display_value": "New"}, "state of a new change")
    checks.same(shown["type"], {"value": "normal", "display_value": "Normal"}, "type")
    checks.same(shown["short_description"]["value"], "Remove server", "name-value pairs")
    checks.same(shown["__meta"], {"ignoredFields": ["no_such_field"]}, "ignored fields")
    plain = sandbox.post(CHANGE, {"chg_model": "Standard", "type": "Standard",
                                  "description": "Describes the change.",
                                  "short_description": "My change"}).result
    checks.same((plain["type"]["value"], plain["chg_model"]["display_value"]),
                ("standard", "Standard"), "POST /change with a model")
    checks.same((plain["state"]["value"], plain["on_hold"]["value"]), (-5, False),
                "numbers and flags are JSON ones here")
    has(checks, plain["sys_created_on"], ("display_value", "value", "display_value_internal"), "date")
    checks.same(plain["approval"], {"display_value": "Not Yet Requested", "value": "not requested"},
                "approval")
    has(checks, plain, ("cab_required", "conflict_status", "impact", "is_bulk", "opened_by", "phase",
                        "production_system", "requested_by", "risk", "scope", "upon_reject"), "change")
    known["change"] = shown["sys_id"]["value"]


def check_change_lists(sandbox, checks, known):
    """Change Management API: GET lists, templates, models, PATCH"""
    templates = sandbox.get(f"{CHANGE}/standard/template?sysparm_query=active=true^ORDERBYname").result
    has(checks, templates[0], ("sys_id", "template", "short_description"), "template")
    checks.that(templates[0]["template"]["display_value"], "the template's name")
    models = sandbox.get(f"{CHANGE}/model?sysparm_query=name=Emergency").result
    model = sandbox.get(f"{CHANGE}/model/" + models[0]["sys_id"]["value"]).result
    has(checks, model, ("record_preset", "color", "default_change_model", "description", "active",
                        "available_in_ui", "state_field", "table_name", "name"), "model")
    checks.same(model["record_preset"]["value"], "type=emergency^EQ", "what the model presets")
    listed = sandbox.get(f"{CHANGE}?sysparm_query=active=true^ORDERBYnumber").result
    checks.that(len(listed) >= 2 and isinstance(listed[0]["state"]["value"], float), "GET /change")
    patched = sandbox.patch(f"{CHANGE}/{known['change']}", {"short_description": "Reboot at 6"})
    checks.same(patched.result["short_description"]["value"], "Reboot at 6", "PATCH /change/{id}")
    checks.same(sandbox.get(f"{CHANGE}/normal/{known['change']}").status, 200, "by its type")
    checks.same(sandbox.get(f"{CHANGE}/emergency/{known['change']}").status, 404, "not by another")


def check_change_parts(sandbox, checks, known):
    """Change Management API: nextstates, task, ci, worker"""
    change = known["change"]
    states = sandbox.get(f"{CHANGE}/{change}/nextstates").result
    has(checks, states, ("available_states", "state_transitions", "state_label"), "nextstates")
    transition = states["state_transitions"][0][0]
    has(checks, transition, ("sys_id", "display_value", "from_state", "to_state", "conditions",
                             "transition_available", "automatic_transition"), "transition")
    checks.same(transition["transition_available"], False, "without a group it cannot be submitted")
    has(checks, transition["conditions"][0]["condition"], ("name", "description", "sys_id"), "why")
    checks.that(all(state in states["state_label"] for state in states["available_states"]), "labels")
    task = sandbox.call("POST", f"{CHANGE}/{change}/task?short_description=Retire+node"
                                "&no_such_field=test").result[0]
    checks.same((task["parent"]["value"], task["short_description"]["value"],
                 task["__meta"]["ignoredFields"]), (change, "Retire node", ["no_such_field"]), "task")
    checks.that(task["parent"]["display_value"].startswith("CHG"), "the task's parent is shown")
    ids = ",".join((known["ci"], known["other_ci"]))
    accepted = sandbox.post(f"{CHANGE}/{change}/ci", ("{cmdb_ci_sys_ids:'%s', association_type:"
                                                      "'affected'}" % ids).encode())
    checks.same(accepted.status, 202, "POST ci answers 202")
    worker = accepted.result
    checks.same(worker["state"], {"value": 1, "display_value": "Waiting"}, "a waiting worker")
    checks.same(sorted(worker["messages"]), ["errorMessages", "infoMessages", "warningMessages"],
                "messages")
    checks.same(json.loads(worker["request"])["cmdb_ci_sys_ids"], ids.split(","), "what was asked")
    seen = []
    while not seen or seen[-1]["state"]["value"] < 3:
        seen.append(sandbox.get(f"{CHANGE}/worker/" + worker["worker"]["sysId"]).result)
    checks.same(seen[-1]["state"], {"value": 3, "display_value": "Complete"}, "the worker's end")
    listed = sandbox.get(f"{CHANGE}/{change}/ci?association_type=affected").result
    checks.same(sorted(one["ci_item"]["value"] for one in listed), sorted(ids.split(",")), "GET ci")


def check_change_calendar(sandbox, checks, known):
    """Change Management API: conflict, schedule, first_available, approvals"""
    change = known["change"]
    missing = sandbox.patch(f"{CHANGE}/{change}/schedule/first_available",
                            {"duration_in_seconds": "10800"})
    checks.same(missing.status, 400, "a slot needs a configuration item")
    sandbox.patch(f"{CHANGE}/{change}", {"cmdb_ci": known["ci"]})
    asked = sandbox.patch(f"{CHANGE}/{change}/schedule/first_available",
                          {"duration_in_seconds": "10800"})
    checks.same((asked.status, asked.result["type"]), (202, "schedule"), "first_available")
    for _ in range(3):
        done = sandbox.get(f"{CHANGE}/worker/" + asked.result["worker"]["sysId"]).result
    checks.same(done["messages"]["infoMessages"], ["Change has been updated"], "slot taken")
    check = sandbox.call("POST", f"{CHANGE}/{change}/conflict")
    checks.that(check.status == 200 and is_id(check.result), "POST conflict names the check")
    found = sandbox.get(f"{CHANGE}/{change}/conflict").result
    checks.same((found["status"], found["conflicts"], found["job_status"]), ("Conflict", [], "2"),
                "the text says Conflict even when there is none")
    checks.same(sandbox.call("DELETE", f"{CHANGE}/{change}/conflict").status, 204, "DELETE conflict")
    slots = sandbox.get(f"{CHANGE}/{change}/schedule")
    for _ in range(3):
        done = sandbox.get(f"{CHANGE}/worker/" + slots.result["worker"]["sysId"]).result
    span = done["payload"]["spans"][0]
    checks.same((slots.status, sorted(span), sorted(span["start"])),
                (202, ["end", "start"], ["display_value", "value"]), "free spans")
    sandbox.patch(f"{CHANGE}/{change}", {"state": "-4"})
    for user in ("alice", "dave"):
        approved = sandbox.post(f"{CHANGE}/{change}/approvals", {"state": "approved"}, user=user)
    checks.same(approved.result[0]["state"], {"value": "-2", "display_value": "Scheduled"},
                "the last approval schedules")


def check_attachments(sandbox, checks, known):
    """Attachment API"""
    path = (f"/api/now/attachment/file?table_name=change_request&table_sys_id={known['change']}"
            "&file_name=proof.txt")
    made = sandbox.post(path, b"served\n", headers={"Content-Type": "text/plain"})
    names = ("sys_id", "file_name", "size_bytes", "content_type", "table_name", "table_sys_id",
             "download_link", "sys_created_on", "sys_created_by", "compressed", "size_compressed",
             "image_width", "image_height", "average_image_color", "sys_mod_count", "sys_tags")
    checks.same(made.status, 201, "POST file")
    has(checks, made.result, names, "attachment")
    checks.same(made.result["size_bytes"], "7", "sizes are texts")
    checks.same(made.result["hash"], hashlib.sha256(b"served\n").hexdigest(), "SHA-256 beside it")
    one = made.result["sys_id"]
    form = (b"--line\r\nContent-Disposition: form-data; name=\"table_name\"\r\n\r\nchange_request\r\n"
            b"--line\r\nContent-Disposition: form-data; name=\"table_sys_id\"\r\n\r\n"
            + known["change"].encode() +
            b"\r\n--line\r\nContent-Disposition: form-data; name=\"uploadFile\"; filename=\"a.csv\"\r\n"
            b"Content-Type: text/csv\r\n\r\na,b\r\nc\x00d\r\n--line--\r\n")
    sent = sandbox.post("/api/now/attachment/upload", form,
                        headers={"Content-Type": "multipart/form-data; boundary=line"})
    checks.same((sent.status, sent.result["file_name"], sent.result["size_bytes"]),
                (201, "a.csv", "8"), "POST upload")
    listed = sandbox.get("/api/now/attachment?sysparm_query=table_sys_id=" + known["change"]).result
    checks.same(len(listed), 2, "GET many")
    content = sandbox.get(f"/api/now/attachment/{sent.result['sys_id']}/file")
    checks.same((content.body, content.headers["Content-Type"]), (b"a,b\r\nc\x00d", "text/csv"),
                "GET file")
    checks.same(sandbox.call("DELETE", "/api/now/attachment/" + one).status, 204, "DELETE")
    checks.same(sandbox.get("/api/now/attachment/" + one).status, 404, "gone")


def check_batch(sandbox, checks):
    """Batch API"""
    loose = b"{'urgency':'1','short_description':'My computer broke'}"
    headers = [{"name": "Content-Type", "value": "application/json"},
               {"name": "Accept", "value": "application/json"}]
    body = {"batch_request_id": "1", "rest_requests": [
        {"id": "12", "exclude_response_headers": True, "headers": headers, "method": "GET",
         "url": "/api/now/table/incident?sysparm_limit=1"},
        {"id": "13", "headers": headers, "method": "POST", "url": "/api/now/table/incident",
         "body": base64.b64encode(loose).decode()},
        {"id": "14", "headers": headers, "method": "GET", "url": "api/now/table/incident/nope"}]}
    answer = sandbox.post("/api/now/v1/batch", body)
    checks.same((answer.status, answer.json["batch_request_id"],
                 answer.json["unserviced_requests"]), (200, "1", []), "batch")
    served = {one["id"]: one for one in answer.json["serviced_requests"]}
    checks.same({name: (one["status_code"], one["status_text"]) for name, one in served.items()},
                {"12": (200, "OK"), "13": (201, "Created"), "14": (404, "Not Found")},
                "each item has its own status")
    checks.same(served["12"]["headers"], [], "headers left out")
    checks.that({"name": "Content-Type", "value": "application/json;charset=UTF-8"} in
                served["13"]["headers"], "headers of an item")
    created = json.loads(base64.b64decode(served["13"]["body"]))["result"]
    checks.same(created["short_description"], "My computer broke", "the body is base64")
    checks.same(len(sandbox.rows("incident", "number=" + created["number"])), 1, "and was done")


def check_metadata(sandbox, checks, known):
    """CMDB Meta API, CMDB Instance API"""
    meta = sandbox.get("/api/now/cmdb/meta/cmdb_ci_computer").result
    has(checks, meta, ("name", "parent", "label", "children", "attributes", "is_extendable", "icon",
                       "relationship_rules", "identification_rules"), "meta")
    has(checks, meta["attributes"][0], ("is_inherited", "is_mandatory", "is_read_only", "label",
                                        "default_value", "type", "element", "max_length",
                                        "is_display"), "attribute")
    has(checks, meta["identification_rules"], ("name", "applies_to", "is_independent", "active",
                                               "identifiers", "related_rules"), "rules")
    has(checks, meta["identification_rules"]["identifiers"][0],
        ("attributes", "table", "order", "condition", "referenced_field", "exact_count_match",
         "allow_fallback", "allow_null_attribute", "active"), "identifier")
    checks.same(sandbox.get("/api/now/cmdb/meta/cmdb_ci_nope").status, 404, "no such class")
    shown = sandbox.get("/api/now/cmdb/instance/cmdb_ci_linux_server/" + known["ci"]).result
    checks.same(sorted(shown), ["attributes", "inbound_relations", "outbound_relations"], "instance")
    checks.same(sorted(shown["inbound_relations"][0]), ["sys_id", "target", "type"], "relation")
    checks.same(sorted(shown["attributes"]["support_group"]), ["display_value", "link", "value"],
                "references of an instance")


def check_login(sandbox, checks):
    """OAuth, and what an unknown caller is told"""
    form = lambda text: sandbox.call("POST", "/oauth_token.do", text, user=None, headers={
        "Content-Type": "application/x-www-form-urlencoded"})
    token = form(b"grant_type=password&client_id=certsteward&client_secret=certsteward-secret"
                 b"&username=alice&password=alice").json
    has(checks, token, ("access_token", "refresh_token", "scope", "token_type", "expires_in"), "token")
    checks.same((token["scope"], token["token_type"]), ("useraccount", "Bearer"), "token")
    refreshed = form(b"grant_type=refresh_token&client_id=certsteward&client_secret="
                     b"certsteward-secret&refresh_token=" + token["refresh_token"].encode())
    checks.same(refreshed.json["access_token"], token["access_token"], "refreshed inside its life")
    refused = form(b"grant_type=client_credentials&client_id=x&client_secret=y")
    checks.same((refused.status, sorted(refused.json)), (401, ["error", "error_description"]),
                "refused")
    nobody = sandbox.get("/api/now/table/incident", user=None)
    checks.same((nobody.status, nobody.json), (401, {"error": {
        "message": "User Not Authenticated", "detail": "Required to provide Auth information"},
        "status": "failure"}), "401")


def main():
    checks = Checks()
    with Sandbox() as sandbox:
        known = {"group": sandbox.rows("sys_user_group", "name=Web Team")[0]["sys_id"],
                 "user": sandbox.rows("sys_user", "user_name=alice")[0]["sys_id"],
                 "ci": sandbox.rows("cmdb_ci", "name=web-01")[0]["sys_id"],
                 "other_ci": sandbox.rows("cmdb_ci", "name=web-02")[0]["sys_id"]}
        check_login(sandbox, checks)
        check_table_create(sandbox, checks, known)
        check_identify(sandbox, checks)
        check_identify_enhanced(sandbox, checks)
        check_change_create(sandbox, checks, known)
        check_change_lists(sandbox, checks, known)
        check_change_parts(sandbox, checks, known)
        check_change_calendar(sandbox, checks, known)
        check_table_list(sandbox, checks, known)
        check_attachments(sandbox, checks, known)
        check_batch(sandbox, checks)
        check_metadata(sandbox, checks, known)
        checks.same(sandbox.stop(), 0, "ends when told")
    checks.finish()


main()
