# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Judges of what Jira is asked and answers that nobody here wrote: Atlassian's own OpenAPI files behind
Prism, and published clients. What is not installed and cannot be had is a reason to skip, by name.

Atlassian's files are no part of the project: CERTSTEWARD_OPENAPI names their folder, or a folder
`openapi` lies beside the checkout. npm packages are installed once below build/."""

import base64
import fcntl
import glob
import hashlib
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.abspath(os.environ.get("CERTSTEWARD_SOURCE", os.path.join(HERE, "..", "..")))
sys.path.insert(0, os.path.join(HERE, "real"))

import box  # noqa: E402  (found by the path above)

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


def install_packages(folder):
    if subprocess.run(["which", "node", "npm"], capture_output=True, check=False).returncode:
        skip("node and npm are not installed")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    done = subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *PACKAGES],
                          cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        skip(f"npm cannot install {' '.join(PACKAGES)}: {done.stderr.strip()[-200:]}")


def npm_folder():
    """A folder with the packages, made whole the first time: tests that run side by side share it, and two
    npm at work in one folder leave programs in it that cannot be run."""
    digest = hashlib.sha256(" ".join(PACKAGES).encode()).hexdigest()[:16]
    folder = os.path.join(SOURCE, "build", "npm-" + digest)
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with open(folder + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.isdir(folder):
            install_packages(folder + ".new")
            os.rename(folder + ".new", folder)
    return folder


class Proxy:
    """Prism between a client and the sandbox: it says where either leaves the file."""

    def __init__(self, specification, upstream):
        program = os.path.join(npm_folder(), "node_modules", ".bin", "prism")
        self.port = box.free_port()
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


FILES = {"platform": "jira-platform.v3.json", "desk": "jsm.v3.json", "assets": "assets-cloud.v3.json",
         "dc": "jira-dc-10.3.json"}

# Where the files are wrong and the product is right: file, where and what, why.
KNOWN_FAULTS = (
    ("", r'must match format "date-time"',
     "Jira writes +0000, RFC 3339 and with it OpenAPI wants +00:00"),
    ("", r" (204|201|200): response The received media type \"\" does not match",
     "the files give a media type to answers that have no body"),
    ("", r"changelog\..*\.from(String)? Response body property .* must be string",
     "what was empty before is null, as in the products' own examples"),
    ("assets", r"totalcount.*must have required property 'self'",
     "the schema requires a property that it does not declare"),
    ("dc", r"response\.body Response body must be object", "a list is described as what it is a list of"),
    ("dc", r"^PUT \S+/properties/\S+ \d+: request\.body Request body must be string$",
     "the value of a property is described as a text"),
    ("dc", r"request\.body\.[.\w]*properties\.\d+\.value Request body .* must be string$",
     "the same where an issue is made"),
    ("dc", r"^POST \S+/attachments \d+: request\.body Request body must be string$",
     "an upload is described as a text"),
    ("dc", r"fields\.\w+ must be object", "every field's value is described as an object"),
)


def mend_dates(path):
    """One more fault of the Assets file: a date is a string and a date-time, and oneOf wants one of them. It
    strikes each date of each object, so that Prism would cut off its list before what matters."""
    with open(path) as file:
        document = json.load(file)
    value = document["components"]["schemas"]["ObjectAttributeValue"]["properties"]["value"]
    if "oneOf" in value:
        value["anyOf"] = value.pop("oneOf")
    with open(path, "w") as file:
        json.dump(document, file)


def violations_of(headers):
    """What Prism says of one call; a list that it cut off is a violation of its own."""
    said = headers.get("sl-violations") or "[]"
    return json.loads(said) if said.startswith("[") else [{"message": said[:400]}]


def prepare(scratch):
    """The files as a validating proxy can take them, by the script that lies beside them."""
    folder = openapi_folder()
    script = os.path.join(folder, "prep_for_prism.py")
    if not os.path.exists(script):
        skip(f"no prep_for_prism.py in {folder}")
    made = {}
    for name, file in FILES.items():
        made[name] = os.path.join(scratch, file)
        subprocess.run([sys.executable, script, os.path.join(folder, file), made[name], "noanon"],
                       check=True, stdout=subprocess.DEVNULL)
    mend_dates(made["assets"])
    return made


def start_proxies(base, scratch, names=tuple(FILES)):
    """One judge per file, all ready, in front of the sandbox at this address."""
    upstream = {"platform": base, "desk": base, "assets": base + ASSETS, "dc": base + "/jira/rest"}
    proxies = {name: Proxy(file, upstream[name]) for name, file in prepare(scratch).items()
               if name in names}
    for proxy in proxies.values():
        proxy.wait()
    return proxies


def faults_of(name, violations):
    """Lines for what is left of (method, path, status, violation) without the file's known faults."""
    told = []
    for method, path, status, violation in violations:
        place = ".".join(map(str, violation.get("location", [])))
        line = f"{method} {path} {status}: {place} {violation['message']}"
        if any(name.startswith(file) and re.search(what, line) for file, what, _ in KNOWN_FAULTS):
            continue
        line = f"{name}: " + re.sub(r"\d+", "N", line)
        if line not in told:
            told.append(line)
    return told


