# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""clang-tidy finds no fault in own code; a file seen clean is not looked at again until it changes."""

import hashlib
import json
import re
from pathlib import Path

import _guard


FAULT = re.compile(r": (error|warning): ")


def commands():
    """Compile command of each own file of C, by path relative to the root."""
    listed = json.loads((_guard.BUILD / "compile_commands.json").read_text(encoding="utf-8"))
    own = {}
    for entry in listed:
        path = Path(entry["file"])
        if path.is_relative_to(_guard.ROOT):
            relative = path.relative_to(_guard.ROOT)
            if relative.parts[0] in _guard.CODE:
                own[relative] = entry["command"]
    return own


def fingerprint(path, command):
    """Hash over everything of ours that the verdict depends on."""
    digest = hashlib.sha256(command.replace(str(_guard.BUILD), "").encode())
    for name in [Path(".clang-tidy"), *sorted(_guard.closure(path))]:
        digest.update(str(name).encode())
        digest.update((_guard.ROOT / name).read_bytes())
    return digest.hexdigest()


def main():
    tool = _guard.need("clang-tidy", "clang-tidy")
    cache = _guard.BUILD / "tidy"
    cache.mkdir(parents=True, exist_ok=True)
    own = commands()
    waiting = {path: fingerprint(path, command) for path, command in sorted(own.items())}
    waiting = {path: mark for path, mark in waiting.items() if not (cache / mark).exists()}

    def look(path):
        status, output = _guard.run([tool, "--quiet", "-p", str(_guard.BUILD), "--warnings-as-errors=*",
                                     "--extra-arg=-Wno-unknown-warning-option", str(path)])
        if status == 0:
            (cache / waiting[path]).touch()
            return None
        return [line.replace(f"{_guard.ROOT}/", "") for line in output.splitlines() if FAULT.search(line)] or [output]

    answers = [answer for answer in _guard.in_parallel(look, list(waiting)) if answer]
    # A fault in a header shows up in each file that includes it; once is enough.
    complaints = dict.fromkeys(line for answer in answers for line in answer)
    _guard.finish(list(complaints), f"{len(own)} files without complaint, {len(own) - len(waiting)} seen before")


main()
