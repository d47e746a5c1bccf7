# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""cppcheck finds no fault in own code."""

import _guard

# Macros that cppcheck 2.10 cannot read: one is made of _Generic and is taken for a call without its
# definition, two are loops of a system header that it does not open. No semicolon may stand here.
MACROS = (
    "-UBIND",
    "-Djson_array_foreach(a,i,v)=while((v=json_array_get(a,i=0))!=0)",
    "-Djson_object_foreach(o,k,v)=while((v=json_object_get(o,k=0))!=0)",
)


def main():
    tool = _guard.need("cppcheck", "cppcheck")
    sources = _guard.files(".c", below=_guard.CODE)
    if not sources:
        _guard.finish([], "no sources yet")
    cache = _guard.BUILD / "cppcheck"
    cache.mkdir(parents=True, exist_ok=True)
    status, output = _guard.run([
        tool, "--quiet", "--std=c11", "--language=c", "-j", str(_guard.WORKERS), "-D_GNU_SOURCE",
        "-D__GNUC__=12", *MACROS, "-I", "connector", f"--cppcheck-build-dir={cache}",
        "--enable=warning,performance,portability", "--inline-suppr", "--error-exitcode=1",
        f"--suppressions-list={_guard.ROOT / 'tests/guard/cppcheck-suppressions.txt'}",
        *map(str, sources)])
    _guard.finish([output] if status else [], f"{len(sources)} files without complaint")


main()
