# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A successor lies ready: say where, first of all.
.state = "expired" | .ticket.kind = "incident" | .successor = .event.new | .class.name = "low"
