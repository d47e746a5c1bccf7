# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The type is a setting.
.target.settings.relation_type = "Depends on::Used by"
