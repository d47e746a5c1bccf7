# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Functions and files stay short; prints the longest, the median and the 95th percentile."""

import statistics

import _guard

FUNCTION_MOST, FUNCTION_MEDIAN, FUNCTION_P95 = 80, 15, 50
FILE_MOST, FILE_MEDIAN, HEADER_MOST = 500, 200, 120
SHOWN = 12


def functions(sources):
    """(lines, name, file) of every function, longest first."""
    listing = "\n".join(str(path) for path in sources)
    status, output = _guard.run(["ctags", "-f", "-", "--kinds-C=f", "--fields=ne", "--language-force=C",
                                 *listing.split()])
    if status:
        _guard.finish([output], "")
    found = []
    for line in output.splitlines():
        fields = line.split("\t")
        extras = dict(field.split(":", 1) for field in fields[3:] if ":" in field)
        if "end" in extras:
            found.append((int(extras["end"]) - int(extras["line"]) + 1, fields[0], fields[1]))
    return sorted(found, reverse=True)


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def show(title, entries):
    print(title)
    for lines, name in entries[:SHOWN]:
        print(f"  {lines:4d}  {name}")


def check_functions(sources):
    found = functions(sources)
    show("longest functions:", [(lines, f"{name}  {path}") for lines, name, path in found])
    complaints = [f"{path}: function '{name}' has {lines} lines, more than {FUNCTION_MOST}; split it"
                  for lines, name, path in found if lines > FUNCTION_MOST]
    shipped = [lines for lines, _, path in found if not path.startswith("tests/")]
    if shipped:
        median, p95 = statistics.median(shipped), percentile(shipped, 0.95)
        print(f"functions: {len(shipped)}, median {median:g}, 95th percentile {p95}")
        if median > FUNCTION_MEDIAN:
            complaints.append(f"the median function has {median:g} lines, more than {FUNCTION_MEDIAN}")
        if p95 > FUNCTION_P95:
            complaints.append(f"one function in twenty has {p95} lines or more; {FUNCTION_P95} is the most")
    return complaints


def check_files(paths):
    sizes = sorted(((_guard.text(path).count("\n"), path) for path in paths), reverse=True)
    show("longest files:", sizes)
    complaints = []
    for lines, path in sizes:
        most = HEADER_MOST if path.suffix == ".h" else FILE_MOST
        if lines > most:
            complaints.append(f"{path}: {lines} lines, more than {most}; split it by meaning")
    code = [lines for lines, path in sizes if path.suffix == ".c" and path.parts[0] != "tests"]
    if code:
        print(f"files of C: {len(code)}, median {statistics.median(code):g}")
        if statistics.median(code) > FILE_MEDIAN:
            complaints.append(f"the median file of C has more than {FILE_MEDIAN} lines")
    return complaints


def main():
    _guard.need("ctags", "universal-ctags")
    sources = _guard.files(".c", below=_guard.CODE + ("tests",))
    complaints = check_functions(sources) if sources else []
    complaints += check_files(_guard.files(".c", ".h", ".py", ".sh", ".cmake", ".jq"))
    _guard.finish(complaints, "all within their lengths")


main()
