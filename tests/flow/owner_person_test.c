/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A group that a person sets on a certificate's CI wins, also on one that we made. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/mirror.h"
#include "store/store_record.h"
#include "store/store_standing.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <string.h>

/* The one row that the far side shows. */
static const char *shown_id, *shown_group;
static struct itsm_type type;

static bool show(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                 struct error *error)
{
	struct json *fields = json_new(fetch->scratch, JSON_OBJECT);
	struct ci row = ci_empty(kind);
	row.id = shown_id;
	row.class = "cmdb_ci_certificate";
	row.name = "x";
	row.group = shown_group;
	row.ours = true;
	row.fields = fields;

	(void)itsm;
	json_set_string(fetch->scratch, fields, "support_group", shown_group);
	return kind != CI_CERTIFICATE || fetch->each(fetch->context, &row, error);
}

static void read_all(struct ticket_world *world)
{
	struct mirror_result result;
	struct error error = ERROR_INIT;

	if (!mirror_read(&world->flow, &world->side, true, &result, &error))
		fail_msg("%s", error.message);
}

static struct store_record *leaf_of(struct ticket_world *world)
{
	struct error error = ERROR_INIT;

	for (size_t i = 0; i < world->far.count; i++) {
		struct store_record *row;
		if (world->far.writes[i].kind != STEP_CERTIFICATE)
			continue;
		assert_true(store_record_get(world->store, &world->arena, "fake",
		                             world->far.writes[i].key, &row, &error));
		if (row && row->urgency != 10)
			return row;
	}
	fail_msg("no certificate was written");
	return NULL;
}

static const struct store_standing *standing_of(struct ticket_world *world, int64_t certificate)
{
	struct store_standing *standing;
	struct error error = ERROR_INIT;

	assert_true(
		store_standing_get(world->store, &world->arena, certificate, &standing, &error));
	assert_non_null(standing);
	return standing;
}

static void a_persons_group_wins_on_our_ci(void **state)
{
	struct ticket_world *world = *state;

	type = *world->far.itsm.type;
	type.fetch = show;
	world->far.itsm.type = &type;
	world->rules.clock_ahead_seconds = 100 * CLOCK_DAY;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "a.example.com", -10, 390));
	ticket_world_pass(world, 0);
	struct store_record *leaf = leaf_of(world);
	shown_id = leaf->remote_id;
	shown_group = "g-web";
	read_all(world);
	ticket_world_pass(world, CLOCK_HOUR);
	assert_string_equal(standing_of(world, leaf->subject_id)->owner_group, "g-web");

	/* What stands there as we wrote it is a guess; what differs is somebody's word. */
	shown_group = "g-mail";
	read_all(world);
	ticket_world_pass(world, CLOCK_HOUR);
	assert_string_equal(standing_of(world, leaf->subject_id)->owner_group, "g-mail");
	check_contains(standing_of(world, leaf->subject_id)->owner_why, "set by a person");

	/* It stays so when a write of ours has made it part of the baseline. */
	leaf = leaf_of(world);
	leaf->baseline = "";
	struct error error = ERROR_INIT;
	assert_true(store_record_save(world->store, leaf, &error));
	read_all(world);
	ticket_world_pass(world, CLOCK_HOUR);
	assert_string_equal(standing_of(world, leaf->subject_id)->owner_group, "g-mail");

	/* Taken away again, the ladder goes on below. */
	shown_group = "";
	read_all(world);
	ticket_world_pass(world, CLOCK_HOUR);
	assert_string_equal(standing_of(world, leaf->subject_id)->owner_group, "g-web");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_persons_group_wins_on_our_ci, ticket_world_setup,
		                                ticket_world_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
