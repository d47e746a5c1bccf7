# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# What a person may paste into a shell is harmless, or left out.
.ticket.places.groups = [{group: "g", group_name: "G", count: 5, items: [
  {host: "a;reboot", port: 443, state: "serves"}, {host: "10.0.0.1", port: 443, server_name: "x$(id)", state: "serves"}, {host: "-proxy", port: 443, state: "serves"},
  {host: "host-1", path: "/etc/ssl/a'b.pem", state: "serves"}, {host: "host-1", path: "/etc/ssl/shop.pem", state: "serves"}]}] | .ticket.places.count = 5
