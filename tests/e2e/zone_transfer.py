# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Zone transfers from real name servers (BIND, NSD, Knot): every name of a large zone is looked at, the
certificates behind them are found, keys are checked by both sides, and a refusal makes nothing vanish.
Servers are unpacked below build/nameservers, nothing is installed; one that cannot be had is skipped by
name.

usage: zone_transfer.py [NAME...]    only these servers"""

import base64
import glob
import hashlib
import json
import os
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.get("CERTSTEWARD_SOURCE", os.path.join(HERE, "..", ".."))
BUILD = os.path.abspath(os.environ.get("CERTSTEWARD_BUILD", os.path.join(SOURCE, "build", "check")))
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(HERE, "real"), os.path.join(SOURCE, "scripts", "trial")]

import box  # noqa: E402  (found by the paths above)
import pki  # noqa: E402
from packages import Packages  # noqa: E402

FOLDER = os.path.join(os.path.abspath(SOURCE), "build", "nameservers")
HOSTS = 5000  # names that lead nowhere: several messages full
SERVED = ("shop", "alias", "six")
ALGORITHMS = {"bind": "hmac-sha256", "nsd": "hmac-sha512", "knot": "hmac-sha384"}
PATIENCE = 60


class Failed(Exception):
    pass


def need(holds, what):
    if not holds:
        raise Failed(what)


def write(path, text, mode=0o644):
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, mode)
    return path


class NameServer:
    """A server at an address of its own, with one zone that only the key may transfer."""

    def __init__(self, name, number, program, packages):
        self.name, self.program, self.packages = name, program, packages
        self.zone = name + ".lab.example"
        self.algorithm = ALGORITHMS[name]
        self.secret = base64.b64encode(hashlib.sha512(name.encode()).digest()[:32]).decode()
        self.address = f"127.1.0.{number}"
        self.number = number
        self.process = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def write_zone(self):
        fillers = "".join(f"host-{n:05d}-of-some-department IN A 127.3.{n >> 8}.{n & 255}\n"
                          for n in range(HOSTS))
        return write(self.path("zone"), f"""$ORIGIN {self.zone}.
$TTL 300
@ IN SOA ns root 1 3600 600 86400 300
@ IN NS ns
ns IN A {self.address}
shop IN A 127.2.0.1
alias IN CNAME shop
six IN AAAA ::1
* IN A 127.2.0.1
text IN TXT "no address"
mail IN MX 10 shop
{fillers}""")

    def start(self):
        self.folder = os.path.join(box.FOLDER, self.name)
        os.makedirs(self.folder)
        box.add_address(self.number)
        words = getattr(self, "start_" + self.name)(self.write_zone())
        log = open(self.path("log"), "wb")
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                        cwd=self.folder)
        end = time.monotonic() + PATIENCE
        while not self.answers():
            if time.monotonic() > end or self.process.poll() is not None:
                with open(self.path("log"), errors="replace") as file:
                    raise Failed(f"{self.name} does not start: {file.read()[-1500:]}")
            time.sleep(0.1)

    def answers(self):
        """The zone is loaded, so that its SOA comes back (a question by UDP, by hand)."""
        labels = b"".join(bytes([len(part)]) + part.encode() for part in self.zone.split("."))
        question = b"\x12\x34\0\0\0\1\0\0\0\0\0\0" + labels + b"\0\0\6\0\1"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.5)
            try:
                probe.sendto(question, (self.address, 53))
                answer = probe.recv(4096)
            except OSError:
                return False
        return answer[3] & 15 == 0 and answer[7] == 1

    def start_bind(self, zone):
        return ["named", "-g", "-n", "1", "-c", write(self.path("named.conf"), f"""
key lab {{ algorithm {self.algorithm}; secret "{self.secret}"; }};
options {{ directory "{self.folder}"; pid-file none; session-keyfile "{self.path('session')}";
 lock-file none; recursion no; dnssec-validation no; managed-keys-directory "{self.folder}";
 listen-on port 53 {{ {self.address}; }}; listen-on-v6 {{ none; }}; allow-transfer {{ key lab; }}; }};
zone "{self.zone}" {{ type primary; file "{zone}"; }};
controls {{ }};
""")]

    def start_nsd(self, zone):
        return ["nsd", "-d", "-c", write(self.path("nsd.conf"), f"""server:
 ip-address: {self.address}
 username: ""
 chroot: ""
 server-count: 1
 pidfile: "{self.path('pid')}"
 zonesdir: "{self.folder}"
 zonelistfile: "{self.path('zone.list')}"
 xfrdfile: "{self.path('xfrd.state')}"
 database: ""
remote-control:
 control-enable: no
key:
 name: lab
 algorithm: {self.algorithm}
 secret: "{self.secret}"
zone:
 name: {self.zone}
 zonefile: {zone}
 provide-xfr: 0.0.0.0/0 lab
""")]

    def start_knot(self, zone):
        os.makedirs(self.path("storage"))
        return ["knotd", "-c", write(self.path("knot.conf"), f"""server:
    rundir: "{self.folder}"
    listen: {self.address}@53
    background-workers: 1
    udp-workers: 1
    tcp-workers: 1
log:
  - target: stdout
    any: info
database:
    storage: "{self.path('storage')}"
key:
  - id: lab
    algorithm: {self.algorithm}
    secret: {self.secret}
acl:
  - id: transfer
    key: lab
    action: transfer
zone:
  - domain: {self.zone}
    file: "{zone}"
    acl: transfer
