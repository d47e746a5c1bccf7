# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The far side of a trial as a real Request Tracker is one (scripts/trial/sandbox.py tells what is asked of
it). What people do in it they do over REST 2.0 under their own names, with their own rights."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "real"))

import request_tracker  # noqa: E402  (found by the path above)

ITSM = """  - name: rt
    type: request_tracker
    url: {url}
    auth: {{token: {{file: {secret}}}}}
    approver: alice
    host_catalogs: [Hosts]
    settle: 1s
    stage: automate
    tickets: yes
"""

TICKET = "Subject,Status,Queue,CustomFields,Starts,Due,Owner,Creator"
ASSET = "Name,Status,Description,Catalog,Owner,CustomFields"


def values(row):
    return {field["name"]: "\n".join(field["values"]) for field in row.get("CustomFields", [])
            if field["values"]}


def links(row, ref):
    """Ends of its links of this kind, as "asset/5"."""
    return sorted(f"{link['type']}/{link['id']}" for link in row.get("_hyperlinks", [])
                  if link["ref"] == ref)


class RequestTracker(request_tracker.RequestTracker):
    name = "rt"

    def __init__(self, folder, build):
        # Twice: what is set up already stays as it is.
        super().__init__([self._setup(folder, build)] * 2)

    @staticmethod
    def _setup(folder, build):
        """What certsteward tells RT's administrator to set up."""
        token, settings = os.path.join(folder, "secret"), os.path.join(folder, "setup.yaml")
        with open(os.open(token, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write("not yet")
        with open(settings, "w") as file:
            file.write("itsm:\n" + ITSM.format(url="http://127.0.0.1:1", secret=token))
        done = subprocess.run([os.path.join(build, "certsteward"), "-c", settings, "init", "--target", "rt"],
                              capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError("certsteward init: " + done.stderr)
        path = os.path.join(folder, "setup.initialdata")
        with open(path, "w") as file:
            file.write(done.stdout)
        return path

    # --- What a trial asks -------------------------------------------------------------------------

    def close(self):
        self.stop()

    def configuration(self, secret):
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(self.token())
        return ITSM.format(url=self.address(), secret=secret)

    def address(self):
        """Where certsteward reaches it."""
        return self.url

    def servers_listen(self, port):
        """Hosts are known by address."""

    def set_clock(self, now):
        self.move_clock(now - int(time.time()))

    def keep(self, folder):
        super().keep(os.path.join(folder, "rt.sqlite"))

    def come_back(self, folder):
        super().come_back(os.path.join(folder, "rt.sqlite"))

    def dump(self):
        certificates, relations = [], []
        for row in self.rows("assets", "Catalog = 'Certificates'", ASSET):
            fields = values(row)
            if "SHA-256" not in fields:
                continue  # certsteward's own mark
            asset = f"asset/{row['id']}"
            certificates.append({"sys_id": asset, "name": row["Name"], "state": row["Status"],
                                 "fingerprint": fields["SHA-256"], **fields})
            whole = self.rest("root", "GET", asset)
            relations += [{"parent": parent, "child": asset, "type": "RefersTo"}
                          for parent in links(whole, "refers-to") if parent.startswith("asset/")]
        cis = [{"sys_id": f"asset/{row['id']}", "name": row["Name"], "state": row["Status"]}
               for row in self.rows("assets", "Catalog = 'Hosts'", ASSET)]
        return {"certificates": certificates, "cis": cis, "domains": [], "relations": relations,
                "tickets": [dict(ticket, **self._said(ticket["id"])) for ticket in self.tickets()]}

    def tickets(self, start=""):
        """Those with our key, without what was said on them."""
        rows = self.rows("tickets", f"'CF.{{Correlation ID}}' LIKE '{start or ':'}'", TICKET)
        return [self._ticket(row) for row in rows
                if values(row).get("Correlation ID", "").startswith(start)]

    def _ticket(self, row):
        whole, fields = self.rest("root", "GET", f"ticket/{row['id']}"), values(row)
        key = fields.get("Correlation ID", "")
        # Tasks carry the mark of their event in that field, and are children of their change.
        return {"id": row["id"], "number": f"#{row['id']}", "short_description": row["Subject"],
                "state": row["Status"], "kind": fields.get("Change Type", ""),
                "queue": whole["Queue"]["id"], "correlation_id": "" if key.startswith("[") else key,
                "cis": [{"ci_item": end} for end in links(whole, "refers-to") if end.startswith("asset/")],
                "depends": links(whole, "depends-on"), "start": whole["Starts"], "end": whole["Due"]}

    def _said(self, ticket):
        """What was written on it and hangs on it; the mails that RT sent about it are left out."""
        said = {row["id"]: row["Type"] for row in self.rest(
            "root", "GET", f"ticket/{ticket}/history", per_page=100, fields="Type")["items"]}
        notes, files = [], []
        for part in self.rest("root", "GET", f"ticket/{ticket}/attachments", per_page=100,
                              fields="Filename,ContentType,Content,Creator,TransactionId")["items"]:
            kind = said.get(str(part["TransactionId"]), "")
            if kind not in ("Create", "Comment", "Correspond") or \
                    part["ContentType"].startswith("multipart/"):
                continue
            text = part["Content"] or ""
            if part["Filename"]:
                files.append({"file_name": part["Filename"], "hash": hash(text)})
            elif not text.startswith("Attached: "):
                notes.append({"value": text, "by": part["Creator"]["id"]})
        return {"notes": notes[1:], "body": notes[0]["value"] if notes else "", "attachments": files}

    # --- What its administrators do ------------------------------------------------------------------

    def _sql(self, query, *values):
        with sqlite3.connect(os.path.join(self.folder, "rt.sqlite"), timeout=20) as base:
            return base.execute(query, values).fetchall()

    def _place(self, name):
        """Kind and number of a queue, catalog or custom field; RT itself for none."""
        for table, kind in (("Queues", "RT::Queue"), ("Catalogs", "RT::Catalog"),
                            ("CustomFields", "RT::CustomField")):
            found = self._sql(f"SELECT id FROM {table} WHERE Name = ?", name)
            if found:
                return kind, found[0][0]
        return "RT::System", 1

    def _group(self):
        return self._sql("SELECT id FROM Groups WHERE Name = 'certsteward'")[0][0]

    def _take(self, right, where):
        self._sql("DELETE FROM ACL WHERE PrincipalId = ? AND RightName = ? AND ObjectType = ? AND ObjectId = ?",
                  self._group(), right, *self._place(where))

    def _give(self, right, where):
        self._sql("INSERT INTO ACL (PrincipalType, PrincipalId, RightName, ObjectType, ObjectId) "
                  "VALUES ('Group', ?, ?, ?, ?)", self._group(), right, *self._place(where))

    @contextlib.contextmanager
    def without(self, right, where):
        """certsteward's group lacks this right meanwhile. RT looks at rights anew with each request."""
        self._take(right, where)
        yield
        self._give(right, where)

    @contextlib.contextmanager
    def given(self, right, where):
        self._give(right, where)
        yield
        self._take(right, where)

    @contextlib.contextmanager
    def disabled(self, catalog):
        self._sql("UPDATE Catalogs SET Disabled = 1 WHERE Name = ?", catalog)
        yield
        self._sql("UPDATE Catalogs SET Disabled = 0 WHERE Name = ?", catalog)

    def rename_statuses(self, queue):
        """The queue's tickets go another way from now on (real/request_tracker.py)."""
        self.change("root", "queue/" + urllib.parse.quote(queue), Lifecycle="change management")

    @contextlib.contextmanager
    def retoken(self):
        """The token is another one meanwhile."""
        kept = self._sql("SELECT id, Token FROM AuthTokens")
        self._sql("UPDATE AuthTokens SET Token = 'x'")
        yield
        for number, token in kept:
            self._sql("UPDATE AuthTokens SET Token = ? WHERE id = ?", token, number)

    # --- What a story asks -------------------------------------------------------------------------

    def notes(self, ticket):
        return self._said(ticket)["notes"]

    @staticmethod
    def is_change(ticket):
        return ticket["kind"] in ("normal", "standard", "emergency")

    @staticmethod
    def is_submitted(ticket):
        return ticket["state"] != "new" or any(end.startswith("ticket/") for end in ticket["depends"])

    @staticmethod
    def is_done(ticket):
        return ticket["state"] in ("resolved", "finished")

    is_resolved = is_done

    def tasks_of(self, change):
        whole = self.rest("root", "GET", f"ticket/{change['id']}")
        ends = [end for ref in ("child", "depends-on") for end in links(whole, ref) if end.startswith("ticket/")]
        found = [self.rest("root", "GET", end) for end in ends]
        return [{"title": one["Subject"], "text": self._said(one["id"])["body"], "closed": one["Status"] == "resolved"}
                for one in found if one["Type"] != "approval"]

    def approvals_of(self, change):
        return self.approvals(change["number"])

    def body_of(self, ticket):
        return self._said(ticket["id"])["body"]

    def approvals(self, number):
        """Questions that wait for an answer."""
        ticket = self.rest("root", "GET", "ticket/" + number.lstrip("#"))
        asked = [self.rest("root", "GET", end) for end in links(ticket, "depends-on")]
        return [one for one in asked if one["Type"] == "approval" and one["Status"] in ("new", "open")]

    def decide(self, number, user, status, comment=""):
        for one in self.approvals(number):
            if comment:
                self.rest(user, "POST", f"ticket/{one['id']}/comment",
                          {"Content": comment, "ContentType": "text/plain"})
            self.change(user, f"ticket/{one['id']}", Status=status)

    def change(self, user, path, **fields):
        """RT tells what it refused in a list, with status 200."""
        told = self.rest(user, "PUT", path, fields)
        if any(word in line.lower() for line in told for word in ("denied", "isn't", "unresolved", "could not")):
            raise RuntimeError(f"{user}, {path}: {told}")

    def approve(self, number, start, end):
        stamp = "%Y-%m-%d %H:%M:%S"
        self.change("bob", "ticket/" + number.lstrip("#"), Starts=time.strftime(stamp, time.gmtime(start)),
                    Due=time.strftime(stamp, time.gmtime(end)))
        self.decide(number, "alice", "resolved")
        return not self.approvals(number)

    def asset(self, name, catalog="Hosts"):
        rows = self.rows("assets", f"Catalog = '{catalog}' AND Name = '{name}'", ASSET)
        return f"asset/{rows[0]['id']}"

    def retire(self, host):
        self.change("bob", self.asset(host), Status="recycled")
