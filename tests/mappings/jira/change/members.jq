# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# One ticket for several certificates.
.ticket.members = {count: 12, items: [range(10) | {name: "host-\(.).example.com", sha256: "ab", deadline: {at: 1798156799, utc: "2026-12-24T23:59:59Z", local: null}, places: .}]}
