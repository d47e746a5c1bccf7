# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""A Jira site of the sandbox as the far side of a trial, set up as an administrator would: ids of fields and
options are looked up by name and written into the settings."""

import base64
import contextlib
import json
import os
import sys
import time
import urllib.error
import urllib.request

import _trial  # noqa: F401  (sets the path)
import sandbox

ITSM = """  - name: {name}
    type: jira
    url: {url}
    dialect: {dialect}
    auth: {auth}
    stage: automate
    tickets: yes
    project: ITSM
    assets: {assets}
    types: {{task: "", subtask: Sub-task, mark: "[System] Service request"}}
    fields: {fields}
    options: {options}
    request_types: {request_types}
    approvers: {approvers}
    phases: {{authorize: [Awaiting approval], scheduled: [Awaiting implementation]}}
{more}"""

FIELDS = {"change_type": "Change type", "change_risk": "Change risk", "impact": "Impact", "urgency": "Urgency",
          "implementation_plan": "Implementation plan", "test_plan": "Test plan",
          "backout_plan": "Backout plan", "planned_start": "Planned start", "planned_end": "Planned end",
          "group": "Assignment group", "approvers": "Approvers", "approvals": "Approvals",
          "request_type": "Request Type"}
REASON = "Maintenance"  # an option of the select Change reason
OBJECTS = {"Affected objects": "objects", "Affected services": "services"}
WORDS = ("change_risk", "impact", "urgency")  # options by their place from the worst

# Without Assets nothing says how much a certificate matters.
CLASS = '{class: "critical", why: "the trial says so"}\n'


def flow(value):
    """JSON is YAML."""
    return json.dumps(value)


class Jira(sandbox.Sandbox):
    site, dialect, root = "cloud", "cloud", ""
    assets, more = "none", ""
    approvers = ("alice",)

    def __init__(self, folder, build, assets="none", **options):
        self.name, self.assets = f"jira_{self.site}", assets
        super().__init__(folder, build, **options)

    # --- As its administrator ----------------------------------------------------------------------

    def login(self, user):
        word = f"{user}@example.com:{user}-token"
        return "Basic " + base64.b64encode(word.encode()).decode()

    def api(self, path, user="certsteward", body=None):
        request = urllib.request.Request(f"{self.url}{self.root}{path}",
                                         data=json.dumps(body).encode() if body else None)
        request.add_header("Authorization", self.login(user))
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    @property
    def platform(self):
        return "/rest/api/3" if self.site == "cloud" else "/rest/api/2"

    def _options(self, fields):
        types = self.api(f"{self.platform}/issue/createmeta/ITSM/issuetypes")
        kind = next(one["id"] for one in types.get("issueTypes", types.get("values"))
                    if one["name"] == "[System] Change")
        meta = self.api(f"{self.platform}/issue/createmeta/ITSM/issuetypes/{kind}?maxResults=200")
        allowed = {one["fieldId"]: one.get("allowedValues", [])
                   for one in meta.get("fields", meta.get("values"))}
        found = [f"change_type.{one['value'].lower()}={one['id']}"
                 for one in allowed[fields["change_type"]]]
        for word in WORDS:
            best_first = word == "change_risk"
            found += [f"{word}.{place}={one['id']}"
                      for place, one in enumerate(allowed[fields[word]][::-1 if best_first else 1], 1)]
        # A select that is no field of certsteward's, as a site may require one.
        fields["change"] = {field: f"id:{one['id']}" for field, values in allowed.items() for one in values
                            if one.get("value") == REASON}
        return found

    def _approver(self, name):
        found = self.api(f"{self.platform}/user/search?" +
                         ("query=" if self.site == "cloud" else "username=") + name)[0]
        return found["accountId"] if self.site == "cloud" else found["name"]

    def fields(self):
        ids = {one["name"]: one["id"] for one in self.api(f"{self.platform}/field")}
        return {name: ids[words] for name, words in FIELDS.items()}

    def secret(self):
        return "certsteward-token"

    def login_settings(self, secret):
        return {"user": "certsteward@example.com", "token": {"file": secret}}

    def _assets(self, path, body=None):
        root = f"/jsm/assets/workspace/{self._workspace()}/v1" if self.site == "cloud" \
            else "/rest/assets/1.0"
        return self.api(root + path, body=body)

    def _workspace(self):
        return self.api("/rest/servicedeskapi/assets/workspace")["values"][0]["workspaceId"]

    def _make_certificates(self):
        """The object type, as `certsteward init --target` lists it."""
        schemas = self._assets("/objectschema/list")
        schema = schemas.get("objectschemas", schemas.get("values"))[0]["id"]
        types = self._assets(f"/objectschema/{schema}/objecttypes/flat")
        types = types if isinstance(types, list) else types["entries"]
        hosts, applications = (next(one["id"] for one in types if one["name"] == name)
                               for name in ("Hosts", "Applications"))
        own = self._assets("/objecttype/create",
                           {"name": "Certificate", "iconId": "1", "objectSchemaId": str(schema)})["id"]
        for name, more in attributes(str(hosts), str(applications), str(own)):
            self._assets(f"/objecttypeattribute/{own}", dict(more, name=name))
        if self.assets != "objects":
            return
        places = self._assets("/objecttype/create", {"name": "Certificate deployment", "iconId": "1",
                                                     "objectSchemaId": str(schema)})["id"]
        for name, more in place_attributes(str(hosts), str(own)):
            self._assets(f"/objecttypeattribute/{places}", dict(more, name=name))

    def configuration(self, secret):
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(self.secret())
        fields = self.fields()
        kinds = {one["name"]: one["id"]
                 for one in self.api("/rest/servicedeskapi/servicedesk/1/requesttype")["values"]}
        more = self.more
        if self.assets != "none":
            self._make_certificates()
            for one in self.api(f"{self.platform}/field"):
                if one["name"] in OBJECTS:
                    fields[OBJECTS[one["name"]]] = one["id"]
            more += f"    gateway: {self.url}\n"
        options = self._options(fields)
        return ITSM.format(
            name=self.name, url=self.url + self.root, dialect=self.dialect, auth=flow(self.login_settings(secret)),
            assets=self.assets, fields=flow(fields), options=flow(options),
            request_types=flow({"change": kinds["Request a change"],
                                "incident": kinds["Report a system problem"]}),
            approvers=flow([self._approver(name) for name in self.approvers]), more=more)

    def servers_listen(self, port):
        if self.assets != "none":
            self.act("set", object="shop", user="bob", attributes={"Port": str(port)})

    # --- What a trial asks -------------------------------------------------------------------------

    def act(self, action, **more):
        return self.control("jira/act", dict(more, action=action, site=self.site))

    def _held(self):
        return self.control(f"jira/dump?site={self.site}")

    def dump(self):
        objects = self._held()["objects"]
        own = [one for one in objects if one["attributes"].get("SHA-256")]
        certificates = [{"sys_id": one["key"], "name": one["label"],
                         "fingerprint": one["attributes"]["SHA-256"][0],
                         "state": one["attributes"].get("Certificate status")} for one in own]
        cis = [{"sys_id": one["key"], "name": one["label"]} for one in objects if one not in own]
        keys = {ci["name"]: ci["sys_id"] for ci in cis}
        relations = [{"parent": keys.get(host, host), "child": one["key"], "type": "Used by"}
                     for one in own for host in one["attributes"].get("Used by", [])]
        return {"certificates": certificates, "cis": cis, "domains": [], "relations": relations,
                "tickets": self.tickets()}

    def marks(self):
        """Issues that say which installation writes here: one."""
        return [issue["key"] for issue in self._held()["issues"]
                if "certsteward.mark" in issue["properties"]]

    def tickets(self, start=""):
        found = []
        for issue in self._held()["issues"]:
            mark = issue["properties"].get("certsteward.ticket")
            if mark and not mark["key"].startswith("task") and mark["key"].startswith(start) \
                    and mark["kind"] != "task":
                found.append(self._ticket(issue, mark))
        return found

    @staticmethod
    def _ticket(issue, mark):
        return {"number": issue["key"], "correlation_id": mark["key"], "kind": mark["kind"],
                "short_description": issue["fields"].get("Summary"), "state": issue["status"],
                "notes": [{"text": one["text"], "by": one["author"], "public": one["public"]}
                          for one in issue["comments"]],
                "attachments": [{"file_name": name_of(one)} for one in issue["attachments"]],
                "cis": [{"sys_id": words} for words in
                        (issue["fields"].get("Affected objects") or "").split(", ") if words],
                "labels": issue["fields"].get("Labels") or []}

    # --- What a story asks -------------------------------------------------------------------------

    @staticmethod
    def is_change(ticket):
        return ticket["kind"].startswith("change/")

    @staticmethod
    def is_submitted(ticket):
        return ticket["state"] not in ("Open", "Planning")

    @staticmethod
    def is_done(ticket):
        return ticket["state"] in ("In review", "Completed")

    @staticmethod
    def is_resolved(incident):
        return incident["state"] in ("Resolved", "Closed", "Completed")

    def _issue(self, ticket):
        return next(one for one in self._held()["issues"] if one["key"] == ticket["number"])

    def tasks_of(self, change):
        found = [(one, one["properties"].get("certsteward.ticket", {})) for one in self._held()["issues"]]
        return [{"title": one["fields"]["Summary"], "text": one["fields"].get("Description", ""),
                 "closed": one["status"] == "Done"}
                for one, mark in found if mark.get("kind") == "task" and change["correlation_id"] in mark["key"]]

    def approvals_of(self, change):
        return self._issue(change)["approvals"]

    def reason_of(self, ticket):
        return self._issue(ticket)["fields"].get("Change reason")

    def body_of(self, ticket):
        """All that it says: plans stand in fields of their own."""
        return "\n".join(str(value) for value in self._issue(ticket)["fields"].values())

    def plan(self, number, start, end):
        stamp = "%Y-%m-%dT%H:%M:%S.000+0000"
        self.act("set", issue=number, user="bob",
                 fields={"Planned start": time.strftime(stamp, time.gmtime(start)),
                         "Planned end": time.strftime(stamp, time.gmtime(end))})

    def approve(self, number, start, end):
        self.plan(number, start, end)
        for user in self.approvers:
            with contextlib.suppress(urllib.error.HTTPError):
                self.act("approve", issue=number, user=user)
        return next(one["state"] for one in self.tickets() if one["number"] == number) == \
            "Awaiting implementation"

    def retire(self, host):
        self.act("retire", object=host, user="bob")


def attributes(hosts, applications, own):
    """Name and definition of each attribute of certificates."""
    text, area, date = ({"type": 0, "defaultTypeId": kind} for kind in (0, 9, 4))
    reference = {"type": 1, "additionalValue": "1", "includeChildObjectTypes": True}
    yield "SHA-256", dict(text, uniqueAttribute=True)
    for name in ("Serial number", "Subject", "Issuer", "Public key", "Signature", "Certificate status"):
        yield name, text
    for name in ("Names", "Deployments"):
        yield name, area
    for name in ("Valid from", "Valid to"):
        yield name, date
    yield "Owner", {"type": 2}
    yield "Owner group", {"type": 4}
    yield "Issued by", dict(reference, typeValue=own)
    yield "Used by", dict(reference, typeValue=hosts, maximumCardinality=-1)
    yield "Used by applications", dict(reference, typeValue=applications, maximumCardinality=-1)


def place_attributes(hosts, certificates):
    """The same of places that serve them, with `assets: objects`."""
    text, date = ({"type": 0, "defaultTypeId": kind} for kind in (0, 4))
    reference = {"type": 1, "additionalValue": "1", "includeChildObjectTypes": True}
    yield "Deployment key", dict(text, uniqueAttribute=True)
    for name in ("Zone", "Address", "Port", "Server name", "State"):
        yield name, text
    for name in ("First seen", "Last seen"):
        yield name, date
    yield "Certificates", dict(reference, typeValue=certificates, maximumCardinality=-1)
    yield "Host", dict(reference, typeValue=hosts)


def name_of(file):
    """proof.json of proof.0123456789ab.json: the digest in it tells contents apart."""
    name = file.get("filename", file.get("name", ""))
    parts = name.split(".")
    return ".".join(parts[:-2] + parts[-1:]) if len(parts) > 2 else name


class DataCenter(Jira):
    site, dialect, root = "dc", "datacenter", "/jira"

    def fields(self):
        """Approvals are read request by request here, which Data Center calls experimental."""
        return {name: id for name, id in super().fields().items() if name != "approvals"}

    def login(self, user):
        return f"Bearer {user}-pat"

    def secret(self):
        return "certsteward-pat"

    def login_settings(self, secret):
        return {"token": {"file": secret}}


def without_assets(stage):
    """All certificates matter alike, and nobody is known for them."""
    path = f"{stage.folder}/class.jq"
    with open(path, "w") as file:
        file.write(CLASS)
    with open(stage.configuration) as file:
        text = file.read()
    with open(stage.configuration, "w") as file:
        file.write(text.replace(f"{stage.source}/mappings/rules/class.jq", path))


def proof_of(ticket):
    return [file["file_name"] for file in ticket["attachments"] if file["file_name"] == "proof.json"]


def tell(far_side, look=None):
    """The story as far as it goes without a CMDB: found, change, approved, renewed, proven; an incident
    for what had expired, resolved. Ends the program only when something failed."""
    def replace():
        stage._issue("erp", ["erp.example.com"], 300)

    def resolve():
        # Looks of one certificate are not those of the other: on a slow machine the incident ends later.
        ended = lambda: [one for one in stage.tickets("expired:") if one["state"] == "Resolved"]
        if not ended():
            story.pass_until(ended, "the incident resolved", passes=6, wait=3 * 3600)

    with _trial.open_trial(warm=True, far_side=far_side) as stage:
        without_assets(stage)
        story = _trial.story_of(stage, hurried=True)
        story.change_words = lambda: "affected" if story.change("shop.example.com") else ""
        for chapter in (story.begin, story.discover, story.write, story.approve, story.renew,
                        replace, story.prove, resolve, story.audit):
            chapter()
        checks = _trial.Checks(stage)
        checks.no_twins()
        checks.that(len(stage.far.marks()) == 1, f"one mark: {stage.far.marks()}")
        for ticket in checks.dump["tickets"]:
            checks.that(not any(note["public"] for note in ticket["notes"]),
                        f"a note on {ticket['number']} can be seen by customers")
            if stage.far.is_change(ticket):
                checks.that(stage.far.reason_of(ticket) == REASON, f"the constant of {ticket['number']}")
            if ticket["correlation_id"].startswith("renewal:" + story.fingerprint("shop.example.com")):
                checks.that(proof_of(ticket), "the proof is attached")
        incidents = stage.tickets("expired:" + story.fingerprint("erp.example.com"))
        checks.that([one["state"] for one in incidents] == ["Resolved"], f"one incident, resolved: {incidents}")
        checks.that(all("cs-expired" in one["labels"] and proof_of(one) for one in incidents),
                    f"it says why, and the proof is attached: {incidents}")
        if look:
            look(stage, checks)
        print(f"{checks.count} checks, {len(checks.failed)} failed")
        if checks.failed:
            sys.exit(1)
