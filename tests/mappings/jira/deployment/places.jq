# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A place in use; one that is gone, with nothing known of it; one that no source looks at.
.,
(.deployment |= (.state = "gone" | .certificates = [] | .server_name = null | .zone = "" | .last_seen = null) | .ci = null),
(.deployment |= (.state = "frozen" | .server_name = .host))
