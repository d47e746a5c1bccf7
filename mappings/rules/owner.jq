# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Your rule for owners: one rung of the ladder person's value on the certificate's CI, this rule,
# application service, host, predecessor, default. Answers {"group", "user", "backup", "why"}: remote
# ids of the far side, or null. All null = the rule knows nothing, and the ladder goes on.
#
# Shipped without a rule: only you know your names. An example, to be put in place of the last line:
#
#   def group_of_domain: {
#     "shop.example.com": "8a5055c9c61122780043563ef53438e3",
#     "mail.example.com": "d625dccec0a8016700a222a0f7900d06"
#   };
#   first(.certificate.names[].folded
#         | group_of_domain[.] // group_of_domain[split(".")[1:] | join(".")] // empty
#         | {group: ., user: null, backup: null, why: "list of domains in owner.jq"})
#   // nobody
#
# Or by the subject, where your CA writes the department into it:
#
#   {"Treasury": "287ebd7da9fe198100f92cc8d1d2154e"}[.certificate.subject.unit // ""] as $group
#   | if $group then {group: $group, user: null, backup: null, why: "department of the subject"}
#     else nobody end
include "common";

def nobody: {group: null, user: null, backup: null, why: null};

nobody
