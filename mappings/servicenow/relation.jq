# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The relation between a CI and a certificate that it uses. Answers {"type", "parent", "child"}.

{
  type: (.target.settings.relation_type // "Uses::Used by"),
  parent: {ref: .ci.ref},
  child: {ref: "certificate:\(.certificate.sha256)"}
}
