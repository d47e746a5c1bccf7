# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# An emergency change for what is expired already, with nothing configured and nobody known.
.state = "expired" | .ticket.kind = "change/emergency"
| .ticket |= (.freeze = null | .issue = null | .runbook = null | .previous = null | .slot = null | .approved_hash = null)
| .owner = {group: null, user: null} | .class = {name: "unclassified", why: "neither its CIs nor its names say how critical it is"} | .cis = {count: 0, items: []} | .deployments.exposure = null
| .ticket.places.groups = [.ticket.places.groups[0] | .group = null | .group_name = null | .owner_name = null | .items[0].ci_name = null | .count = 1] | .ticket.places.count = 1
