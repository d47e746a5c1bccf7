# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Every switch of the sandbox does what its name says, and bad input never ends the program."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time

from _checks import Checks
from _sandbox_client import Sandbox, binary, wait_until

INCIDENT = "/api/now/table/incident"
IRE = "/api/now/identifyreconcile/enhanced?sysparm_data_source=SG-certsteward"


def switch(sandbox, name, **how):
    how = how or {"count": 1}
    return sandbox.post("/_sandbox/fault", {"name": name, **how})


def incidents(sandbox):
    return len(sandbox.rows("incident", "short_descriptionLIKEfault", "sys_id"))


def fails(call):
    try:
        call()
    except (http.client.HTTPException, OSError) as error:
        return type(error).__name__
    return None


def create(sandbox, **more):
    return sandbox.post(INCIDENT, {"short_description": "fault"}, **more)


def check_answers(sandbox, checks):
    for name, status in (("429", 429), ("429-bare", 429), ("202", 202), ("500", 500),
                         ("503", 503), ("business-rule-403", 403)):
        before = incidents(sandbox)
        switch(sandbox, name, count=1, method="POST")
        answer = create(sandbox)
        checks.same(answer.status, status, name)
        checks.same(incidents(sandbox), before, f"{name} does nothing")
        if status == 429:
            checks.same("Retry-After" in answer.headers, name == "429", f"{name}: Retry-After")
        if status == 202:
            checks.same(answer.body, b"", "202 has no body")
    switch(sandbox, "html-200")
    page = sandbox.get(INCIDENT)
    checks.same((page.status, page.headers["Content-Type"].split(";")[0]), (200, "text/html"),
                "html-200")


def check_connections(sandbox, checks):
    for name, applied in (("lost-reply", 1), ("reset", 0), ("half-json", 1), ("deep-json", 1)):
        before = incidents(sandbox)
        switch(sandbox, name, count=1, method="POST")
        if name in ("lost-reply", "reset"):
            checks.that(fails(lambda: create(sandbox)), f"{name}: no answer")
        else:
            body = create(sandbox).body
            checks.that(name != "half-json" or fails_json(body), f"{name}: broken JSON")
            checks.that(name != "deep-json" or body.count(b"{") == 1000, f"{name}: depth")
        checks.same(incidents(sandbox) - before, applied, f"{name}: applied")
    before = incidents(sandbox)
    switch(sandbox, "timeout", count=1, ms=60000)
    checks.that(fails(lambda: create(sandbox, timeout=1)), "timeout: no answer in time")
    checks.same(incidents(sandbox) - before, 1, "timeout: applied")
    switch(sandbox, "latency", rate=1, ms=300)
    begun = time.monotonic()
    sandbox.get(INCIDENT)
    checks.that(time.monotonic() - begun >= 0.3, "latency")
    switch(sandbox, "latency", rate=0)


def fails_json(body):
    try:
        json.loads(body)
    except ValueError:
        return True
    return False


def check_huge(sandbox, checks):
    switch(sandbox, "huge-body")
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
    connection.request("GET", INCIDENT, headers={
        "Authorization": "Basic Y2VydHN0ZXdhcmQ6Y2VydHN0ZXdhcmQ="})
    answer = connection.getresponse()
    checks.same(answer.headers["Content-Length"], str(1 << 30), "huge-body: a gigabyte")
    checks.that(answer.read(1 << 20).startswith(b'{"result":["xxx'), "huge-body streams")
    connection.close()


def check_tokens(sandbox, checks):
    form = b"grant_type=client_credentials&client_id=certsteward&client_secret=certsteward-secret"
    ask = lambda: sandbox.call("POST", "/oauth_token.do", form, user=None, headers={
        "Content-Type": "application/x-www-form-urlencoded"})
    token = ask().json["access_token"]
    checks.same(ask().json["access_token"], token, "the same token inside its life")
    bearer = {"Authorization": "Bearer " + token}
    checks.same(sandbox.get(INCIDENT, headers=bearer).status, 200, "token works")
    switch(sandbox, "token-expired")
    checks.same(sandbox.get(INCIDENT, headers=bearer).status, 401, "token-expired")
    checks.same(sandbox.get(INCIDENT, headers=bearer).status, 401, "the token is gone")
    fresh = ask().json
    checks.that(fresh["access_token"] != token and fresh["expires_in"] > 1700, "a new token")
    sandbox.control("clock", {"offset": 1801})
    checks.same(sandbox.get(INCIDENT, headers={"Authorization": "Bearer " + fresh[
        "access_token"]}).status, 401, "whose life ends")
    checks.same(sandbox.get(INCIDENT, headers={"Authorization": "Bearer " + ask().json[
        "access_token"]}).status, 200, "a token of the moved time")
    sandbox.control("clock", {"offset": 0})


