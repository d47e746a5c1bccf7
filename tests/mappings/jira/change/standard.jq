# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A standard change takes its texts from the template: ours are its first note.
.ticket.kind = "change/standard" | .ticket.template = "b0aa6d21" | .target.settings.assignment = "ours"
