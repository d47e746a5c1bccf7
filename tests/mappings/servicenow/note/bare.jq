# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Every event with nothing but its name: still a sentence.
.event = {at: .event.at, name: ("step:half", "served:1of1", "proof", "resolved", "renewed-outside-change", "issued", "other-certificate", "rolled-back", "places-found", "approved", "rejected", "approval-void", "fields-kept", "stopped", "waits", "hook-waits", "hook-ended", "hook-failed", "hook-unknown", "freeze-conflict", "superseded", "twin", "not-needed", "closed-unsolved", "served-again", "something-new")},
(.event = {at: .event.at, name: "served:1of4", served: 1, of: 4, still: {count: 3, items: [{place: "10.20.0.8:443", serves: "the old certificate"}]}})
