#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Runs a command, then names and ends every process that it left behind, however detached.

usage: run-and-reap.py COMMAND...    exit status: the command's, or 125 if it left processes behind
"""

import ctypes
import os
import signal
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
GRACE_SECONDS = 2.0
LEFT_BEHIND = 125


def children():
    """Living direct children; orphans of any depth become ours as their parents end."""
    found = []
    for task in os.listdir("/proc/self/task"):
        with open(f"/proc/self/task/{task}/children", encoding="ascii") as listing:
            found += [int(word) for word in listing.read().split()]
    return [process for process in found if not reaped(process)]


def reaped(process):
    try:
        return os.waitpid(process, os.WNOHANG)[0] == process
    except ChildProcessError:
        return True


def command_line(process):
    try:
        with open(f"/proc/{process}/cmdline", "rb") as words:
            return words.read().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return "?"


def end_leftovers():
    """True if anything was still there after a moment to finish by itself."""
    deadline = time.monotonic() + GRACE_SECONDS
    while children() and time.monotonic() < deadline:
        time.sleep(0.05)
    found = False
    while left := children():
        for process in left:
            print(f"left behind: process {process}: {command_line(process)}", flush=True)
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            found = True
    return found


def wait_and_reap(command):
    """The command's exit status; orphans that end meanwhile are buried at once, as init would."""
    while True:
        process, status = os.wait()
        if process == command:
            return os.waitstatus_to_exitcode(status)


def main():
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    command = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ,
                              file_actions=[(os.POSIX_SPAWN_DUP2, nothing, 0)])
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: os.kill(command, received))
    status = wait_and_reap(command)
    if end_leftovers():
        return LEFT_BEHIND
    return status if status >= 0 else 128 - status


sys.exit(main())
