# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Findings by trust facts, with the real program and a real TLS server: a weak key below an authority of
our own is told with its source; own files say what holds here, are refused where they are wrong, and
stand in the audit; on the day of a removal the finding turns without a scan."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.abspath(os.environ.get("CERTSTEWARD_SOURCE", os.path.join(HERE, "..", "..")))
BUILD = os.path.abspath(os.environ.get("CERTSTEWARD_BUILD", os.path.join(SOURCE, "build", "check")))
PATIENCE = 20
DAY = 86400

CONFIGURATION = """store: {{path: store.db, trial: yes}}
rules: {{mappings: {source}/mappings, worker: {build}/certsteward-mapper, trust: [own.yaml]}}
discovery:
  - {{name: lab, type: tls, targets: ["127.0.0.1:{port}"], ca_file: ca.pem}}
"""
OWN = "schema: 1\nversion: house {version}\n"


class Failed(Exception):
    pass


def need(holds, what):
    if not holds:
        raise Failed(what)


def openssl(folder, *words, text=None):
    done = subprocess.run(["openssl", *words], cwd=folder, input=text, capture_output=True, text=True)
    need(done.returncode == 0, f"openssl {words[0]}: {done.stderr}")


def make_certificates(folder):
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "900", "-keyout", "ca.key", "-out",
            "ca.pem", "-subj", "/CN=Plant CA", "-addext", "basicConstraints=critical,CA:TRUE")
    openssl(folder, "req", "-newkey", "rsa:1024", "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr", "-subj",
            "/CN=plant.example")
    openssl(folder, "x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "500", "-out",
            "leaf.pem", "-extfile", "/dev/stdin",
            text="subjectAltName=DNS:plant.example\nextendedKeyUsage=serverAuth\ntlsfeature=status_request\n")


class Trial:
    def __init__(self, folder):
        self.folder = folder
        make_certificates(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.server = subprocess.Popen(
            ["openssl", "s_server", "-quiet", "-accept", f"127.0.0.1:{self.port}", "-cert", "leaf.pem", "-key",
             "leaf.key", "-cert_chain", "ca.pem", "-cipher", "DEFAULT@SECLEVEL=0"], cwd=folder,
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                need(time.monotonic() < end, "the server does not come up")
                time.sleep(0.05)
        with open(os.path.join(folder, "c.yaml"), "w") as file:
            file.write(CONFIGURATION.format(source=SOURCE, build=BUILD, port=self.port))
        self.own(1)

    def own(self, version, more=""):
        with open(os.path.join(self.folder, "own.yaml"), "w") as file:
            file.write(OWN.format(version=version) + more)

    def run(self, *words, status=0):
        done = subprocess.run(
            [os.path.join(BUILD, "certsteward"), "-c", os.path.join(self.folder, "c.yaml"), *words],
            capture_output=True, text=True, stdin=subprocess.DEVNULL)
        need(done.returncode in (status if isinstance(status, tuple) else (status,)),
             f"{' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def findings(self):
        self.run("sync", status=(0, 3))
        shown = json.loads(self.run("list", "--json"))
        rows = shown if isinstance(shown, list) else shown.get("rows", shown.get("certificates"))
        leaf, = [row for row in rows if "plant.example" in json.dumps(row)]
        digest = leaf.get("fingerprint") or leaf["sha256"]
        explained = json.loads(self.run("explain", "--json", digest))
        return digest, {item["rule"]: item for item in explained["findings"]}

    def stop(self):
        self.server.kill()
        self.server.wait()
        self.server.stdin.close()


def tell(trial):
    output = trial.run("check")
    need("trust facts" in output and "house 1" in output, f"check does not tell the facts: {output}")
    trial.run("discover")
    digest, found = trial.findings()
    need("1024 bits, at least 2048" in found["weak-key"]["text"], f"no weak key: {found}")
    need(found["weak-key"]["source"].startswith("https://"), f"no source: {found}")
    need("https://doi.org" in trial.run("show", digest), "show tells no source")
    for nothing in ("", f":{trial.port}"):
        trial.run("show", nothing, status=1)
    need("plant.example" in trial.run("list", "--finding", "weak-key"), "list finds no weak key")
    record = json.loads(trial.run("show", "--json", digest))
    need("weak-key" in [item["id"] for item in record["findings"]] and record["state"] == "valid" and
         [item["port"] for item in record["deployments"]["items"]] == [trial.port],
         f"show --json tells less than show: {record}")
    need("sends none" in found["no-staple"]["text"], f"demands a staple, gets none, and nobody says so: {found}")
    need("too-long" not in found, "500 days are too long for an own authority")

    trial.own(2, "keys:\n  - {id: rsa-internal, drop: yes}\nprofiles:\n  - {id: p, profile: public, source: "
                 "policy 7, authorities: [{name: Plant CA, subject: CN=Plant CA}]}\n"
                 "lifetimes:\n  - {id: ours, issued_from: 2020-09-01, days: 398, profiles: [public], "
                 "source: policy 8}\n  - {id: days-200, drop: yes}\n")
    _, found = trial.findings()
    need("too-long" in found and "398" in found["too-long"]["text"], f"the own limit does not hold: {found}")
    need("weak-key" in found and "cabforum" in found["weak-key"]["source"], f"not by the profile: {found}")
    audit = trial.run("audit", "export")
    told = [line for line in audit.splitlines() if "trust_versions" in line]
    need(len(told) == 2 and "house 1" in told[0] and "house 2" in told[1],
         f"the audit does not tell which facts were in force: {told}")

    with open(os.path.join(trial.folder, "own.yaml"), "a") as file:
        file.write("keyes: []\n")
    output = trial.run("check", status=1)
    need("own.yaml:10:1" in output and "did you mean 'keys'" in output, f"not refused in its place: {output}")
    trial.run("discover", status=2)

    removed = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 5 * DAY))
    trial.own(3, f'distrusted:\n  - {{id: ours, program: We, source: policy 9, removed_on: "{removed}", '
                 'authorities: [{name: Plant CA, subject: CN=Plant CA}]}\n')
    _, found = trial.findings()
    need(found["distrusted-ca"]["severity"] == "medium", f"not warned ahead: {found}")
    late = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 6 * DAY))
    shown = json.loads(trial.run("--now", late, "explain", "--json", digest))
    after, = [item for item in shown["findings"] if item["rule"] == "distrusted-ca"]
    need(after["severity"] == "high" and "since" in after["text"], f"the day does not come: {after}")

    trial.server.kill()
    trial.server.wait()
    output = trial.run("-v", "discover", "--facts-only")
    need(f"127.0.0.1:{trial.port}: unreachable: connection refused" in output, f"not told why: {output}")


def main():
    folder = tempfile.mkdtemp(prefix="certsteward-findings-")
    trial = None
    try:
        trial = Trial(folder)
        tell(trial)
    except Failed as failure:
        print(f"FAILED: {failure}")
        return 1
    finally:
        if trial:
            trial.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print("weak keys, own limits and removals are told with their sources; wrong files are refused")
    return 0


if __name__ == "__main__":
    sys.exit(main())
