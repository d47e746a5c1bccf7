# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# In use at 5,000 places, with 900 long names: the texts stay short and say how many there are.
.deployments += {count: 5000, served: 4000, unreachable: 1000}
| .deployments.items[0] as $place
| .deployments.items = [range(50) | . as $n | $place | .key = "dc1/10.20.0.\($n):443/shop.example.com"]
| .certificate.name_count = 900
| .certificate.names = [range(900) | {type: "dns", text: "a-rather-long-name-\(.).shop.example.com", folded: ""}]
