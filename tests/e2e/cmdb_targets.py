# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""What the CMDB knows is looked at: servers, load balancers' services and applications of the sandbox, at
their addresses and ports, inside what is allowed and nowhere else; what it forgets is looked at until it
is gone."""

import contextlib
import json
import os
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.get("CERTSTEWARD_SOURCE", os.path.join(HERE, "..", ".."))
BUILD = os.path.abspath(os.environ.get("CERTSTEWARD_BUILD", os.path.join(SOURCE, "build", "check")))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(SOURCE, "scripts", "trial"))

import pki  # noqa: E402  (found by the path above)
import sandbox  # noqa: E402

PATIENCE = 60
SEEDED = 40       # servers of the sandbox at 127.1.0.1 and on
# Servers of the sandbox, the one excluded, and the load balancer's own address, which is not allowed.
HOSTS, EXCLUDED = 5, "127.0.0.13"
SERVING = {"127.0.0.11": "server", "127.0.0.15": "load balancer", "127.1.0.7": "seeded server",
           "127.0.0.200": "nobody knows it", "127.0.0.13": "excluded"}


class Failed(Exception):
    pass


def need(holds, what):
    if not holds:
        raise Failed(what)


class Doors:
    """TLS servers at several addresses, one port; counts who knocked."""

    def __init__(self, addresses, certificate):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate + ".pem", certificate + ".key")
        self.knocks = dict.fromkeys(addresses, 0)
        self.port, listeners = self.listen(addresses)
        for address, listener in listeners.items():
            threading.Thread(target=self.accept, args=(address, listener), daemon=True).start()

    @staticmethod
    def listen(addresses):
        for _ in range(50):
            with contextlib.suppress(OSError):
                first = socket.create_server((addresses[0], 0))
                port = first.getsockname()[1]
                return port, {addresses[0]: first, **{
                    address: socket.create_server((address, port)) for address in addresses[1:]}}
        raise Failed("no port is free at all addresses")

    def accept(self, address, listener):
        while True:
            connection, _ = listener.accept()
            self.knocks[address] += 1
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection):
        connection.settimeout(10)
        with contextlib.suppress(OSError), self.context.wrap_socket(connection, server_side=True) as inside:
            inside.recv(1)


class Place:
    def __init__(self, folder, far, doors):
        self.folder, self.far, self.doors = folder, far, doors

    def configure(self, **more):
        source = {"name": "lab", "type": "tls", "ports": [self.doors.port], "retries": 0,
                  "connect_timeout": "2s", "targets_from": ["cmdb"], "exclude": [EXCLUDED], **more}
        head = {"store": {"path": os.path.join(self.folder, "store.db"), "trial": "yes"},
                "discovery": [source]}
        # A map in braces goes before the sandbox's own lines: YAML's members of one file.
        text = "\n".join(f"{key}: {json.dumps(value)}" for key, value in head.items())
        itsm = self.far.configuration(os.path.join(self.folder, "secret"))
        itsm = itsm.replace("stage: automate", "stage: observe").replace("tickets: yes", "tickets: no")
        with open(os.path.join(self.folder, "c.yaml"), "w") as file:
            file.write(f"{text}\nitsm:\n{itsm}")

    def run(self, *words):
        done = subprocess.run([os.path.join(BUILD, "certsteward"), "-c",
                               os.path.join(self.folder, "c.yaml"), *words],
                              capture_output=True, text=True, timeout=PATIENCE)
        need(done.returncode in (0, 3), f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def served(self):
        with contextlib.closing(sqlite3.connect(os.path.join(self.folder, "store.db"))) as store:
            return {f"{host}:{port}" for host, port in store.execute(
                "SELECT host, port FROM deployment WHERE state = 'served'")}

    def looked(self):
        with contextlib.closing(sqlite3.connect(os.path.join(self.folder, "store.db"))) as store:
            return store.execute("SELECT looked, complete FROM scan ORDER BY id DESC LIMIT 1").fetchone()

    def forget(self):
        for end in ("", "-wal", "-shm", ".lock"):
            with contextlib.suppress(FileNotFoundError):
                os.remove(os.path.join(self.folder, "store.db" + end))


def everything_inside_the_allowed_networks(place):
    port = place.doors.port
    place.configure(allow=["127.0.0.0/8"])
    place.run("sync")
    place.run("discover", "--facts-only")
    need(place.served() == {f"{address}:{port}" for address in ("127.0.0.11", "127.0.0.15", "127.1.0.7")},
         f"served: {place.served()}")
    need(not place.doors.knocks[EXCLUDED], "an excluded address was touched")
    need(not place.doors.knocks["127.0.0.200"], "an address that nobody knows was touched")
    # Servers but the excluded one, the load balancer's service at its own port, nginx at 443.
    looked, complete = place.looked()
    need(complete and looked == HOSTS - 1 + SEEDED + 2, f"{looked} looks, complete: {complete}")


def one_kind_alone(place):
    place.forget()
    place.configure(allow=["127.0.0.0/8"], targets_from=["services"])
    place.run("sync")
    place.run("discover", "--facts-only")
    need(place.served() == {f"127.0.0.15:{place.doors.port}"}, f"served: {place.served()}")
    need(place.looked() == (1, 1), f"looks: {place.looked()}")


def without_a_list_only_inside_the_targets(place):
    place.forget()
    place.configure(targets=["127.1.0.0/29"])
    place.run("sync")
    place.run("discover", "--facts-only")
    need(place.served() == {f"127.1.0.7:{place.doors.port}"}, f"served: {place.served()}")
    need(place.looked() == (8, 1), f"looks: {place.looked()}")


def main():
    if not os.path.exists(os.path.join(BUILD, "certsteward-sandbox")):
        print("skipped: no sandbox was built")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="certsteward-cmdb-") as folder:
        authority = pki.Authority(os.path.join(folder, "ca"))
        authority.issue(os.path.join(folder, "leaf"), ["web.example.com"], 90)
        doors = Doors(list(SERVING), os.path.join(folder, "leaf"))
        far = sandbox.Sandbox(folder, BUILD, seed_cis=SEEDED)
        try:
            far.servers_listen(doors.port)
            place = Place(folder, far, doors)
            everything_inside_the_allowed_networks(place)
            one_kind_alone(place)
            without_a_list_only_inside_the_targets(place)
        except Failed as error:
            print("FAILED:", error)
            sys.exit(1)
        finally:
            far.close()
    print("what the CMDB knows is looked at, and nothing else")


if __name__ == "__main__":
    main()