class Front:
    """One address for everything that the sandbox serves as Jira: what a file knows goes by its judge,
    the rest straight to the sandbox."""

    # Younger than the file.
    UNKNOWN = re.compile(r"/(usage|config/referencetype)$")

    def __init__(self, sandbox_port, names=("platform", "desk", "assets")):
        self.scratch = tempfile.TemporaryDirectory()
        self.sandbox_port, self.names = sandbox_port, names
        self.proxies = start_proxies(f"http://127.0.0.1:{sandbox_port}", self.scratch.name, names)
        self.violations = {name: [] for name in self.proxies}
        self.calls = {name: 0 for name in self.proxies}
        self.shapes = set()
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format, *arguments):  # pylint: disable=redefined-builtin
                pass

            def handle_any(self):
                front.pass_on(self)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _choose(self, target):
        """(judge or None, port, path there)"""
        path = target[len(GATEWAY):] if target.startswith(GATEWAY) else target
        bare = path.split("?")[0]
        for name, prefix, cut in (("platform", "/rest/api/3/", ""), ("desk", "/rest/servicedeskapi/", ""),
                                  ("assets", ASSETS + "/", ASSETS), ("dc", "/jira/rest/api/2/", "/jira/rest")):
            judged = name in self.proxies and not self.UNKNOWN.search(bare)
            # What comes by the gateway must reach the sandbox's own gateway, but for Assets.
            if judged and path.startswith(prefix) and (path == target or name == "assets"):
                return name, self.proxies[name].port, path[len(cut):]
        return None, self.sandbox_port, target

    def pass_on(self, handler):
        name, port, path = self._choose(handler.path)
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        headers = {key: value for key, value in handler.headers.items()
                   if key.lower() not in ("host", "connection", "expect")}
        http.client._MAXLINE = 1048576
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        try:
            connection.request(handler.command, path, body or None, headers)
            answer = connection.getresponse()
            found = answer.read()
        finally:
            connection.close()
        if name:
            self.calls[name] += 1
            self.shapes.add(f"{name} {handler.command} " +
                            re.sub(r"[A-Z]+-\d+|\b\d+\b", "N", path.split("?")[0]) +
                            (" of a parent" if b'"parent":' in body else ""))
            for one in violations_of(answer.headers):
                self.violations[name].append((handler.command, path, answer.status, one))
        handler.send_response_only(answer.status)
        for key, value in answer.headers.items():
            if key.lower() not in ("connection", "transfer-encoding", "content-length", "sl-violations",
                                   "date", "server", "keep-alive"):
                handler.send_header(key, value)
        handler.send_header("Date", answer.headers.get("Date") or handler.date_time_string())
        handler.send_header("Content-Length", str(len(found)))
        handler.end_headers()
        handler.wfile.write(found)

    def stop(self):
        self.server.shutdown()
        for proxy in self.proxies.values():
            proxy.stop()
        self.scratch.cleanup()


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
        for one in violations_of(found.headers):
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


def adf(text):
    return {"type": "doc", "version": 1,
            "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]}


def multipart(name, content, kind="application/x-pem-file"):
    mark = "judge-boundary-7d3f"
    body = (f"--{mark}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n"
            f"Content-Type: {kind}\r\n\r\n").encode() + content + f"\r\n--{mark}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={mark}", "X-Atlassian-Token": "no-check"}
