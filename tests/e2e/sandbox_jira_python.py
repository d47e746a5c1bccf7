# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Debian's python3-jira drives the sandbox's Data Center."""

import os
import subprocess
import sys

from _checks import Checks
from _sandbox_client import Sandbox

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.abspath(os.environ.get("CERTSTEWARD_SOURCE", os.path.join(HERE, "..", "..")))
sys.path.insert(0, os.path.join(HERE, "real"))

from packages import Packages  # noqa: E402  (found by the path above)

PYTHON = "/usr/bin/python3"  # Debian's modules are for Debian's interpreter


def find_package():
    """The folder of the module: "" when it is installed, else unpacked below build/."""
    if subprocess.run([PYTHON, "-c", "import jira"], capture_output=True, check=False).returncode == 0:
        return ""
    packages = Packages(os.path.join(SOURCE, "build", "python3-jira"))
    problem = packages.prepare([["python3-jira"]])
    folder = os.path.join(packages.tree, "usr", "lib", "python3", "dist-packages")
    if problem or not os.path.exists(os.path.join(folder, "jira")):
        print(f"skipped: python3-jira cannot be had: {problem or packages.missing}")
        sys.exit(77)
    return folder


def main():
    checks = Checks()
    folder = find_package()
    with Sandbox("--seed-cis", "3") as sandbox:
        done = subprocess.run([PYTHON, "-B", os.path.join(HERE, "_jira_python_drive.py"), folder,
                               f"http://127.0.0.1:{sandbox.port}/jira"],
                              capture_output=True, text=True, timeout=120, check=False)
    steps = [line.split("\t", 2) for line in done.stdout.splitlines() if line.count("\t") == 2]
    checks.same(steps[-1][0] if steps else None, "end", f"it came to its end: {done.stderr[-500:]}")
    for name, verdict, text in steps:
        checks.same(verdict, "ok", f"{name}: {text}")
    told = {name: text for name, _, text in steps}
    for name, wanted in (("server", "Server"), ("projects", "['ITSM', 'OPS']"), ("myself", "certsteward"),
                         ("status", "Resolved"), ("resolution", "Done"), ("search", "['ITSM-1']"),
                         ("linked", "1"), ("attach", "3"), ("read back", "b'pem'"), ("properties", "k")):
        checks.same(told.get(name), wanted, name)
    checks.finish()


main()
