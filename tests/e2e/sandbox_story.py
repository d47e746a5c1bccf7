# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The sandbox's rules of changes and incidents, as a client and people meet them."""

from _checks import Checks
from _sandbox_client import Sandbox

CHANGE = "/api/sn_chg_rest/v1/change"


def value(record, field):
    return record[field]["value"]


def one(result):
    return result[0] if isinstance(result, list) else result


def new_change(sandbox, kind="normal", **fields):
    body = {"short_description": "Renew certificate", **fields}
    return value(one(sandbox.post(f"{CHANGE}/{kind}", body).result), "sys_id")


def state(sandbox, change):
    return str(int(float(value(sandbox.get(f"{CHANGE}/{change}").result, "state"))))


def wait_for(sandbox, worker):
    for _ in range(10):
        answer = sandbox.get(f"{CHANGE}/worker/{worker}").result
        if answer["state"]["value"] >= 3:
            return answer
    raise RuntimeError("worker never ends")


def check_normal(sandbox, checks):
    web = sandbox.rows("cmdb_ci", "name=web-01")[0]
    change = new_change(sandbox, cmdb_ci=web["sys_id"], justification="expires",
                        no_such_field="x")
    shown = sandbox.get(f"{CHANGE}/{change}").result
    checks.same(value(shown, "assignment_group"), web["support_group"], "group follows the CI")
    checks.same(value(shown, "state"), -5, "a new change is New")
    extra = sandbox.rows("cmdb_ci", "name=web-02")[0]["sys_id"]
    accepted = sandbox.post(f"{CHANGE}/{change}/ci",
                            {"cmdb_ci_sys_ids": [extra, "0" * 32], "association_type": "affected"})
    checks.same(accepted.status, 202, "affected CIs are taken by a worker")
    done = wait_for(sandbox, accepted.result["worker"]["sysId"])
    checks.same(done["messages"]["warningMessages"], ["Invalid CMDB_CI sys_id provided"],
                "the worker tells of a wrong id")
    checks.same(len(sandbox.rows("task_ci", f"task={change}")), 2, "both CIs are affected")

    moves = sandbox.get(f"{CHANGE}/{change}/nextstates").result
    checks.same(sorted(moves["available_states"]), ["-4", "-5", "4"], "moves from New")
    checks.same(sandbox.patch(f"{CHANGE}/{change}", {"state": "-1"}).status, 400,
                "New to Implement is refused")
    checks.same(sandbox.patch(f"{CHANGE}/{change}", {"state": "-4"}).status, 200, "submitted")
    late = sandbox.post(f"{CHANGE}/{change}/ci",
                        {"cmdb_ci_sys_ids": [extra], "association_type": "affected"})
    checks.same(late.status, 400, "affected CIs in New only")
    checks.same(sandbox.patch(f"{CHANGE}/{change}", {"state": "-3"}).status, 400,
                "nobody moves to Authorize by hand")
    return change


def check_approval(sandbox, checks, change):
    asked = sandbox.rows("sysapproval_approver", f"sysapproval={change}^state=requested")
    checks.same(len(asked), 3, "the group's active members are asked")
    checks.same(sandbox.patch(f"{CHANGE}/{change}/approvals", {"state": "approved"}).status, 400,
                "the service account has nothing to approve")
    checks.same(sandbox.patch(f"{CHANGE}/{change}/approvals", {"state": "rejected"},
                              user="alice").status, 400, "a rejection needs comments")
    sandbox.patch(f"{CHANGE}/{change}/approvals", {"state": "rejected", "comments": "not now"},
                  user="alice")
    shown = sandbox.get(f"{CHANGE}/{change}").result
    checks.same((value(shown, "state"), value(shown, "approval")), (-5, "rejected"),
                "a rejection leads back to New")
    sandbox.patch(f"{CHANGE}/{change}", {"state": "-4"})
    approved = sandbox.patch(f"{CHANGE}/{change}/approvals", {"state": "approved"}, user="alice")
    checks.same(one(approved.result)["state"]["value"], "-3", "approval leads to Authorize")
    ignored = sandbox.patch(f"{CHANGE}/{change}", {"backout_plan": "late", "type": "emergency"})
    checks.same(ignored.result["__meta"]["ignoredFields"], ["backout_plan", "type"],
                "planning is read-only from Authorize")
    checks.same(value(ignored.result, "backout_plan"), "", "and stays as it was")
    sandbox.act("hold", user="dave", text="wait", sys_id=change, table="change_request")
    checks.same(len(sandbox.rows("sysapproval_approver", f"sysapproval={change}^state=requested")),
                0, "on hold nobody is asked")
    sandbox.act("unhold", user="dave", sys_id=change, table="change_request")
    checks.same(sandbox.act("approve", user="dave", table="change_request",
                            sys_id=change).status, 200, "the board approves")
    shown = sandbox.get(f"{CHANGE}/{change}").result
    checks.same((value(shown, "state"), value(shown, "approval")), (-2, "approved"), "Scheduled")
    checks.that(value(shown, "start_date"), "the board has set the dates")


