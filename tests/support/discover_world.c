/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What every test of the discover stage starts from. */
#include "support/discover_world.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/memory.h"
#include "store/store_queue.h"
#include "support/check.h"
#include "support/issue.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHAINS = 16 };

int discover_world_setup(void **state)
{
	struct discover_world *world = memory_zero(1, sizeof(*world));
	void *folder;
	clock_set(INT64_C(1800000000));
	if (store_folder_setup(&folder) != 0)
		return 1;
	world->folder = folder;
	world->store = world->folder->store;
	world->options = discover_defaults();
	*state = world;
	return 0;
}

int discover_world_teardown(void **state)
{
	struct discover_world *world = *state;
	void *folder = world->folder;
	free(world);
	clock_set(0);
	return store_folder_teardown(&folder);
}

void discover_world_source(struct discover_world *world, struct fake_discovery *fake)
{
	world->sources[world->source_count++] = &fake->discovery;
}

bool discover_world_try(struct discover_world *world, struct fake_discovery *fake)
{
	world->error = ERROR_INIT;
	return discover_scan(world->store, &fake->discovery, world->sources, world->source_count,
	                     &world->options, &world->watch, &world->result, &world->error);
}

void discover_world_scan(struct discover_world *world, struct fake_discovery *fake)
{
	if (!discover_world_try(world, fake))
		fail_msg("%s", world->error.message);
}

void discover_world_scans(struct discover_world *world, struct fake_discovery *fake, int times,
                          int64_t seconds)
{
	for (int i = 0; i < times; i++) {
		discover_world_pass(seconds);
		discover_world_scan(world, fake);
	}
}

void discover_world_look(struct discover_world *world, int64_t deployment_id)
{
	world->error = ERROR_INIT;
	if (!discover_look(world->store, world->sources, world->source_count, &deployment_id, 1,
	                   &world->options, &world->watch, &world->result, &world->error))
		fail_msg("%s", world->error.message);
}

void discover_world_pass(int64_t seconds)
{
	clock_set(clock_now() + seconds);
}

int64_t discover_world_number(struct discover_world *world, const char *sql)
{
	return store_folder_number(world->folder, sql);
}

void discover_world_derive(struct discover_world *world)
{
	struct store_dirty *items;
	size_t count;
	do {
		ARENA(arena);
		assert_true(
			store_dirty_take(world->store, &arena, 100, &items, &count, &world->error));
		for (size_t i = 0; i < count; i++)
			assert_true(store_dirty_done(world->store, items[i].kind, items[i].key,
			                             &world->error));
	} while (count);
}

const struct look_certificate *discover_world_chain(int number)
{
	static struct look_certificate chains[CHAINS][2];
	static struct issued authority;
	assert_true(number >= 0 && number < CHAINS);
	struct look_certificate *chain = chains[number];
	if (chain->der)
		return chain;
	if (!authority.x509)
		authority = issue(&(struct order){ .common_name = "Test CA", .is_ca = true });
	char name[32], names[64];
	snprintf(name, sizeof(name), "leaf-%d.example.com", number);
	snprintf(names, sizeof(names), "DNS:%s", name);
	ISSUED(leaf, .common_name = name, .names = names, .issuer = &authority);
	chain[0].der = issue_der(&leaf, &chain[0].length);
	chain[1].der = issue_der(&authority, &chain[1].length);
	return chain;
}

struct look_certificate discover_world_rsa(void)
{
	static struct look_certificate made;
	if (!made.der) {
		ISSUED(leaf, .common_name = "rsa.example.com", .key = "rsa2048");
		made.der = issue_der(&leaf, &made.length);
	}
	return made;
}

int64_t discover_world_in_state(struct discover_world *world, const char *state)
{
	ARENA(arena);
	return discover_world_number(
		world,
		arena_print(&arena, "SELECT count(*) FROM deployment WHERE state = '%s'", state));
}

void discover_world_fill(struct fake_discovery *fake, struct arena *arena, const char *network,
                         int count)
{
	for (int i = 1; i <= count; i++) {
		const char *host = arena_print(arena, "%s%d", network, i);
		fake_serve(fake_add(fake, host), 0, discover_world_chain(0), 2);
	}
}

void discover_world_file(struct fake_discovery *fake, const char *path)
{
	struct fake_place *place = fake_add(fake, "host-1");
	place->look.place.kind = DEPLOYMENT_FILE;
	place->look.place.port = 0;
	place->look.place.path = path;
	place->look.evidence = DEPLOYMENT_STORED;
	fake_serve(place, 0, discover_world_chain(1), 2);
}
