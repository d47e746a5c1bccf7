# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Forty groups share a wildcard: the plan keeps its steps.
.ticket.places = {count: 4000, serving: 4000, groups: [range(40) as $g | {group: "g\($g)", group_name: "Group \($g)", count: 100, items: [range(10) as $i | {host: "node-\($g)-\($i).a-rather-long-domain.example.com", port: 443, server_name: "star.example.com", state: "serves", ci_name: "node-\($g)-\($i)"}]}]}
