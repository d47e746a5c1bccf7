/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places that fell silent together are a fault of their network, not of the places. */
#include "flow/discover_network.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { NOTES_MOST = 100 };

/* Places of one network that fell silent in one scan. */
struct group {
	uint64_t network;
	struct discover_silence *first;
	size_t silent, total;
};

static const char *in_zone(struct arena *arena, const char *zone, const char *network)
{
	return text_is_empty(zone) ? network : arena_print(arena, "%s %s", zone, network);
}

static const char *address_network(struct arena *arena, const char *zone, const char *address)
{
	unsigned char bytes[16];
	char text[INET6_ADDRSTRLEN];
	if (inet_pton(AF_INET, address, bytes) == 1) {
		bytes[3] = 0;
		inet_ntop(AF_INET, bytes, text, sizeof(text));
		return in_zone(arena, zone, arena_print(arena, "%s/24", text));
	}
	if (inet_pton(AF_INET6, address, bytes) == 1) {
		memset(bytes + 8, 0, 8);
		inet_ntop(AF_INET6, bytes, text, sizeof(text));
		return in_zone(arena, zone, arena_print(arena, "%s/64", text));
	}
	return "";
}

/* Of a place that needs no query. */
static const char *plain_network(struct arena *arena, const struct deployment_place *place)
{
	if (place->kind == DEPLOYMENT_ADDRESS)
		return address_network(arena, place->zone, place->host);
	if (place->kind == DEPLOYMENT_NAME)
		return "";
	return in_zone(arena, place->zone, arena_print(arena, "files of %s", place->host));
}

bool discover_network_of(struct discover *discover, const struct store_deployment *place,
                         const char **name, struct error *error)
{
	const char **addresses;
	size_t count;
	*name = plain_network(&discover->arena, &place->place);
	if (place->place.kind != DEPLOYMENT_NAME)
		return true;
	if (!store_deployment_addresses(discover->store, &discover->arena, place->id, &addresses,
	                                &count, error))
		return false;
	if (count)
		*name = address_network(&discover->arena, place->place.zone, addresses[0]);
	return true;
}

uint64_t discover_network_hash(const char *name)
{
	unsigned char raw[DIGEST_BYTES];
	uint64_t hash = 0;
	if (*name) {
		digest_raw(name, strlen(name), raw);
		memcpy(&hash, raw, sizeof(hash));
	}
	return hash;
}

static int by_network_and_since(const void *a, const void *b)
{
	const struct discover_silence *one = a, *other = b;
	if (one->network != other->network)
		return one->network < other->network ? -1 : 1;
	return (one->since > other->since) - (one->since < other->since);
}

static int by_network(const void *a, const void *b)
{
	const struct group *one = a, *other = b;
	return (one->network > other->network) - (one->network < other->network);
}

struct groups {
	struct group *items;
	size_t count;
	struct arena *arena; /* of one place's network name */
};

static void count_place(struct groups *groups, const char *network)
{
	struct group key = { .network = discover_network_hash(network) };
	struct group *found = bsearch(&key, groups->items, groups->count, sizeof(key), by_network);
	if (!found)
		return;
	/* Several groups of one network stand side by side. */
	while (found > groups->items && found[-1].network == key.network)
		found--;
	for (; found < groups->items + groups->count && found->network == key.network; found++)
		found->total++;
}

static bool count_deployment(void *context, const struct store_deployment *place)
{
	struct groups *groups = context;
	arena_reset(groups->arena);
	if (!text_equal(place->state, discover_state_name(DISCOVER_GONE)))
		count_place(groups, plain_network(groups->arena, &place->place));
	return true;
}

static bool count_address(void *context, const char *zone, const char *address)
{
	struct groups *groups = context;
	arena_reset(groups->arena);
	count_place(groups, address_network(groups->arena, zone, address));
	return true;
}

static void find_groups(struct discover *discover, struct discover_silence *items, size_t count,
                        struct groups *groups)
{
	groups->items = ARENA_ARRAY(&discover->kept, struct group, count);
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1;
		     next < count && by_network_and_since(&items[i], &items[next]) == 0;)
			next++;
		if (items[i].network && next - i >= (size_t)discover->options->network_places)
			groups->items[groups->count++] = (struct group){
				.network = items[i].network,
				.first = &items[i],
				.silent = next - i,
			};
	}
}

static bool note(struct discover *discover, const struct group *group, struct error *error)
{
	struct store_deployment *place;
	const char *name;
	arena_reset(&discover->arena);
	if (!store_deployment_get(discover->store, &discover->arena, group->first->entry->id,
	                          &place, error) ||
	    !discover_network_of(discover, place, &name, error))
		return false;
	/* One note per network, when it happens. */
	if (group->first->since == discover->scan.ended_at)
		log_warning("discover",
		            "%zu of %zu places of network '%s' fell silent together: not counted "
		            "until they answer or fewer are silent",
		            group->silent, group->total, name);
	if (!discover->notes)
		discover->notes = json_new(&discover->kept, JSON_ARRAY);
	if (discover->result->silent_networks++ < NOTES_MOST)
		json_push_string(&discover->kept, discover->notes, name);
	return true;
}

bool discover_networks(struct discover *discover, struct discover_silence *items, size_t count,
                       struct error *error)
{
	ARENA(scratch);
	struct groups groups = { .arena = &scratch };
	if (count < 2)
		return true;
	qsort(items, count, sizeof(*items), by_network_and_since);
	find_groups(discover, items, count, &groups);
	if (!groups.count)
		return true;
	if (!store_deployment_each(discover->store, count_deployment, &groups, error) ||
	    !store_deployment_each_address(discover->store, count_address, &groups, error))
		return false;
	for (size_t i = 0; i < groups.count; i++) {
		struct group *group = &groups.items[i];
		if ((double)group->silent <=
		    discover->options->network_share * (double)group->total)
			continue;
		for (size_t j = 0; j < group->silent; j++)
			group->first[j].excused = true;
		if (!note(discover, group, error))
			return false;
	}
	return true;
}
