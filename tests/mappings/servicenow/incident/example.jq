# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Nothing newer is known.
.state = "expired" | .ticket.reason = "expired" | .ticket.kind = "incident" | .ticket.places.serving = 3 | .ticket.incident = {id: "5e1", number: "INC0010001"}
| .ticket.change = {key: "renewal:5d41:1", number: "CHG0030001", state: "-3", text: "waiting for approval since 2026-12-01 09:00 UTC"} | .ticket.looked = null
