/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Networks that fell silent together; between discover_end.c and discover_network.c. */
#pragma once
#include "flow/discover_parts.h"

struct discover_silence {
	struct discover_entry *entry;
	int64_t since;    /* the scan in which it fell silent */
	uint64_t network; /* 0 = none */
	bool excused;     /* out: does not count */
};
/* Excuses the items of each network of which more than options->network_share fell
 * silent in one scan; discover->notes then names it, for the audit. Sorts the items. */
CHECKED bool discover_networks(struct discover *discover, struct discover_silence *items,
                               size_t count, struct error *error);
/* "dc1 10.20.0.0/24", "dc1 2001:db8::/64", "dc1 files of host-1"; "" for what has none. A named
 * place is where its first address is. */
CHECKED bool discover_network_of(struct discover *discover, const struct store_deployment *place,
                                 const char **name, struct error *error);
/* Of such a name, for comparing; 0 of "". */
uint64_t discover_network_hash(const char *name);
