# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""What it costs to know who is revoked: a store of many certificates of eight authorities, whose lists and
responders are served on loopback and counted. One pass from nothing, one with nothing due, one in which
the lists are due again, one with 1,000 certificates more.

Figures are CPU seconds (user and system) of whole commands, less those of the same command that asks
nobody; memory is the command's peak."""

import argparse
import collections
import contextlib
import http.server
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from bench import Run, machine

AUTHORITIES, ENTRIES, REVOKED = 8, 20_000, 50
LIMITS = {"revocation_fetches": 16, "revocation_fetches_next": 0}
CA_CONFIGURATION = """[ca]
default_ca = own
[own]
database = {folder}/{number}.txt
crlnumber = {folder}/{number}.number
default_md = sha256
"""


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


class Lists(http.server.BaseHTTPRequestHandler):
    """Serves FOLDER/N.crl with a validator; whatever else is asked is a question, and refused."""

    folder, counts = "", collections.Counter()

    def do_GET(self):
        name = os.path.basename(self.path)
        path = os.path.join(self.folder, name)
        if not name.endswith(".crl") or not os.path.exists(path):
            return self.refuse()
        with open(path, "rb") as file:
            body = file.read()
        mark = f'"{os.stat(path).st_mtime_ns:x}"'
        unchanged = self.headers.get("If-None-Match") == mark
        self.counts["unchanged" if unchanged else "lists"] += 1
        self.send_response(304 if unchanged else 200)
        self.send_header("ETag", mark)
        self.send_header("Content-Length", "0" if unchanged else str(len(body)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(body)

    def refuse(self):
        self.counts["questions"] += 1
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = refuse
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass


class Bench:
    def __init__(self, build, options):
        self.build, self.options, self.figures = build, options, {}
        self.folder = tempfile.mkdtemp(prefix="certsteward-bench-", dir=options.scratch)
        self.start = self.asked_from = int(time.time())
        self.figures["machine_sign_us"] = machine()
        Lists.folder = self.path("authorities")
        os.makedirs(Lists.folder)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Lists)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def tell(self, text):
        print(f"bench: {text}", file=sys.stderr, flush=True)

    def figure(self, name, value):
        self.figures[name] = value
        limit = LIMITS.get(name)
        self.tell(f"{name} = {value}" + ("" if limit is None else
                  f" (at most {limit}: {'kept' if value <= limit else 'MISSED'})"))

    def make_authorities(self):
        for number in range(AUTHORITIES):
            path = self.path("authorities", str(number))
            openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", path + ".key", "-out", path + ".pem", "-days", "900",
                    "-subj", f"/C=DE/O=Example Company/CN=Bench Issuing CA {number}",
                    "-addext", "basicConstraints=critical,CA:TRUE",
                    "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def serials(self, number):
        with contextlib.closing(sqlite3.connect(self.path("store.db"))) as store:
            rows = store.execute("SELECT serial FROM certificate WHERE issuer_dn LIKE ? AND NOT is_ca "
                                 "LIMIT ?", (f"CN=Bench Issuing CA {number},%", REVOKED)).fetchall()
        return [f"{int(serial, 16):X}" for (serial,) in rows]

    def make_lists(self):
        """Of each authority: some of its certificates here, many that are elsewhere."""
        for number in range(AUTHORITIES):
            path = self.path("authorities", str(number))
            serials = [f"{1 << 60 | entry:X}" for entry in range(ENTRIES)] + self.serials(number)
            with open(path + ".txt", "w") as index:
                for serial in serials:
                    serial = serial.rjust(len(serial) + len(serial) % 2, "0")
                    index.write(f"R\t351231235959Z\t260101000000Z,keyCompromise\t{serial}\t"
                                "unknown\t/CN=x\n")
            with open(path + ".number", "w") as file:
                file.write("01\n")
            with open(path + ".conf", "w") as file:
                file.write(CA_CONFIGURATION.format(folder=self.path("authorities"), number=number))
            openssl("ca", "-config", path + ".conf", "-gencrl", "-cert", path + ".pem", "-keyfile",
                    path + ".key", "-crldays", "7", "-out", path + ".crl.pem")
            openssl("crl", "-in", path + ".crl.pem", "-outform", "DER", "-out", path + ".crl")
        self.asked_from = int(time.time())  # the fill took long: lists are of now
        self.tell(f"lists of {os.path.getsize(path + '.crl')} bytes")

    def configure(self, asks, changed=0):
        count = self.options.certificates
        source = {"name": "bench", "type": "bench", "certificates": count, "deployments": count,
                  "hosts": 1000, "changed": changed, "start": self.start,
                  "authorities": self.path("authorities")}
        issuers = [{"issuer": f"Bench Issuing CA {number}", "ocsp": f"{self.url}/ocsp{number}",
                    "crl": f"{self.url}/{number}.crl"} for number in range(AUTHORITIES)]
        revocation = {"networks": ["127.0.0.0/8"], "issuers": issuers,
                      "limits": {"pass_time": "1h"}} if asks else {"ask": "none"}
        with open(self.path("c.yaml"), "w") as file:
            json.dump({"store": {"path": self.path("store.db"), "trial": "yes"},
                       "discovery": [source], "revocation": revocation}, file)

    def run(self, later=0):
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.asked_from + later))
        with open(self.path("output"), "w") as output:
            run = Run([os.path.join(self.build, "certsteward"), "-c", self.path("c.yaml"), "--now",
                       now, "discover", "--facts-only"], output)
        with open(self.path("output")) as output:
            said = output.read().strip()
        self.tell(f"discover: {run.cpu:.2f} s CPU, {run.wall:.1f} s, {run.megabytes:.0f} MB: {said}")
        if run.status not in (0, 3):
            raise RuntimeError(f"certsteward discover ended with {run.status}")
        return run

    def asked(self):
        """What was fetched since the last time."""
        counts = dict(Lists.counts)
        Lists.counts.clear()
        self.tell(f"asked: {counts}")
        return sum(counts.values())

    def count(self, status):
        with contextlib.closing(sqlite3.connect(self.path("store.db"))) as store:
            return store.execute("SELECT count(*) FROM revocation WHERE status = ? AND way = 'list'",
                                 (status,)).fetchone()[0]

    def measure(self):
        self.make_authorities()
        self.configure(asks=False)
        self.run()
        self.make_lists()
        without = self.run().cpu
        self.configure(asks=True)
        first = self.run(later=60)
        self.figure("revocation_first_s", round(first.cpu - without, 2))
        self.figure("revocation_rss_mb", round(first.megabytes))
        self.figure("revocation_fetches", self.asked())
        self.figure("revocation_good", self.count("good"))
        self.figure("revocation_revoked", self.count("revoked"))
        if self.figures["revocation_good"] < self.options.certificates * 9 // 10:
            raise RuntimeError("the lists were not believed")
        following = self.run(later=120)
        self.figure("revocation_next_s", round(following.cpu - without, 2))
        self.figure("revocation_next_rss_mb", round(following.megabytes))
        self.figure("revocation_fetches_next", self.asked())
        due = self.run(later=13 * 3600)
        self.figure("revocation_due_s", round(due.cpu - without, 2))
        self.figure("revocation_fetches_due", self.asked())
        self.configure(asks=False, changed=1000)
        self.run(later=13 * 3600 + 60)
        self.configure(asks=True, changed=1000)
        more = self.run(later=13 * 3600 + 120)
        self.figure("revocation_1000_more_s", round(more.cpu - without, 2))
        self.figure("revocation_fetches_1000_more", self.asked())

    def close(self):
        self.server.shutdown()
        if self.options.keep:
            self.tell(f"kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench.sh", description=__doc__)
    parser.add_argument("build", help=argparse.SUPPRESS)
    parser.add_argument("name", choices=["revocation"], help="this suite")
    parser.add_argument("--json", action="store_true", help="print the figures as one object")
    parser.add_argument("--certificates", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--scratch", metavar="FOLDER", help="where the store is made (about 8 GB)")
    parser.add_argument("--keep", action="store_true", help="leave the scratch folder")
    options = parser.parse_args()
    bench = Bench(options.build, options)
    try:
        bench.measure()
    finally:
        bench.close()
    if options.json:
        print(json.dumps(bench.figures, indent=2))
    else:
        for name, value in bench.figures.items():
            print(f"{name:32}{value}" + (f"   (at most {LIMITS[name]})" if name in LIMITS else ""))
    return 1 if any(bench.figures[name] > limit for name, limit in LIMITS.items()) else 0


if __name__ == "__main__":
    sys.exit(main())
