# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Measures discovery by TLS: CPU of the client per target, servers pinned to one core, clients to the other.

Whole commands are measured by wait4; what they cost before the first look (settings, mapping programs,
trust store) is measured by itself (start_s) and taken off, so that figures do not depend on how many
targets there are. The median of several runs counts; bare clients run in between. load is that of the machine
when the bench began, machine_sign_us one RSA-2048 signature just then: compare runs by them."""

import argparse
import functools
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import bench as whole  # noqa: E402  (found by the path above)
import imports  # noqa: E402

# Name: at most (positive) or at least (negative).
LIMITS = {
    "fast13_ratio": 1.35, "fast12_ratio": 1.6, "fast_new_us": 250, "closed_us": 25,
    "nocrypto_per_s": -20000, "latency100_per_s": -18000, "rss_mb_1m": 64, "full_ratio": 1.2,
    "smtp_us": 130, "nmap100k_s": 10,
}
FIRST = "127.64.0.0"
PATIENCE = 300
# Processes of s_client each read the trust store, some 20 ms; the others have a start to spread.
PEER_TARGETS = {"openssl": 32, "curl": 256, "nmap": 512, "python3": 256}
PEER_RUNS = 3
# An interpreter that is a script around another one would be measured with it.
PYTHON = "/usr/bin/python3"

CONFIGURATION = """store: {{path: {folder}/{store}.db, trial: yes}}
discovery:
  - {{name: farm, type: tls, {settings}}}
"""
SETTINGS = ("targets: [{network}], ports: [{port}], per_second: 1000000, per_host: 0, per_network: 0, "
            "in_flight: {in_flight}, workers: 1, retries: 0, full_one_in: 0")


class Run:
    """A command on the clients' core that has ended."""

    def __init__(self, *words):
        before = time.monotonic()
        process = subprocess.Popen(["timeout", "-k", "1", str(PATIENCE), "taskset", "-c", "1", *words],
                                   stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL,
                                   env=dict(os.environ, NO_COLOR="1"))
        self.output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.wall = time.monotonic() - before
        self.cpu = usage.ru_utime + usage.ru_stime
        self.status = process.returncode


