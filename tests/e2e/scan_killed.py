# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""A scan that is killed goes on where it stopped: the program itself is ended by SIGKILL again and again,
and in the end every place was looked at, few of them twice, and the scan counts as one."""

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

BUILD = os.path.abspath(os.environ.get("CERTSTEWARD_BUILD", "build/check"))
PLACES, KILLS, IN_FLIGHT = 9000, 3, 64
PATIENCE = 60


class Failed(Exception):
    pass


def need(holds, what):
    if not holds:
        raise Failed(what)


class Counter:
    """A listener that speaks no TLS and counts connections by address."""

    def __init__(self):
        self.listener = socket.socket()
        # Every address of loopback, and nobody else.
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
        self.listener.bind(("0.0.0.0", 0))
        self.listener.listen(512)
        self.port = self.listener.getsockname()[1]
        self.seen, self.lock = {}, threading.Lock()
        for _ in range(4):
            threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            with connection, contextlib.suppress(OSError):
                address = connection.getsockname()[0]
                with self.lock:
                    self.seen[address] = self.seen.get(address, 0) + 1
                connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")


class Scan:
    def __init__(self, folder, port):
        self.folder = folder
        source = {"name": "lab", "type": "tls", "targets": [f"127.9.0.0-127.9.{PLACES >> 8}.{PLACES & 255}"],
                  "exclude": ["127.9.0.0"], "ports": [port], "retries": 0, "per_second": 1200,
                  "per_network": 0, "in_flight": IN_FLIGHT}
        with open(os.path.join(folder, "c.yaml"), "w") as file:
            json.dump({"store": {"path": os.path.join(folder, "store.db"), "trial": "yes"},
                       "discovery": [source]}, file)

    def start(self):
        return subprocess.Popen([os.path.join(BUILD, "certsteward"), "-c",
                                 os.path.join(self.folder, "c.yaml"), "discover", "--facts-only"],
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def rows(self, question):
        with contextlib.closing(sqlite3.connect(os.path.join(self.folder, "store.db"), timeout=20)) as store:
            return store.execute(question).fetchall()

    def saved(self):
        """How many places the newest scan has behind it, as its cursor says."""
        with contextlib.suppress(sqlite3.OperationalError):
            for cursor, in self.rows("SELECT scan_cursor FROM scan ORDER BY id DESC LIMIT 1"):
                return int(cursor.rsplit(":", 1)[1]) if cursor else 0
        return 0

    def kill_behind(self, saved):
        """Ends the program once more has been saved than this; how much there is then."""
        process, end = self.start(), time.monotonic() + PATIENCE
        while self.saved() <= saved:
            need(process.poll() is None, f"it ended before it was killed: {process.stdout.read()}"
                 if process.poll() is not None else "")
            need(time.monotonic() < end, "no progress was saved")
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        return self.saved()


def main():
    counter = Counter()
    with tempfile.TemporaryDirectory(prefix="certsteward-killed-") as folder:
        scan = Scan(folder, counter.port)
        try:
            saved = 0
            for _ in range(KILLS):
                saved = scan.kill_behind(saved)
            need(saved < PLACES, "nothing was left to go on with")
            process = scan.start()
            said, _ = process.communicate(timeout=PATIENCE)
            need(process.returncode == 0, f"it ended with {process.returncode}: {said}")
            need(len(scan.rows("SELECT id FROM scan")) == 1, "it began anew")
            complete, looked = scan.rows("SELECT complete, looked FROM scan")[0]
            # What was under way when it was killed counts twice.
            need(complete and PLACES <= looked <= PLACES + PLACES // 10,
                 f"{looked} looks, complete: {complete}")
            need(len(counter.seen) == PLACES, f"{len(counter.seen)} of {PLACES} places were looked at")
            again = sum(counter.seen.values()) - PLACES
            need(again < PLACES // 2, f"{again} places were looked at again")
            print(f"killed {KILLS} times, {again} of {PLACES} places were looked at again")
        except Failed as error:
            print("FAILED:", error)
            sys.exit(1)


if __name__ == "__main__":
    main()
