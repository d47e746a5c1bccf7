# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# One record for each rule, the first that applies. `words` goes with the names: where a case has other
# names, it has none, and the program takes them apart itself.
., (.certificate.is_ca = true),
(.cis.items[0].criticality = ("2 - somewhat critical", "3 - less critical", "4 - not critical", "", null, "odd")),
(.cis.items = []),
(.deployments.environments = ["test", "development", "test"] | .cis.items[0].criticality = null),
(.deployments.environments = ["test", "production"] | .cis = {count: 0, items: []}),
(.cis = {count: 0, items: []} | del(.words) | .certificate.names = ([{folded: "sso01.example.com"}], [{folded: "payroll.example.com"}], [{folded: "eu-checkout.example.com"}], [{folded: "pki.example.com"}], [])),
(del(.words) | .cis.items[0] |= (.criticality = null | .service_name = null | .name = "Zabbix 02" | .folded = "zabbix 02")),
(del(.words) | .cis.items[0] |= (.criticality = null | .service_name = "Payments Platform" | .name = "APP-01" | .folded = null)),
# With words: some that name no system, some that might, in another name's case the right one.
((.cis.items[0] |= (.criticality = null | .service_name = null)) | (., .words += ["sso"], (.words += ["sso"] | .certificate.names += [{folded: "sso02.example.com"}])))
