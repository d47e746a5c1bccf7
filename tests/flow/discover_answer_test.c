/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places that answer without a certificate, and such that stall: which of them count as silence. */
#include "support/check.h"
#include "support/discover_world.h"

#include "base/arena.h"

#define HERE struct discover_world *world = *state

static int64_t number(struct discover_world *world, const char *sql)
{
	return discover_world_number(world, sql);
}

static void a_stall_is_a_time_out(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	discover_world_fill(&fake, &arena, "10.0.0.", 4);
	discover_world_scan(world, &fake);
	fake_silence(&fake.places[0], LOOK_UNREACHABLE, LOOK_STALLED);
	discover_world_scans(world, &fake, 14, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "unreachable"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM deployment WHERE reason = 'stalled'"),
	                 1);
	discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "gone"), 1);
}

/* A load balancer without a backend, a server that lost its configuration, a file of another kind. */
static void who_answers_without_a_certificate_is_unreachable_and_never_gone(void **state)
{
	static const enum look_reason reasons[] = { LOOK_ALERT, LOOK_GARBAGE, LOOK_TOO_LARGE,
		                                    LOOK_NOT_READABLE, LOOK_NO_TLS };
	HERE;
	ARENA(arena);
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		FAKE(fake, "tls");
		world->source_count = 0;
		discover_world_source(world, &fake);
		discover_world_fill(&fake, &arena, "10.0.0.", 4);
		discover_world_scan(world, &fake);
		assert_int_equal(discover_world_in_state(world, "served"), 4);
		int64_t served = number(world, "SELECT max(started_at) FROM scan");
		discover_world_derive(world);
		fake_silence(&fake.places[0], LOOK_UNREACHABLE, reasons[i]);
		discover_world_scans(world, &fake, 1, DISCOVER_DAY);
		assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 1);
		discover_world_scans(world, &fake, 60, DISCOVER_DAY);
		/* The clock of the tests goes on meanwhile: half a day to spare. */
		const char *mine = arena_print(
			&arena,
			"SELECT count(*) FROM deployment WHERE state = 'unreachable' AND "
			"reason = '%s' AND (state_since - %lld) / %d = 1 AND "
			"(last_served - %lld) / %d = 0",
			look_reason_name(reasons[i]), (long long)served - DISCOVER_DAY / 2,
			DISCOVER_DAY, (long long)served, DISCOVER_DAY);
		assert_int_equal(number(world, mine), 1);
		assert_int_equal(discover_world_in_state(world, "served"), 3);
		assert_int_equal(number(world, "SELECT count(*) FROM slot"), 4);
		assert_int_equal(number(world, "SELECT scans FROM silence"), 61);
	}
}

static void a_fault_of_our_own_says_nothing(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	discover_world_fill(&fake, &arena, "10.0.0.", 4);
	discover_world_scan(world, &fake);
	fake_silence(&fake.places[0], LOOK_UNREACHABLE, LOOK_OTHER);
	discover_world_scans(world, &fake, 40, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "served"), 4);
	assert_int_equal(number(world, "SELECT count(*) FROM silence"), 0);
}

/* Nine time-outs, an alert, and nine more are not ten in a row. */
static void an_alert_between_starts_the_count_anew(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	discover_world_fill(&fake, &arena, "10.0.0.", 4);
	discover_world_scan(world, &fake);
	for (int round = 0; round < 4; round++) {
		fake_silence(&fake.places[0], LOOK_UNREACHABLE, LOOK_TIMEOUT);
		discover_world_scans(world, &fake, 9, 3 * DISCOVER_DAY);
		assert_int_equal(number(world, "SELECT scans FROM silence"), 9);
		fake_silence(&fake.places[0], LOOK_UNREACHABLE, LOOK_ALERT);
		discover_world_scans(world, &fake, 1, 3 * DISCOVER_DAY);
		assert_int_equal(number(world, "SELECT scans FROM silence"), 1);
	}
	assert_int_equal(discover_world_in_state(world, "unreachable"), 1);
	assert_int_equal(discover_world_in_state(world, "gone"), 0);
	fake_silence(&fake.places[0], LOOK_UNREACHABLE, LOOK_TIMEOUT);
	discover_world_scans(world, &fake, 10, 3 * DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "gone"), 1);
}

/* Servers that say no are no dead network, and excuse none that are silent among them. */
static void alerts_are_no_silence_of_a_network(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	discover_world_fill(&fake, &arena, "10.0.0.", 12);
	discover_world_scan(world, &fake);
	for (int i = 0; i < 6; i++)
		fake_silence(&fake.places[i], LOOK_UNREACHABLE, LOOK_ALERT);
	fake_silence(&fake.places[6], LOOK_UNREACHABLE, LOOK_TIMEOUT);
	discover_world_scans(world, &fake, 15, DISCOVER_DAY);
	assert_int_equal(world->result.silent_networks, 0);
	assert_int_equal(discover_world_in_state(world, "unreachable"), 6);
	assert_int_equal(discover_world_in_state(world, "gone"), 1);
}

static void two_sources_that_meet_an_alert_agree(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(inside, "inside");
	FAKE(outside, "outside");
	discover_world_source(world, &inside);
	discover_world_source(world, &outside);
	discover_world_fill(&inside, &arena, "10.0.0.", 4);
	discover_world_fill(&outside, &arena, "10.0.0.", 4);
	discover_world_scan(world, &inside);
	discover_world_scan(world, &outside);
	fake_silence(&inside.places[0], LOOK_UNREACHABLE, LOOK_ALERT);
	discover_world_scans(world, &inside, 1, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "served"), 4);
	fake_silence(&outside.places[0], LOOK_UNREACHABLE, LOOK_ALERT);
	discover_world_scans(world, &outside, 1, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "served"), 3);
	assert_int_equal(discover_world_in_state(world, "unreachable"), 1);
}

/* It could not be read at first, and then it was deleted. */
static void a_file_that_was_not_readable_may_vanish_too(void **state)
{
	HERE;
	FAKE(fake, "files");
	discover_world_source(world, &fake);
	discover_world_file(&fake, "/etc/a.pem");
	discover_world_file(&fake, "/etc/b.pem");
	discover_world_scan(world, &fake);
	fake_silence(&fake.places[0], LOOK_UNREACHABLE, LOOK_NOT_READABLE);
	discover_world_scans(world, &fake, 5, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "unreachable"), 1);
	fake.places[0].passed_over = true;
	discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "absent"), 1);
	discover_world_scans(world, &fake, 2, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "gone"), 1);
}

#define IN_WORLD(test) \
	cmocka_unit_test_setup_teardown(test, discover_world_setup, discover_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_WORLD(a_stall_is_a_time_out),
		IN_WORLD(who_answers_without_a_certificate_is_unreachable_and_never_gone),
		IN_WORLD(a_fault_of_our_own_says_nothing),
		IN_WORLD(an_alert_between_starts_the_count_anew),
		IN_WORLD(alerts_are_no_silence_of_a_network),
		IN_WORLD(two_sources_that_meet_an_alert_agree),
		IN_WORLD(a_file_that_was_not_readable_may_vanish_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