def check_implementation(sandbox, checks, change):
    checks.same(sandbox.patch(f"{CHANGE}/{change}", {"state": "-1"}).status, 200, "Implement")
    tasks = sandbox.get(f"{CHANGE}/{change}/task?sysparm_query=ORDERBYnumber").result
    checks.same([value(task, "short_description") for task in tasks],
                ["Implement", "Post implementation testing"], "tasks of the workflow")
    mine = sandbox.post(f"{CHANGE}/{change}/task", {"short_description": "verify"}).result
    mine = value(one(mine), "sys_id")
    checks.same(sandbox.patch(f"{CHANGE}/{change}", {"state": "0"}).status, 200, "Review")
    checks.same({row["short_description"]: row["state"] for row in
                 sandbox.rows("change_task", f"change_request={change}")},
                {"Implement": "4", "Post implementation testing": "4", "verify": "-5"},
                "Review cancels the workflow's tasks only")
    checks.same(sandbox.patch(f"{CHANGE}/{change}", {"state": "4"}).status, 400,
                "no cancel from Review")
    closing = {"state": "3", "close_code": "successful", "close_notes": "done"}
    checks.same(sandbox.patch(f"{CHANGE}/{change}", closing).status, 400,
                "an open task keeps the change open")
    sandbox.patch(f"{CHANGE}/{change}/task/{mine}", {"state": "3"})
    checks.same(sandbox.patch(f"{CHANGE}/{change}", {"state": "3"}).status, 400,
                "closing needs code and notes")
    checks.same(sandbox.patch(f"{CHANGE}/{change}", closing).status, 200, "closed")
    checks.same(state(sandbox, change), "3", "Closed")


def check_standard(sandbox, checks):
    template = sandbox.get(f"{CHANGE}/standard/template?sysparm_query=nameLIKERenew").result[0]
    group = sandbox.rows("sys_user_group", "name=Web Team")[0]["sys_id"]
    created = one(sandbox.post(f"{CHANGE}/standard/{value(template, 'sys_id')}",
                               {"short_description": "Renew", "description": "mine",
                                "assignment_group": group}).result)
    change = value(created, "sys_id")
    checks.that("mine" not in value(created, "description"), "the template's text wins")
    checks.same(sandbox.patch(f"{CHANGE}/{change}", {"state": "-2"}).status, 200,
                "standard: New to Scheduled")
    checks.same(sandbox.rows("sysapproval_approver", f"sysapproval={change}"), [],
                "a standard change has no approval record")
    sandbox.act("lockdown", on=True)
    checks.that(value(sandbox.get(f"{CHANGE}/{change}").result, "on_hold"), "lockdown holds it")
    checks.same(sandbox.patch(f"{CHANGE}/{change}", {"state": "-1"}).status, 400, "held")
    sandbox.act("lockdown", on=False)
    checks.same(sandbox.patch(f"{CHANGE}/{change}", {"state": "-1"}).status, 200, "released")


def check_requester(sandbox, checks):
    group = sandbox.rows("sys_user_group", "name=Web Team")[0]["sys_id"]
    alice = sandbox.rows("sys_user", "user_name=alice")[0]["sys_id"]
    change = new_change(sandbox, "normal", assignment_group=group, requested_by=alice)
    sandbox.patch(f"{CHANGE}/{change}", {"state": "-4"})
    own = sandbox.patch(f"{CHANGE}/{change}/approvals", {"state": "approved"}, user="alice")
    checks.same(own.status, 403, "the requester may not approve")
    checks.same(sandbox.patch(f"{CHANGE}/{change}", {"state": "4"}).status, 200, "canceled")
    open_ones = sandbox.rows("sysapproval_approver", f"sysapproval={change}^state=requested")
    checks.same(open_ones, [], "with its approvals")


def check_calendar(sandbox, checks):
    ci = sandbox.rows("cmdb_ci", "name=web-01")[0]["sys_id"]
    change = new_change(sandbox, cmdb_ci=ci, start_date="2027-12-24 10:00:00",
                        end_date="2027-12-24 12:00:00")
    sandbox.post(f"{CHANGE}/{change}/conflict")
    found = sandbox.get(f"{CHANGE}/{change}/conflict").result
    checks.same([value(one, "type") for one in found["conflicts"]], ["blackout"], "the freeze")
    asked = sandbox.patch(f"{CHANGE}/{change}/schedule/first_available",
                          {"duration_in_seconds": 7200,
                           "planned_start_time": "2027-12-20 00:00:00"})
    checks.same(asked.status, 202, "first_available is taken by a worker")
    done = wait_for(sandbox, asked.result["worker"]["sysId"])
    checks.same(done["messages"]["infoMessages"], ["Change has been updated"], "a slot was found")
    shown = sandbox.get(f"{CHANGE}/{change}").result
    checks.same(value(shown, "start_date"), "2028-01-02 06:00:00", "after the freeze")


