# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A subject without any name, as some devices have: called by its fingerprint, no empty columns.
.certificate.subject = {text: ""} | .certificate.names = [] | .certificate.name_count = 0
