# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""What `openssl s_client` sees behind a door. Protocols that it does not speak are spoken by a relay
in front of it, which hands over plain TLS."""

import re
import socket
import ssl
import struct
import subprocess
import threading

from lab import EC, RSA

SPOKEN = {"smtp", "lmtp", "imap", "pop3", "sieve", "ftp", "ldap", "xmpp", "xmpp-server", "postgres",
          "mysql", "nntp"}
# Offers that only a certificate of one kind of key can answer, in TLS 1.3 and below.
OFFERS = {
    RSA: ["-sigalgs", "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512",
          "-cipher", "aRSA"],
    EC: ["-sigalgs", "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512", "-cipher", "aECDSA"],
}
BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.S)


def receive(connection, length):
    data = b""
    while len(data) < length:
        piece = connection.recv(length - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def open_nats(server):
    line = b""
    while not line.endswith(b"\n"):
        line += receive(server, 1)


def open_irc(server):
    server.sendall(b"STARTTLS\r\n")
    line = b""
    while b" 670 " not in line or not line.endswith(b"\n"):
        line += receive(server, 1)


def open_rdp(server):
    server.sendall(bytes.fromhex("030000130ee000000000000100080001000000"))
    receive(server, 19)


def open_mssql(server):
    server.sendall(bytes.fromhex("1201001a00000100" "00000b0006" "0100110001" "ff" "11000000000001"))
    _, _, length = struct.unpack(">BBH4x", receive(server, 8))
    receive(server, length - 8)


OPENERS = {"irc": open_irc, "nats": open_nats, "rdp": open_rdp, "mssql": open_mssql}


def copy(source, target, take, give):
    try:
        while True:
            piece = take(source)
            if not piece:
                break
            give(target, piece)
    except (OSError, EOFError):
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def take_plain(source):
    return source.recv(4096)


def take_packet(source):
    _, _, length = struct.unpack(">BBH4x", receive(source, 8))
    return receive(source, length - 8)


def give_packet(target, piece):
    target.sendall(struct.pack(">BBHHBB", 0x12, 1, len(piece) + 8, 0, 0, 0) + piece)


class Relay:
    """One connection to a server whose protocol is spoken here."""

    def __init__(self, address, port, protocol):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.upstream, self.protocol = (address, port), protocol
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        client, _ = self.listener.accept()
        self.listener.close()
        try:
            server = socket.create_connection(self.upstream, 10)
            OPENERS[self.protocol](server)
        except (OSError, EOFError):
            client.close()
            return
        packets = self.protocol == "mssql"
        threading.Thread(target=copy, daemon=True, args=(
            client, server, take_plain, give_packet if packets else socket.socket.sendall)).start()
        copy(server, client, take_packet if packets else take_plain, socket.socket.sendall)


def chain_of(server, door, kind):
    """The chain as presented to one who takes only this kind of key: list of DER, [] = none."""
    address, port, words = server.address, door.port, []
    if door.starttls in SPOKEN:
        words = ["-starttls", door.starttls]
        if door.starttls.startswith("xmpp"):
            words += ["-xmpphost", server.host_name]
    elif door.starttls:
        address, port = "127.0.0.1", Relay(address, port, door.starttls).port
    words += ["-servername", server.host_name] if door.name else ["-noservername"]
    try:
        done = subprocess.run(["openssl", "s_client", "-connect", f"{address}:{port}", "-showcerts",
                               *words, *OFFERS[kind]], stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=20)
    except subprocess.TimeoutExpired:
        return []
    text = done.stdout.decode(errors="replace")
    return [ssl.PEM_cert_to_DER_cert(block) for block in BLOCK.findall(text.split("\nServer cert")[0])]
