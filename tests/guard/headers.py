# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Every header compiles alone: a file needs to include only what it names."""

import subprocess

import _guard


def compiles(header):
    own = {"tests": [".", "tests"], "sandbox": ["."]}.get(header.parts[0], [])
    folders = ["connector", str(header.parent)] + own
    arguments = ["cc", "-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]
    for folder in folders:
        arguments += ["-I", folder]
    if header.parts[0] != "sandbox" and (_guard.ROOT / "connector/base/banned.h").is_file():
        arguments += ["-include", "connector/base/banned.h"]
    source = f'#include "{header.name}"\n'
    done = subprocess.run(arguments + ["-iquote", str(header.parent), "-x", "c", "-"], input=source,
                          cwd=_guard.ROOT, text=True, capture_output=True, check=False)
    return f"{header}: does not compile alone\n{done.stderr}" if done.returncode else None


def main():
    _guard.need("cc", "gcc")
    headers = _guard.files(".h", below=_guard.CODE + ("tests",))
    complaints = [answer for answer in _guard.in_parallel(compiles, headers) if answer]
    complaints += [f"{header}: lacks '#pragma once'" for header in headers
                   if "#pragma once" not in _guard.text(header)]
    _guard.finish(complaints, f"{len(headers)} headers compile alone")


main()
