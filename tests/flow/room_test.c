/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a far side's licence has no room for is held, told, and goes on by itself; the rest goes. */
#include "base/clock.h"
#include "base/text.h"
#include "flow/apply.h"
#include "flow/plan.h"
#include "flow/room.h"
#include "store/store_record.h"
#include "support/check.h"
#include "support/ticket_world.h"

enum { MINUTE = CLOCK_MINUTE, PLACES = 5, ALL = PLACES + 1 /* their issuer */ };

static struct room ask(struct ticket_world *world)
{
	struct room room;
	struct error error = ERROR_INIT;
	if (!room_ask(&world->flow, &world->arena, &world->side, true, &room, &error))
		fail_msg("%s", error.message);
	return room;
}

static void pass(struct ticket_world *world)
{
	ticket_world_pass(world, MINUTE);
}

static size_t written(const struct ticket_world *world, enum step_kind kind, enum step_verb verb)
{
	size_t count = 0;
	for (size_t i = 0; i < world->far.count; i++)
		count += world->far.writes[i].kind == kind && world->far.writes[i].verb == verb;
	return count;
}

static size_t made(const struct ticket_world *world, enum step_kind kind)
{
	return written(world, kind, STEP_CREATE);
}

static void fill(struct ticket_world *world, int64_t most)
{
	world->far.room = (struct itsm_room){
		.what = "objects", .now = 17000, .most = most, .mend = "buy more"
	};
	for (size_t i = 0; i < PLACES; i++) {
		const char *name = arena_print(&world->arena, "host%zu.example.com", i);
		(void)ticket_world_place(world, arena_print(&world->arena, "10.0.0.%zu", i + 1),
		                         "g-web", ticket_world_chain(world, name, -10, 300));
	}
	world->side.stage = FLOW_INVENTORY;
	(void)ask(world);
}

struct held {
	size_t certificates, relations, updates;
	const char *why;
	struct arena *arena;
};

static bool note(void *context, const struct plan_item *item, struct error *error)
{
	struct held *held = context;
	(void)error;
	held->certificates += item->held && item->kind == STEP_CERTIFICATE;
	held->relations += item->held && item->kind == STEP_RELATION;
	held->updates += !item->held && item->verb == STEP_UPDATE;
	if (item->held)
		held->why = arena_copy(held->arena, item->held);
	return true;
}

static struct held look(struct ticket_world *world)
{
	struct held held = { .arena = &world->arena };
	struct plan_options options = { .now = clock_now() };
	struct plan_counts counts;
	struct error error = ERROR_INIT;
	if (!plan(&world->flow, &world->side, &options, note, &held, &counts, &error))
		fail_msg("%s", error.message);
	return held;
}

static void the_limit_is_never_passed(void **state)
{
	struct ticket_world *world = *state;
	fill(world, 17003);
	pass(world);
	assert_int_equal(made(world, STEP_CERTIFICATE), 3);
	/* Issuers go first; two of the leaves have one place each. */
	assert_int_equal(made(world, STEP_RELATION), 2);
	struct room room = ask(world);
	assert_int_equal(room.now, 17003);
	assert_int_equal(room_after(&room), 17000 + ALL);
	assert_int_equal(room_over(&room), ALL - 3);
	assert_string_equal(room_text(&world->arena, &room),
	                    "17,003 now, 17,006 after, limit 17,003; 3 of them do not fit and are "
	                    "held");
	struct held held = look(world);
	assert_int_equal(held.certificates, ALL - 3);
	assert_int_equal(held.relations, ALL - 3);
	check_contains(held.why, "no room: 17,003 objects");
	check_contains(held.why, "buy more");
	/* Again and again: nothing is lost, nothing goes. */
	pass(world);
	assert_int_equal(made(world, STEP_CERTIFICATE), 3);

	world->far.room.most = 17005;
	pass(world);
	assert_int_equal(made(world, STEP_CERTIFICATE), 5);
	/* Without a limit all of it goes. */
	world->far.room.most = 0;
	pass(world);
	assert_int_equal(made(world, STEP_CERTIFICATE), ALL);
	assert_int_equal(made(world, STEP_RELATION), PLACES);
	room = ask(world);
	assert_string_equal(room_text(&world->arena, &room), "17,006 now, 17,006 after, no limit");
	held = look(world);
	assert_int_equal(held.certificates + held.relations + held.updates, 0);
}

