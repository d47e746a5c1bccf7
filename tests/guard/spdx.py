# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Every source begins with two SPDX lines; a file of C goes on with a sentence of its purpose."""

import _guard

COPYRIGHT = "SPDX-FileCopyrightText: 2026 The certsteward authors"
LICENSE = "SPDX-License-Identifier: Apache-2.0"
SUFFIXES = (".c", ".h", ".in", ".py", ".sh", ".bash", ".cmake", ".jq", ".sql", ".service", ".timer",
            ".html", ".css", ".js", ".1", ".5", ".8")
NAMES = ("CMakeLists.txt", ".clang-format", ".clang-tidy", "run")


def complaints_about(path):
    lines = _guard.text(path).splitlines()
    head = "\n".join(lines[:5])
    if COPYRIGHT not in head or LICENSE not in head:
        return [f"{path}: the first lines lack the two SPDX lines"]
    if path.suffix in (".c", ".h") and not (len(lines) > 2 and lines[2].startswith("/* ")):
        return [f"{path}: the third line is no comment that says what the file is for"]
    return []


def main():
    paths = [path for path in _guard.files() if path.suffix in SUFFIXES or path.name in NAMES]
    complaints = [complaint for path in paths for complaint in complaints_about(path)]
    _guard.finish(complaints, f"{len(paths)} files name their authors and licence")


main()
