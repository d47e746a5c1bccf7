# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Ten rows, then a number: 500 places of a wildcard; two services, so the certificate is what it is about.
.ticket.places = {count: 500, serving: 500, groups: [range(3) as $g | {group: "g\($g)", group_name: "Group \($g)", count: 150, items: [range(10) as $i | {key: "k", kind: "address", zone: "dc1", host: "2001:db8::\($i)", port: 8443, server_name: null, state: (["serves", "renewed", "other", "unreachable", "gone"][$i % 5]), ci_name: "node-\($g)\($i)", last_seen: null}]}]}
| .cis.count = 2 | .cis.items += [.cis.items[0] | .ref = "ci:production/9" | .service = "other" | .service_name = "Warehouse"]
