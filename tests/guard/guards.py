# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The guards bark: each is shown a small tree that breaks its promise, and one that keeps it."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import _guard

HEAD = ("/* SPDX-FileCopyrightText: 2026 The certsteward authors */\n"
        "/* SPDX-License-Identifier: Apache-2.0 */\n/* A sample. */\n\n")
LONG = HEAD + "int long_one(void)\n{\n" + "\t;\n" * 80 + "\treturn 0;\n}\n"

# guard, file, its text, what the guard has to say about it
BROKEN = (
    ("layers", "connector/store/a.c", HEAD + '#include "flow/plan.h"\n', "is of flow"),
    ("layers", "connector/base/a.c", HEAD + '#include "model/x.h"\n', "is of model"),
    ("layers", "connector/flow/a.c", HEAD + "#include <sqlite3.h>\n", "away from its home"),
    ("layers", "connector/flow/b.c", HEAD + '#include "store/leak.h"\n', "store/leak.h <- connector/flow/b.c"),
    ("layers", "adapters/itsm/one/a.c", HEAD + '#include "../two/b.h"\n', "climbs out"),
    ("layers", "adapters/itsm/one/a.c", HEAD + '#include "store/leak.h"\n', "is of store"),
    ("layers", "sandbox/a.c", HEAD + '#include "base/x.h"\n', "may include nothing else"),
    ("layers", "hook/a.c", HEAD + '#include "gone.h"\n', "not in the tree"),
    ("layers", "worker/a.c", HEAD + "#include <unheard_of.h>\n", "has no home"),
    ("headers", "connector/model/a.h", HEAD + "#pragma once\nuint8_t a_first(void);\n", "does not compile alone"),
    ("headers", "connector/model/a.h", HEAD + "int a_first(void);\n", "#pragma once"),
    ("lengths", "connector/model/a.c", LONG, "function 'long_one' has 84 lines"),
    ("lengths", "connector/model/a.c", HEAD + "\n" * 500, "504 lines"),
    ("lengths", "connector/model/a.h", HEAD + "\n" * 120, "124 lines"),
    ("uses", "connector/model/a.h", HEAD + "#pragma once\nint a_first(int *(*f)(void));\n",
     "'a_first' is called by tests at most"),
    ("uses", "tests/support/a.h", HEAD + "#pragma once\nint a_first(void);\n", "'a_first' is called by tests at most"),
    ("spdx", "connector/model/a.c", "/* A sample. */\n", "first lines lack"),
    ("spdx", "scripts/a.sh", "#!/bin/sh\n", "first lines lack"),
    ("words", "connector/model/a.c", HEAD + "/* FIX" "ME later */\n", "a note to self"),
    ("words", "docs/a.md", "see /ho" "me/someone/file\n", "a path of one machine"),
    ("words", "docs/a.md", "turned \u202e round\n", "direction-changing"),
    ("format", "connector/model/a.c", HEAD + "int  a;\n", "clang-format -i"),
    ("cppcheck", "connector/model/a.c", HEAD + "int a(void)\n{\n\tint x[2];\n\treturn x[2];\n}\n", "out of bounds"),
    ("tidy", "connector/model/a.c", HEAD + "int a(int *p)\n{\n\tif (p == 0)\n\t\treturn *p;\n\treturn 1;\n}\n",
     "null pointer"),
    ("scripts", "scripts/a.sh", "set -euo pipefail\nif true; then\n", "syntax error"),
    ("scripts", "scripts/a.sh", "true\n", "lacks 'set -euo pipefail'"),
    ("scripts", "tests/a.py", "def a(:\n", "invalid syntax"),
    ("scripts", "scripts/a.py", "a = 1\n", "not executable"),
    ("registry", "adapters/itsm/one/one.c", HEAD, "lacks a README.md"),
    ("registry", "adapters/discovery/one/README.md", "One\n", "'one_discovery' is not in the registry"),
)

SOUND = {
    "connector/store/leak.h": HEAD + "#pragma once\n",
    "connector/flow/plan.h": HEAD + "#pragma once\n",
    "connector/base/x.h": HEAD + "#pragma once\nint x_first(void);\n#define X() x_first()\n",
    "connector/base/x.c": HEAD + '#include "base/x.h"\n\nint x_first(void)\n{\n\treturn 1;\n}\n',
    "connector/model/x.h": HEAD + '#pragma once\n\n#include "base/x.h"\n',
    "adapters/itsm/sound/README.md": "Sound\n",
}


def plant(tree, relative, content):
    path = tree / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def sound_tree(folder):
    tree = Path(folder)
    for relative, content in SOUND.items():
        plant(tree, relative, content)
    plant(tree, "build/generated/plugin_registry.c", "\t&sound_itsm,\n")
    plant(tree, "tests/guard/cppcheck-suppressions.txt", "missingInclude\n")
    for settings in (".clang-format", ".clang-tidy"):
        plant(tree, settings, _guard.text(Path(settings)))
    # One command, for the file that is to be found out; a sound tree does without it.
    command = {"directory": str(tree), "file": str(tree / "connector/model/a.c"),
               "command": "cc -c connector/model/a.c"}
    plant(tree, "build/compile_commands.json", json.dumps([command]))
    plant(tree, "connector/model/a.c", HEAD + "extern int a;\nint a;\n")
    return tree


def ask(guard, tree):
    script = Path(__file__).with_name(f"{guard}.py")
    environment = dict(os.environ, CERTSTEWARD_SOURCE=str(tree), CERTSTEWARD_BUILD=str(tree / "build"))
    done = subprocess.run([sys.executable, "-B", str(script)], env=environment, text=True,
                          capture_output=True, check=False)
    return done.returncode, done.stdout + done.stderr


def check_broken(guard, relative, content, expected):
    with tempfile.TemporaryDirectory() as folder:
        tree = sound_tree(folder)
        plant(tree, "connector/store/leak.h", HEAD + "#pragma once\n\n#include <sqlite3.h>\n")
        plant(tree, relative, content)
        status, output = ask(guard, tree)
    if status == _guard.SKIPPED_EXIT:
        return []
    if status != 1 or expected not in output:
        return [f"{guard}: does not say '{expected}' about {relative}; exit {status}: {output}"]
    return []


def check_sound(guard):
    with tempfile.TemporaryDirectory() as folder:
        status, output = ask(guard, sound_tree(folder))
    return [] if status in (0, _guard.SKIPPED_EXIT) else [f"{guard}: complains of a sound tree: {output}"]


def main():
    complaints = []
    for case in BROKEN:
        complaints += check_broken(*case)
    for guard in sorted({case[0] for case in BROKEN}):
        complaints += check_sound(guard)
    _guard.finish(complaints, f"{len(BROKEN)} broken trees found out")


main()
