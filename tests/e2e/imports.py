# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The real nmap looks at real TLS servers on loopback, and its files are taken over: from a folder, from
standard input, once each, with their own time; a file that is cut off gives nothing."""

import hashlib
import os
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.abspath(os.environ.get("CERTSTEWARD_SOURCE", os.path.join(HERE, "..", "..")))
BUILD = os.path.abspath(os.environ.get("CERTSTEWARD_BUILD", os.path.join(SOURCE, "build", "check")))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "real"))

import box  # noqa: E402  (found by the path above)
from packages import Packages  # noqa: E402

SKIPPED = 77
PATIENCE = 20

CONFIGURATION = """store: {{path: {folder}/store.db, trial: yes}}
discovery:
  - {{name: scans, type: nmap, zone: lab, paths: [{folder}/scans]}}
  - {{name: handed, type: nmap, zone: handed, paths: ["-"]}}
"""


class Failed(Exception):
    pass


def need(holds, what):
    if not holds:
        raise Failed(what)


def find_nmap():
    """The command and its environment: the machine's own, or one unpacked below build/."""
    own = shutil.which("nmap")
    if own:
        return own, dict(os.environ)
    packages = Packages(os.path.join(SOURCE, "build", "scanners"))
    problem = packages.prepare([["nmap"]])
    program = os.path.join(packages.tree, "usr", "bin", "nmap")
    if problem or not os.path.exists(program):
        print(f"skipped: nmap cannot be had: {problem or packages.missing}")
        sys.exit(SKIPPED)
    libraries = [os.path.join(packages.tree, "usr", "lib", name)
                 for name in os.listdir(os.path.join(packages.tree, "usr", "lib"))]
    return program, dict(os.environ, LD_LIBRARY_PATH=":".join(libraries),
                         NMAPDIR=os.path.join(packages.tree, "usr", "share", "nmap"))


class Server:
    """openssl s_server with a certificate of its own."""

    def __init__(self, folder, name):
        base = os.path.join(folder, name)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
                        "-keyout", base + ".key", "-out", base + ".pem", "-subj", f"/CN={name} & Söhne",
                        "-utf8", "-addext", f"subjectAltName=DNS:{name}"],
                       check=True, capture_output=True)
        with open(base + ".pem") as file:
            self.sha256 = hashlib.sha256(ssl.PEM_cert_to_DER_cert(file.read())).hexdigest()
        self.port = box.free_port()
        self.process = subprocess.Popen(
            ["openssl", "s_server", "-quiet", "-accept", f"127.0.0.1:{self.port}",
             "-cert", base + ".pem", "-key", base + ".key"],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise Failed(f"the server of {name} does not come up")

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()


class Trial:
    def __init__(self, folder):
        self.folder = folder
        self.scans = os.path.join(folder, "scans")
        os.mkdir(self.scans)
        self.config = os.path.join(folder, "c.yaml")
        with open(self.config, "w") as file:
            file.write(CONFIGURATION.format(folder=folder))
        self.nmap, self.environment = find_nmap()

    def scan(self, ports, output):
        done = subprocess.run(
            [self.nmap, "-n", "-Pn", "-sT", "-p", ",".join(map(str, ports)), "--script", "ssl-cert",
             "-oX", output, "127.0.0.1"], env=self.environment, capture_output=True, text=True)
        need(done.returncode == 0, f"nmap failed: {done.stderr}")
        return done.stdout

    def discover(self, *words, status=0, **options):
        done = subprocess.run(
            [os.path.join(BUILD, "certsteward"), "-c", self.config, "discover", "--facts-only", *words],
            capture_output=True, text=True, **options)
        need(done.returncode == status,
             f"discover ended with {done.returncode}, not {status}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def rows(self, statement):
        store = sqlite3.connect(f"file:{self.folder}/store.db?mode=ro", uri=True)
        try:
            return store.execute(statement).fetchall()
        finally:
            store.close()


SERVED = """SELECT d.host, d.port, d.state, c.sha256, s.full_probe FROM deployment d
    LEFT JOIN slot s ON s.deployment_id = d.id LEFT JOIN certificate c ON c.id = s.certificate_id
    WHERE d.zone = '{}' ORDER BY d.port"""


def tell(trial, servers, closed):
    first = os.path.join(trial.scans, "first.xml")
    before = int(time.time())
    trial.scan([server.port for server in servers] + [closed], first)
    after = int(time.time())
    output = trial.discover("scans", stdin=subprocess.DEVNULL)
    need("3 looks, 2 served, 1 unreachable" in output, f"not all was taken over: {output}")
    expected = sorted(("127.0.0.1", server.port, "served", server.sha256, 0) for server in servers)
    need(sorted(trial.rows(SERVED.format("lab"))) == expected, "the certificates are not those served")
    (low, high), = trial.rows("SELECT min(last_served), max(last_served) FROM deployment")
    need(before - 1 <= low <= high <= after, "the looks do not have the time of the scan")

    output = trial.discover("scans", stdin=subprocess.DEVNULL)
    need(" 0 looks" in output, f"a file was taken twice: {output}")

    with open(first) as file:
        whole = file.read()
    with open(os.path.join(trial.scans, "half.xml"), "w") as file:
        file.write(whole[:whole.index("</nmaprun>")].replace("127.0.0.1", "127.0.0.9"))
    output = trial.discover("scans", status=3, stdin=subprocess.DEVNULL)
    need("half.xml" in output and "set aside" in output and "cut off" in output,
         f"the cut file is not told: {output}")
    need(not trial.rows("SELECT 1 FROM deployment WHERE host = '127.0.0.9'"), "half a file was taken")
    os.unlink(os.path.join(trial.scans, "half.xml"))

    servers[0].stop()
    time.sleep(1.1)  # a scan in the same second is not a younger one
    trial.scan([server.port for server in servers], os.path.join(trial.scans, "second.xml"))
    trial.discover("scans", stdin=subprocess.DEVNULL)
    states = {row[1]: row[2] for row in trial.rows(SERVED.format("lab"))}
    need(states == {servers[0].port: "unreachable", servers[1].port: "served"},
         f"a closed port is not unreachable: {states}")
    # The first file comes back under another name, elder now than what is known.
    with open(os.path.join(trial.scans, "copied.xml"), "w") as file:
        file.write(whole + "\n")
    trial.discover("scans", stdin=subprocess.DEVNULL)
    need({row[1]: row[2] for row in trial.rows(SERVED.format("lab"))} == states,
         "an elder file overruled a younger one")

    handed = trial.scan([servers[1].port], "-")
    trial.discover("handed", input=handed)
    need(trial.rows(SERVED.format("handed")) ==
         [("127.0.0.1", servers[1].port, "served", servers[1].sha256, 0)],
         "what came on standard input was not taken over")


def main():
    folder = tempfile.mkdtemp(prefix="certsteward-imports-")
    servers = []
    try:
        trial = Trial(folder)
        servers = [Server(folder, "one.example"), Server(folder, "two.example")]
        tell(trial, servers, box.free_port())
    except Failed as failure:
        print(f"FAILED: {failure}")
        return 1
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print("nmap's files were taken over: folder, standard input, once, whole, in their time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
