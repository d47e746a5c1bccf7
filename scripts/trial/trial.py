# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""A trial organisation on loopback: a far side, real TLS servers, the hook runner and a configuration, in
one folder. Used by scripts/quickstart.sh and by the end-to-end tests."""

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time

import pki
import sandbox

HERE = os.path.dirname(os.path.abspath(__file__))

CONFIGURATION = """# The configuration of a trial: everything on loopback, no real instance.
store: {{path: {folder}/store.db, trial: yes}}
discovery:
  - name: lab
    type: tls
    zone: lab
    targets: [{targets}]
    exclude: [127.0.0.99]
    server_names: {{127.0.0.15: [www.shop.example.com, pay.shop.example.com]}}
    starttls: {{{smtp_port}: smtp}}
    ca_file: {folder}/ca/root.pem
itsm:
{itsm}rules:
  class: {source}/mappings/rules/class.jq
  owner: {source}/mappings/rules/owner.jq
  {worker}
tickets:
  hours: any
  submit: {{normal: yes}}
hooks:
  socket: {folder}/hook.sock
  renew: {{command: [{python}, {here}/renew_hook.py, {folder}, "{{fingerprint}}"], timeout: 60}}
"""


def free_ports(addresses, count):
    """Ports that are free on every one of these addresses."""
    found = []
    for port in random.sample(range(20443, 29000, 10), 500):
        try:
            for address in addresses:
                socket.create_server((address, port)).close()
                socket.create_server((address, port + 1)).close()
        except OSError:
            continue
        found.append(port)
        if len(found) == count:
            return found
    raise RuntimeError("no free ports on loopback")


class Trial:
    def __init__(self, folder, build, source, environment=None, worker=None,
                 far_side=sandbox.Sandbox, **options):
        """Options are those of the far side (sandbox.py)."""
        self.folder, self.build, self.source = folder, build, source
        self.processes, self.far, self.hook = [], None, None
        self.environment = dict(os.environ, NO_COLOR="1", **(environment or {}))
        self.now = int(time.time())
        self.worker = worker
        os.makedirs(os.path.join(folder, "served"), exist_ok=True)
        self._write_now()
        try:
            self.authority = pki.Authority(os.path.join(folder, "ca"))
            self.far = far_side(folder, build, **options)
            self._start_servers()
            self.far.servers_listen(self.port)
            self._configure()
        except BaseException:
            self.close()  # nobody else knows of the processes yet
            raise

    # processes

    def _spawn(self, *words, **more):
        process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, **more)
        self.processes.append(process)
        return process

    # pictures of everything that lasts, to come back to

    def picture(self, name):
        """Keeps store, far side and served files as they are now."""
        where = os.path.join(self.folder, "pictures", name)
        shutil.rmtree(where, ignore_errors=True)
        os.makedirs(where)
        sandbox.copy_database(os.path.join(self.folder, "store.db"), os.path.join(where, "store.db"))
        self.far.keep(where)
        for folder in ("served", "hook-runs", "ca"):
            shutil.copytree(os.path.join(self.folder, folder), os.path.join(where, folder))
        return name, self.now

    def come_back(self, picture):
        name, self.now = picture
        where = os.path.join(self.folder, "pictures", name)
        for end in ("-wal", "-shm", ""):
            with contextlib.suppress(FileNotFoundError):
                os.remove(os.path.join(self.folder, "store.db" + end))
        shutil.copy(os.path.join(where, "store.db"), os.path.join(self.folder, "store.db"))
        self.far.come_back(where)
        for folder in ("served", "hook-runs", "ca"):
            shutil.rmtree(os.path.join(self.folder, folder))
            shutil.copytree(os.path.join(where, folder), os.path.join(self.folder, folder))
        self.move_time(0)

    def _issue(self, name, names, days, **more):
        path = os.path.join(self.folder, "served", name)
        return self.authority.issue(path, names, days, now=self.now, **more)

    def _start_servers(self):
        own = os.path.join(self.folder, "served", "self-signed")
        pki.self_signed(own, "printer.example.com")
        served = [
            ("127.0.0.11", "web", {"certificates": [self._issue(
                "shop", ["shop.example.com", "api.shop.example.com"], 20)]}),
            ("127.0.0.12", "web", {"certificates": [
                self._issue("www-rsa", ["www.example.com"], 200),
                self._issue("www-ecdsa", ["www.example.com"], 210, key="P-256")]}),
            ("127.0.0.12", "other", {"certificates": [own]}),
            ("127.0.0.13", "smtp", {"starttls": "smtp", "certificates": [
                self._issue("mail", ["mail.example.com"], 120)]}),
            ("127.0.0.14", "web", {"certificates": [
                self._issue("erp", ["erp.example.com"], -3, key="rsa:1024")]}),
            ("127.0.0.15", "web", {
                "certificates": [self._issue("lb", ["lb.shop.example.com"], 250)],
                "names": {
                    "www.shop.example.com": self._issue("lb-www", ["www.shop.example.com"], 300),
                    "pay.shop.example.com": self._issue("lb-pay", ["pay.shop.example.com"], 320,
                                                        key="P-256")}}),
            ("127.0.0.16", "web", {"certificates": [
                self._issue("old", ["old.test.example.com"], 300)]}),
        ]
        # Another trial may take a port between our look and our listening.
        while not self._listen(served):
            time.sleep(random.random())

    def _listen(self, served):
        self.port, self.smtp_port = free_ports([f"127.0.0.{last}" for last in range(11, 17)], 2)
        ports = {"web": self.port, "smtp": self.smtp_port, "other": self.smtp_port + 1}
        listeners = [dict(more, address=address, port=ports[kind])
                     for address, kind, more in served]
        self.targets = [f'"{one["address"]}:{one["port"]}"' for one in listeners]
        path = os.path.join(self.folder, "listeners.json")
        with open(path, "w") as file:
            json.dump(listeners, file)
        self.servers = self._spawn(sys.executable, os.path.join(HERE, "tls_servers.py"), path)
        said = self.servers.stdout.readline().strip()
        if said not in ("ready", "taken"):
            raise RuntimeError("the TLS servers did not start")
        return said == "ready"

    def start_hook_runner(self):
        self.hook = self._spawn(os.path.join(self.build, "certsteward-hook"),
                                "--config", self.configuration,
                                "--socket", os.path.join(self.folder, "hook.sock"),
                                "--state", os.path.join(self.folder, "hook-runs"),
                                env=self.environment)
        for _ in range(100):
            if os.path.exists(os.path.join(self.folder, "hook.sock")):
                return
            time.sleep(0.05)
        raise RuntimeError("the hook runner did not start")

    def hook_runs(self):
        """Whether the runner has a run under way."""
        folder = os.path.join(self.folder, "hook-runs")
        for name in os.listdir(folder):
            with contextlib.suppress(FileNotFoundError), open(os.path.join(folder, name)) as file:
                if '"intent"' in file.read():
                    return True
        return False

    def wait_for_hook(self):
        for _ in range(600):
            if not self.hook_runs():
                return
            time.sleep(0.05)
        raise RuntimeError("the hook does not end")

    def stop_server(self, address, port):
        with open(os.path.join(self.folder, "stopped"), "a") as file:
            file.write(f"{address}:{port}\n")
        for _ in range(100):
            try:
                socket.create_connection((address, port), timeout=1).close()
            except OSError:
                return
            time.sleep(0.1)
        raise RuntimeError(f"{address}:{port} still answers")

    def close(self, keep_folder=False):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()
        if self.far:
            self.far.close()
        if not keep_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    # configuration and time

    def _configure(self):
        os.makedirs(os.path.join(self.folder, "hook-runs"), exist_ok=True)
        self.configuration = os.path.join(self.folder, "certsteward.yaml")
        with open(self.configuration, "w") as file:
            file.write(CONFIGURATION.format(
                folder=self.folder, source=self.source, here=HERE,
                itsm=self.far.configuration(os.path.join(self.folder, "secret")),
                worker=f"worker: {self.worker}" if self.worker else "",
                python=sys.executable, smtp_port=self.smtp_port, targets=", ".join(self.targets)))

    def _write_now(self):
        path = os.path.join(self.folder, "now")
        with open(path + ".new", "w") as file:
            file.write(str(self.now))
        os.replace(path + ".new", path)

    def move_time(self, seconds):
        """Moves the trial's clock: certsteward's by --now, the far side's by its own switch."""
        self.now += seconds
        self._write_now()
        self.far.set_clock(self.now)

    def stamp(self):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.now))

    # certsteward

    def command(self, *words):
        return [os.path.join(self.build, "certsteward"), "-c", self.configuration,
                "--now", self.stamp(), *words]

    def run(self, *words, timeout=120, environment=None):
        return subprocess.run(self.command(*words), capture_output=True, text=True,
                              env=dict(self.environment, **(environment or {})), timeout=timeout,
                              stdin=subprocess.DEVNULL)

    def json(self, *words):
        done = self.run("--json", *words)
        if done.returncode not in (0, 3):
            raise RuntimeError(f"certsteward {' '.join(words)}: {done.stderr}")
        return json.loads(done.stdout)

    # the far side

    @property
    def url(self):
        return self.far.url

    def control(self, path, body=None):
        return self.far.control(path, body)

    def act(self, action, **more):
        return self.far.act(action, **more)

    def as_person(self, user, method, path, body=None):
        return self.far.as_person(user, method, path, body)

    def dump(self):
        return self.far.dump()

    def tickets(self, start=""):
        return self.far.tickets(start)
