/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What every test of tickets starts from. */
#include "support/ticket_world.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "flow/apply.h"
#include "flow/derive.h"
#include "flow/follow.h"
#include "flow/plan.h"
#include "flow/room.h"
#include "store/store_mirror.h"
#include "support/check.h"
#include "support/issue.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const programs[] = { "rules/class.jq",
	                                "rules/owner.jq",
	                                "servicenow/certificate.jq",
	                                "servicenow/relation.jq",
	                                "servicenow/change.jq",
	                                "servicenow/incident.jq",
	                                "servicenow/decommission.jq",
	                                "servicenow/note.jq",
	                                "servicenow/task.jq" };

/* Of a product whose people name the fields. */
static const struct answer_form any_names = { .free = true };

void ticket_world_programs(struct ticket_world *world, const struct mapping_program *own,
                           size_t count)
{
	struct mapping_program list[COUNT_OF(programs) + 1];
	struct error error = ERROR_INIT;
	for (size_t i = 0; i < COUNT_OF(programs); i++) {
		list[i] = (struct mapping_program){
			.name = programs[i],
			.path = arena_print(&world->arena, CERTSTEWARD_SOURCE_DIR "/mappings/%s",
			                    programs[i]),
			.form = &world->far.itsm.type->answers,
		};
		for (size_t k = 0; k < count; k++)
			if (own[k].path && text_equal(own[k].name, programs[i]))
				list[i] = own[k];
	}
	/* The only program of its kind is that of the only product that keeps places. */
	list[COUNT_OF(programs)] = (struct mapping_program){
		.name = "servicenow/deployment.jq",
		.path = CERTSTEWARD_SOURCE_DIR "/mappings/jira/deployment.jq",
		.form = &any_names,
	};
	struct mapping_options options = { .worker = CERTSTEWARD_BINARY_DIR "/certsteward-mapper",
		                           .programs = list,
		                           .program_count = COUNT_OF(list),
		                           .shared = CERTSTEWARD_SOURCE_DIR "/mappings" };
	mapping_close(&world->mapping);
	if (!mapping_open(&world->mapping, &options, &error))
		fail_msg("%s", error.message);
	world->flow.mapping = world->mapping;
}

static void fill_mirror(struct ticket_world *world)
{
	ticket_world_mirror(world, (struct ci){ .kind = CI_USER, .id = "u-ada", .name = "Ada" });
	ticket_world_mirror(world, (struct ci){ .kind = CI_USER, .id = "u-cab", .name = "Carol" });
	ticket_world_mirror(world, (struct ci){ .kind = CI_GROUP, .id = "g-web", .name = "Web" });
	ticket_world_mirror(world, (struct ci){ .kind = CI_GROUP, .id = "g-mail", .name = "Mail" });
}

int ticket_world_setup(void **state)
{
	struct ticket_world *world = memory_zero(1, sizeof(*world));
	void *discover;
	if (discover_world_setup(&discover) != 0)
		return 1;
	/* Certificates are made by the real clock. */
	clock_set((int64_t)time(NULL));
	world->discover = discover;
	world->store = world->discover->store;
	fake_open(&world->source, "datacenter");
	discover_world_source(world->discover, &world->source);
	fake_itsm_open(&world->far, "fake");
	flow_rules_defaults(&world->rules);
	world->rules.any_hour = true;
	world->rules.default_group = "g-web";
	for (int reason = 0; reason < FLOW_REASONS; reason++)
		for (int class = 0; class < FLOW_CLASSES; class ++)
			world->rules.tickets[reason][class].kind =
				reason == FLOW_EXPIRED ? TICKET_INCIDENT : TICKET_CHANGE_NORMAL;
	ticket_world_programs(world, NULL, 0);
	world->side = (struct flow_side){ .itsm = &world->far.itsm,
		                          .name = "fake",
		                          .stage = FLOW_AUTOMATE,
		                          .tickets = true,
		                          .folder = "servicenow" };
	world->flow = (struct flow){ .store = world->store,
		                     .mapping = world->mapping,
		                     .rules = &world->rules,
		                     .sides = &world->side,
		                     .side_count = 1,
		                     .actor = "test" };
	fill_mirror(world);
	*state = world;
	return 0;
}

int ticket_world_teardown(void **state)
{
	struct ticket_world *world = *state;
	void *discover = world->discover;
	mapping_close(&world->mapping);
	fake_itsm_close(&world->far);
	fake_close(&world->source);
	arena_release(&world->arena);
	EVP_PKEY_free(world->key);
	free(world);
	return discover_world_teardown(&discover);
}

