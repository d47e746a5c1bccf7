# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Nobody revoked it, but clients do not trust its authority any more.
.ticket.reason = "revoked" | .ticket.kind = "incident" | .ticket.looked = null
| .findings = [{rule: "distrusted-ca", severity: "high", text: "Example Issuing CA 3 is not trusted by browsers since 2026-11-12"}]
