/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places that come and go, or show new certificates again and again; and the coverage of scans. */
#include "base/clock.h"
#include "base/text.h"
#include "store/store_standing.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <string.h>

#define HERE struct discover_world *world = *state

enum { HOUR = CLOCK_HOUR };

static int64_t number(struct discover_world *world, const char *sql)
{
	return discover_world_number(world, sql);
}

static int64_t told(struct discover_world *world)
{
	return number(world, "SELECT count(*) FROM audit WHERE kind = 'flapping'");
}

/* Others around it, so that its silence is not the network's. */
static struct fake_discovery *fill(struct discover_world *world, struct fake_discovery *fake)
{
	static const char *const hosts[] = { "10.0.0.1", "10.0.0.2", "10.0.0.3",
		                             "10.0.0.4", "10.0.0.5", "10.0.0.6" };
	discover_world_source(world, fake);
	for (size_t i = 0; i < COUNT_OF(hosts); i++)
		fake_serve(fake_add(fake, hosts[i]), 0, discover_world_chain(0), 2);
	discover_world_scan(world, fake);
	return fake;
}

static void turn(struct discover_world *world, struct fake_discovery *fake, int64_t seconds)
{
	if (fake->places[0].look.outcome == LOOK_SERVED)
		fake_silence(&fake->places[0], LOOK_UNREACHABLE, LOOK_REFUSED);
	else
		fake_serve(&fake->places[0], 0, discover_world_chain(0), 2);
	discover_world_scans(world, fake, 1, seconds);
}

static void coming_and_going_is_told_once(void **state)
{
	HERE;
	FAKE(fake, "tls");
	fill(world, &fake);
	for (int i = 0; i < 7; i++)
		turn(world, &fake, 6 * HOUR);
	assert_int_equal(told(world), 0);
	turn(world, &fake, 6 * HOUR);
	assert_int_equal(told(world), 1);
	assert_int_equal(world->result.flapping, 1);
	/* It goes on: that is known. */
	for (int i = 0; i < 6; i++)
		turn(world, &fake, 6 * HOUR);
	assert_int_equal(told(world), 1);
	/* It decides nothing. */
	assert_int_equal(number(world, "SELECT count(*) FROM deployment WHERE state = 'gone'"), 0);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 6);
	/* Only so many are kept. */
	assert_in_range(number(world, "SELECT count(*) FROM turn"), 8, 13);
}

static void a_host_that_is_off_at_night_is_not(void **state)
{
	HERE;
	FAKE(fake, "tls");
	fill(world, &fake);
	for (int day = 0; day < 20; day++) {
		turn(world, &fake, 12 * HOUR);
		turn(world, &fake, 12 * HOUR);
	}
	assert_int_equal(told(world), 0);
}

static void a_pool_that_shows_two_steadily_is_not(void **state)
{
	HERE;
	FAKE(fake, "tls");
	fill(world, &fake);
	for (int i = 0; i < 40; i++) {
		fake_serve(&fake.places[0], 0, discover_world_chain(i % 2), 2);
		discover_world_scans(world, &fake, 1, HOUR);
	}
	assert_int_equal(number(world, "SELECT count(*) FROM slot WHERE deployment_id = 1"), 2);
	assert_int_equal(told(world), 0);
	assert_int_equal(number(world, "SELECT count(*) FROM turn"), 1);
}

static void one_new_certificate_after_the_other_is_told(void **state)
{
	HERE;
	FAKE(fake, "tls");
	fill(world, &fake);
	for (int i = 1; i < 9; i++) {
		fake_serve(&fake.places[0], 0, discover_world_chain(i), 2);
		discover_world_scans(world, &fake, 1, 2 * HOUR);
	}
	assert_int_equal(told(world), 1);
}

static void the_finding_ends_when_it_calms_down(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *chain = ticket_world_chain(world, "a.example.com", -10, 300);
	for (int i = 1; i <= 8; i++)
		(void)ticket_world_place(world, arena_print(&world->arena, "10.0.0.%d", i), "g-web",
		                         chain);
	ticket_world_pass(world, 0);
	const char *sql = "SELECT count(*) FROM finding WHERE rule = 'flapping' "
			  "AND severity = 'low'";
	for (int i = 0; i < 8; i++) {
		assert_int_equal(number(world->discover, sql), 0);
		if (i % 2 == 0)
			fake_silence(&world->source.places[0], LOOK_UNREACHABLE, LOOK_TIMEOUT);
		else
			ticket_world_serve(&world->source.places[0], chain);
		ticket_world_pass(world, 3 * HOUR);
	}
	assert_int_equal(number(world->discover, sql), 1);
	ticket_world_passes(world, 3, 12 * HOUR);
	assert_int_equal(number(world->discover, sql), 1);
	ticket_world_passes(world, 4, 12 * HOUR);
	assert_int_equal(number(world->discover, sql), 0);
}

static void coverage_is_told_of_each_scan(void **state)
{
	HERE;
	FAKE(fake, "tls");
	fill(world, &fake);
	assert_int_equal(world->result.coverage, 100);
	assert_int_equal(number(world, "SELECT count(*) FROM audit WHERE body LIKE "
	                               "'%\"coverage\":100%'"),
	                 1);
	fake.stop_after = 3;
	fake.stop_kind = ERROR_PEER;
	discover_world_pass(HOUR);
	assert_false(discover_world_try(world, &fake));
	assert_in_range(world->result.coverage, 33, 50);
	fake.stop_after = 0;
	fake.partial = true;
	discover_world_scans(world, &fake, 1, HOUR);
	assert_in_range(world->result.coverage, 0, 99);
}

int main(void)
{
#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, discover_world_setup, discover_world_teardown)
	const struct CMUnitTest tests[] = {
		CASE(coming_and_going_is_told_once),
		CASE(a_host_that_is_off_at_night_is_not),
		CASE(a_pool_that_shows_two_steadily_is_not),
		CASE(one_new_certificate_after_the_other_is_told),
		CASE(coverage_is_told_of_each_scan),
		cmocka_unit_test_setup_teardown(the_finding_ends_when_it_calms_down,
		                                ticket_world_setup, ticket_world_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
