# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The reference from a certificate's object to the object that uses it. Answers {"type", "parent", "child"};
# `type` is the attribute that holds it.

{type: "Used by", parent: {ref: .ci.ref}, child: {ref: "certificate:\(.certificate.sha256)"}}
