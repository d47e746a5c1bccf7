# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Retired: the state, and the columns that the site adds; the people'\''s fields are still only seeds.
.state = "decommissioned" | .retired = true | .deployments += {count: 0, served: 0, unreachable: 0, items: []}
