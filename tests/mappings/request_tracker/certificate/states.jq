# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Each state of ours in the words of the choice list.
(.state = ("expired", "revoked", "unparsed")),
(.deployments = {count: 1, served: 0, configured: 1, stored: 0}), (.deployments = {count: 1, served: 0, configured: 0, stored: 1, exposure: "internal"})