def certificate(number, domain, **values):
    return {"className": "cmdb_ci_certificate", "internal_id": f"c{number}",
            "values": {"name": f"cert {number}", "fingerprint": f"{number:064x}",
                       "subject_alternative_name": domain, **values}}


def check_ire(sandbox, checks):
    domain = sandbox.post("/api/now/table/certificate_domain",
                          {"domain": "fault.example.com"}).result["sys_id"]
    payload = {"items": [certificate(number, domain) for number in range(5)]}
    switch(sandbox, "ire-partial")
    answer = sandbox.post(IRE, payload)
    bad = [item for item in answer.result["items"] if item["errorCount"]]
    checks.same((answer.status, answer.result["hasError"], len(bad)), (200, True, 1),
                "ire-partial: one item fails inside a 200")
    checks.same(bad[0]["sysId"], "Unknown", "ire-partial: no id")
    switch(sandbox, "ire-lock-timeout")
    errors = {item["errors"][0]["error"] for item in sandbox.post(IRE, payload).result["items"]}
    checks.same(errors, {"LOCK_TIMEOUT"}, "ire-lock-timeout")
    many = {"items": [certificate(number, domain) for number in range(1001)]}
    checks.same(sandbox.post(IRE, many).status, 400, "more than 1,000 items are refused")
    operations = [item["operation"] for item in sandbox.post(IRE, payload).result["items"]]
    checks.same(sorted(operations), ["INSERT"] + ["NO_CHANGE"] * 4, "the rest was committed")


def check_robots(sandbox, checks):
    task = "/api/now/table/sn_disco_certmgmt_certificate_task"
    checks.same(sandbox.get(task).status, 400, "no CIM table at first")
    domain = sandbox.post("/api/now/table/certificate_domain",
                          {"domain": "cim.example.com"}).result["sys_id"]
    soon = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 20 * 86400))
    past = "2020-01-01 00:00:00"
    sandbox.post(IRE, {"items": [
        certificate(101, domain, valid_to=soon),
        certificate(102, domain, valid_to=soon, renewal_tracking="none"),
        certificate(103, domain, valid_to=past, state="issued")]})
    switch(sandbox, "cim", rate=1)
    checks.same(sandbox.act("daily-job").result["tasks"], 2, "CIM: one task, one incident")
    checks.same(len(sandbox.get(task).result), 1, "CIM's task")
    checks.same(sandbox.act("daily-job").result["tasks"], 0, "CIM does not repeat itself")
    switch(sandbox, "archive-row")
    sandbox.get(INCIDENT)
    checks.same(sandbox.rows("cmdb_ci_certificate", "name=cert 103"), [], "archived")
    checks.same(len(sandbox.rows("ar_cmdb_ci_certificate", "name=cert 103")), 1, "in the archive")
    switch(sandbox, "clone", rate=1)
    checks.same(sandbox.rows("sys_properties", "name=instance_name")[0]["value"],
                "certstewardclone", "clone")
    switch(sandbox, "clone", rate=0)
    checks.same(sandbox.rows("sys_properties", "name=instance_name")[0]["value"],
                "certstewarddev", "no clone")


def check_reading(sandbox, checks):
    hosts = "nameSTARTSWITHhost-^ORDERBYsys_id"
    whole = len(sandbox.rows("cmdb_ci", hosts, "sys_id"))
    switch(sandbox, "trimmed-pages", rate=0.5)
    page = sandbox.get(f"/api/now/table/cmdb_ci?sysparm_query={hosts}&sysparm_fields=sys_id")
    checks.that(0 < len(page.result) < whole, "trimmed-pages")
    checks.same(page.headers["X-Total-Count"], str(whole), "the count is of all")
    switch(sandbox, "trimmed-pages", rate=0)
    switch(sandbox, "query-acl-403", rate=1)
    checks.same(sandbox.get(f"/api/now/table/cmdb_ci?sysparm_query={hosts}").status, 403,
                "query-acl-403 on sorting")
    checks.same(sandbox.get("/api/now/table/cmdb_ci?sysparm_query=name=web-01").status, 200,
                "but not on equality")
    switch(sandbox, "query-acl-403", rate=0)
    switch(sandbox, "drop-unknown")
    got = sandbox.post(INCIDENT, {"short_description": "fault", "description": "long"}).result
    checks.same(got["description"], "", "drop-unknown")


