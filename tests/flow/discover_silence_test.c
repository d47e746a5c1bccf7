/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places that fall silent: what is counted, what is excused, what is gone. */
#include "support/check.h"
#include "support/discover_world.h"

#include "base/arena.h"

#define HERE struct discover_world *world = *state

static const struct look_certificate *chain(int number)
{
	return discover_world_chain(number);
}

static int64_t number(struct discover_world *world, const char *sql)
{
	return discover_world_number(world, sql);
}

static void absent_three_times_over_two_days_is_gone(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	discover_world_fill(&fake, &arena, "10.0.0.", 4);
	discover_world_scan(world, &fake);
	discover_world_derive(world);
	fake_silence(&fake.places[0], LOOK_ABSENT, LOOK_NO_TLS);
	discover_world_scans(world, &fake, 1, 3600);
	assert_int_equal(discover_world_in_state(world, "absent"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 1);
	/* Often enough, but not long enough. */
	discover_world_scans(world, &fake, 5, 3600);
	assert_int_equal(discover_world_in_state(world, "gone"), 0);
	assert_int_equal(number(world, "SELECT scans FROM silence"), 6);
	discover_world_derive(world);
	discover_world_scans(world, &fake, 1, 2 * DISCOVER_DAY);
	assert_int_equal(world->result.gone, 1);
	assert_int_equal(discover_world_in_state(world, "gone"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM slot WHERE deployment_id = 1"), 0);
	assert_int_equal(number(world, "SELECT count(*) FROM sighting WHERE ended = 'gone'"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM silence"), 0);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 1);
	/* When it was last served is when a scan last saw it, not when it was found missing. */
	assert_true(number(world, "SELECT last_served FROM deployment WHERE id = 1") <= 1800000100);
	discover_world_derive(world);
	discover_world_scans(world, &fake, 2, DISCOVER_DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 0);
	assert_int_equal(world->result.changed_places, 0);
}

static void unreachable_takes_ten_scans_and_two_weeks(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	discover_world_fill(&fake, &arena, "10.0.0.", 4);
	discover_world_scan(world, &fake);
	fake_silence(&fake.places[0], LOOK_UNREACHABLE, LOOK_TIMEOUT);
	discover_world_scans(world, &fake, 14, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "unreachable"), 1);
	assert_int_equal(discover_world_in_state(world, "gone"), 0);
	discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "gone"), 1);
}

static void an_answer_starts_the_count_anew(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	discover_world_fill(&fake, &arena, "10.0.0.", 4);
	discover_world_scan(world, &fake);
	for (int week = 0; week < 6; week++) {
		fake_silence(&fake.places[0], LOOK_ABSENT, LOOK_NO_TLS);
		discover_world_scans(world, &fake, 2, 2 * DISCOVER_DAY);
		fake_serve(&fake.places[0], 0, chain(0), 2);
		discover_world_scans(world, &fake, 1, DISCOVER_DAY);
		assert_int_equal(number(world, "SELECT count(*) FROM silence"), 0);
	}
	assert_int_equal(discover_world_in_state(world, "served"), 4);
	/* Another kind of silence is another count. */
	fake_silence(&fake.places[0], LOOK_ABSENT, LOOK_NO_TLS);
	discover_world_scans(world, &fake, 2, 2 * DISCOVER_DAY);
	fake_silence(&fake.places[0], LOOK_UNREACHABLE, LOOK_TIMEOUT);
	discover_world_scans(world, &fake, 1, 2 * DISCOVER_DAY);
	assert_int_equal(number(world, "SELECT scans FROM silence"), 1);
	assert_int_equal(discover_world_in_state(world, "gone"), 0);
}

static void a_gone_place_that_answers_is_back(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	discover_world_fill(&fake, &arena, "10.0.0.", 4);
	discover_world_scan(world, &fake);
	fake_silence(&fake.places[0], LOOK_ABSENT, LOOK_NO_TLS);
	discover_world_scans(world, &fake, 4, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "gone"), 1);
	discover_world_derive(world);
	fake_serve(&fake.places[0], 0, chain(0), 2);
	discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "served"), 4);
	assert_int_equal(number(world, "SELECT count(*) FROM deployment"), 4);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 4);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 1);
}

