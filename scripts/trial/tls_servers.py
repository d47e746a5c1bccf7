# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Real TLS servers on loopback for a trial, one process: reads a JSON list of listeners
[{"address", "port", "certificates": [path], "names": {server name: path}, "starttls": "smtp"}]
from its first argument and serves until it is ended. Certificates are read at every handshake, so
that replacing the files is a renewal. Listeners named in the file FOLDER/stopped are closed."""

import json
import os
import socket
import ssl
import sys
import threading
import time

GREETINGS = {
    "smtp": [("220 mail.example.com ESMTP\r\n", b"EHLO", "250-mail.example.com\r\n250 STARTTLS\r\n"),
             (None, b"STARTTLS", "220 go ahead\r\n")],
    "imap": [("* OK ready\r\n", b"CAPABILITY", "* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK done\r\n"),
             (None, b"STARTTLS", "{tag} OK begin TLS\r\n")],
}


def context_for(listener):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    for path in listener["certificates"]:
        context.load_cert_chain(path + ".pem", path + ".key")

    def choose(connection, name, _):
        path = listener.get("names", {}).get(name)
        if path:
            other = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            other.set_ciphers("ALL:@SECLEVEL=0")
            other.load_cert_chain(path + ".pem", path + ".key")
            connection.context = other

    context.sni_callback = choose
    return context


def read_line(connection):
    line = b""
    while not line.endswith(b"\n") and len(line) < 512:
        piece = connection.recv(1)
        if not piece:
            return b""
        line += piece
    return line


def start_tls(connection, protocol):
    """Speaks until the client has asked for TLS; False when it did not."""
    for greeting, word, answer in GREETINGS[protocol]:
        if greeting:
            connection.sendall(greeting.encode())
        line = read_line(connection)
        while line and word not in line.upper():
            tag = line.split(b" ")[0].decode()
            plain = "250 ok\r\n" if protocol == "smtp" else f"{tag} OK\r\n"
            connection.sendall(plain.encode())
            line = read_line(connection)
        if not line:
            return False
        connection.sendall(answer.format(tag=line.split(b" ")[0].decode()).encode())
    return True


def serve_one(connection, listener):
    try:
        connection.settimeout(10)
        if listener.get("starttls") and not start_tls(connection, listener["starttls"]):
            return
        with context_for(listener).wrap_socket(connection, server_side=True) as secure:
            secure.recv(1)
    except (OSError, ssl.SSLError, ValueError):
        pass
    finally:
        connection.close()


def accept(server, listener):
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=serve_one, args=(connection, listener), daemon=True).start()


def main():
    with open(sys.argv[1]) as file:
        listeners = json.load(file)
    stopped = os.path.join(os.path.dirname(sys.argv[1]), "stopped")
    servers = {}
    for listener in listeners:
        try:
            server = socket.create_server((listener["address"], listener["port"]))
        except OSError:
            print("taken", flush=True)
            return
        servers[f"{listener['address']}:{listener['port']}"] = server
        threading.Thread(target=accept, args=(server, listener), daemon=True).start()
    print("ready", flush=True)
    parent = os.getppid()
    while os.getppid() == parent:
        if os.path.exists(stopped):
            with open(stopped) as file:
                for name in file.read().split():
                    server = servers.pop(name, None)
                    if server:
                        server.shutdown(socket.SHUT_RDWR)
                        server.close()
        time.sleep(0.2)


if __name__ == "__main__":
    main()
