# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Every file of C looks as clang-format writes it."""

import re

import _guard


def main():
    tool = _guard.need("clang-format", "clang-format")
    paths = _guard.files(".c", ".h", below=_guard.CODE + ("tests",))

    half = (len(paths) + 1) // 2

    def differing(part):
        status, output = _guard.run([tool, "--dry-run", *map(str, part)])
        named = set(re.findall(r"^(\S+?):\d+:\d+: warning: ", output, re.MULTILINE))
        return named if named or status == 0 else {output}

    found = set().union(*_guard.in_parallel(differing, [paths[:half], paths[half:]]))
    complaints = [f"{path}: mend it with: clang-format -i {path}" for path in sorted(found)]
    _guard.finish(complaints, f"{len(paths)} files are well formatted")


main()