static void partial_and_failed_scans_say_nothing(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	discover_world_fill(&fake, &arena, "10.0.0.", 8);
	discover_world_scan(world, &fake);
	fake_silence(&fake.places[0], LOOK_ABSENT, LOOK_NO_TLS);
	fake.partial = true;
	discover_world_scans(world, &fake, 20, DISCOVER_DAY);
	assert_false(world->result.complete);
	fake.partial = false;
	fake.stop_after = 2;
	fake.stop_kind = ERROR_PEER;
	for (int i = 0; i < 20; i++) {
		discover_world_pass(DISCOVER_DAY);
		assert_false(discover_world_try(world, &fake));
		assert_int_equal(world->error.kind, ERROR_PEER);
		check_contains(world->error.message, "told to stop");
	}
	assert_int_equal(number(world, "SELECT count(*) FROM silence"), 0);
	assert_int_equal(discover_world_in_state(world, "gone"), 0);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 8);
	assert_int_equal(number(world, "SELECT count(*) FROM scan WHERE complete = 1"), 1);
	assert_int_equal(
		number(world, "SELECT count(*) FROM audit WHERE body LIKE '%told to stop%'"), 20);
}

static void a_network_that_falls_silent_together_is_excused(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	discover_world_fill(&fake, &arena, "10.0.0.", 10);
	discover_world_fill(&fake, &arena, "10.0.1.", 10);
	discover_world_fill(&fake, &arena, "2001:db8::", 10);
	discover_world_scan(world, &fake);
	for (int i = 0; i < 3; i++) {
		fake_silence(&fake.places[i], LOOK_UNREACHABLE, LOOK_NO_ROUTE);
		fake_silence(&fake.places[20 + i], LOOK_UNREACHABLE, LOOK_NO_ROUTE);
	}
	/* Two in ten is not more than a fifth. */
	fake_silence(&fake.places[10], LOOK_UNREACHABLE, LOOK_NO_ROUTE);
	fake_silence(&fake.places[11], LOOK_UNREACHABLE, LOOK_NO_ROUTE);
	discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	assert_int_equal(world->result.silent_networks, 2);
	assert_int_equal(number(world, "SELECT count(*) FROM audit WHERE body LIKE "
	                               "'%10.0.0.0/24%' AND body LIKE '%2001:db8::/64%'"),
	                 1);
	discover_world_scans(world, &fake, 30, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "gone"), 2);
	assert_int_equal(number(world, "SELECT max(scans) FROM silence"), 0);
	/* One comes back: the other two count from now on. */
	fake_serve(&fake.places[0], 0, chain(0), 2);
	discover_world_scans(world, &fake, 14, DISCOVER_DAY);
	assert_int_equal(world->result.silent_networks, 1);
	assert_int_equal(discover_world_in_state(world, "gone"), 2);
	discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "gone"), 4);
}

static void places_that_fell_silent_apart_are_not_excused(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	discover_world_fill(&fake, &arena, "10.0.0.", 10);
	discover_world_scan(world, &fake);
	for (int i = 0; i < 6; i++) {
		fake_silence(&fake.places[i], LOOK_ABSENT, LOOK_NO_TLS);
		discover_world_scans(world, &fake, 1, DISCOVER_DAY);
		assert_int_equal(world->result.silent_networks, 0);
	}
	discover_world_scans(world, &fake, 3, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "gone"), 6);
}

static void a_file_that_a_complete_scan_does_not_meet_is_absent(void **state)
{
	HERE;
	FAKE(fake, "files");
	discover_world_source(world, &fake);
	discover_world_file(&fake, "/etc/a.pem");
	discover_world_file(&fake, "/etc/b.pem");
	discover_world_scan(world, &fake);
	fake.places[0].passed_over = true;
	fake.partial = true;
	discover_world_scans(world, &fake, 5, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "served"), 2);
	fake.partial = false;
	discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "absent"), 1);
	discover_world_scans(world, &fake, 3, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "gone"), 1);
	assert_int_equal(discover_world_in_state(world, "served"), 1);
	fake.places[0].passed_over = false;
	discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "served"), 2);
}

static void a_served_place_that_was_not_looked_at_stays(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	discover_world_fill(&fake, &arena, "10.0.0.", 4);
	discover_world_scan(world, &fake);
	fake.places[0].passed_over = true;
	discover_world_scans(world, &fake, 40, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "served"), 4);
}

