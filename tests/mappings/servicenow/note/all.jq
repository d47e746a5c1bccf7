# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Every event with all its members.
.event.times = {expired: .ticket.deadline, detected: .event.since, opened: .event.since, first: .event.until, last: .event.at, places: [{place: "10.20.0.7:443", from: null, to: null, text: "1 h 3 min"}]}
| .event.name = ("opened", "step:half", "step:quarter", "step:tenth", "step:day", "served:2of4", "proof", "resolved", "renewed-outside-change", "issued", "other-certificate", "rolled-back", "places-found", "approved", "rejected", "approval-void", "fields-kept", "stopped", "waits", "hook-waits", "hook-ended", "hook-failed", "hook-unknown", "freeze-conflict", "superseded", "twin", "not-needed", "closed-unsolved", "served-again", "something-new")
