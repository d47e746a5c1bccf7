# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# What renews itself has failed to.
.state = "expired" | .ticket.kind = "incident" | .self_renewing = true | .ticket.change = {text: "None: it renews itself."} | .class.name = "important"
| .ticket.places.groups = .ticket.places.groups[:1] | .ticket.places.count = 1| .ticket.places.serving = 1 | .ticket.places.groups[0].count = 1
