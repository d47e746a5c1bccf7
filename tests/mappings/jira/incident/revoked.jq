# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Revoked, for a reason that makes it urgent.
.state = "revoked" | .ticket.reason = "revoked" | .ticket.kind = "incident" | .ticket.looked = null
| .revocation = {status: "revoked", confirmed: true, source: "ocsp", via: "GET http://ocsp.example.com", reason: "keyCompromise",
    revoked_at: 1795082340, revoked_at_text: "2026-11-19T09:59:00Z", confirmed_at: 1795086000},
(.state = "revoked" | .ticket.reason = "revoked" | .ticket.kind = "incident" | .ticket.looked = null
| .revocation = {status: "revoked", confirmed: true, source: "crl", via: "http://crl.example.com/3.crl\u202e[code]", reason: null,
    revoked_at: 1795082340, revoked_at_text: "2026-11-19T09:59:00Z", confirmed_at: 1795086000})