static bool send(struct ticket_world *world, struct error *error)
{
	struct room room;
	struct plan_options options = { .now = clock_now() };
	struct plan_counts counts;
	struct apply_result result = { 0 };
	return room_ask(&world->flow, &world->arena, &world->side, true, &room, error) &&
	       plan_write(&world->flow, &world->side, &options, NULL, NULL, &counts, error) &&
	       apply(&world->flow, &world->side, NULL, &result, error);
}

void ticket_world_pass(struct ticket_world *world, int64_t seconds)
{
	struct error error = ERROR_INIT;
	discover_world_pass(seconds);
	discover_world_scan(world->discover, &world->source);
	/* What is held back for a reference, or looked for, goes in a later round. */
	for (int round = 0; round < 4; round++) {
		struct follow_result followed = { 0 };
		struct derive_result derived;
		if (!follow_tickets(&world->flow, &world->side, &followed, &error) ||
		    !derive(&world->flow, &derived, &error) || !send(world, &error))
			fail_msg("%s", error.message);
		if (derived.set_aside && !world->leaves_aside)
			fail_msg("a record was set aside");
		discover_world_pass(6);
	}
}

void ticket_world_passes(struct ticket_world *world, int times, int64_t seconds)
{
	for (int i = 0; i < times; i++)
		ticket_world_pass(world, seconds);
}

const struct look_certificate *ticket_world_chain(struct ticket_world *world, const char *name,
                                                  long starts, long ends)
{
	static struct issued authority;
	struct look_certificate *chain = ARENA_ARRAY(&world->arena, struct look_certificate, 2);
	if (!authority.x509)
		authority = issue(&(struct order){
			.common_name = "Test CA", .is_ca = true, .starts = -1000, .ends = 3000 });
	ISSUED(leaf, .common_name = name, .names = arena_print(&world->arena, "DNS:%s", name),
	       .usage = "serverAuth", .issuer = &authority, .starts = starts, .ends = ends,
	       .same_key = world->keep_key ? world->key : NULL);
	if (!world->keep_key) {
		EVP_PKEY_free(world->key);
		world->key = leaf.key;
		assert_int_equal(EVP_PKEY_up_ref(world->key), 1);
	}
	unsigned char *der = issue_der(&leaf, &chain[0].length);
	chain[0].der = (unsigned char *)arena_copy_bytes(&world->arena, der, chain[0].length);
	free(der);
	der = issue_der(&authority, &chain[1].length);
	chain[1].der = (unsigned char *)arena_copy_bytes(&world->arena, der, chain[1].length);
	free(der);
	return chain;
}

void ticket_world_serve(struct fake_place *place, const struct look_certificate *chain)
{
	fake_serve(place, 0, chain, 2);
	place->slots[0].chain_complete = place->slots[0].chain_trusted = true;
	place->slots[0].name_matches = true;
}

struct fake_place *ticket_world_place(struct ticket_world *world, const char *host,
                                      const char *group, const struct look_certificate *chain)
{
	struct fake_place *place = fake_add(&world->source, host);
	ticket_world_serve(place, chain);
	if (*group) {
		const char *addresses[] = { host };
		ticket_world_mirror(
			world, (struct ci){ .kind = CI_HOST,
		                            .id = arena_print(&world->arena, "ci-%s", host),
		                            .class = "cmdb_ci_server",
		                            .name = arena_print(&world->arena, "host-%s", host),
		                            .addresses = addresses,
		                            .address_count = 1,
		                            .life = CI_OPERATIONAL,
		                            .group = group });
	}
	return place;
}

static const char *given(const char *text)
{
	return text ? text : "";
}

void ticket_world_mirror(struct ticket_world *world, struct ci row)
{
	struct error error = ERROR_INIT;
	bool changed;
	row.class = given(row.class);
	row.owner = given(row.owner);
	row.group = given(row.group);
	row.changed_by = given(row.changed_by);
	row.service = given(row.service);
	row.fingerprint = given(row.fingerprint);
	row.serial = given(row.serial);
	row.issuer_dn = given(row.issuer_dn);
	row.parent = given(row.parent);
	row.child = given(row.child);
	row.active = true;
	if (!store_mirror_put(world->store, "fake", &row, clock_now(), &changed, &error))
		fail_msg("%s", error.message);
}
