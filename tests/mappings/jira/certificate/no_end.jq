# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# No end (9999-12-31): valid_to is left out, never empty.
.certificate.not_after_text = null | .owner = null | .certificate.key = {type: "ed25519"} | .target.settings = {} | .deployments.exposure = null
