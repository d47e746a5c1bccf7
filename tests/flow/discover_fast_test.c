/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What fast looks may do: keep what full ones found, and nothing else. */
#include "support/check.h"
#include "support/discover_world.h"

#include "base/clock.h"

#include <string.h>

#define HERE struct discover_world *world = *state

static int64_t number(struct discover_world *world, const char *sql)
{
	return discover_world_number(world, sql);
}

/* One place with a certificate, looked at fully. */
static struct fake_place *settle(struct discover_world *world, struct fake_discovery *fake,
                                 uint64_t mark)
{
	struct fake_place *place = fake_add(fake, "10.0.0.1");
	fake_serve(place, 0, discover_world_chain(0), 2);
	place->look.mark = mark;
	discover_world_source(world, fake);
	discover_world_scan(world, fake);
	discover_world_derive(world);
	return place;
}

static void a_fast_look_keeps_a_place_and_writes_nothing(void **state)
{
	HERE;
	FAKE(fake, "tls");
	settle(world, &fake, 0xf00d);
	discover_world_scans(world, &fake, 40, DISCOVER_DAY);
	assert_int_equal(fake.fast_looks, 40);
	assert_int_equal(world->result.served, 1);
	assert_int_equal(world->result.changed_places, 0);
	assert_int_equal(number(world, "SELECT count(*) FROM slot WHERE full_probe = 1"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 0);
	assert_int_equal(number(world, "SELECT count(*) FROM silence"), 0);
	/* It was seen: what ends later ends from the last of these scans on. */
	fake_silence(&fake.places[0], LOOK_ABSENT, LOOK_NO_TLS);
	discover_world_scans(world, &fake, 3, DISCOVER_DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM deployment WHERE state = 'gone'"), 1);
	assert_true(number(world, "SELECT last_seen FROM sighting") >=
	            clock_now() - 4 * DISCOVER_DAY);
}

static void without_a_mark_every_look_is_full(void **state)
{
	HERE;
	FAKE(fake, "tls");
	settle(world, &fake, 0);
	discover_world_scans(world, &fake, 3, DISCOVER_DAY);
	assert_int_equal(fake.fast_looks, 0);
}

static void another_mark_means_a_full_look(void **state)
{
	HERE;
	FAKE(fake, "tls");
	struct fake_place *place = settle(world, &fake, 0xf00d);
	place->look.mark = 0xbeef;
	fake_serve(place, 0, discover_world_chain(1), 2);
	discover_world_scan(world, &fake);
	assert_int_equal(fake.fast_looks, 0);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 2);
	/* Not yet sure which of both it holds: only full looks count the first one out. */
	discover_world_scans(world, &fake, 7, DISCOVER_DAY);
	assert_int_equal(fake.fast_looks, 0);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 1);
	discover_world_scan(world, &fake);
	assert_int_equal(fake.fast_looks, 1);
}

static void silence_is_ended_by_a_full_look_only(void **state)
{
	HERE;
	FAKE(fake, "tls");
	struct fake_place *place = settle(world, &fake, 0xf00d);
	struct look served = place->look;
	fake_silence(place, LOOK_UNREACHABLE, LOOK_TIMEOUT);
	discover_world_scan(world, &fake);
	place->look = served;
	discover_world_scan(world, &fake);
	assert_int_equal(fake.fast_looks, 0);
	assert_int_equal(number(world, "SELECT count(*) FROM silence"), 0);
	discover_world_scan(world, &fake);
	assert_int_equal(fake.fast_looks, 1);
}

static void a_presented_certificate_ends_none(void **state)
{
	HERE;
	FAKE(fake, "tls");
	struct fake_place *place = settle(world, &fake, 0xf00d);
	place->look.full = false;
	place->look.mark = 0;
	fake_serve(place, 0, discover_world_chain(1), 2);
	discover_world_scans(world, &fake, 20, DISCOVER_DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 2);
	assert_int_equal(number(world, "SELECT count(*) FROM slot WHERE missing_looks > 0"), 0);
}

static void looks_on_which_decisions_rest_are_full(void **state)
{
	HERE;
	FAKE(fake, "tls");
	settle(world, &fake, 0xf00d);
	discover_world_look(world, 1);
	assert_int_equal(fake.looks, 2);
	assert_int_equal(fake.fast_looks, 0);
	assert_int_equal(world->result.changed_places, 0);
}

int main(void)
{
#define WORLD_TEST(test) \
	cmocka_unit_test_setup_teardown(test, discover_world_setup, discover_world_teardown)
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_fast_look_keeps_a_place_and_writes_nothing),
		WORLD_TEST(without_a_mark_every_look_is_full),
		WORLD_TEST(another_mark_means_a_full_look),
		WORLD_TEST(silence_is_ended_by_a_full_look_only),
		WORLD_TEST(a_presented_certificate_ends_none),
		WORLD_TEST(looks_on_which_decisions_rest_are_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
