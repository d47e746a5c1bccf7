# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# One name, no other use: revoking is proposed.
.state = "decommissioned" | .ticket.reason = "decommission" | .ticket.ended = .ticket.as_of | .ticket.retired_cis = [{name: "shop-01", life: "retired"}] | .certificate.name_count = 1 | .certificate.names = .certificate.names[:1]
| .ticket.places.groups[].items[].state = "gone"
| ., (.ticket.kind = "change/standard")
