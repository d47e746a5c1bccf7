# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Scripts can be parsed, stop at the first error, and are executable where they are called by name."""

import ast
import os
from pathlib import Path

import _guard


def complaints_about_shell(path):
    status, output = _guard.run(["bash", "-n", str(path)])
    complaints = [f"{path}: {output.strip()}"] if status else []
    if not path.name.startswith("_") and "set -euo pipefail" not in _guard.text(path):
        complaints.append(f"{path}: lacks 'set -euo pipefail'")
    return complaints


def complaints_about_python(path):
    try:
        ast.parse(_guard.text(path), str(path))
    except SyntaxError as error:
        return [f"{path}:{error.lineno}: {error.msg}"]
    return []


def main():
    shell = _guard.files(".sh") + [path for path in [Path(".ci/run")] if (_guard.ROOT / path).is_file()]
    python = _guard.files(".py")
    complaints = [complaint for path in shell for complaint in complaints_about_shell(path)]
    complaints += [complaint for path in python for complaint in complaints_about_python(path)]
    complaints += [f"{path}: is called by name, but not executable" for path in shell + python
                   if len(path.parts) == 2 and path.parts[0] in ("scripts", ".ci")
                   and not os.access(_guard.ROOT / path, os.X_OK)]
    _guard.finish(complaints, f"{len(shell)} scripts of bash and {len(python)} of Python can be read")


main()
