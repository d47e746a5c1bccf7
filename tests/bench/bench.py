# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Measures the real program: CPU seconds of whole commands with their children, memory, far-side calls.

Figures are CPU time (user and system) of a command and the mapping worker it started; wall time says
more about what else ran on the machine."""

import argparse
import base64
import concurrent.futures
import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

LIMITS = {
    "fill_s": 600, "noop_pass_s": 15, "noop_rss_mb": 300, "delta1000_s": 2,
    "calls_per_1000": 12, "calls_per_1000_names": 40, "writes_unchanged": 0,
}
SUITES = {
    "inventory": ("fill_s", "noop_pass_s", "noop_rss_mb", "delta1000_s"),
    "calls": ("calls_per_1000", "calls_per_1000_names", "writes_unchanged"),
}
HOSTS = 1000

CONFIGURATION = """store: {{path: {folder}/store.db, trial: yes}}
discovery:
  - {{name: bench, type: bench, certificates: {certificates}, deployments: {deployments},
     hosts: {hosts}, changed: {changed}, seed: {seed}, start: {start}}}
itsm:
  - name: sandbox
    type: servicenow
    url: {url}
    auth: {{client_id: certsteward, client_secret: {{file: {folder}/secret}}}}
    account: certsteward
    stage: inventory
    tickets: no
