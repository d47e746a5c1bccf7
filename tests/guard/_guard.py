# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""What the guards share: the list of own files, the include graph, verdicts, tools, workers."""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(os.environ.get("CERTSTEWARD_SOURCE") or Path(__file__).resolve().parents[2])
BUILD = Path(os.environ.get("CERTSTEWARD_BUILD") or ROOT / "build" / "check")
CODE = ("connector", "adapters", "worker", "hook", "sandbox")
SKIPPED_EXIT = 77
WORKERS = 2

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def files(*suffixes, below=None):
    """Own files as paths relative to the root, sorted; build folders and samples are not own."""
    found = []
    for top in below or sorted(entry.name for entry in ROOT.iterdir()):
        if top == ".git" or top.startswith("build"):
            continue
        path = ROOT / top
        candidates = [path] if path.is_file() else path.rglob("*")
        for candidate in candidates:
            relative = candidate.relative_to(ROOT)
            if candidate.is_file() and not is_sample(relative):
                if not suffixes or candidate.suffix in suffixes:
                    found.append(relative)
    return sorted(found)


def is_sample(relative):
    """Test data is kept as it was met: no rule of style applies to it."""
    return any(part in ("samples", "seeds", "exchanges", "__pycache__") for part in relative.parts)


def text(relative):
    return (ROOT / relative).read_text(encoding="utf-8", errors="replace")


def includes(relative):
    """Pairs (is_system, name) in the order of the file."""
    return [(kind == "<", name) for kind, name in INCLUDE.findall(text(relative))]


def resolve(relative, name):
    """The own file that #include "name" means in this file, or None."""
    for folder in (relative.parent, Path("connector"), Path("."), Path("tests")):
        if (ROOT / folder / name).is_file():
            return Path(os.path.normpath(folder / name))
    return None


def closure(relative):
    """All own files that a file includes, itself first, each with the file that named it."""
    origin = {relative: None}
    queue = [relative]
    while queue:
        current = queue.pop()
        for is_system, name in includes(current):
            target = None if is_system else resolve(current, name)
            if target is not None and target not in origin:
                origin[target] = current
                queue.append(target)
    return origin


def need(tool, package):
    """The tool's path. Without it a guard fails in CI and is skipped, saying so, elsewhere."""
    path = shutil.which(tool)
    if path:
        return path
    print(f"'{tool}' is not installed; install the package '{package}'")
    sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED_EXIT)


def in_parallel(work, items):
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(work, items))


def run(arguments, **more):
    """Exit status and everything that was printed."""
    done = subprocess.run(arguments, cwd=ROOT, text=True, stdin=more.pop("stdin", subprocess.DEVNULL),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **more)
    return done.returncode, done.stdout


def finish(complaints, praise):
    for complaint in complaints:
        print(complaint)
    print(f"{len(complaints)} complaints" if complaints else praise)
    sys.exit(1 if complaints else 0)
