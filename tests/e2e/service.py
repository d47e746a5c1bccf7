# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The service: readiness, orders of commands beside it, a new configuration, its end; and what the
command line says about stores and programs that are not as they should be."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

from _sandbox_client import Sandbox, binary

PATIENCE = 60

CONFIGURATION = """store: {{path: {folder}/store.db, trial: yes}}
rules: {{mappings: {source}/mappings{rules}}}
itsm:
  - name: sandbox
    type: servicenow
    url: http://127.0.0.1:{port}
    auth: {{user: certsteward, password: {{env: SERVICE_TEST_SECRET}}}}
    stage: {stage}
"""


class Failed(Exception):
    pass


def need(holds, what):
    if not holds:
        raise Failed(what)


class Place:
    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        self.build = os.path.dirname(binary())
        self.source = os.environ.get(
            "CERTSTEWARD_SOURCE", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
        self.config = os.path.join(folder, "c.yaml")
        self.configure()

    def configure(self, stage="automate", rules="", more=""):
        text = CONFIGURATION.format(folder=self.folder, source=self.source, port=self.port,
                                    stage=stage, rules=rules)
        with open(self.config, "w") as file:
            file.write(text + more)

    def environment(self, **more):
        return dict(os.environ, SERVICE_TEST_SECRET="certsteward", NO_COLOR="1", **more)

    def words(self, *words):
        return [os.path.join(self.build, "certsteward"), "-c", self.config, *words]

    def run(self, *words, status=0, says=""):
        done = subprocess.run(self.words(*words), env=self.environment(), capture_output=True,
                              text=True, timeout=PATIENCE)
        said = done.stdout + done.stderr
        need(done.returncode == status, f"{words} ended with {done.returncode}: {said}")
        need(says in said, f"{words} does not say '{says}': {said}")
        return done.stdout


class Service:
    """`certsteward run`, with the other end of its notify socket and its log."""

    def __init__(self, place):
        self.log = os.path.join(place.folder, "log")
        path = os.path.join(place.folder, "notify")
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(path)
        self.notify.settimeout(PATIENCE)
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(place.words("run"), stderr=log,
                                            env=place.environment(NOTIFY_SOCKET=path))

    def told(self, state):
        said = self.notify.recv(200).decode()
        need(said == state, f"told systemd '{said}', not '{state}'")

    def logged(self, words, count=1):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with open(self.log) as log:
                text = log.read()
            if text.count(words) >= count:
                return
            need(self.process.poll() is None, f"the service ended: {text}")
            time.sleep(0.05)
        raise Failed(f"never logged '{words}': {text}")

    def stop(self):
        self.process.terminate()
        status = self.process.wait(PATIENCE)
        self.notify.close()
        need(status == 0, f"SIGTERM ended the service with {status}")


def orders_and_configurations(place):
    service = Service(place)
    try:
        service.told("READY=1")
        place.run("discover", status=1, says=f"in use by process {service.process.pid}")
        place.run("apply", says="done")
        place.run("sync", says="done")
        place.run("brake", "release", "99", "--reason", "test", status=1, says="is not held")
        place.run("outbox", "retry", "domain:none", status=1, says="there is no 'domain:none'")
        place.run("hook", "retry", "CHG1", status=1, says="no open ticket")
        place.run("list", "--json")
        place.run("plan", says="decided last")

        place.configure(more="tickts: {}\n")
        service.process.send_signal(signal.SIGHUP)
        service.told("RELOADING=1")
        service.told("READY=1")
        service.logged("did you mean 'tickets'")
        service.logged("the one in force stays")
        place.configure()
        place.run("apply", says="done")

        # The secret left the environment at the start, and is still known.
        place.configure(stage="inventory")
        service.process.send_signal(signal.SIGHUP)
        service.told("RELOADING=1")
        service.told("READY=1")
        service.logged("read again")
        place.run("apply", says="done")
        place.run("stage", "sandbox", "observe", says="observe")
        rows = json.loads(place.run("stage", "--json"))
        need(rows[0]["stage"] == "observe", f"stage: {rows}")
        place.run("stage", "sandbox", "inventory", status=2, says="needs --reason")
        place.run("stage", "sandbox", "automate", "--reason", "test", says="allows no more")
    finally:
        service.stop()
    service_entries = place.run("audit", "export")
    need('"kind":"stage"' in service_entries, "no stage in the audit")
    place.run("audit", "verify", says="the chain is whole")


def a_killed_service_gives_way(place):
    service = Service(place)
    service.told("READY=1")
    service.process.kill()
    service.process.wait(PATIENCE)
    service.notify.close()
    os.remove(os.path.join(place.folder, "notify"))
    place.run("sync")


def stores_that_are_none(place):
    store = os.path.join(place.folder, "store.db")
    for end in ("", "-wal", "-shm"):
        if os.path.exists(store + end):
            os.remove(store + end)
    place.run("list", status=1, says="there is no store")
    with open(store, "w") as file:
        file.write("no store at all")
    place.run("list", status=1, says="is no certsteward store")
    place.run("discover", status=1, says="is no certsteward store")
    need(open(store).read() == "no store at all", "a file that is no store was written")
    os.remove(store)
    with sqlite3.connect(store) as database:
        database.execute("CREATE TABLE other (x)")
    place.run("discover", status=1, says="another program's SQLite file")
    os.remove(store)
    place.run("discover", says="read")
    with sqlite3.connect(store) as database:
        database.execute("PRAGMA user_version = 99")
    place.run("list", status=1, says="is newer")
    place.run("discover", status=1, says="is newer")
    os.remove(store)


def copies_are_noticed(place):
    """Two stores that write to one far side: whoever was confirmed last goes on, the other is held."""
    copy = os.path.join(place.folder, "copy.db")
    second = os.path.join(place.folder, "second")
    os.mkdir(second)
    other = Place(second, place.port)
    place.run("discover")
    place.run("stage", "sandbox", "--reason", "test")
    other.run("discover")
    other.run("check", status=1, says="carries the mark of another store")
    other.run("stage", "sandbox", status=2, says="needs --reason")
    other.run("check", status=1, says="carries the mark of another store")
    other.run("stage", "sandbox", "--reason", "moved here")
    other.run("check", says="writes are let in")
    place.run("check", status=1, says="carries the mark of another store")
    place.run("backup", copy, says="copied")
    place.run("backup", copy, status=1, says="exists")
    need(os.stat(copy).st_mode & 0o077 == 0, "others may read the copy")


def programs_that_fail(place):
    program = os.path.join(place.folder, "class.jq")
    for text, status, says in (
            ("{class: ", 2, program),
            ("env", 2, "env"),
            ("input", 2, "input")):
        with open(program, "w") as file:
            file.write(text)
        place.configure(rules=f", class: {program}")
        place.run("discover", status=status, says=says)
    place.configure()


def main():
    with Sandbox() as sandbox:
        for case in (orders_and_configurations, a_killed_service_gives_way, stores_that_are_none,
                     copies_are_noticed, programs_that_fail):
            folder = tempfile.mkdtemp(prefix="certsteward-service-")
            try:
                case(Place(folder, sandbox.port))
                print(f"ok {case.__name__}")
            finally:
                shutil.rmtree(folder)


try:
    main()
except Failed as failed:
    print(f"failed: {failed}")
    sys.exit(1)
