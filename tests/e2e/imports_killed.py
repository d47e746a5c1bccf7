# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The real program takes over two files of nmap's shape and is ended by a real SIGKILL: after each commit
of the store, and at times in between. What the next runs make of it must be what an undisturbed run
makes: nothing lost, nothing twice, each file taken once.

KILL_EVERY=N takes every N-th commit; the default is 2."""

import os
import shutil
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.abspath(os.environ.get("CERTSTEWARD_SOURCE", os.path.join(HERE, "..", "..")))
BUILD = os.path.abspath(os.environ.get("CERTSTEWARD_BUILD", os.path.join(SOURCE, "build", "check")))
EVERY = int(os.environ.get("KILL_EVERY", "2"))
# More looks than go into one commit, so that one file is handed over in several.
LARGE, SMALL, CERTIFICATES, BETWEEN = 60000, 6000, 40, 4
FEWEST = 6  # commits of a run
PATIENCE = 120

CONFIGURATION = """store: {{path: {folder}/store.db, trial: yes}}
discovery:
  - {{name: scans, type: nmap, zone: lab, paths: [{folder}/scans]}}
"""
# What must be the same however often it was interrupted; all times but those of silence are the files.
PICTURE = {
    "places": "SELECT key, state, evidence, first_seen, last_served FROM deployment ORDER BY key",
    "slots": """SELECT d.key, s.key_type, c.sha256, s.first_seen, s.last_seen, s.missing_looks FROM slot s
        JOIN deployment d ON d.id = s.deployment_id JOIN certificate c ON c.id = s.certificate_id
        ORDER BY d.key, c.sha256""",
    "certificates": "SELECT sha256, first_seen, problem FROM certificate ORDER BY sha256",
    "past": """SELECT d.key, c.sha256, s.first_seen, s.last_seen, s.ended FROM sighting s
        JOIN deployment d ON d.id = s.deployment_id JOIN certificate c ON c.id = s.certificate_id
        ORDER BY d.key, c.sha256, s.first_seen""",
    "silence": """SELECT d.key, s.source, s.outcome, s.scans FROM silence s
        JOIN deployment d ON d.id = s.deployment_id ORDER BY d.key""",
    "turns": "SELECT d.key, t.at FROM turn t JOIN deployment d ON d.id = t.deployment_id ORDER BY d.key",
    "waiting": """SELECT d.kind, c.sha256 FROM dirty d LEFT JOIN certificate c ON CAST(c.id AS TEXT) = d.key
        WHERE d.kind = 'certificate' ORDER BY c.sha256""",
}


class Failed(Exception):
    pass


def need(holds, what):
    if not holds:
        raise Failed(what)


def make_certificates(folder):
    """A handful of keys; the certificates differ by their names."""
    key = os.path.join(folder, "key.pem")
    subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key],
                   check=True, capture_output=True)
    made = []
    for number in range(CERTIFICATES):
        done = subprocess.run(
            ["openssl", "req", "-x509", "-new", "-key", key, "-days", "30", "-subj", f"/CN=h{number}.example",
             "-addext", f"subjectAltName=DNS:h{number}.example"], check=True, capture_output=True, text=True)
        ssl.PEM_cert_to_DER_cert(done.stdout)
        made.append(done.stdout)
    return made


def write_scan(path, start, numbers, certificates, served, closed):
    """Hosts by nmap's elements that count: address, port, state, PEM; one port in five is closed."""
    with open(path, "w") as file:
        file.write(f'<?xml version="1.0"?>\n<nmaprun scanner="nmap" start="{start}">\n')
        for number in numbers:
            pem = certificates[(number * served) % len(certificates)].strip().replace("\n", "&#xa;")
            address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
            port = ('<state state="closed" reason="conn-refused"/>' if number % 5 == closed else
                    '<state state="open" reason="syn-ack"/><script id="ssl-cert" output="x">'
                    f'<elem key="pem">{pem}</elem></script>')
            file.write(f'<host starttime="{start}" endtime="{start + 60}"><status state="up"/>'
                       f'<address addr="{address}" addrtype="ipv4"/><ports><port protocol="tcp" '
                       f'portid="443">{port}</port></ports></host>\n')
        file.write('<runstats><finished exit="success"/></runstats>\n</nmaprun>\n')


