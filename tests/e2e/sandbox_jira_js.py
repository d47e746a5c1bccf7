# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""jira.js drives the sandbox's Cloud site: its schemas, drawn from live sites, judge every answer."""

import json
import os
import subprocess

import _jira_judges
from _checks import Checks
from _sandbox_client import Sandbox


def main():
    checks = Checks()
    folder = _jira_judges.npm_folder()
    entry = os.path.join(folder, "node_modules", "jira.js", "dist", "index.js")
    drive = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_jira_js_drive.mjs")
    with Sandbox("--seed-cis", "3") as sandbox:
        done = subprocess.run(["node", "--no-warnings", drive, "file://" + entry,
                               f"http://127.0.0.1:{sandbox.port}"],
                              capture_output=True, text=True, timeout=120, check=False)
    steps = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    checks.that(steps and steps[-1]["step"] == "end", f"it came to its end: {done.stderr[-500:]}")
    for one in steps:
        checks.that(one["ok"], f"{one['step']}: {one.get('error')} {one.get('text')}")
    told = {one["step"]: one.get("value") for one in steps}
    checks.same(told.get("status"), "Awaiting implementation", "the approval moved the change")
    checks.same([one["key"] for one in (told.get("search") or {}).get("issues", [])], ["ITSM-1"], "found")
    checks.finish()


main()
