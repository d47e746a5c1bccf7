/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The `ports` of a source: single ones and ranges. */
#include "tls_ports.h"

#include "base/arena.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { PORT_MOST = 65535 };

bool tls_ports_parse_one(const char *text, int *port)
{
	int64_t number;
	if (!text_parse_integer(text, &number) || number < 1 || number > PORT_MOST)
		return false;
	*port = (int)number;
	return true;
}

bool tls_ports_parse_range(const char *text, struct tls_port_range *range)
{
	ARENA(arena);
	const char *dash = strchr(text, '-');
	if (!dash) {
		bool parsed = tls_ports_parse_one(text, &range->low);
		range->high = range->low;
		return parsed;
	}
	const char *low = arena_copy_bytes(&arena, text, (size_t)(dash - text));
	return tls_ports_parse_one(low, &range->low) &&
	       tls_ports_parse_one(dash + 1, &range->high) && range->low <= range->high;
}

static int compare_ranges(const void *a, const void *b)
{
	return ((const struct tls_port_range *)a)->low - ((const struct tls_port_range *)b)->low;
}

static uint64_t length_of(const struct tls_port_range *range)
{
	return (uint64_t)range->high - (uint64_t)range->low + 1;
}

/* Joins sorted ranges that touch, so that no port is counted twice. */
static void merge(struct tls_ports *ports)
{
	size_t kept = 0;
	for (size_t index = 0; index < ports->count; index++) {
		const struct tls_port_range range = ports->ranges[index];
		if (kept && range.low <= ports->ranges[kept - 1].high + 1) {
			if (range.high > ports->ranges[kept - 1].high)
				ports->ranges[kept - 1].high = range.high;
		} else {
			ports->ranges[kept++] = range;
		}
	}
	ports->count = kept;
	ports->total = 0;
	for (size_t index = 0; index < kept; index++)
		ports->total +=
			(uint64_t)(ports->ranges[index].high - ports->ranges[index].low + 1);
}

bool tls_ports_parse(struct arena *arena, const char *const *items, size_t count,
                     struct tls_ports *ports, struct error *error)
{
	*ports = (struct tls_ports){ .count = count };
	ports->ranges = ARENA_ARRAY(arena, struct tls_port_range, count ? count : 1);
	for (size_t index = 0; index < count; index++) {
		if (!tls_ports_parse_range(items[index], &ports->ranges[index]))
			return error_set(
				error, ERROR_LOCAL,
				"ports: '%s' is no port from 1 to %d and no range like 8000-8010",
				items[index], PORT_MOST);
	}
	qsort(ports->ranges, count, sizeof(*ports->ranges), compare_ranges);
	merge(ports);
	return true;
}

int tls_ports_at(const struct tls_ports *ports, uint64_t index)
{
	for (size_t at = 0; at < ports->count; at++) {
		const struct tls_port_range *range = &ports->ranges[at];
		uint64_t length = length_of(range);
		if (index < length)
			return range->low + (int)index;
		index -= length;
	}
	return 0;
}

bool tls_ports_hold(const struct tls_ports *ports, int port)
{
	for (size_t at = 0; at < ports->count; at++) {
		if (port >= ports->ranges[at].low && port <= ports->ranges[at].high)
			return true;
	}
	return false;
}
