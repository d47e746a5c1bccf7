# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# No alternative name: the common name stands in, folded.
.certificate.names = [] | .certificate.name_count = 0 | .certificate.subject.common_name = "Old-Host.Example.COM."
