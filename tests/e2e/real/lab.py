# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Servers as rows: what each needs, how it is started, behind which doors its certificates stand."""

import os
import pwd
import socket
import subprocess
import time
from dataclasses import dataclass, field

import box

SERVERS = []
RSA, EC = "rsa", "ec"
START_SECONDS = 150


@dataclass
class Door:
    """One port. kinds: keys whose certificates must be seen there."""
    port: int
    starttls: str = ""
    kinds: tuple = (RSA, EC)
    name: bool = False  # asked for by server name
    odd: bool = False   # a port that says nothing about its protocol


@dataclass
class Server:
    name: str
    library: str
    program: str
    doors: list
    begin: object
    packages: list
    user: str = ""
    address: str = ""
    folder: str = ""
    process: object = None
    environment: dict = field(default_factory=dict)
    runs: bool = False
    missing: str = ""  # why it cannot be tried
    problem: str = ""  # why it does not start

    def path(self, name):
        return os.path.join(self.folder, name)

    @property
    def host_name(self):
        return self.name + ".lab.example"

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def make_folder(self, name):
        os.makedirs(self.path(name), exist_ok=True)
        self.give(name)
        return self.path(name)

    def give(self, name):
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(self.path(name), account.pw_uid, account.pw_gid)

    def pem(self, kind=RSA):
        return self.path(kind + ".pem")

    def key(self, kind=RSA):
        return self.path(kind + ".key")

    def bundle(self, kind=RSA, key_first=False):
        """Key and chain in one file."""
        parts = [self.pem(kind), self.key(kind)]
        text = "".join(open(part).read() for part in (reversed(parts) if key_first else parts))
        return self.write(kind + ".bundle", text, 0o640 if self.user else 0o644)

    def run(self, *words, timeout=120, user=None):
        """A step before the start; its failure is the server's problem."""
        done = subprocess.run(words, capture_output=True, text=True, timeout=timeout,
                              cwd=self.folder, env=self._whole_environment(),
                              **box.identity(self.user if user is None else user))
        if done.returncode:
            raise RuntimeError(f"{words[0]}: {(done.stderr or done.stdout).strip()[-300:]}")

    def _whole_environment(self):
        return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": self.folder, "LC_ALL": "C",
                **self.environment}

    def start(self):
        words = self.begin(self)
        self.give("")
        with open(self.path("log"), "wb") as log:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            cwd=self.folder, env=self._whole_environment(),
                                            start_new_session=True, **box.identity(self.user))

    def is_listening(self):
        for door in self.doors:
            try:
                socket.create_connection((self.address, door.port), 1).close()
            except OSError:
                return False
        return True

    def wait(self):
        end = time.monotonic() + START_SECONDS
        while not self.is_listening():
            if time.monotonic() > end or self.process.poll() not in (None, 0):
                with open(self.path("log"), errors="replace") as log:
                    raise RuntimeError("does not start: " + log.read()[-1500:].strip())
            time.sleep(0.1)


def server(name, library, program, doors, packages=None, user="", **environment):
    """Makes the function below a row: it writes files into the server's folder and returns the
    command line."""
    def enrol(begin):
        SERVERS.append(Server(name, library, program, doors, begin, packages or [name], user,
                              environment=environment))
        return begin
    return enrol
