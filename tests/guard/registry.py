# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Each folder of adapters/<kind>/ explains itself in a README and is in the built registry."""

import re

import _guard


def main():
    registry = (_guard.BUILD / "generated" / "plugin_registry.c").read_text(encoding="utf-8")
    entries = set(re.findall(r"^\t&(\w+),$", registry, re.MULTILINE))
    complaints = []
    expected = set()
    for folder in sorted((_guard.ROOT / "adapters").glob("*/*/")):
        relative = folder.relative_to(_guard.ROOT)
        kind, name = relative.parts[1:3]
        if not (folder / "README.md").is_file():
            complaints.append(f"{relative}: lacks a README.md")
        if kind in ("discovery", "itsm"):
            expected.add(f"{name}_{kind}")
            if f"{name}_{kind}" not in entries:
                complaints.append(f"{relative}: '{name}_{kind}' is not in the registry")
    complaints += [f"registry: '{entry}' has no folder" for entry in sorted(entries - expected)]
    _guard.finish(complaints, f"{len(expected)} plug-ins, all in the registry")


main()
