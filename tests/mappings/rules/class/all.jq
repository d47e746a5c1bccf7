# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# One record for each rule, the first that applies.
., (.certificate.is_ca = true),
(.cis.items[0].criticality = ("2 - somewhat critical", "3 - less critical", "4 - not critical", "", null, "odd") | .deployments.tags = []),
(.deployments.tags = ["pci-cde"] | .cis.items = []),
(.deployments.environments = ["Test", "development", "Test"] | .cis.items[0].criticality = null),
(.deployments.environments = ["test", "production"] | .cis = {count: 0, items: []} | .deployments.tags = []),
((.cis = {count: 0, items: []} | .deployments.tags = []) | .certificate.names = ([{folded: "sso01.example.com"}], [{folded: "payroll.example.com"}], [{folded: "eu-checkout.example.com"}], [{folded: "pki.example.com"}], [])),
((.cis.items[0] |= (.criticality = null | .service_name = null | .name = "Zabbix 02" | .folded = "zabbix 02")) | .deployments.tags = []),
((.cis.items[0] |= (.criticality = null | .service_name = "Payments Platform" | .name = "APP-01" | .folded = null)) | .deployments.tags = [])
