# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Stands before a far side that has no switches for faults of its own: loses requests and replies, cuts
replies in half, sends callers away. Only HTTP, one request on a connection."""

import http.client
import http.server
import random
import socket
import struct
import threading
import urllib.parse

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


class Proxy:
    """faults: {name of a method of Handler: rate}; what struck how often stands in `struck`."""

    def __init__(self, target, seed=5):
        self.target = urllib.parse.urlsplit(target).netloc
        self.random, self.lock = random.Random(seed), threading.Lock()
        self.faults, self.struck, self.requests = {}, {}, 0
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
                if self.random.random() < rate:
                    self.struck[name] = self.struck.get(name, 0) + 1
                    return name
        return None


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

    def too_many(self):
        """Sent away for a second, before anything was done."""
        self.rfile.read(int(self.headers.get("Content-Length", 0) or 0))
        self.send_response(429)
        self.send_header("Retry-After", "1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_any(self):
        self.close_connection = True
        fault = self.owner.choose()
        if fault:
            getattr(self, fault)()
            return
        answer, text = self.forward()
        self.far_date = answer.getheader("Date")
        self.send(answer, text)

    do_GET = do_POST = do_PUT = do_DELETE = do_any
