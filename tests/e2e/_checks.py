# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Collects what does not hold, so that one run tells everything."""

import sys


class Checks:
    def __init__(self):
        self.count, self.failed = 0, []

    def that(self, holds, what):
        self.count += 1
        if not holds:
            self.failed.append(what)
            print(f"FAILED: {what}", flush=True)

    def same(self, found, wanted, what):
        self.that(found == wanted, f"{what}: {found!r} instead of {wanted!r}")

    def add(self, other):
        """Those of another run as well; they are told already."""
        self.count += other.count
        self.failed += other.failed

    def finish(self):
        print(f"{self.count} checks, {len(self.failed)} failed")
        sys.exit(1 if self.failed else 0)
