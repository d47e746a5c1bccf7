# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The far side of a trial as certsteward-sandbox plays it. What a story asks of a far side, any other one
answers with a class that has the functions of the second half."""

import base64
import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request

ITSM = """  - name: sandbox
    type: servicenow
    url: {url}
    auth: {auth}
    stage: automate
    tickets: yes
    account: certsteward
    requested_by: carol
    caller: carol
"""

REVIEW, CLOSED, NEW, SCHEDULED = "0", "3", "-5", "-2"


def copy_database(path, to):
    with contextlib.closing(sqlite3.connect(path)) as source, \
            contextlib.closing(sqlite3.connect(to)) as copy:
        source.backup(copy)


class Sandbox:
    name = "sandbox"

    def __init__(self, folder, build, faults=(), seed_cis=20, random_seed=1, auth="oauth"):
        self.folder, self.build, self.auth = folder, build, auth
        self.options = ["--seed-cis", str(seed_cis), "--random-seed", str(random_seed)]
        self.options += [word for fault in faults for word in ("--fault", fault)]
        self._spawn("127.0.0.1:0")

    def _spawn(self, listen):
        self.process = subprocess.Popen(
            [os.path.join(self.build, "certsteward-sandbox"), "--listen", listen,
             "--db", os.path.join(self.folder, "sandbox.db"), *self.options],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline().strip()
        self.url = line.rsplit(" ", 1)[-1]

    def control(self, path, body=None):
        request = urllib.request.Request(f"{self.url}/_sandbox/{path}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def act(self, action, **more):
        return self.control("act", dict(more, action=action))

    def as_person(self, user, method, path, body=None):
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Authorization", "Basic " +
                           base64.b64encode(f"{user}:{user}".encode()).decode())
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(body).encode() if body is not None else None
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            raise RuntimeError(f"{method} {path}: {refusal.code} {refusal.read().decode()}") from None

    # --- What a trial asks of every far side -------------------------------------------------------

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def configuration(self, secret):
        """Its part of the settings; its secret goes into that file."""
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write("certsteward-secret" if self.auth == "oauth" else "certsteward")
        auth = f"{{client_id: certsteward, client_secret: {{file: {secret}}}}}" \
            if self.auth == "oauth" else f"{{user: certsteward, password: {{file: {secret}}}}}"
        return ITSM.format(url=self.url, auth=auth)

    def servers_listen(self, port):
        """The servers of the trial are up: what its people would write down of them."""
        self.act("set", name="shop", user="admin", fields={"port": str(port)})

    def set_clock(self, now):
        self.control("clock", {"offset": now - int(time.time())})

    def keep(self, folder):
        copy_database(os.path.join(self.folder, "sandbox.db"), os.path.join(folder, "sandbox.db"))

    def come_back(self, folder):
        listen = self.url.split("//", 1)[1]
        self.close()
        for end in ("-wal", "-shm", ""):
            with contextlib.suppress(FileNotFoundError):
                os.remove(os.path.join(self.folder, "sandbox.db" + end))
        shutil.copy(os.path.join(folder, "sandbox.db"), os.path.join(self.folder, "sandbox.db"))
        self._spawn(listen)

    def dump(self):
        """All that it holds: "certificates", "cis", "domains", "relations", "tickets"."""
        return self.control("dump")

    def tickets(self, start=""):
        """Those of the dump whose key begins so."""
        return [ticket for ticket in self.dump()["tickets"]
                if ticket.get("correlation_id", "").startswith(start)]

    # --- What a story asks of every far side -------------------------------------------------------

    @staticmethod
    def is_change(ticket):
        return ticket["sys_class_name"] == "change_request"

    @staticmethod
    def is_submitted(ticket):
        return ticket["state"] != NEW

    @staticmethod
    def is_done(ticket):
        """As far as certsteward may take it."""
        return ticket["state"] in (REVIEW, CLOSED)

    @staticmethod
    def is_resolved(incident):
        return incident["state"] in ("6", "7")  # resolved, closed

    @staticmethod
    def tasks_of(change):
        """Those that we made; the change model adds its own at Implement."""
        return [{"title": task["short_description"], "text": task.get("description", ""),
                 "closed": task["state"] == "3"}
                for task in change["tasks"] if task.get("correlation_display") == "certsteward"]

    @staticmethod
    def approvals_of(change):
        return change.get("approvals", [])

    @staticmethod
    def body_of(ticket):
        return ticket.get("description", "")

    def approve(self, number, start, end):
        """People plan it for that time and approve it; True when it is scheduled."""
        stamp = "%Y-%m-%d %H:%M:%S"
        self.act("plan", number=number, user="dave", start_date=time.strftime(stamp, time.gmtime(start)),
                 end_date=time.strftime(stamp, time.gmtime(end)))
        # The owner group first, then the board: whoever sits in both is asked twice.
        for user in ("alice", "bob", "carol", "dave", "erin") * 2:
            if self._state(number) == SCHEDULED:
                break
            with contextlib.suppress(urllib.error.HTTPError):
                self.act("approve", number=number, user=user, text="fine")
        return self._state(number) == SCHEDULED

    def _state(self, number):
        return next(ticket["state"] for ticket in self.dump()["tickets"] if ticket["number"] == number)

    def retire(self, host):
        self.act("retire", name=host, user="dave")