"""


class Run:
    """A command that has ended: CPU seconds with its children, seconds by the wall, megabytes."""

    def __init__(self, words, output):
        before = time.monotonic()
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output,
                                   env=dict(os.environ, NO_COLOR="1"))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.wall = time.monotonic() - before
        self.cpu = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024
        self.status = process.returncode


def machine():
    """How fast this machine is now: microseconds of one RSA-2048 signature, to compare runs by."""
    done = subprocess.run(["openssl", "speed", "-mr", "-seconds", "1", "rsa2048"],
                          capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        if line.startswith("+F2:"):
            return round(1e6 / float(line.split(":")[3]))
    return 0


class Bench:
    def __init__(self, build, source, options):
        self.build, self.source, self.options = build, source, options
        self.figures = {}
        self.folder = tempfile.mkdtemp(prefix="certsteward-bench-", dir=options.scratch)
        self.start = int(time.time())
        self.sandbox = None
        self.tell(f"scratch folder {self.folder}")
        self.figure("machine_sign_us", machine())
        with open(os.open(self.path("secret"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write("certsteward-secret")

    def tell(self, text):
        print(f"bench: {text}", file=sys.stderr, flush=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def figure(self, name, value):
        self.figures[name] = value
        limit = LIMITS.get(name)
        self.tell(f"{name} = {value}" + ("" if limit is None else
                  f" (at most {limit}: {'kept' if value <= limit else 'MISSED'})"))

    # programs

    def start_sandbox(self):
        self.sandbox = subprocess.Popen(
            [os.path.join(self.build, "certsteward-sandbox"), "--listen", "127.0.0.1:0",
             "--seed-cis", str(HOSTS)], stdout=subprocess.PIPE, text=True)
        self.url = self.sandbox.stdout.readline().strip().rsplit(" ", 1)[1]

    def stop_sandbox(self):
        if self.sandbox:
            self.sandbox.terminate()
            self.sandbox.wait(20)
            self.sandbox.stdout.close()
            self.sandbox = None

    def configure(self, **more):
        values = dict(folder=self.folder, url=self.url, hosts=HOSTS, changed=0, seed=1,
                      start=self.start)
        values.update(more)
        with open(self.path("certsteward.yaml"), "w") as file:
            file.write(CONFIGURATION.format(**values))

    def run(self, *words):
        with open(self.path("output"), "w") as output:
            run = Run([os.path.join(self.build, "certsteward"), "-c",
                       self.path("certsteward.yaml"), *words], output)
        self.tell(f"{' '.join(words)}: {run.cpu:.2f} s CPU, {run.wall:.1f} s, "
                  f"{run.megabytes:.0f} MB, status {run.status}")
        if run.status not in (0, 3):
            with open(self.path("output")) as output:
                raise RuntimeError(f"certsteward {' '.join(words)} failed: {output.read()[:2000]}")
        return run

    def request(self, path, body=None, method=None, user="admin:admin"):
        request = urllib.request.Request(self.url + path, method=method)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        request.add_header("Authorization", "Basic " + base64.b64encode(user.encode()).decode())
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    # the store

    def sql(self, *statements):
        with contextlib.closing(sqlite3.connect(self.path("store.db"))) as store:
            for statement in statements:
                rows = store.execute(statement).fetchall()
            store.commit()
        return rows

    def show_counts(self):
        for table in ("certificate", "deployment", "slot", "record", "step", "dirty", "aside"):
            self.figures[f"rows_{table}"] = self.sql(f"SELECT count(*) FROM {table}")[0][0]
            self.tell(f"SELECT count(*) FROM {table}: {self.figures[f'rows_{table}']}")
        for kind, count in self.sql("SELECT kind, count(*) FROM record GROUP BY kind"):
            self.tell(f"records of kind {kind}: {count}")
        size = os.path.getsize(self.path("store.db")) / (1 << 20)
        self.figure("store_mb", round(size))

    def pretend_sent(self):
        """As if the far side held all records: what a pass finds when nothing is left to write."""
        now = int(time.time())
        self.sql(f"UPDATE record SET sent = desired, refresh = {now}, drift = '', "
                 "body = CASE kind WHEN 'certificate' THEN '' ELSE body END, "
                 "remote_id = substr(key || '                                ', -32)")

    def forget_store(self):
        with contextlib.suppress(FileNotFoundError):
            for end in ("", "-wal", "-shm", ".lock"):
                os.remove(self.path("store.db" + end))

    # what is measured

    def inventory(self):
        certificates = self.options.certificates
        shape = {"certificates": certificates, "deployments": certificates * 3 // 2}
        self.start_sandbox()
        self.configure(**shape)
        looks = self.run("discover", "--facts-only")
        plan = self.run("plan", "--brief")
        self.figure("fill_discover_s", round(looks.cpu, 2))
        self.figure("fill_plan_s", round(plan.cpu, 2))
        self.figure("fill_rss_mb", round(max(looks.megabytes, plan.megabytes)))
        self.figure("fill_s", round(looks.cpu + plan.cpu, 2))
        self.show_counts()
        self.pretend_sent()
        noop = self.run("sync", "--scan")
        self.figure("noop_pass_s", round(noop.cpu, 2))
        self.figure("noop_rss_mb", round(noop.megabytes))
        self.configure(**shape, changed=min(1000, certificates // 2))
        self.run("discover", "--facts-only")
        self.figures["rows_dirty_delta"] = self.sql("SELECT count(*) FROM dirty")[0][0]
        delta = self.run("plan", "--brief")
        self.figure("delta1000_s", round(delta.cpu, 2))

    def know_names(self, count):
        """The rows that certificates' names point to, made by somebody else before."""
        names = [f"www-{i:08}.example.com" for i in range(count)]
        names += [f"host-{i:04}.example.com" for i in range(1, HOSTS + 1)]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda name: self.request("/api/now/table/certificate_domain",
                                                    {"domain": name}), names))

    def apply_thousand(self, known):
        """All that goes to the far side for 1,000 certificates on as many known hosts."""
        self.forget_store()
        self.start_sandbox()
        if known:
            self.know_names(HOSTS)
        self.configure(certificates=HOSTS, deployments=HOSTS)
        self.run("discover")
        self.request("/_sandbox/stats/reset", {})
        self.run("apply")
        stats = self.request("/_sandbox/stats")
        self.tell(f"apply: {json.dumps(stats)}")
        self.tell("records not there yet: %d" % self.sql(
            "SELECT count(*) FROM record WHERE desired <> sent")[0][0])
        return stats

    def calls(self):
        stats = self.apply_thousand(known=True)
        self.figure("calls_per_1000", stats["total"])
        self.run("sync", "--scan")
        self.request("/_sandbox/stats/reset", {})
        self.run("sync", "--scan")
        again = self.request("/_sandbox/stats")
        self.tell(f"sync with nothing changed: {json.dumps(again)}")
        self.figure("writes_unchanged", again["writes"] + again["batch_writes"])
        self.stop_sandbox()
        unknown = self.apply_thousand(known=False)
        # Names go by Batch alone; it also serves to read back what was written, as before.
        self.figure("calls_per_1000_names", unknown["calls"]["batch"]["POST"]
                    - stats["calls"]["batch"]["POST"])

    def close(self):
        self.stop_sandbox()
        if self.options.keep:
            self.tell(f"kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def tell_figures(figures, as_json):
    """Prints them; 1 when a limit was missed."""
    if as_json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            limit = f"   (at most {LIMITS[name]})" if name in LIMITS else ""
            print(f"{name:24}{value}{limit}")
    missed = [name for name, value in figures.items() if value > LIMITS.get(name, float("inf"))]
    return 1 if missed else 0


def main():
    names = [*SUITES, *[name for suite in SUITES.values() for name in suite]]
    parser = argparse.ArgumentParser(prog="scripts/bench.sh", description=__doc__)
    parser.add_argument("build", help=argparse.SUPPRESS)
    parser.add_argument("source", help=argparse.SUPPRESS)
    parser.add_argument("name", nargs="?", choices=names, metavar="NAME",
                        help="one figure or suite; all without: " + ", ".join(names))
    parser.add_argument("--json", action="store_true", help="print the figures as one object")
    parser.add_argument("--certificates", type=int, default=1_000_000, metavar="N",
                        help="of the inventory, on half as many places more (1000000)")
    parser.add_argument("--scratch", metavar="FOLDER", help="where stores are made (about 12 GB)")
    parser.add_argument("--keep", action="store_true", help="leave the scratch folder")
    options = parser.parse_args()
    bench = Bench(options.build, options.source, options)
    try:
        for suite, figures in SUITES.items():
            if options.name in (None, suite, *figures):
                getattr(bench, suite)()
                bench.stop_sandbox()
    finally:
        bench.close()
    chosen = {name: value for name, value in bench.figures.items()
              if options.name in (None, *SUITES) or name == options.name or name not in LIMITS}
    return tell_figures(chosen, options.json)


if __name__ == "__main__":
    sys.exit(main())
