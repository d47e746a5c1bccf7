# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Other uses and networks nobody looked at: no proposal to revoke.
.ticket.other_uses = {count: 12, items: [range(10) | {place: "host-\(.):/srv/tls/shop.pem", how: (["served", "configured", "stored", "same-key"][. % 4])}]} | .ticket.not_looked = ["zone dmz"] | .certificate.wildcard = true
