/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong clock decides and writes nothing, leaves nothing behind that holds later runs, and a person
 * can say that it is right. */
#include "base/clock.h"
#include "base/text.h"
#include "flow/apply.h"
#include "flow/brake.h"
#include "flow/derive.h"
#include "flow/guard.h"
#include "flow/plan.h"
#include "store/store_audit.h"
#include "store/store_side.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <string.h>

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY };

/* Another word of the far side each time it is asked. */
static struct itsm_type type;
static bool answers;
static int64_t offset;

static bool identify(struct itsm *itsm, struct arena *scratch, struct itsm_identity *identity,
                     struct error *error)
{
	(void)scratch;
	if (!answers)
		return error_set(error, ERROR_RETRY, "nobody there");
	*identity = (struct itsm_identity){ .instance = "fake", .store_id = "" };
	itsm->http->date_known = true;
	itsm->http->date_offset = offset;
	return true;
}

/* A far side that has told its time, and a certificate about to end; all of it written already. */
static int64_t start(struct ticket_world *world, struct http *http)
{
	*http = (struct http){ .calls = 0 };
	type = *world->far.itsm.type;
	type.identify = identify;
	world->far.itsm.type = &type;
	world->far.itsm.http = http;
	answers = true;
	offset = 0;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "a.example.com", -380, 9));
	ticket_world_pass(world, 0);
	assert_int_equal(world->far.ticket_count, 1);
	return clock_now();
}

static void derives(struct ticket_world *world)
{
	struct derive_result result;
	struct error error = ERROR_INIT;
	if (!derive(&world->flow, &result, &error))
		fail_msg("%s", error.message);
}

static void is_held(struct ticket_world *world, const char *words)
{
	struct derive_result result;
	struct error error = ERROR_INIT;
	if (derive(&world->flow, &result, &error))
		fail_msg("decided with a wrong clock");
	assert_int_equal(error.kind, ERROR_PEER);
	check_contains(error.message, words);
	check_contains(error.message, "brake release clock --reason");
	assert_true(result.held);
	/* A write of before is not let out either. */
	error = (struct error)ERROR_INIT;
	assert_false(guard_check(&world->flow, &world->side, &error));
	check_contains(error.message, words);
}

static size_t brakes(struct ticket_world *world, bool held, struct store_brake *last)
{
	struct store_brake *rows;
	size_t count;
	struct error error = ERROR_INIT;
	assert_true(store_brake_list(world->store, &world->arena, held, &rows, &count, &error));
	if (count)
		*last = rows[count - 1];
	return count;
}

static void audit_ends_with(struct ticket_world *world, const char *kind, const char *words)
{
	struct store_audit head;
	struct error error = ERROR_INIT;
	assert_true(store_audit_head(world->store, &world->arena, &head, &error));
	assert_string_equal(head.kind, kind);
	check_contains(head.body, words);
}

static void far_ahead_is_held_and_forgotten(void **state)
{
	struct ticket_world *world = *state;
	struct http http;
	struct store_brake brake = { 0 };
	int64_t good = start(world, &http);
	clock_set(good + 30 * DAY);
	is_held(world, "past the newest time known");
	audit_ends_with(world, "brake pulled", "\"kind\":\"clock\"");
	is_held(world, "past the newest time known");
	assert_int_equal(brakes(world, true, &brake), 1);
	assert_string_equal(brake.kind, "clock");
	assert_in_range(brake.count, 30 * DAY - 60, 30 * DAY + 60);

	clock_set(good + 60);
	derives(world);
	assert_int_equal(brakes(world, true, &brake), 0);
	assert_int_equal(brakes(world, false, &brake), 1);
	assert_string_equal(brake.released_by, "certsteward");
	audit_ends_with(world, "brake released", "agrees again");
}

static void a_person_says_that_it_is_right(void **state)
{
	struct ticket_world *world = *state;
	struct http http;
	struct store_brake brake = { 0 };
	struct error error = ERROR_INIT;
	int64_t good = start(world, &http);
	assert_false(brake_release_kind(&world->flow, BRAKE_CLOCK, "why", &error));
	check_contains(error.message, "no brake 'clock' is held");
	clock_set(good + 30 * DAY);
	is_held(world, "past");
	assert_true(brake_release_kind(&world->flow, BRAKE_CLOCK, "was switched off", &error));
	audit_ends_with(world, "brake released", "was switched off");
	audit_ends_with(world, "brake released", "\"by\":\"test\"");
	derives(world);
	/* The certificate has ended by now: that is decided, and written. */
	ticket_world_pass(world, 60);
	(void)fake_itsm_ticket(&world->far, "expired:");
	clock_set(good);
	is_held(world, "before the newest time known");
	assert_int_equal(brakes(world, true, &brake), 1);
	assert_true(brake_release(&world->flow, brake.id, "it had been wrong", &error));
	derives(world);
}

