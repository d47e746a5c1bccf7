# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""No leftovers: notes to self, paths of one machine, characters that hide what code says."""

import re

import _guard

RULES = (
    (re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b"), "a note to self; do it or open an issue"),
    (re.compile(r"(?<![\w.}])/(home|work|Users)/\w"), "a path of one machine"),
    (re.compile(r"^[ \t]*#[ \t]*if[ \t]+0\b"), "code switched off; delete it"),
    (re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"), "an invisible or direction-changing character"),
    (re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"), "a control character; write it as an escape"),
    (re.compile(r"[ \t]+$"), "white space at the end of the line"),
    (re.compile("\r"), "a carriage return"),
)
BINARY = (".der", ".p12", ".pfx", ".p7b", ".gz", ".png", ".db", ".crt", ".cer", ".pyc")


def complaints_about(path):
    found = []
    # Two spaces at the end of a line mean a line break in Markdown.
    rules = [rule for rule in RULES if not (path.suffix == ".md" and "white space" in rule[1])]
    for number, line in enumerate(_guard.text(path).split("\n"), 1):
        found += [f"{path}:{number}: {why}" for pattern, why in rules if pattern.search(line)]
    return found


def main():
    paths = [path for path in _guard.files() if path.suffix not in BINARY and path.name != "LICENSE"]
    complaints = [complaint for path in paths for complaint in complaints_about(path)]
    _guard.finish(complaints, f"{len(paths)} files without leftovers")


main()