""")]


SERVERS = [NameServer("bind", 1, "/usr/sbin/named", ["bind9"]),
           NameServer("nsd", 2, "/usr/sbin/nsd", ["nsd"]),
           NameServer("knot", 3, "/usr/sbin/knotd", ["knot"])]


def serve(address, family, certificate):
    """A TLS server of one certificate, for as long as the test runs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, os.path.splitext(certificate)[0] + ".key")
    listener = socket.create_server((address, 443), family=family, backlog=64)

    def answer(connection):
        try:
            with context.wrap_socket(connection, server_side=True) as inside:
                inside.recv(1)
        except OSError:
            connection.close()

    def accept():
        while True:
            connection, _ = listener.accept()
            connection.settimeout(10)
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


class Place:
    """Configuration and store of one server's scans."""

    def __init__(self, server, of=""):
        self.server = server
        self.folder = os.path.join(box.FOLDER, f"scan-{server.name}{of}")
        os.makedirs(self.folder)

    def discover(self, secret=None, **more):
        server = self.server
        source = {"name": "zone", "type": "tls", "ports": [443], "retries": 0, "per_second": 100000,
                  "per_network": 0, "in_flight": 256, "connect_timeout": "2s",
                  "targets": [f"axfr:{server.zone}@{server.address}"], **more}
        if secret:
            source |= {"tsig_name": "lab", "tsig_algorithm": server.algorithm, "tsig_secret": {
                "file": write(os.path.join(self.folder, "key"), secret + "\n", 0o600)}}
        write(os.path.join(self.folder, "c.yaml"), json.dumps(
            {"store": {"path": os.path.join(self.folder, "store.db"), "trial": "yes"},
             "discovery": [source]}))
        done = subprocess.run([os.path.join(BUILD, "certsteward"), "-c",
                               os.path.join(self.folder, "c.yaml"), "discover", "--facts-only"],
                              capture_output=True, text=True, timeout=PATIENCE)
        said = (done.stdout + done.stderr).strip()
        print(f"{server.name}: {said}", flush=True)
        return said

    def rows(self, question):
        with sqlite3.connect(os.path.join(self.folder, "store.db")) as store:
            return store.execute(question).fetchall()

    def states(self):
        return dict(self.rows("SELECT host, state FROM deployment"))

    def last_problem(self):
        body = self.rows("SELECT body FROM audit WHERE kind = 'scan' ORDER BY seq DESC LIMIT 1")[0][0]
        told = json.loads(body)
        return told["complete"], told.get("problem", "")


def try_server(server, fingerprint):
    write("/etc/resolv.conf", f"nameserver {server.address}\noptions timeout:2 attempts:2\n")
    place = Place(server)
    refused = place.discover()
    complete, problem = place.last_problem()
    need(not complete and "refused with" in problem, f"without its key: {problem}")
    need(server.zone in refused, f"nobody was told of the refusal: {refused}")
    need(place.states() == {}, "a refused zone gave names")

    said = place.discover(server.secret, allow=["127.0.0.0/8", "::1"])
    complete, problem = place.last_problem()
    need(complete and not problem, f"with its key: {problem}")
    # Those that never served are no places yet, but each of them was looked at.
    looked = HOSTS + len(SERVED) + len(["ns"])
    need(f"{looked} looks, {len(SERVED)} served" in said, f"not {looked} looks")
    served = {f"{name}.{server.zone}": "served" for name in SERVED}
    need(place.states() == served, f"places: {place.states()}")
    need(place.rows("SELECT DISTINCT sha256 FROM slot JOIN certificate ON "
                    "certificate.id = certificate_id") == [(fingerprint,)], "another certificate")

    wrong = base64.b64encode(b"another key of 32 bytes, or less").decode()
    for secret, why in ((wrong, "BADSIG"), (None, "refused with")):
        place.discover(secret)
        complete, problem = place.last_problem()
        need(not complete and why in problem, f"with a wrong key: {problem}")
        need(place.states() == served, "places vanished with the transfer")
        need(place.rows("SELECT served FROM scan ORDER BY id DESC LIMIT 1") == [(len(SERVED),)],
             "places that are known were not looked at")
    # No name below shop exists; with the search list behind it one does, by the zone's wildcard.
    write("/etc/resolv.conf", f"nameserver {server.address}\nsearch {server.zone}\n")
    place = Place(server, "-searched")
    said = place.discover(targets=[f"gone.shop.{server.zone}", "shop"])
    need("2 looks, 1 served" in said and "shop" in place.states(), f"by the search list: {said}")
    print(f"ok     {server.name}: {looked} names, {server.algorithm}", flush=True)


def main():
    chosen = [server for server in SERVERS if not sys.argv[1:] or server.name in sys.argv[1:]]
    if not os.environ.get(box.INSIDE):
        box.need_room()
        reason = Packages(FOLDER).prepare([server.packages for server in SERVERS])
        if reason:
            box.skip(reason)
    box.enter(__file__)
    box.furnish(os.path.join(FOLDER, "root"))
    running = [server for server in chosen if glob.glob(server.program)]
    for server in chosen:
        if server not in running:
            print(f"skipped: {server.name}: there is no {server.program}", flush=True)
    if not running:
        box.skip("no name server can be had")
    authority = pki.Authority(os.path.join(box.FOLDER, "ca"))
    authority.issue(os.path.join(box.FOLDER, "shop"), ["shop.lab.example"], 90)
    leaf = os.path.join(box.FOLDER, "shop.pem")
    with open(leaf) as file:
        first = file.read().split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----"
    fingerprint = hashlib.sha256(ssl.PEM_cert_to_DER_cert(first.strip())).hexdigest()
    serve("127.2.0.1", socket.AF_INET, leaf)
    serve("::1", socket.AF_INET6, leaf)
    failed = []
    for server in running:
        try:
            server.start()
            try_server(server, fingerprint)
        except Failed as error:
            failed.append(f"{server.name}: {error}")
    for line in failed:
        print("FAILED:", line)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
