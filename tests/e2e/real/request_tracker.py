# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""A real Request Tracker 5 on loopback: an installed one, or Debian's packages unpacked into a folder and
laid over /usr and /etc for its processes alone. SQLite, two workers, no mail; its clock can be moved.

usage: request_tracker.py [--port PORT] [DATAFILE...]

The data files (RT's initialdata, such as `certsteward init --target request-tracker` prints) come after the
organisation's own. Started by hand it prints where it is, who may log in, and ends with its standard input
(Ctrl-D)."""

import argparse
import base64
import fcntl
import hashlib
import json
import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.get("CERTSTEWARD_SOURCE", os.path.join(HERE, "..", "..", ".."))
if HERE not in sys.path:
    sys.path.insert(0, HERE)

import box  # noqa: E402  (found by the path above)
from packages import Packages  # noqa: E402

FOLDER = os.path.join(os.path.abspath(SOURCE), "build", "request-tracker")
PACKAGES = ["request-tracker5", "rt5-db-sqlite", "rt5-standalone"]
SERVER = "/usr/share/request-tracker5/libexec/rt-server"
SETUP = "/usr/sbin/rt-setup-database-5"
VERSION = "/usr/share/request-tracker5/lib/RT/Generated.pm"
ORGANISATION = os.path.join(HERE, "request_tracker.initialdata")
START_SECONDS = 60
SKIPPED = 77

# What RT keeps below /var, it keeps in the folder of the instance.
SITE = """Set($rtname, 'rt.example.com'); Set($Organization, 'rt.example.com');
Set($DatabaseType, 'SQLite'); Set($DatabaseName, '{folder}/rt.sqlite');
Set($WebPath, ''); Set($WebDomain, '127.0.0.1'); Set($WebPort, {port});
Set($WebBaseURL, 'http://127.0.0.1:{port}'); Set($WebURL, 'http://127.0.0.1:{port}/');
Set($LogToSyslog, undef); Set($LogToSTDERR, 'warning'); Set($Timezone, 'UTC');
Set($MailCommand, 'testfile'); Set($BcryptCost, 4);
Set(%Lifecycles, {lifecycle});
$RT::VarPath = '{folder}/var'; $RT::MasonDataDir = '{folder}/mason'; $RT::MasonSessionDir = '{folder}/sessions';
1;
"""

# As an organisation writes one of its own: other names, and a status between approval and work.
LIFECYCLE = """'change management' => {
  initial => ['new'], active => ['ready', 'working', 'parked'], inactive => ['finished', 'refused', 'deleted'],
  defaults => { on_create => 'new', approved => 'ready', denied => 'refused', reminder_on_open => 'working',
                reminder_on_resolve => 'finished' },
  transitions => { '' => ['new'], new => ['ready', 'working', 'refused'],
                   ready => ['working', 'refused'], working => ['parked', 'finished', 'refused'],
                   parked => ['working'], finished => ['working'], refused => ['new'], deleted => [] },
  rights => { '* -> deleted' => 'DeleteTicket', '* -> *' => 'ModifyTicket' },
  actions => { 'new -> working' => { label => 'Begin', update => 'Respond' },
               'new -> refused' => { label => 'Refuse', update => 'Respond' },
               'ready -> working' => { label => 'Begin', update => 'Respond' },
               'working -> finished' => { label => 'Finish', update => 'Comment' } } }"""

# Perl's own functions of time, moved by the seconds that stand in a file; loaded before anything else.
CLOCK = """package MovedClock;
my $file = '{folder}/clock';
sub moved {{ open(my $in, '<', $file) or return CORE::time; my $by = <$in>; close $in; CORE::time + ($by || 0) }}
BEGIN {{
  no warnings;
  *CORE::GLOBAL::time = sub () {{ moved() }};
  *CORE::GLOBAL::gmtime = sub (;$) {{ CORE::gmtime(@_ ? $_[0] : moved()) }};
  *CORE::GLOBAL::localtime = sub (;$) {{ CORE::localtime(@_ ? $_[0] : moved()) }};
}}
1;
"""

TOKEN = "certsteward.token"  # left by the data file that `certsteward init --target` prints


def skip(reason):
    print(f"skipped: request-tracker5: {reason}")
    sys.exit(SKIPPED)


def is_installed():
    return os.path.exists(SERVER) and os.path.exists(SETUP)


def prepare():
    """Packages, where it is not installed; ends the test as skipped where it cannot be had."""
    if is_installed():
        return
    box.need_room()
    os.makedirs(FOLDER, exist_ok=True)
    with open(os.path.join(FOLDER, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        reason = Packages(FOLDER).prepare([PACKAGES])
    if reason or not os.path.exists(os.path.join(FOLDER, "root") + SERVER):
        skip(reason or "its packages cannot be had")


class Refused(Exception):
    def __init__(self, status, text):
        super().__init__(f"{status}: {text}")
        self.status = status


class RequestTracker:
    """One instance with a database of its own, for as long as the process that made it lives."""

    def __init__(self, datafiles=(), port=0):
        prepare()
        self.folder = tempfile.mkdtemp(prefix="certsteward-rt-")
        if os.geteuid() == 0:
            account = pwd.getpwnam("nobody")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.move_clock(0)
        words = [sys.executable, "-B", os.path.abspath(__file__), "--inside", self.folder, str(port),
                 *map(os.path.abspath, datafiles)]
        if not is_installed():
            words = [*box.words(network=False), *words]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        if not self.url.startswith("http"):
            rest = self.url + self.process.stdout.read()
            self.stop()
            raise RuntimeError("Request Tracker does not start: " + rest.strip()[-2000:])

    def stop(self):
        if not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def token(self):
        with open(os.path.join(self.folder, TOKEN)) as file:
            return file.read().strip()

    def log(self):
        with open(os.path.join(self.folder, "log"), errors="replace") as file:
            return file.read()

    def move_clock(self, seconds):
        """Its clock, from now on, this far from the machine's."""
        path = os.path.join(self.folder, "clock")
        with open(path + ".new", "w") as file:
            file.write(str(int(seconds)))
        os.chmod(path + ".new", 0o644)
        os.replace(path + ".new", path)

    def keep(self, path):
        """A picture of its database."""
        with sqlite3.connect(os.path.join(self.folder, "rt.sqlite")) as live, \
                sqlite3.connect(path) as copy:
            live.backup(copy)

    def come_back(self, path):
        """The picture in place of what is there, under the running server."""
        with sqlite3.connect(path) as copy, \
                sqlite3.connect(os.path.join(self.folder, "rt.sqlite"), timeout=20) as live:
            copy.backup(live)

    def rest(self, user, method, path, body=None, **query):
        """REST 2.0 as a person, whose password is the name twice. JSON in, JSON out."""
        if query:
            path += "?" + urllib.parse.urlencode(query)
        request = urllib.request.Request(f"{self.url}/REST/2.0/{path}", method=method)
        pair = f"{user}:{'password' if user == 'root' else user + user}"
        request.add_header("Authorization", "Basic " + base64.b64encode(pair.encode()).decode())
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(body).encode() if body is not None else None
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read()
        except urllib.error.HTTPError as refusal:
            raise Refused(refusal.code, refusal.read().decode(errors="replace")[:500]) from None
        return json.loads(text) if text else None

    def rows(self, kind, query, fields, **more):
        """All rows of a search, in one list."""
        found, page = [], 1
        while True:
            part = self.rest("root", "GET", kind, query=query, fields=fields, per_page=100, page=page,
                             **more)
            found += part["items"]
            if page >= part["pages"]:
                return found
            page += 1


# --- Inside: with RT's files in their places -------------------------------------------------------

def run_user():
    return "nobody" if os.geteuid() == 0 else ""


def write(path, text):
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, 0o644)


