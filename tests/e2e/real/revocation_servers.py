# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""What answers about revocation: OpenSSL's responder, and nginx, which serves lists and the certificates
themselves, with and without staples. Only in a room of their own (box.py): the responder listens on
every address."""

import os
import socket
import subprocess
import time

START_SECONDS = 20


def wait_until(ready, process, log):
    end = time.monotonic() + START_SECONDS
    while not ready():
        if time.monotonic() > end or process.poll() is not None:
            with open(log, errors="replace") as file:
                raise RuntimeError("does not start: " + file.read()[-1500:])
        time.sleep(0.05)


def is_listening(address, port):
    try:
        socket.create_connection((address, port), 1).close()
        return True
    except OSError:
        return False


class Responder:
    """One `openssl ocsp` on a port of its own; its log holds what it was asked."""

    def __init__(self, authority, port, signer="", key="", days=3):
        self.url = f"http://127.0.0.1:{port}"
        self.log = authority.path(f"responder-{port}.log")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["openssl", "ocsp", "-port", str(port), "-index", authority.path("index.txt"),
                 "-CA", authority.issuer, "-rsigner", signer or authority.issuer,
                 "-rkey", key or authority.key, "-ndays", str(days), "-text", "-ignore_err"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        # By its own words: a connection that asks nothing would keep it from answering others.
        wait_until(lambda: "waiting for OCSP client" in self.words(), self.process, self.log)

    def words(self):
        with open(self.log, errors="replace") as log:
            return log.read()

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


class Nginx:
    """Lists on port 80 of every address, one TLS server for each leaf."""

    def __init__(self, folder):
        self.folder, self.places, self.servers, self.process = folder, [], [], None
        os.makedirs(os.path.join(folder, "lists"))

    def publish(self, path, name=""):
        """Puts a list at /NAME."""
        name = name or os.path.basename(path)
        target = os.path.join(self.folder, "lists", name)
        with open(path, "rb") as source, open(target + ".new", "wb") as copy:
            copy.write(source.read())
        os.replace(target + ".new", target)

    def place(self, name, words):
        """Answers there as nginx's own words say."""
        self.places.append(f"location = /{name} {{ {words} }}")

    def serve(self, address, path, staple=""):
        stapling = f"ssl_stapling on; ssl_stapling_file {staple};" if staple else ""
        self.servers.append(f"server {{ listen {address}:443 ssl; return 204; {stapling}\n"
                            f" ssl_certificate {path}.pem; ssl_certificate_key {path}.key; }}")

    def start(self):
        log = os.path.join(self.folder, "nginx.log")
        temporary = "".join(f"{name}_temp_path {self.folder}/{name};\n" for name in
                            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        places, servers = "\n".join(self.places), "\n".join(self.servers)
        config = os.path.join(self.folder, "nginx.conf")
        with open(config, "w") as file:
            file.write(f"""pid {self.folder}/pid; error_log stderr; master_process off; daemon off;
events {{}}
http {{ access_log {self.folder}/access.log; {temporary}
ssl_protocols TLSv1.2 TLSv1.3; default_type application/pkix-crl;
server {{ listen 80; root {self.folder}/lists;
{places} }}
{servers} }}
""")
        with open(log, "wb") as output:
            self.process = subprocess.Popen(["nginx", "-p", self.folder, "-c", config],
                                            stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        wait_until(lambda: is_listening("127.0.0.1", 80), self.process, log)

    def asked(self):
        """{path: answers with their status}"""
        found = {}
        with open(os.path.join(self.folder, "access.log")) as log:
            for line in log:
                words = line.split('"')
                found.setdefault(words[1].split()[1], []).append(int(words[2].split()[0]))
        return found
