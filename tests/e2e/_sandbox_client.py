# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Starts certsteward-sandbox on a free port and speaks to it; used by the sandbox_*.py tests."""

import base64
import http.client
import json
import os
import subprocess
import sys
import time
import urllib.parse


def wait_until(holds, what, seconds=60):
    """Seconds are for a crowded machine: it goes on as soon as it holds."""
    give_up = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > give_up:
            sys.exit(f"FAILED: waited {seconds} s for: {what}")
        time.sleep(0.02)


def binary():
    """The sandbox to test: the first argument, else the one of the build."""
    if len(sys.argv) > 1:
        return sys.argv[1]
    here = os.path.dirname(os.path.abspath(__file__))
    build = os.environ.get("CERTSTEWARD_BUILD", os.path.join(here, "..", "..", "build"))
    path = os.path.join(build, "certsteward-sandbox")
    if not os.path.exists(path):
        print(f"skipped: no {path}")
        sys.exit(77)
    return path


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def result(self):
        return self.json["result"]


class Sandbox:
    def __init__(self, *options):
        self.process = subprocess.Popen(
            [binary(), "--listen", "127.0.0.1:0", *options], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if "listening on http://127.0.0.1:" not in line:
            raise RuntimeError(f"sandbox said {line!r}")
        self.port = int(line.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.stdout.close()
        return self.process.wait(20)

    def call(self, method, path, body=None, user="certsteward", headers=None, timeout=30):
        """body: bytes as they are, anything else as JSON. user None: no login."""
        sent = dict(headers or {})
        if user and "Authorization" not in sent:
            pair = base64.b64encode(f"{user}:{user}".encode()).decode()
            sent["Authorization"] = "Basic " + pair
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, urllib.parse.quote(path, safe="/?&=:,%^<>!@()._-~'+"),
                               body, sent)
            answer = connection.getresponse()
            return Reply(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, {} if body is None else body, **more)

    def patch(self, path, body, **more):
        return self.call("PATCH", path, body, **more)

    def control(self, path, body=None):
        if body is None:
            return self.get("/_sandbox/" + path).json
        return self.post("/_sandbox/" + path, body).json

    def act(self, action, **more):
        return self.post("/_sandbox/act", {"action": action, **more})

    def rows(self, table, query, fields=""):
        path = f"/api/now/table/{table}?sysparm_query={query}&sysparm_exclude_reference_link=true"
        if fields:
            path += "&sysparm_fields=" + fields
        return self.get(path).result
