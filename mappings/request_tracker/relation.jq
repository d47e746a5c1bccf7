# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The link between a host and a certificate that it uses: the certificate's asset refers to the host's. Answers
# {"type", "parent", "child"}.

{type: "RefersTo", parent: {ref: .ci.ref}, child: {ref: "certificate:\(.certificate.sha256)"}}
