# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The reference from a certificate's object to the object that uses it. Answers {"type", "parent", "child"};
# `type` is the attribute that holds it: a reference takes objects of one type with all below it, and
# applications are seldom below hosts.
{"application": true, "vip": true} as $applications
| {type: (if $applications[.ci.kind] then "Used by applications" else "Used by" end), parent: {ref: .ci.ref}, child: {ref: "certificate:\(.certificate.sha256)"}}