def check_incident(sandbox, checks):
    mail = sandbox.rows("cmdb_ci", "name=mail-01")[0]
    created = sandbox.post("/api/now/table/incident?sysparm_exclude_reference_link=true",
                           {"short_description": "expired", "impact": "1", "urgency": "2",
                            "priority": "5", "cmdb_ci": mail["sys_id"], "work_notes": "first",
                            "assigned_to": "Alice Ashworth", "no_such_field": "x"})
    incident = created.result
    checks.same(created.status, 201, "incident created")
    checks.same(incident["priority"], "2", "the matrix decides the priority")
    checks.same(incident["assignment_group"], mail["support_group"], "group follows the CI")
    checks.same((incident["work_notes"], incident["assigned_to"]), ("", ""),
                "journals read empty, names in references vanish")
    path = "/api/now/table/incident/" + incident["sys_id"]
    checks.same(sandbox.patch(path, {"state": "6"}).status, 403, "resolving needs code and notes")
    checks.same(sandbox.patch(path, {"state": "7", "close_code": "User error",
                                     "close_notes": "x"}).status, 403, "itil may not close")
    checks.same(sandbox.patch(path, {"state": "6", "close_code": "Resolved by change",
                                     "close_notes": "renewed", "work_notes": "second"}).status,
                200, "resolved")
    notes = sandbox.rows("sys_journal_field", f"element_id={incident['sys_id']}^ORDERBYsys_created_on")
    checks.same([note["value"] for note in notes], ["first", "second"], "notes are kept")
    again = sandbox.patch(path + "?sysparm_exclude_reference_link=true", {"state": "2"}).result
    checks.same((again["reopen_count"], again["resolved_at"]), ("1", ""), "opened again")


def check_approval_records(sandbox, checks):
    group = sandbox.rows("sys_user_group", "name=Mail Team")[0]["sys_id"]
    change = new_change(sandbox, assignment_group=group)
    sandbox.patch(f"{CHANGE}/{change}", {"state": "-4"})
    carol = sandbox.rows("sysapproval_approver", f"sysapproval={change}^approver.user_name=carol")[0]
    path = "/api/now/table/sysapproval_approver/" + carol["sys_id"]
    checks.same(sandbox.patch(path, {"state": "approved"}).status, 403, "only the approver decides")
    checks.same(sandbox.patch(path, {"state": "approved", "comments": "fine"},
                              user="carol").status, 200, "by the approval record")
    checks.same(state(sandbox, change), "-3", "which moves the change")
    checks.same(sandbox.patch(path, {"state": "rejected"}, user="carol").status, 403, "once only")
    names = [row["approver.user_name"] for row in sandbox.rows(
        "sysapproval_approver", f"sysapproval={change}", "approver.user_name")]
    checks.that("frank" not in names, "inactive people are not asked")


def check_certificates(sandbox, checks):
    table = "/api/now/table/cmdb_ci_certificate"
    bare = sandbox.post(table, {"name": "x", "fingerprint": "f1"})
    checks.same((bare.status, "Data Policy Exception" in bare.json["error"]["detail"]), (403, True),
                "certificates need names")
    checks.same(sandbox.post(table, {"name": "CA", "fingerprint": "f2", "is_ca": "true"}).status,
                201, "those of authorities do not")
    web = sandbox.rows("cmdb_ci", "name=web-01")[0]["sys_id"]
    checks.same(sandbox.call("DELETE", "/api/now/table/cmdb_ci/" + web).status, 403,
                "itil may not delete CIs")
    old = sandbox.rows("cmdb_ci", "name=test-01")[0]["sys_id"]
    checks.same(sandbox.act("delete", user="admin", name="test-01").status, 200, "an admin may")
    trace = sandbox.rows("sys_audit_delete", "documentkey=" + old)
    checks.same([row["tablename"] for row in trace], ["cmdb_ci_linux_server"], "and leaves a trace")


def check_emergency(sandbox, checks):
    group = sandbox.rows("sys_user_group", "name=Mail Team")[0]["sys_id"]
    change = new_change(sandbox, "emergency", assignment_group=group)
    sandbox.patch(f"{CHANGE}/{change}", {"state": "-3"})
    sandbox.patch(f"{CHANGE}/{change}/approvals", {"state": "approved"}, user="bob")
    checks.same(state(sandbox, change), "-2", "emergency: Authorize to Scheduled")
    sandbox.patch(f"{CHANGE}/{change}", {"state": "-1"})
    for task in sandbox.rows("change_task", f"change_request={change}"):
        sandbox.patch("/api/now/table/change_task/" + task["sys_id"], {"state": "3"})
    checks.same(state(sandbox, change), "0", "the last task done leads to Review")


def main():
    checks = Checks()
    with Sandbox("--seed-cis", "3") as sandbox:
        change = check_normal(sandbox, checks)
        check_approval(sandbox, checks, change)
        check_implementation(sandbox, checks, change)
        check_standard(sandbox, checks)
        check_requester(sandbox, checks)
        check_calendar(sandbox, checks)
        check_incident(sandbox, checks)
        check_emergency(sandbox, checks)
        check_approval_records(sandbox, checks)
        check_certificates(sandbox, checks)
        dump = sandbox.control("dump")
        checks.that(all("notes" in ticket for ticket in dump["tickets"]), "dump holds the tickets")
        checks.same(sandbox.stop(), 0, "ends when told")
    checks.finish()


main()
