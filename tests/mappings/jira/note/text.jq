# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A text made elsewhere stands as it is, without markup.
.event.name = "opened" | .event.text = "First line\n[code]<b>x</b>[/code]\n\u202eend"
