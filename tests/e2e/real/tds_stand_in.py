# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""As much of SQL Server as a look at its certificate needs: PRELOGIN, then a handshake whose records
travel inside TDS packets (MS-TDS 2.2.6.5).

usage: tds_stand_in.py ADDRESS PORT (CERTIFICATE KEY)..."""

import socket
import ssl
import struct
import sys
import threading

PRELOGIN, ANSWER, LAST = 0x12, 0x04, 0x01
# Version 16.0, encryption "on".
OPTIONS = bytes([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff]) + bytes([16, 0, 3, 232, 0, 0, 1])


def read_exactly(connection, length):
    data = b""
    while len(data) < length:
        piece = connection.recv(length - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def read_packet(connection):
    kind, _, length = struct.unpack(">BBH4x", read_exactly(connection, 8))
    if kind != PRELOGIN:
        raise ValueError(f"packet of type {kind}")
    return read_exactly(connection, length - 8)


def send_packets(connection, kind, data, size=1000):
    """Small packets, so that records are cut by them."""
    for at in range(0, len(data), size):
        part = data[at:at + size]
        last = LAST if at + size >= len(data) else 0
        connection.sendall(struct.pack(">BBHHBB", kind, last, len(part) + 8, 0, 1, 0) + part)


def serve(connection, context):
    try:
        connection.settimeout(10)
        read_packet(connection)
        send_packets(connection, ANSWER, OPTIONS)
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = context.wrap_bio(incoming, outgoing, server_side=True)
        while True:
            try:
                session.do_handshake()
                break
            except ssl.SSLWantReadError:
                send_packets(connection, PRELOGIN, outgoing.read())
                incoming.write(read_packet(connection))
            finally:
                send_packets(connection, PRELOGIN, outgoing.read())
        send_packets(connection, PRELOGIN, outgoing.read())
        connection.recv(1)
    except (OSError, EOFError, ValueError, ssl.SSLError):
        pass
    finally:
        connection.close()


def main():
    # As the real one: what it carries in packets ends at TLS 1.2.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    for at in range(3, len(sys.argv), 2):
        context.load_cert_chain(sys.argv[at], sys.argv[at + 1])
    listener = socket.create_server((sys.argv[1], int(sys.argv[2])))
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, context), daemon=True).start()


if __name__ == "__main__":
    main()