def check_changes(sandbox, checks):
    path = "/api/sn_chg_rest/change"
    first = sandbox.post(f"{path}/normal", {"short_description": "fault"})
    change = first.result[0]["sys_id"]["value"]
    checks.same(type(sandbox.get(f"{path}/{change}").result), dict, "an object")
    switch(sandbox, "list-result", count=2)
    shown = sandbox.get(f"{path}/{change}").result
    checks.same([one["sys_id"]["value"] for one in shown], [change], "list-result: a list")
    checks.same(type(sandbox.post(f"{path}/normal", {"short_description": "fault"}).result), dict,
                "list-result: an object where the documents show a list")
    web = sandbox.rows("cmdb_ci", "name=web-01")[0]["sys_id"]
    wish = {"cmdb_ci_sys_ids": [web], "association_type": "affected"}
    for failing in (True, False):
        if failing:
            switch(sandbox, "worker-error")
        worker = sandbox.post(f"{path}/{change}/ci", wish).result["worker"]["sysId"]
        looks = [sandbox.get(f"{path}/worker/{worker}").result for _ in range(3)]
        checks.same([look["state"]["value"] for look in looks], [2, 4, 4] if failing else [2, 3, 3],
                    f"worker-error {failing}")
        checks.same(bool(looks[1]["messages"]["errorMessages"]), failing, "it says why")
        checks.same(len(sandbox.rows("task_ci", f"task={change}")), 0 if failing else 1,
                    "nothing was done in error")


def check_bad_input(sandbox, checks):
    deep = b'{"a":' * 5000 + b"1" + b"}" * 5000
    bodies = [b"", b"{", b"[]", b"nonsense", b'{"a":"\xff"}', deep, b"\x00\x01", b"'", b"{'",
              b'{"items":7}', b'{"items":[7,null,{}]}', b'{"rest_requests":[1,{"url":7}]}',
              b'{"items":[{"className":7,"values":[]}],"relations":[1,{"parent":99}]}']
    paths = ["/api/now/table/incident", IRE, "/api/now/v1/batch", "/api/sn_chg_rest/change",
             "/api/sn_chg_rest/change/normal", "/_sandbox/fault", "/_sandbox/act",
             "/_sandbox/clock", "/api/now/attachment/file", "/api/now/attachment/upload",
             "/oauth_token.do", "/"]
    for path in paths:
        for body in bodies:
            answer = sandbox.post(path, body)
            checks.that(200 <= answer.status < 600, f"{path} {body[:20]}")
    for path in ("/api/now/table/nope", "/api/now/table/incident/" + "0" * 32, "/api/now", "/api",
                 "/%00", "/%zz", "//", "/api/now/table/incident/a/b/c/d/e/f/g/h/i/j/k/l/m/n",
                 "/api/now/table/cmdb_ci?sysparm_query=" + "^OR".join(["name=x"] * 300),
                 "/api/now/table/cmdb_ci?sysparm_query=^^^OR^NQ^NQORDERBY^OR=^",
                 "/api/now/table/cmdb_ci?sysparm_query=nameIN'\";--&sysparm_fields=name',x",
                 "/api/now/table/cmdb_ci?sysparm_limit=-1&sysparm_offset=99999999999999999999"):
        checks.that(400 <= sandbox.get(path).status < 500 or "sysparm" in path, path)
    checks.same(sandbox.call("BREW", "/api/now/table/incident").status, 405, "unknown method")
    checks.same(sandbox.get(INCIDENT, user="nobody").status, 401, "unknown user")
    checks.same(sandbox.get(INCIDENT, user="frank").status, 401, "inactive user")
    checks.same(sandbox.post(INCIDENT, {}, user="readonly").status, 403, "no right to write")
    checks.same(sandbox.get(INCIDENT, headers={"Accept": "application/pdf"}).status, 406, "406")
    checks.same(sandbox.post(INCIDENT, b"<x/>", headers={"Content-Type": "application/xml"}).status,
                415, "415")
    checks.same(sandbox.post("/api/now/attachment/file", b"x" * (33 << 20)).status, 413, "413")
    other = sandbox.post("/_sandbox/act", {"action": "retire"}, headers={
        "Origin": "http://evil.example"})
    checks.same(other.status, 403, "requests of other sites are refused")
    rebound = sandbox.get("/_sandbox/dump", headers={"Host": "127.evil.example"})
    checks.same(rebound.status, 403, "other host names are refused")
    raw = socket.create_connection(("127.0.0.1", sandbox.port), 5)
    raw.sendall(b"GET / HTTP/1.1\r\nContent-Length: -5\r\n\xff\xfe: x\r\n\r\n")
    raw.close()
    checks.same(sandbox.get("/_sandbox/stats").status, 200, "still there")