def environment(folder):
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "RT_SITE_CONFIG": os.path.join(folder, "site.pm"), "RT_SITE_CONFIG_DIR": "/nonexistent",
            "RT_DBA_PASSWORD": "", "RT_LAB_FOLDER": folder,
            "PERL5OPT": f"-I{folder} -MMovedClock"}


def setup_database(folder, datafiles):
    for words in (["--action", "init"], *(["--action", "insert", "--datafile", name] for name in datafiles)):
        done = subprocess.run([SETUP, *words], capture_output=True, text=True, env=environment(folder), cwd=folder,
                              stdin=subprocess.DEVNULL, **box.identity(run_user()))
        if done.returncode or "already has" in done.stderr:
            raise RuntimeError(f"{words[-1]}: {(done.stdout + done.stderr).strip()[-1500:]}")


def digest(datafiles):
    """Of all that the database is made from."""
    total = hashlib.sha256()
    for name in (VERSION, os.path.abspath(__file__), *datafiles):
        with open(name, "rb") as file:
            total.update(hashlib.sha256(file.read()).digest())
    return total.hexdigest()[:20]


def make_database(folder, datafiles):
    """Made once for each content, copied for each instance; with it the tokens of its accounts."""
    datafiles = [ORGANISATION, *datafiles]
    where = os.path.join(FOLDER, "database-" + digest(datafiles))
    os.makedirs(FOLDER, exist_ok=True)
    readable = []
    for number, name in enumerate(datafiles):
        readable.append(os.path.join(folder, f"{number}.initialdata"))
        shutil.copyfile(name, readable[-1])
        os.chmod(readable[-1], 0o644)
    with open(os.path.join(FOLDER, "lock-database"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(where):
            setup_database(folder, readable)
            shutil.rmtree(where + ".new", ignore_errors=True)
            os.makedirs(where + ".new")
            for name in ("rt.sqlite", TOKEN):
                if os.path.exists(os.path.join(folder, name)):
                    shutil.copyfile(os.path.join(folder, name), os.path.join(where + ".new", name))
            os.rename(where + ".new", where)
    account = pwd.getpwnam(run_user()) if run_user() else None
    for name in os.listdir(where):
        shutil.copyfile(os.path.join(where, name), os.path.join(folder, name))
        if account:
            os.chown(os.path.join(folder, name), account.pw_uid, account.pw_gid)


def answers(url):
    try:
        urllib.request.urlopen(url + "/REST/2.0/rt", timeout=20).close()
    except urllib.error.HTTPError:
        return True  # 401: it asks who we are
    except OSError:
        return False
    return True


def start_server(folder, port):
    with open(os.path.join(folder, "log"), "ab") as log:
        server = subprocess.Popen(
            [SERVER, "--server", "Starlet", "--host", "127.0.0.1", "--port", str(port), "--max-workers", "2"],
            env=environment(folder), cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True, **box.identity(run_user()))
    end = time.monotonic() + START_SECONDS
    while not answers(f"http://127.0.0.1:{port}"):
        if server.poll() is not None or time.monotonic() > end:
            with open(os.path.join(folder, "log"), errors="replace") as log:
                raise RuntimeError("does not start: " + log.read()[-1500:])
        time.sleep(0.05)
    return server


def end_server(server):
    try:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(10)
    except (ProcessLookupError, subprocess.TimeoutExpired):
        pass
    try:
        os.killpg(server.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    server.wait()


def inside(folder, port, datafiles):
    """Serves until standard input ends, so that nothing is left when the one who asked is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if not is_installed():
        box.lay_over(os.path.join(FOLDER, "root"))
    port = port or box.free_port()
    write(os.path.join(folder, "site.pm"), SITE.format(folder=folder, port=port, lifecycle=LIFECYCLE))
    write(os.path.join(folder, "MovedClock.pm"), CLOCK.format(folder=folder))
    for name in ("var", "mason", "sessions"):
        os.makedirs(os.path.join(folder, name))
        os.chmod(os.path.join(folder, name), 0o777)
    make_database(folder, datafiles)
    server = start_server(folder, port)
    try:
        print(f"http://127.0.0.1:{port}", flush=True)
        sys.stdin.read()
    finally:
        end_server(server)
        if not os.environ.get("CERTSTEWARD_KEEP"):
            shutil.rmtree(folder, ignore_errors=True)


def by_hand():
    parser = argparse.ArgumentParser(description="a real Request Tracker on loopback")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("datafiles", nargs="*")
    options = parser.parse_args()
    tracker = RequestTracker(options.datafiles, options.port)
    print(f"{tracker.url}  (root/password, alice/alicealice, …)\nfolder: {tracker.folder}", flush=True)
    if options.datafiles:
        print(f"token: {tracker.token()}", flush=True)
    try:
        sys.stdin.read()
    except KeyboardInterrupt:
        pass
    tracker.stop()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        try:
            inside(sys.argv[2], int(sys.argv[3]), sys.argv[4:])
        except RuntimeError as error:
            print(error)
            sys.exit(1)
    else:
        by_hand()