static void every_source_that_covers_it_must_agree(void **state)
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
	assert_int_equal(number(world, "SELECT count(*) FROM deployment"), 4);
	discover_world_derive(world);
	fake_silence(&outside.places[0], LOOK_ABSENT, LOOK_NO_TLS);
	for (int day = 0; day < 10; day++) {
		discover_world_scans(world, &outside, 1, DISCOVER_DAY / 2);
		discover_world_scans(world, &inside, 1, DISCOVER_DAY / 2);
	}
	/* Served inside: no flapping, nothing dirty, but the silence outside is counted. */
	assert_int_equal(discover_world_in_state(world, "served"), 4);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 0);
	assert_int_equal(number(world, "SELECT scans FROM silence WHERE source = 'outside'"), 10);
	fake_silence(&inside.places[0], LOOK_ABSENT, LOOK_NO_TLS);
	discover_world_scans(world, &inside, 2, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "absent"), 1);
	assert_int_equal(discover_world_in_state(world, "gone"), 0);
	discover_world_scans(world, &inside, 1, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "gone"), 1);
}

static void silence_of_one_source_ends_when_it_sees_the_place(void **state)
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
	fake_silence(&outside.places[0], LOOK_ABSENT, LOOK_NO_TLS);
	discover_world_scans(world, &outside, 2, DISCOVER_DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM silence"), 1);
	fake_serve(&outside.places[0], 0, chain(0), 2);
	discover_world_scans(world, &outside, 1, DISCOVER_DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM silence"), 0);
}

static void a_removed_source_freezes_its_places(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(first, "first");
	FAKE(second, "second");
	discover_world_source(world, &first);
	discover_world_source(world, &second);
	discover_world_fill(&first, &arena, "10.0.0.", 2);
	discover_world_fill(&second, &arena, "10.9.0.", 3);
	discover_world_scan(world, &first);
	discover_world_scan(world, &second);
	discover_world_derive(world);
	world->source_count = 1;
	discover_world_scans(world, &first, 1, DISCOVER_DAY);
	assert_int_equal(world->result.frozen, 3);
	assert_int_equal(discover_world_in_state(world, "frozen"), 3);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 5);
	discover_world_scans(world, &first, 30, DISCOVER_DAY);
	assert_int_equal(world->result.frozen, 0);
	assert_int_equal(discover_world_in_state(world, "frozen"), 3);
	/* The source comes back, and so do its places, by being looked at. */
	world->source_count = 2;
	discover_world_scans(world, &second, 1, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "served"), 5);
}

/* The settings are what they were; the list that they name is not. */
static void a_list_that_lost_a_target_freezes_it(void **state)
{
	HERE;
	ARENA(arena);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	discover_world_fill(&fake, &arena, "10.0.0.", 4);
	discover_world_scan(world, &fake);
	fake.places[0].outside = true;
	fake.scope_sum = 1;
	discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	assert_int_equal(world->result.frozen, 1);
	assert_int_equal(discover_world_in_state(world, "frozen"), 1);
	discover_world_scans(world, &fake, 40, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "frozen"), 1);
	assert_int_equal(discover_world_in_state(world, "served"), 3);
	fake.places[0].outside = false;
	fake.scope_sum = 0;
	discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	assert_int_equal(discover_world_in_state(world, "served"), 4);
}

#define IN_WORLD(test) \
	cmocka_unit_test_setup_teardown(test, discover_world_setup, discover_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_WORLD(absent_three_times_over_two_days_is_gone),
		IN_WORLD(unreachable_takes_ten_scans_and_two_weeks),
		IN_WORLD(an_answer_starts_the_count_anew),
		IN_WORLD(a_gone_place_that_answers_is_back),
		IN_WORLD(partial_and_failed_scans_say_nothing),
		IN_WORLD(a_network_that_falls_silent_together_is_excused),
		IN_WORLD(places_that_fell_silent_apart_are_not_excused),
		IN_WORLD(a_file_that_a_complete_scan_does_not_meet_is_absent),
		IN_WORLD(a_served_place_that_was_not_looked_at_stays),
		IN_WORLD(every_source_that_covers_it_must_agree),
		IN_WORLD(silence_of_one_source_ends_when_it_sees_the_place),
		IN_WORLD(a_removed_source_freezes_its_places),
		IN_WORLD(a_list_that_lost_a_target_freezes_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
