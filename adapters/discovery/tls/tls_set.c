/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Many targets, searched quickly. */
#include "tls_set.h"

#include <stdlib.h>
#include <string.h>

/* More than one host: has to be compared one by one. */
static bool is_wide(const struct tls_target *target)
{
	if (target->name)
		return target->name[0] == '*';
	return target->count > 1 || !target->first.family;
}

static int compare_hosts(const char *a_name, const struct tls_address *a, const char *b_name,
                         const struct tls_address *b)
{
	if (a_name && b_name)
		return strcmp(a_name, b_name);
	if (a_name || b_name)
		return a_name ? 1 : -1;
	return tls_address_compare(a, b);
}

static int compare_targets(const void *left, const void *right)
{
	const struct tls_target *a = left;
	const struct tls_target *b = right;
	if (is_wide(a) != is_wide(b))
		return is_wide(a) ? -1 : 1;
	int order = compare_hosts(a->name, &a->first, b->name, &b->first);
	if (order)
		return order;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return a->port != b->port ? a->port - b->port : a->port_last - b->port_last;
}

void tls_set_build(struct tls_set *set, struct tls_target *items, size_t count)
{
	*set = (struct tls_set){ .items = items };
	if (!count)
		return;
	qsort(items, count, sizeof(*items), compare_targets);
	for (size_t index = 0; index < count; index++) {
		if (set->count && compare_targets(&items[set->count - 1], &items[index]) == 0)
			continue;
		set->wide += is_wide(&items[index]);
		items[set->count++] = items[index];
	}
}

/* First single host that is not before this one. */
static size_t lower_bound(const struct tls_set *set, const struct tls_host *host)
{
	size_t low = set->wide;
	size_t high = set->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct tls_target *item = &set->items[middle];
		if (compare_hosts(item->name, &item->first, host->name, &host->address) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int64_t tls_set_find(const struct tls_set *set, const struct tls_host *host,
                     const struct tls_ports *ports)
{
	for (size_t index = 0; index < set->wide; index++) {
		if (tls_target_holds(&set->items[index], host, ports))
			return (int64_t)index;
	}
	for (size_t index = lower_bound(set, host); index < set->count; index++) {
		const struct tls_target *item = &set->items[index];
		if (compare_hosts(item->name, &item->first, host->name, &host->address) != 0)
			return -1;
		if (tls_target_holds(item, host, ports))
			return (int64_t)index;
	}
	return -1;
}
