# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The hours that a source keeps: outside them it is left alone unless a person names it, a scan that
they end goes on when they come, and rules that make no sense are refused where they stand."""

import json
import os
import socket
import subprocess
import sys
import tempfile

BUILD = os.environ.get("CERTSTEWARD_BUILD", "build/check")
PATIENCE = 60


class Failed(Exception):
    pass


def need(holds, what):
    if not holds:
        raise Failed(what)


class Place:
    def __init__(self, folder):
        self.folder = folder

    def configure(self, **source):
        source = {"name": "lab", "type": "tls", "connect_timeout": "5s", "handshake_timeout": "5s",
                  "retries": 0, **source}
        with open(os.path.join(self.folder, "c.yaml"), "w") as file:
            json.dump({"store": {"path": os.path.join(self.folder, "store.db"), "trial": "yes"},
                       "discovery": [source]}, file, indent=1)

    def discover(self, now, *words, status=0):
        done = subprocess.run([os.path.join(BUILD, "certsteward"), "-c",
                               os.path.join(self.folder, "c.yaml"), "--now", now, "discover",
                               "--facts-only", *words], capture_output=True, text=True,
                              timeout=PATIENCE)
        said = done.stdout + done.stderr
        need(done.returncode == status, f"at {now} it ended with {done.returncode}: {said}")
        return said


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def windows_and_blackouts(place):
    place.configure(targets=[f"127.0.0.1:{closed_port()}"], windows=["Mon-Fri 22:00-06:00"],
                    blackouts=["2026-12-24"], time_zone="Europe/Zurich")
    said = place.discover("2026-11-20T20:59:00Z", status=3)
    need("closed     lab: its hours begin at 2026-11-20 21:00 UTC" in said, said)
    need("discovered" not in said, said)
    need("1 unreachable" in place.discover("2026-11-20T20:59:00Z", "lab"), "a person named it")
    need("1 unreachable" in place.discover("2026-11-20T21:00:00Z"), "its hours have come")
    said = place.discover("2026-12-24T22:00:00Z", status=3)
    need("begin at 2026-12-24 23:00 UTC" in said, said)


def a_scan_goes_on_when_they_come(place):
    """Two places that let us wait: the hours end before the first is known, and one by one they are
    looked at in those of the next night."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        # A busy machine may need longer to begin than the hours last.
        for left in (2, 8, 30):
            place.configure(targets=[f"127.0.0.1:{port}", f"127.0.0.1:{closed_port()}"], in_flight=1,
                            workers=1, windows=["22:00-06:00"], handshake_timeout=f"{left + 3}s")
            said = place.discover(f"2026-11-24T05:59:{60 - left}Z", status=3)
            if "closed" not in said:
                break
        need("paused     lab: its hours are over; it goes on at 2026-11-24 22:00 UTC" in said, said)
        said = place.discover("2026-11-26T22:00:00Z")
        need("0 served" in said and "paused" not in said, said)


def rules_without_sense(place):
    for name, rules, words in (("windows", ["25:00-26:00"], "windows: '25:00-26:00' is no time"),
                               ("blackouts", ["tomorrow"], "blackouts: 'tomorrow' is no time"),
                               ("time_zone", "Europe/Atlantis", "time_zone: 'Europe/Atlantis'")):
        place.configure(targets=["127.0.0.1"], **{name: rules})
        said = place.discover("2026-11-20T20:59:00Z", status=2)
        need(words in said and "c.yaml:" in said, said)


def main():
    with tempfile.TemporaryDirectory(prefix="certsteward-hours-") as folder:
        try:
            for test in (windows_and_blackouts, a_scan_goes_on_when_they_come, rules_without_sense):
                os.makedirs(os.path.join(folder, test.__name__))
                test(Place(os.path.join(folder, test.__name__)))
                print("ok:", test.__name__)
        except Failed as failure:
            print("FAILED:", failure)
            sys.exit(1)


if __name__ == "__main__":
    main()
