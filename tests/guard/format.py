# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Every file of C looks as clang-format writes it."""

import _guard


def main():
    tool = _guard.need("clang-format", "clang-format")
    paths = _guard.files(".c", ".h", below=_guard.CODE + ("tests",))

    def differs(path):
        status, formatted = _guard.run([tool, str(path)])
        return status != 0 or formatted != _guard.text(path)

    answers = zip(paths, _guard.in_parallel(differs, paths))
    complaints = [f"{path}: mend it with: clang-format -i {path}" for path, bad in answers if bad]
    _guard.finish(complaints, f"{len(paths)} files are well formatted")


main()