class Farm:
    """Servers at every address of loopback, on the other core."""

    def __init__(self, build, mode, certificates=1000, generation=1, delay=0, port=None):
        self.port = port or free_port()
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", os.path.join(build, "bench_farm"), mode, str(self.port),
             str(certificates), str(generation), str(delay)], stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"the server farm ({mode}) did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Bench:
    def __init__(self, build, options):
        self.build, self.options = build, options
        self.figures = {}
        self.folder = tempfile.mkdtemp(prefix="certsteward-bench-", dir=options.scratch)
        self.count = 1 << options.bits
        self.network = f"{FIRST}/{32 - options.bits}"

    def tell(self, text):
        print(f"bench: {text}", file=sys.stderr, flush=True)

    def figure(self, name, value, digits=1):
        self.figures[name] = round(value, digits) if digits else round(value)
        limit = LIMITS.get(name)
        verdict = "" if limit is None else f" ({limit_text(limit)}: {'kept' if kept(limit, value) else 'MISSED'})"
        self.tell(f"{name} = {self.figures[name]}{verdict}")

    def program(self, name):
        return os.path.join(self.build, name)

    def settings(self, port, network=None, in_flight=512, more=""):
        return SETTINGS.format(network=network or self.network, port=port, in_flight=in_flight) + more

    # runs

    def scan(self, port, store="store", **more):
        """certsteward itself, with store and outcome: its CPU seconds."""
        path = os.path.join(self.folder, "certsteward.yaml")
        with open(path, "w") as file:
            file.write(CONFIGURATION.format(folder=self.folder, store=store, settings=self.settings(port, **more)))
        run = Run(self.program("certsteward"), "-c", path, "discover", "--facts-only")
        if run.status:
            raise RuntimeError(f"certsteward discover: status {run.status}: {run.output[:500]}")
        self.tell(f"discover: {run.cpu:.2f} s CPU, {run.wall:.1f} s: {run.output.strip()[:120]}")
        return run.cpu

    def forget(self):
        for end in ("", "-wal", "-shm", ".lock"):
            path = os.path.join(self.folder, "store.db" + end)
            if os.path.exists(path):
                os.remove(path)

    def probe(self, port, known=False, **more):
        """The source without engine and store: at new places, or at places whose certificate is known."""
        path = os.path.join(self.folder, "source.yaml")
        with open(path, "w") as file:
            file.write("{" + self.settings(port, **more) + "}\n")
        run = Run(self.program("bench_probe"), path, *((FIRST, str(port)) if known else ()))
        if run.status:
            raise RuntimeError(f"bench_probe: status {run.status}")
        self.tell(f"source alone: {run.output.strip()}")
        return json.loads(run.output)

    def bare(self, mode, port):
        run = Run(self.program("bench_bare"), mode, FIRST, str(self.count), str(port), "512")
        if run.status or int(run.output) != self.count:
            raise RuntimeError(f"bare client: status {run.status}, {run.output.strip()} of {self.count}")
        return 1e6 * run.cpu / self.count

    @functools.cached_property
    def start_s(self):
        """What certsteward costs before the first look, in seconds."""
        port = free_port()
        seconds = statistics.median(self.scan(port, "start", network=f"{FIRST}/31") for _ in range(5))
        self.figure("start_s", seconds, 3)
        return seconds

    def per_look(self, cpu, count=None):
        return 1e6 * (cpu - self.start_s) / (count or self.count)

    # what is measured

    def fast(self, mode, prefix):
        self.forget()
        with Farm(self.build, mode) as farm:
            first = self.scan(farm.port)
            bare, own = [], []
            for _ in range(self.options.runs):
                bare.append(self.bare("fast", farm.port))
                own.append(self.per_look(self.scan(farm.port)))
        self.figure(f"{prefix}_first_us", self.per_look(first))
        self.figure(f"{prefix}_bare_us", statistics.median(bare))
        self.figure(f"{prefix}_us", statistics.median(own))
        self.figure(f"{prefix}_ratio", statistics.median(own) / statistics.median(bare), 2)

    def fast13(self):
        self.fast("13", "fast13")

    def fast12(self):
        self.fast("12", "fast12")

    def smtp(self):
        self.forget()
        with Farm(self.build, "smtp") as farm:
            more = f", starttls: {{{farm.port}: smtp}}"
            self.scan(farm.port, more=more)
            self.figure("smtp_us", statistics.median(
                self.per_look(self.scan(farm.port, more=more)) for _ in range(self.options.runs)))

    def full(self):
        bare, own = [], []
        with Farm(self.build, "13") as farm:
            for _ in range(self.options.runs):
                bare.append(self.bare("both", farm.port))
                own.append(1e6 * self.probe(farm.port)["cpu"] / self.count)
        self.full_us = statistics.median(own)
        self.figure("full_bare_us", statistics.median(bare))
        self.figure("full_us", self.full_us)
        self.figure("full_ratio", self.full_us / statistics.median(bare), 2)

    def fast_new(self):
        """Known places that show another certificate, each its own; without what looking fully costs,
        measured right after: both grow together when the machine is busy."""
        self.forget()
        port, own = free_port(), []
        with Farm(self.build, "13", self.count, 1, port=port):
            self.scan(port)
        for generation in range(2, self.options.runs + 2):
            with Farm(self.build, "13", self.count, generation, port=port):
                scanned = self.per_look(self.scan(port))
                own.append(scanned - 1e6 * self.probe(port)["cpu"] / self.count)
        self.tell("fast_new_us of each run: " + ", ".join(f"{value:.0f}" for value in own))
        self.figure("fast_new_us", statistics.median(own))

    def closed(self):
        self.forget()
        count = 1 << 16
        self.figure("closed_us", statistics.median(
            self.per_look(self.scan(free_port(), network=f"{FIRST}/16"), count)
            for _ in range(self.options.runs)))

    def nocrypto(self):
        with Farm(self.build, "canned") as farm:
            runs = [self.probe(farm.port, known=True, network=f"{FIRST}/16") for _ in range(self.options.runs)]
        self.figure("nocrypto_per_s", statistics.median(r["looks"] / r["wall"] for r in runs), 0)
        self.figure("nocrypto_us", statistics.median(1e6 * r["cpu"] / r["looks"] for r in runs))

    def latency(self):
        with Farm(self.build, "canned", delay=100) as farm:
            runs = [self.probe(farm.port, known=True, network=f"{FIRST}/16", in_flight=4096)
                    for _ in range(self.options.runs)]
        self.figure("latency100_per_s", statistics.median(r["looks"] / r["wall"] for r in runs), 0)
        self.figure("latency100_us", statistics.median(1e6 * r["cpu"] / r["looks"] for r in runs))

    def memory(self):
        run = self.probe(free_port(), network="127.0.0.0/12", in_flight=4096)
        self.figure("rss_mb_1m", run["megabytes"])

    def peers(self):
        """Others, with as few options as give the certificate: CPU of all their processes per target,
        starts included."""
        with Farm(self.build, "13") as farm:
            for name, count in PEER_TARGETS.items():
                if not shutil.which(name):
                    self.tell(f"{name} is not installed: skipped")
                    continue
                words = peer(name, [f"127.64.{i >> 8}.{i & 255}" for i in range(1, count + 1)], farm.port)
                runs = [Run(*words) for _ in range(PEER_RUNS)]
                seen = [run.output.count("BEGIN CERTIFICATE") for run in runs]
                if min(seen) < count:
                    raise RuntimeError(f"{name} saw {min(seen)} of {count} certificates: {runs[0].output[:300]}")
                self.figure(f"peer_{name}_us", statistics.median(1e6 * run.cpu / count for run in runs), 0)

    def imports(self):
        for name, value in imports.measure(self.build, self.options.scratch, self.tell).items():
            self.figure(name, value, 2)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def peer(name, targets, port):
    """The command by which one of the others shows the certificates of all targets."""
    if name == "openssl":
        return ["sh", "-c", "port=$1; shift; for t in \"$@\"; do "
                "openssl s_client -connect $t:$port </dev/null 2>&1; done", "sh", str(port), *targets]
    if name == "curl":
        urls = [word for t in targets for word in ("-o", "/dev/null", f"https://{t}:{port}/")]
        return ["curl", "-Z", "--parallel-max", "256", "--no-progress-meter", "-k", "-w", "%{certs}", *urls]
    if name == "nmap":
        return ["nmap", "-v", "-n", "-Pn", "-p", str(port), "--script", "ssl-cert", *targets]
    return [PYTHON, "-c", "import ssl, sys\nfor t in sys.argv[2:]:\n"
            " print(ssl.get_server_certificate((t, int(sys.argv[1]))))", str(port), *targets]


