# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# No allowed time is left, and the hook will do the work.
.ticket.freeze.no_slot = true | .ticket.slot = null | .ticket.hook = "renew" | .ticket.kind = "change/emergency"
