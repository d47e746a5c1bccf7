# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# An authority has no alternative names and needs none.
.certificate.is_ca = true | .certificate.purpose = "ca" | .certificate.names = [] | .certificate.name_count = 0 | .issuer = null | .root = null
| .certificate.self_signed = true | .deployments = {count: 0, served: 0, configured: 0, stored: 0, environments: [], items: []}