def check_repeatable(checks):
    seen = []
    for _ in range(2):
        with Sandbox("--fault", "500:0.3", "--random-seed", "7") as sandbox:
            seen.append([sandbox.get(INCIDENT).status for _ in range(40)])
    checks.same(seen[0], seen[1], "the same seed strikes the same calls")
    checks.that(4 <= seen[0].count(500) <= 20, "about three in ten")


def check_program(checks):
    run = lambda *words: subprocess.run([binary(), *words], capture_output=True, text=True,
                                        timeout=20)
    checks.same(run("--listen", "0.0.0.0:0").returncode, 1, "loopback only")
    checks.that("loopback" in run("--listen", "10.1.2.3:0").stderr, "and it says why")
    checks.same(run("--fault", "nope:1").returncode, 2, "unknown fault")
    checks.same(run("--fault", "500:2").returncode, 2, "rate out of range")
    checks.same(run("--seed-cis", "x").returncode, 2, "no number")
    checks.same(run("--help").returncode, 0, "--help")
    checks.that("lost-reply" in run("--help").stdout, "--help lists the faults")
    checks.same(run("--db", "/nonexistent/x.db").returncode, 1, "no such folder")
    sandbox = Sandbox()
    switch(sandbox, "timeout", count=1, ms=600000)
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=20)
    connection.request("GET", INCIDENT)
    wait_until(lambda: sandbox.control("stats")["faults"].get("timeout") == 1, "the request is held back")
    begun = time.monotonic()
    sandbox.process.send_signal(signal.SIGINT)
    checks.same(sandbox.process.wait(15), 0, "ends while a request waits")
    checks.that(time.monotonic() - begun < 5, "and at once")
    connection.close()
    sandbox.process.stdout.close()


def check_kept(checks):
    build = os.environ.get("CERTSTEWARD_BUILD", "/tmp")
    path = os.path.join(build, f"sandbox_faults.{os.getpid()}.db")
    try:
        with Sandbox("--db", path) as sandbox:
            number = create(sandbox).result["number"]
            sandbox.process.kill()
        with Sandbox("--db", path) as sandbox:
            checks.same(len(sandbox.rows("incident", f"number={number}")), 1, "kept after a kill")
            checks.same(len(sandbox.rows("cmdb_ci", "name=web-01")), 1, "seeded once")
            checks.that(create(sandbox).result["number"] > number, "numbers go on")
    finally:
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.unlink(path + suffix)


def main():
    checks = Checks()
    with Sandbox("--seed-cis", "100") as sandbox:
        check_answers(sandbox, checks)
        check_connections(sandbox, checks)
        check_huge(sandbox, checks)
        check_tokens(sandbox, checks)
        check_ire(sandbox, checks)
        check_robots(sandbox, checks)
        check_reading(sandbox, checks)
        check_changes(sandbox, checks)
        check_bad_input(sandbox, checks)
        fired = sandbox.control("stats")["faults"]
        checks.that(fired["429"] == 1 and fired["lost-reply"] == 1, "stats tell what fired")
        checks.same(sandbox.stop(), 0, "ends when told")
    check_repeatable(checks)
    check_program(checks)
    check_kept(checks)
    checks.finish()


main()
