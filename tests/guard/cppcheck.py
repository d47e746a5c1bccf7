# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""cppcheck finds no fault in own code."""

import _guard

# Macros made of _Generic, which cppcheck 2.10 cannot read; it then takes them for calls.
UNDEFINED = ("-UBIND",)


def main():
    tool = _guard.need("cppcheck", "cppcheck")
    sources = _guard.files(".c", below=_guard.CODE)
    if not sources:
        _guard.finish([], "no sources yet")
    cache = _guard.BUILD / "cppcheck"
    cache.mkdir(parents=True, exist_ok=True)
    status, output = _guard.run([
        tool, "--quiet", "--std=c11", "--language=c", "-j", str(_guard.WORKERS), "-D_GNU_SOURCE",
        "-D__GNUC__=12", *UNDEFINED, "-I", "connector", f"--cppcheck-build-dir={cache}",
        "--enable=warning,performance,portability", "--inline-suppr", "--error-exitcode=1",
        f"--suppressions-list={_guard.ROOT / 'tests/guard/cppcheck-suppressions.txt'}",
        *map(str, sources)])
    _guard.finish([output] if status else [], f"{len(sources)} files without complaint")


main()
