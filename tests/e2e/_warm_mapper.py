# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Keeps mapping workers warm between commands: compiling the programs takes a worker half a second,
and these tests run a thousand commands. The workers are the real ones; a small program stands in their
place (warm_mapper.c) and hands its socket over to this broker, which begins as one process of its own:
_warm_mapper.py SOCKET WORKER."""

import os
import select
import socket
import struct
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))


def start(folder, build):
    """Compiles the stand-in and starts the broker: (path for 'rules.worker', process)."""
    path = os.path.join(folder, "warm.sock")
    program = os.path.join(folder, "warm-mapper")
    subprocess.run(["cc", "-std=gnu17", "-O1", f'-DWARM_SOCKET="{path}"', "-o", program,
                    os.path.join(HERE, "warm_mapper.c")], check=True)
    broker = subprocess.Popen(
        [sys.executable, "-B", os.path.abspath(__file__), path,
         os.path.join(build, "certsteward-mapper")], stdout=subprocess.PIPE, text=True)
    if broker.stdout.readline().strip() != "ready":
        raise RuntimeError("the broker of mapping workers did not start")
    return program, broker


def read_exactly(connection, length):
    data = b""
    while len(data) < length:
        piece = connection.recv(length - len(data))
        if not piece:
            return None
        data += piece
    return data


def read_frame(connection):
    """The whole frame with its length, None at the end."""
    try:
        start_bytes = read_exactly(connection, 4)
        body = start_bytes and read_exactly(connection, struct.unpack(">I", start_bytes)[0])
    except OSError:
        return None
    return start_bytes + body if body is not None and start_bytes else None


class Worker:
    def __init__(self, program, greeting):
        self.socket, other = socket.socketpair()
        self.process = subprocess.Popen([program], stdin=other, stdout=other, env={})
        other.close()
        self.socket.sendall(greeting)
        self.answer = read_frame(self.socket)

    def lose(self):
        self.socket.close()
        self.process.kill()
        self.process.wait()


class Broker:
    def __init__(self, program):
        self.program, self.workers = program, {}

    def worker(self, greeting):
        if greeting not in self.workers:
            self.workers[greeting] = Worker(self.program, greeting)
        return self.workers[greeting]

    def serve(self, client):
        """Until the client is gone and every answer that it left has come."""
        greeting = read_frame(client)
        worker = self.worker(greeting) if greeting else None
        if not worker:
            return
        if not worker.answer or b'"ok":true' not in worker.answer:
            client.sendall(worker.answer or b"")
            self.workers.pop(greeting).lose()
            return
        client.sendall(worker.answer)
        asked, ended = [], threading.Event()
        pump = threading.Thread(target=self.pump, args=(client, worker, asked, ended))
        pump.start()
        answered = 0
        while not ended.is_set() or answered < len(asked):
            if not select.select([worker.socket], [], [], 0.005)[0]:
                continue
            frame = read_frame(worker.socket)
            if frame is None:
                self.workers.pop(greeting).lose()
                client.shutdown(socket.SHUT_RDWR)
                break
            answered += 1
            try:
                client.sendall(frame)
            except OSError:
                pass
        pump.join()

    @staticmethod
    def pump(client, worker, asked, ended):
        while (frame := read_frame(client)) is not None:
            asked.append(len(frame))
            try:
                worker.socket.sendall(frame)
            except OSError:
                break
        ended.set()


def main():
    path, program = sys.argv[1:]
    broker = Broker(program)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(8)
        listener.settimeout(1)
        print("ready", flush=True)
        while os.getppid() != 1:
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            with connection:
                _, descriptors, _, _ = socket.recv_fds(connection, 1, 1)
                if not descriptors:
                    continue
                with socket.socket(fileno=descriptors[0]) as client:
                    broker.serve(client)


if __name__ == "__main__":
    main()