class Trial:
    def __init__(self, folder):
        self.folder = folder
        self.store = os.path.join(folder, "store.db")
        self.config = os.path.join(folder, "c.yaml")
        with open(self.config, "w") as file:
            file.write(CONFIGURATION.format(folder=folder))
        scans = os.path.join(folder, "scans")
        os.mkdir(scans)
        certificates = make_certificates(folder)
        now = int(time.time())
        write_scan(os.path.join(scans, "1.xml"), now - 7200, range(LARGE), certificates, 1, 0)
        # The second sees some of the first's places again, most with another certificate, some closed.
        both = range(LARGE - SMALL // 2, LARGE + SMALL // 2)
        write_scan(os.path.join(scans, "2.xml"), now - 3600, both, certificates, 3, 1)
        self.preload = os.path.join(folder, "kill_at.so")
        subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-O1", "-o", self.preload,
                        os.path.join(HERE, "kill_at.c"), "-ldl"], check=True)

    def start(self, **environment):
        return subprocess.Popen(
            [os.path.join(BUILD, "certsteward"), "-c", self.config, "discover", "--facts-only", "scans"],
            env=dict(os.environ, **environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)

    def finish(self, process):
        output, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, output

    def forget(self):
        for end in ("", "-wal", "-shm", ".lock"):
            if os.path.exists(self.store + end):
                os.unlink(self.store + end)

    def picture(self):
        store = sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)
        try:
            return {name: store.execute(statement).fetchall() for name, statement in PICTURE.items()}
        finally:
            store.close()

    def heal(self, where, wanted):
        """The next run finishes what was begun, the one after it has nothing left to take."""
        status, output = self.finish(self.start())
        need(status == 0, f"{where}: the next run ended with {status}: {output}")
        status, output = self.finish(self.start())
        need(status == 0 and " 0 looks" in output, f"{where}: a file is taken twice: {output}")
        found = self.picture()
        for name, rows in wanted.items():
            if found[name] != rows:
                odd = set(rows) ^ set(found[name])
                raise Failed(f"{where}: {name} differ: {len(rows)} rows wanted, {len(found[name])} found, "
                             f"such as {sorted(map(str, odd))[:3]}")
        verified = subprocess.run([os.path.join(BUILD, "certsteward"), "-c", self.config, "audit", "verify"],
                                  capture_output=True, text=True)
        need(verified.returncode == 0, f"{where}: the trail is broken: {verified.stdout}{verified.stderr}")


def tell(trial):
    count_file = os.path.join(trial.folder, "count")
    began = time.monotonic()
    status, output = trial.finish(trial.start(LD_PRELOAD=trial.preload, KILL_COUNT=count_file))
    took = time.monotonic() - began
    need(status == 0, f"the undisturbed run ended with {status}: {output}")
    wanted = trial.picture()
    states = [state for _, state, *_ in wanted["places"]]
    need((states.count("served"), states.count("unreachable")) == (LARGE * 4 // 5 + SMALL // 2 * 4 // 5, SMALL // 10),
         f"not every place was taken over: {states.count('served')} served of {len(states)}: {output}")
    need(all(wanted[name] for name in ("slots", "certificates", "silence", "waiting")), "a picture is empty")
    with open(count_file) as file:
        commits = len(file.read().strip())
    need(commits >= FEWEST, f"only {commits} commits: no file was handed over in several")
    killed = between = 0
    for point in range(1, commits + 1, EVERY):
        trial.forget()
        status, output = trial.finish(trial.start(LD_PRELOAD=trial.preload, KILL_AT=str(point)))
        # How many commits a run makes is a question of its pace, too.
        if status == 0 and point > FEWEST:
            break
        need(status == -signal.SIGKILL, f"commit {point}: not killed but ended with {status}: {output}")
        killed += 1
        trial.heal(f"killed after commit {point} of {commits}", wanted)
    for number in range(BETWEEN):
        trial.forget()
        process = trial.start()
        time.sleep(took * (number + 1) / (BETWEEN + 1))
        process.kill()
        status, _ = trial.finish(process)
        between += status == -signal.SIGKILL
        trial.heal(f"killed after {number + 1}/{BETWEEN + 1} of the time", wanted)
    need(between, "no run was killed between two commits")
    return killed + between


def main():
    folder = tempfile.mkdtemp(prefix="certsteward-imports-killed-")
    try:
        killed = tell(Trial(folder))
    except Failed as failure:
        print(f"FAILED: {failure}")
        return 1
    finally:
        if "CERTSTEWARD_KEEP" in os.environ:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"killed {killed} times while files were handed over: nothing lost, nothing twice")
    return 0


if __name__ == "__main__":
    sys.exit(main())
