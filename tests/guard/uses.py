# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Every function that a header offers is called by its program: tests alone keep nothing alive."""

import collections
import re

import _guard

# Folders of headers, and those whose files may call what the headers offer.
PROGRAMS = (
    (("connector", "adapters", "worker", "hook"),) * 2,
    (("sandbox",),) * 2,
    (("tests/support",), ("tests",)),
)

NOISE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
MACRO = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*\n?", re.MULTILINE)
BODY = re.compile(r"\{[^{}]*\}")
ATTRIBUTE = re.compile(r"__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)")
WORD = re.compile(r"[A-Za-z_]\w*")


def outline(code):
    """Comes without macros, attributes and bodies: what is left are declarations and heads."""
    code = ATTRIBUTE.sub(" ", MACRO.sub("", code))
    while BODY.search(code):
        code = BODY.sub(";", code)
    return code


def functions(code):
    """Names of the functions that are declared or defined here for others."""
    for statement in outline(code).split(";"):
        words = statement.split()
        head = re.search(r"\b(\w+)\s*\(", statement)
        if head and words[0] not in ("static", "typedef") and "=" not in statement:
            yield head.group(1)


def read(below):
    return {path: NOISE.sub(" ", _guard.text(path)) for path in _guard.files(".c", ".h", below=below)}


def called(code):
    """Names that stand in a file more often than it declares or defines them."""
    more = collections.Counter(WORD.findall(code))
    more.subtract(functions(code))
    return {name for name, count in more.items() if count > 0}


def check(homes, users):
    offered = {name: path for path, code in read(homes).items() if path.suffix == ".h"
               for name in functions(code)}
    used = set().union(*map(called, read(users).values()))
    idle = sorted(offered.keys() - used)
    return len(offered), [f"{offered[name]}: '{name}' is called by tests at most; delete it"
                          for name in idle]


def main():
    complaints, total = [], 0
    for homes, users in PROGRAMS:
        count, more = check(homes, users)
        complaints += more
        total += count
    _guard.finish(complaints, f"{total} functions of headers, all called")


main()