static void an_unconfirmed_clock_spoils_nothing(void **state)
{
	struct ticket_world *world = *state;
	struct http http;
	int64_t good = start(world, &http);
	answers = false;
	clock_set(good + 3 * DAY);
	derives(world);
	assert_false(http.date_known);
	answers = true;
	clock_set(good + 60);
	derives(world);
	clock_set(good - HOUR);
	is_held(world, "before the newest time known");
	/* What time services correct is no matter. */
	clock_set(good - 30);
	derives(world);
}

/* Our clock jumps while the service runs: what was heard before is asked for again. */
static void far_sides_are_asked(void **state)
{
	struct ticket_world *world = *state;
	struct http http;
	struct store_brake brake = { 0 };
	struct error error = ERROR_INIT;
	int64_t good = start(world, &http);
	offset = -2 * HOUR;
	clock_set(good + 2 * HOUR);
	is_held(world, "the clock of 'fake' is 7200 s behind ours");
	assert_int_equal(brakes(world, true, &brake), 1);
	assert_string_equal(brake.target, "fake");
	assert_int_equal(brake.count, 2 * HOUR);
	/* Nothing is kept of it. */
	offset = 0;
	clock_set(good);
	derives(world);
	assert_int_equal(brakes(world, true, &brake), 0);

	offset = http.date_offset = 2 * HOUR;
	is_held(world, "is 7200 s ahead of ours");
	assert_true(brake_release_kind(&world->flow, BRAKE_CLOCK, "theirs is wrong", &error));
	derives(world);
	assert_true(guard_check(&world->flow, &world->side, &error));
	/* Farther than what was accepted, and the other way round. */
	offset = http.date_offset = 3 * HOUR;
	is_held(world, "is 10800 s ahead of ours");
	offset = http.date_offset = -2 * HOUR;
	is_held(world, "is 7200 s behind ours");
	/* They have put it right. */
	offset = http.date_offset = 0;
	derives(world);
	assert_int_equal(brakes(world, true, &brake), 0);
}

/* One that is right is enough to tell whose clock is wrong. */
static void the_wrong_one_of_two_far_sides_is_held_alone(void **state)
{
	struct ticket_world *world = *state;
	struct http http, other_http = { .date_known = true, .date_offset = 4000 };
	struct error error = ERROR_INIT;
	struct fake_itsm other;
	struct flow_side sides[2];
	(void)start(world, &http);
	fake_itsm_open(&other, "other");
	other.itsm.http = &other_http;
	answers = true;
	sides[0] = world->side;
	sides[1] = world->side;
	sides[1].itsm = &other.itsm;
	sides[1].name = "other";
	sides[1].tickets = false;
	world->flow.sides = sides;
	world->flow.side_count = 2;
	derives(world);
	assert_true(guard_check(&world->flow, &sides[0], &error));
	assert_false(guard_check(&world->flow, &sides[1], &error));
	check_contains(error.message, "the clock of 'other'");
	fake_itsm_close(&other);
}

static bool count_held(void *context, const struct plan_item *item, struct error *error)
{
	(void)error;
	*(size_t *)context += item->held && strstr(item->held, "our clock says");
	return true;
}

static void the_plan_tells_it(void **state)
{
	struct ticket_world *world = *state;
	struct http http;
	struct error error = ERROR_INIT;
	struct plan_options options = { .refresh = true };
	struct plan_counts counts;
	size_t held = 0;
	int64_t good = start(world, &http);
	clock_set(good + 30 * DAY);
	is_held(world, "past");
	options.now = clock_now();
	assert_true(plan(&world->flow, &world->side, &options, count_held, &held, &counts, &error));
	assert_true(held > 0);
	assert_int_equal(counts.held, held);
	assert_int_equal(counts.refresh, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)
		TEST(far_ahead_is_held_and_forgotten),
		TEST(a_person_says_that_it_is_right),
		TEST(an_unconfirmed_clock_spoils_nothing),
		TEST(far_sides_are_asked),
		TEST(the_wrong_one_of_two_far_sides_is_held_alone),
		TEST(the_plan_tells_it),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
