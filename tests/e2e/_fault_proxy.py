# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Stands before a far side that has no switches for faults of its own: loses requests and replies, cuts
replies in half, answers what gateways and overloaded servers answer. Only HTTP, one request on a
connection."""

import http.client
import http.server
import random
import socket
import struct
import threading
import time
import urllib.parse

SLOW, STALLED = 0.3, 1.0  # seconds
PAGE = b"<html><body><h1>Please wait</h1></body></html>"
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


class Proxy:
    """faults: {name of a method of Handler: rate}; what struck how often stands in `struck`. While `shut`
    nobody is let in."""

    def __init__(self, target, seed=5):
        self.target = urllib.parse.urlsplit(target).netloc
        self.random, self.lock = random.Random(seed), threading.Lock()
        self.faults, self.struck, self.requests, self.shut = {}, {}, 0, False
        proxy = self

        class Bound(Handler):
            owner = proxy

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bound)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def choose(self):
        """The fault that strikes this request, or None."""
        with self.lock:
            self.requests += 1
            for name, rate in self.faults.items():
                if not self.shut and self.random.random() < rate:
                    return self.strike(name)
            return self.strike("no_login") if self.shut else None

    def strike(self, name):
        self.struck[name] = self.struck.get(name, 0) + 1
        return name


def behind(far_side):
    """The same far side of a trial: certsteward reaches it by a line that can be bad, people by the good one."""
    class Behind(far_side):
        def __init__(self, *words, **options):
            self.proxy = None
            super().__init__(*words, **options)
            self.proxy = Proxy(self.url)

        def address(self):
            return self.proxy.url

        def close(self):
            if self.proxy:
                self.proxy.close()
            super().close()
    return Behind


class Handler(http.server.BaseHTTPRequestHandler):
    owner = None

    def log_message(self, *_):
        pass

    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0) or 0))
        link = http.client.HTTPConnection(self.owner.target, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        link.request(self.command, self.path, body or None, headers)
        answer = link.getresponse()
        text = answer.read()
        link.close()
        return answer, text

    def send(self, answer, text, cut=False):
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP | {"date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(text[:len(text) // 2] if cut else text)
        self.wfile.flush()

    def date_time_string(self, timestamp=None):
        """The far side's own clock, which may be moved."""
        return self.far_date if self.far_date else super().date_time_string(timestamp)

    far_date = None

    def reset_connection(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    # the faults

    def reset(self):
        self.reset_connection()

    def lost_reply(self):
        self.forward()
        self.reset_connection()

    def half_reply(self):
        answer, text = self.forward()
        self.far_date = answer.getheader("Date")
        self.send(answer, text, cut=True)

    def answer(self, status, text=b"", **headers):
        """In the place of the far side."""
        self.rfile.read(int(self.headers.get("Content-Length", 0) or 0))
        self.say(status, text, **headers)

    def say(self, status, text=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def too_many(self):
        """Sent away for a second, before anything was done."""
        self.answer(429, Retry_After="1")

    def error_before(self):
        self.answer(500, b'{"message": "Internal Server Error"}', Content_Type="application/json")

    def error_after(self):
        """Carried out, and answered with an error."""
        self.forward()
        self.say(500, b'{"message": "Internal Server Error"}', Content_Type="application/json")

    def page(self):
        """A page instead of JSON; nothing was done."""
        self.answer(200, PAGE, Content_Type="text/html; charset=utf-8")

    def slow(self):
        time.sleep(SLOW)
        self.pass_on()

    def stall(self):
        """Carried out; no answer comes, and at last the line is cut."""
        self.forward()
        time.sleep(STALLED)
        self.reset_connection()

    def unavailable(self):
        self.answer(503, PAGE, Content_Type="text/html", Retry_After="2")

    def bad_gateway(self):
        self.answer(502, PAGE, Content_Type="text/html")

    def gateway_timeout(self):
        """Carried out behind a gateway that did not wait for it."""
        self.forward()
        self.say(504, PAGE, Content_Type="text/html", Retry_After="1")

    def no_login(self):
        self.answer(401, b'{"message": "Unauthorized"}', Content_Type="application/json",
                    WWW_Authenticate='Basic realm="REST"')

    def pass_on(self):
        answer, text = self.forward()
        self.far_date = answer.getheader("Date")
        self.send(answer, text)

    def do_any(self):
        self.close_connection = True
        fault = self.owner.choose()
        if fault:
            getattr(self, fault)()
        else:
            self.pass_on()

    do_GET = do_POST = do_PUT = do_DELETE = do_any
