# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A wildcard is a name like any other.
., (.domain.folded = "*.example.com")