/* What stands there already is kept up. */
static void updates_go_on(void **state)
{
	struct ticket_world *world = *state;
	world->rules.clock_ahead_seconds = 100 * CLOCK_DAY;
	fill(world, 17000 + ALL);
	struct fake_place *place =
		ticket_world_place(world, "10.0.0.9", "g-web",
	                           ticket_world_chain(world, "late.example.com", -10, 300));
	pass(world);
	assert_int_equal(made(world, STEP_CERTIFICATE), ALL);
	assert_int_equal(look(world).certificates, 1);
	/* The newest stands on hold; what is made already changes its mind. */
	world->far.count = 0;
	world->far.room.now = 17000 + ALL;
	ticket_world_serve(place, ticket_world_chain(world, "later.example.com", -10, 300));
	ticket_world_serve(&world->source.places[0],
	                   ticket_world_chain(world, "other.example.com", -10, 300));
	discover_world_pass(world->rules.retire_seconds + CLOCK_DAY);
	pass(world);
	assert_int_equal(made(world, STEP_CERTIFICATE), 0);
	assert_true(written(world, STEP_CERTIFICATE, STEP_UPDATE) > 0);
	assert_true(look(world).certificates >= 2);
}

static void what_was_never_counted_is_held(void **state)
{
	struct ticket_world *world = *state;
	struct error silent = ERROR_INIT;
	error_set(&silent, ERROR_PEER, "no right to read the usage");
	world->far.uncounted = &silent;
	fill(world, 20000);
	pass(world);
	assert_int_equal(made(world, STEP_CERTIFICATE), 0);
	struct held held = look(world);
	check_contains(held.why, "how many objects there are is not known yet");
	check_contains(held.why, "no right to read the usage");
	struct room room = ask(world);
	check_contains(room_text(&world->arena, &room), "unknown now, 6 more after, limit 20,000");

	/* Counted once, it goes by that, and says when it was. */
	world->far.uncounted = NULL;
	(void)ask(world);
	world->far.uncounted = &silent;
	pass(world);
	assert_int_equal(made(world, STEP_CERTIFICATE), ALL);
	room = ask(world);
	check_contains(room_text(&world->arena, &room), "limit 20,000; counted 2");
	check_contains(room_text(&world->arena, &room), "and not now: no right");
}

/* Somebody else took the room in between: the far side says so, for weeks. */
static void a_full_far_side_is_waited_for(void **state)
{
	struct ticket_world *world = *state;
	struct apply_result result = { 0 };
	struct error error = ERROR_INIT;
	fill(world, 20000);
	world->far.full = true;
	pass(world);
	for (int i = 0; i < 130; i++) {
		discover_world_pass(2 * MINUTE);
		assert_true(apply(&world->flow, &world->side, NULL, &result, &error));
	}
	assert_int_equal(made(world, STEP_CERTIFICATE), 0);
	world->far.full = false;
	ticket_world_pass(world, 2 * MINUTE);
	ticket_world_pass(world, 2 * MINUTE);
	assert_int_equal(made(world, STEP_CERTIFICATE), ALL);
	assert_int_equal(made(world, STEP_RELATION), PLACES);
}

static void what_counts_nothing_is_not_asked(void **state)
{
	struct ticket_world *world = *state;
	fill(world, 17000);
	world->far.room.what = NULL;
	struct room room = ask(world);
	assert_null(room.what);
	pass(world);
	assert_int_equal(made(world, STEP_CERTIFICATE), ALL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)
		TEST(the_limit_is_never_passed),        TEST(updates_go_on),
		TEST(what_was_never_counted_is_held),   TEST(a_full_far_side_is_waited_for),
		TEST(what_counts_nothing_is_not_asked),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
