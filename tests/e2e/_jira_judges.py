# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Judges of what Jira is asked and answers that nobody here wrote: Atlassian's own OpenAPI files behind
Prism, and published clients. What is not installed and cannot be had is a reason to skip, by name.

Atlassian's files are no part of the project: CERTSTEWARD_OPENAPI names their folder, or a folder
`openapi` lies beside the checkout. npm packages are installed once below build/."""

import base64
import glob
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.abspath(os.environ.get("CERTSTEWARD_SOURCE", os.path.join(HERE, "..", "..")))
PACKAGES = ("@stoplight/prism-cli@5.16.0", "jira.js@6.2.0")
CLOUD_ID = "5f3c9a10-8d1e-4f5b-9c1a-0c5a7e57a001"
WORKSPACE = "b1a6f3d2-7c44-4e0f-8f0e-3d2a51c0a002"
ASSETS = f"/jsm/assets/workspace/{WORKSPACE}/v1"
GATEWAY = f"/ex/jira/{CLOUD_ID}"


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def openapi_folder():
    named = os.environ.get("CERTSTEWARD_OPENAPI")
    found = [named] if named else sorted(glob.glob(os.path.join(SOURCE, "..", "*", "openapi")))
    for folder in found:
        if os.path.exists(os.path.join(folder, "jira-platform.v3.json")):
            return os.path.abspath(folder)
    return skip("Atlassian's OpenAPI files are not beside the checkout; CERTSTEWARD_OPENAPI names them")


def npm_folder():
    """A folder with the packages, installed there the first time."""
    folder = os.path.join(SOURCE, "build", "npm")
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(os.path.join(folder, "node_modules", "jira.js")):
        if subprocess.run(["which", "node", "npm"], capture_output=True, check=False).returncode:
            skip("node and npm are not installed")
        done = subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *PACKAGES],
                              cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            skip(f"npm cannot install {' '.join(PACKAGES)}: {done.stderr.strip()[-200:]}")
    return folder


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Proxy:
    """Prism between a client and the sandbox: it says where either leaves the file."""

    def __init__(self, specification, upstream):
        self.port = free_port()
        program = os.path.join(npm_folder(), "node_modules", ".bin", "prism")
        self.process = subprocess.Popen(
            [program, "proxy", "-h", "127.0.0.1", "-p", str(self.port), specification, upstream],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=dict(os.environ, NO_COLOR="1", NODE_OPTIONS="--max-http-header-size=1048576"))
        self.ready = threading.Event()
        self.said = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.said.append(line)
            if "Prism is listening" in line:
                self.ready.set()

    def wait(self):
        if not self.ready.wait(120):
            raise RuntimeError("prism does not start: " + "".join(self.said[-5:]))

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body) if self.body else None


class Caller:
    """Speaks to one host as one account, with or without a judge in between."""

    def __init__(self, port, prefix="", basic=None, bearer=None):
        self.port, self.prefix = port, prefix
        self.login = f"Bearer {bearer}" if bearer else None
        if basic:
            self.login = "Basic " + base64.b64encode(basic.encode()).decode()
        self.violations = []

    def call(self, method, path, body=None, headers=None, login=True):
        sent = {"Accept": "application/json", **(headers or {})}
        if login and self.login:
            sent.setdefault("Authorization", self.login)
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        http.client._MAXLINE = 1048576
        try:
            connection.request(method, self.prefix + path, body, sent)
            answer = connection.getresponse()
            found = Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()
        for one in json.loads(found.headers.get("sl-violations") or "[]"):
            self.violations.append((method, path, found.status, one))
        return found

    def get(self, path, **arguments):
        if arguments:
            path += "?" + urllib.parse.urlencode(arguments)
        return self.call("GET", path)

    def post(self, path, body=None, **more):
        return self.call("POST", path, {} if body is None else body, **more)

    def put(self, path, body, **more):
        return self.call("PUT", path, body, **more)


def wait_until(holds, seconds=30):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def adf(text):
    return {"type": "doc", "version": 1,
            "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]}


def multipart(name, content, kind="application/x-pem-file"):
    mark = "judge-boundary-7d3f"
    body = (f"--{mark}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n"
            f"Content-Type: {kind}\r\n\r\n").encode() + content + f"\r\n--{mark}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={mark}", "X-Atlassian-Token": "no-check"}