def kept(limit, value):
    return value <= limit if limit > 0 else value >= -limit


def limit_text(limit):
    return f"at most {limit}" if limit > 0 else f"at least {-limit}"


SUITES = ("fast13", "fast12", "smtp", "full", "fast_new", "closed", "nocrypto", "latency", "memory", "peers",
          "imports")


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench.sh discovery", description=__doc__)
    parser.add_argument("build", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="NAME", help="some of: " + ", ".join(SUITES))
    parser.add_argument("--json", action="store_true", help="print the figures as one object")
    parser.add_argument("--bits", type=int, default=13, help="2^BITS targets, 8 to 16 (13)")
    parser.add_argument("--runs", type=int, default=5, help="of which the median counts (5)")
    parser.add_argument("--scratch", metavar="FOLDER", help="where the store is made")
    options = parser.parse_intermixed_args()
    unknown = set(options.names) - set(SUITES)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    bench = Bench(options.build, options)
    try:
        bench.figure("load", os.getloadavg()[0])
        bench.figure("machine_sign_us", whole.machine(), 0)
        for name in options.names or SUITES:
            getattr(bench, name)()
    finally:
        bench.close()
    if options.json:
        print(json.dumps(bench.figures, indent=2))
    else:
        for name, value in bench.figures.items():
            limit = f"   ({limit_text(LIMITS[name])})" if name in LIMITS else ""
            print(f"{name:24}{value}{limit}")
    return 1 if any(not kept(LIMITS[n], v) for n, v in bench.figures.items() if n in LIMITS) else 0


if __name__ == "__main__":
    sys.exit(main())
