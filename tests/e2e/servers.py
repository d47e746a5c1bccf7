# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Real servers of many TLS libraries: every certificate behind every protocol is found, byte for byte
as `openssl s_client` sees it, both leaves where there are two; by dialogues that are set, and again by
those that `auto` chooses; by the full probe, and then by the fast one, which must know them again.
Servers are unpacked below build/servers, nothing is installed; one that cannot be had is skipped by name.

usage: servers.py [NAME...]    only these servers; $CERTSTEWARD_KEEP shows the log of each"""

import concurrent.futures
import glob
import json
import os
import sqlite3
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.get("CERTSTEWARD_SOURCE", os.path.join(HERE, "..", ".."))
BUILD = os.path.abspath(os.environ.get("CERTSTEWARD_BUILD", os.path.join(SOURCE, "build", "check")))
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(HERE, "real"), os.path.join(SOURCE, "scripts", "trial")]

import box  # noqa: E402  (found by the paths above)
import lab  # noqa: E402
import oracle  # noqa: E402
import pki  # noqa: E402
from packages import Packages  # noqa: E402

import chat  # noqa: E402,F401  (rows enrol themselves)
import data  # noqa: E402,F401
import infrastructure  # noqa: E402,F401
import mail  # noqa: E402,F401
import web  # noqa: E402,F401

FOLDER = os.path.join(os.path.abspath(SOURCE), "build", "servers")
LEAST = 20
# The low bits of a mark (adapters/discovery/tls/tls_mark.h).
MARK_FULLY = 2
# Where the fast probe is not tried: the handshake travels inside packets.
NEVER_FAST = {"mssql"}
# Where it cannot end: wolfSSL closes on its question for a staple.
MAY_BE_SLOW = {"lighttpd-wolfssl"}


def chosen_servers():
    names = set(sys.argv[1:])
    return [server for server in lab.SERVERS if not names or server.name in names]


def make_certificates(server, authority):
    os.makedirs(server.folder)
    for kind, key in ((lab.RSA, "rsa:2048"), (lab.EC, "prime256v1")):
        if any(kind in door.kinds for door in server.doors):
            authority.issue(server.path(kind), [server.host_name], 90, key=key)
            os.chmod(server.key(kind), 0o644)


def start(server):
    """Puts what goes wrong into server.problem, or why it cannot be tried into server.missing."""
    if not glob.glob(server.program):
        server.missing = f"there is no {server.program}: {server.packages[0]} cannot be had"
        return
    try:
        server.start()
        server.wait()
        server.runs = True
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        server.problem = str(error)


def start_all(servers):
    authority = pki.Authority(os.path.join(box.FOLDER, "ca"))
    for number, server in enumerate(servers, 1):
        server.address = box.add_address(number)
        server.folder = os.path.join(box.FOLDER, server.name)
        make_certificates(server, authority)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(start, servers))


class Scan:
    """One configuration over all doors, and the store that its looks went into."""

    def __init__(self, name, doors, starttls):
        self.folder = os.path.join(box.FOLDER, "scan-" + name)
        os.makedirs(self.folder)
        source = {
            "name": "servers", "type": "tls", "zone": "lab",
            "targets": [f"{server.address}:{door.port}" for server, door in doors],
            "server_names": {server.address: [server.host_name] for server, door in doors
                             if door.name},
            "starttls": starttls, "handshake_timeout": "10s", "full_one_in": 0,
        }
        with open(os.path.join(self.folder, "c.yaml"), "w") as file:
            json.dump({"store": {"path": os.path.join(self.folder, "store.db"), "trial": "yes"},
                       "discovery": [source]}, file)

    def run(self):
        begin = time.monotonic()
        done = subprocess.run([os.path.join(BUILD, "certsteward"), "-c",
                               os.path.join(self.folder, "c.yaml"), "discover"],
                              capture_output=True, text=True, timeout=120)
        print(done.stdout.strip(), f"({time.monotonic() - begin:.1f} s)", flush=True)
        if done.returncode:
            raise RuntimeError(f"discover ended with {done.returncode}: {done.stderr}")

    def chains(self, server, door):
        """{kind of key: chain as DER, with how it was seen}, and what the store says of the place."""
        store = sqlite3.connect(os.path.join(self.folder, "store.db"))
        place = store.execute("SELECT id, state, reason, detail FROM deployment WHERE host = ? AND "
                              "port = ?", (server.address, door.port)).fetchone()
        if not place:
            return {}, "no place"
        found = {}
        for kind, leaf, rest, full in store.execute(
                "SELECT key_type, certificate_id, chain, full_probe FROM slot WHERE "
                "deployment_id = ?", (place[0],)).fetchall():
            numbers = [leaf, *(int(number) for number in rest.split(",") if number)]
            found[kind] = [store.execute("SELECT der FROM certificate_body WHERE certificate_id = ?",
                                         (number,)).fetchone()[0] for number in numbers]
            if not full:
                found[kind].append(b"not proven")
        return found, " ".join(map(str, place[1:]))


    def knows_fast(self, server, door):
        """Did the fast probe see what the full one had seen?"""
        store = sqlite3.connect(os.path.join(self.folder, "store.db"))
        digest = store.execute("SELECT look_digest FROM deployment WHERE host = ? AND port = ?",
                               (server.address, door.port)).fetchone()
        mark = int(digest[0][16:] or "0", 16) if digest else 0
        return mark != 0 and not mark & MARK_FULLY


def compare(scan, server, door, expected):
    """What differs, in words; "" = nothing."""
    found, state = scan.chains(server, door)
    for kind in (lab.RSA, lab.EC):
        chain, wanted = found.get(kind, []), expected.get(kind, [])
        if chain != wanted:
            return f"{kind}: {len(chain)} certificates, s_client sees {len(wanted)}; {state}"
    return ""


def expect(pair):
    """What s_client sees, asked twice where it should have seen more: the machine may be busy."""
    server, door = pair
    chains = {}
    for kind in (lab.RSA, lab.EC):
        chain = oracle.chain_of(server, door, kind)
        if not chain and kind in door.kinds:
            chain = oracle.chain_of(server, door, kind)
        if chain:
            chains[kind] = chain
    return chains


def judge(scans, doors):
    """Lines of failures."""
    failed = []
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        expected = list(pool.map(expect, doors))
    for (server, door), chains in zip(doors, expected):
        where = f"{server.name} port {door.port} {door.starttls or 'tls'}"
        missing = [kind for kind in door.kinds if kind not in chains]
        faults = [f"s_client sees no {' and no '.join(missing)} certificate"] if missing else []
        faults += [f"{name}: {fault}" for name, scan in scans.items()
                   if (fault := compare(scan, server, door, chains))]
        fast = door.starttls not in NEVER_FAST and scans["set"].knows_fast(server, door)
        if not fast and door.starttls not in NEVER_FAST and server.name not in MAY_BE_SLOW:
            faults.append("the fast probe does not know it again")
        failed += [f"{where}: {fault}" for fault in faults]
        print(f"{'FAILED' if faults else 'ok':6} {where} ({server.library}): "
              f"{' and '.join(chains) or 'nothing'}{', fast' if fast else ''}", flush=True)
    return failed


def main():
    servers = chosen_servers()
    if not os.environ.get(box.INSIDE):
        box.need_room()
        reason = Packages(FOLDER).prepare([server.packages for server in lab.SERVERS])
        if reason:
            box.skip(reason)
    box.enter(__file__)
    box.furnish(os.path.join(FOLDER, "root"))
    begin = time.monotonic()
    start_all(servers)
    print(f"started in {time.monotonic() - begin:.1f} s", flush=True)
    for server in servers:
        if server.missing:
            print(f"skipped: {server.name}: {server.missing}", flush=True)
    doors = [(server, door) for server in servers if server.runs for door in server.doors]
    if not doors:
        box.skip("no server can be had")
    by_port = {door.port: door.starttls for _, door in doors if door.starttls}
    scans = {"set": Scan("set", doors, by_port), "auto": Scan("auto", doors, "auto")}
    for scan in (scans["set"], scans["auto"], scans["set"]):
        scan.run()
    failed = judge(scans, doors)
    failed += [f"{server.name}: {server.problem}" for server in servers if server.problem]
    running = [server for server in servers if server.runs]
    libraries = sorted({server.library for server in running})
    print(f"{len(running)} of {len(servers)} servers, {len(doors)} doors, libraries: "
          f"{', '.join(libraries)}")
    few = not sys.argv[1:] and len(running) < LEAST
    if few and not failed and any(server.missing for server in servers):
        box.skip(f"only {len(running)} servers can be had, and it takes {LEAST}")
    if few:
        failed.append(f"only {len(running)} servers run, and it takes {LEAST}")
    for line in failed:
        print("FAILED:", line)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
