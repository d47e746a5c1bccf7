/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What others saw and wrote down, beside what is seen by own looks. */
#include "base/clock.h"
#include "support/check.h"
#include "support/discover_world.h"

#include <string.h>

static int64_t state_is(struct discover_world *world, const char *state)
{
	char sql[128];
	(void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM deployment WHERE state = '%s'",
	               state);
	return discover_world_number(world, sql);
}

/* A fast look at one address, made then. */
static struct fake_place *import_place(struct fake_discovery *fake, int64_t at, int certificate)
{
	struct fake_place *place = fake_add(fake, "10.0.0.1");
	place->look.full = false;
	place->look.at = at;
	if (certificate >= 0)
		fake_serve(place, 0, discover_world_chain(certificate), 1);
	else
		fake_silence(place, LOOK_UNREACHABLE, LOOK_REFUSED);
	return place;
}

static void an_import_has_the_time_of_its_file(void **state)
{
	struct discover_world *world = *state;
	FAKE(import, "import");
	fake_import(&import);
	discover_world_source(world, &import);
	int64_t then = clock_now() - 9 * DISCOVER_DAY;
	struct fake_place *place = import_place(&import, then, 1);
	discover_world_scan(world, &import);
	assert_int_equal(discover_world_number(world, "SELECT first_seen FROM deployment"), then);
	assert_int_equal(discover_world_number(world, "SELECT last_served FROM deployment"), then);
	assert_int_equal(discover_world_number(world, "SELECT first_seen FROM certificate"), then);
	assert_int_equal(
		discover_world_number(world, "SELECT count(*) FROM scan WHERE seen IS NOT NULL"),
		0);
	/* The same again changes nothing; a younger file moves the last sighting. */
	discover_world_scan(world, &import);
	assert_int_equal(world->result.changed_places, 0);
	place->look.at = then + DISCOVER_DAY;
	discover_world_scan(world, &import);
	assert_int_equal(world->result.changed_places, 0);
	assert_int_equal(discover_world_number(world, "SELECT last_served FROM deployment"),
	                 then + DISCOVER_DAY);
}

static void an_elder_look_changes_nothing(void **state)
{
	struct discover_world *world = *state;
	FAKE(own, "own");
	FAKE(import, "import");
	fake_import(&import);
	discover_world_source(world, &own);
	discover_world_source(world, &import);
	fake_serve(fake_add(&own, "10.0.0.1"), 0, discover_world_chain(1), 2);
	discover_world_scan(world, &own);
	discover_world_scans(world, &own, 2, DISCOVER_DAY);
	struct fake_place *place = import_place(&import, clock_now() - DISCOVER_DAY / 2, 2);
	discover_world_scan(world, &import);
	assert_int_equal(world->result.outdated, 1);
	assert_int_equal(discover_world_number(world, "SELECT count(*) FROM certificate"), 2);
	fake_silence(place, LOOK_UNREACHABLE, LOOK_REFUSED);
	discover_world_scan(world, &import);
	assert_int_equal(state_is(world, "served"), 1);
	assert_int_equal(discover_world_number(world, "SELECT count(*) FROM silence"), 0);
}

static void a_younger_look_adds_and_never_ends(void **state)
{
	struct discover_world *world = *state;
	FAKE(own, "own");
	FAKE(import, "import");
	fake_import(&import);
	discover_world_source(world, &own);
	discover_world_source(world, &import);
	fake_serve(fake_add(&own, "10.0.0.1"), 0, discover_world_chain(1), 2);
	own.places[0].slots[0].chain_trusted = true;
	discover_world_scan(world, &own);
	discover_world_pass(DISCOVER_DAY);
	struct fake_place *place = import_place(&import, clock_now() - 60, 2);
	for (int i = 0; i < 10; i++, place->look.at += 30 * DISCOVER_DAY) {
		discover_world_scan(world, &import);
		discover_world_pass(30 * DISCOVER_DAY);
	}
	assert_int_equal(discover_world_number(world, "SELECT count(*) FROM slot"), 2);
	assert_int_equal(discover_world_number(world, "SELECT max(missing_looks) FROM slot"), 0);
	assert_int_equal(
		discover_world_number(world, "SELECT count(*) FROM slot WHERE full_probe = 1"), 1);
	/* The same certificate, without its chain: what was proven about it stays. */
	fake_serve(place, 0, discover_world_chain(1), 1);
	discover_world_scan(world, &import);
	assert_int_equal(discover_world_number(world,
	                                       "SELECT count(*) FROM slot WHERE full_probe = 1 AND "
	                                       "trusted = 1 AND complete = 1"),
	                 1);
}

static int64_t digest_text(struct discover_world *world)
{
	return discover_world_number(
		world, "SELECT unicode(substr(look_digest, 2)) * 1000000 + "
		       "unicode(substr(look_digest, 5)) * 1000 + unicode(substr(look_digest, 9)) "
		       "FROM deployment");
}

static void news_that_are_none_leave_the_mark(void **state)
{
	struct discover_world *world = *state;
	FAKE(own, "own");
	FAKE(import, "import");
	fake_import(&import);
	discover_world_source(world, &own);
	discover_world_source(world, &import);
	fake_serve(fake_add(&own, "10.0.0.1"), 0, discover_world_chain(1), 2);
	discover_world_scan(world, &own);
	int64_t before = digest_text(world);
	discover_world_pass(DISCOVER_DAY);
	struct fake_place *place = import_place(&import, clock_now() - 60, 1);
	discover_world_scan(world, &import);
	assert_int_equal(world->result.outdated, 0);
	assert_int_equal(world->result.changed_places, 0);
	assert_int_equal(digest_text(world), before);
	fake_serve(place, 0, discover_world_chain(2), 1);
	discover_world_scan(world, &import);
	assert_int_equal(world->result.changed_places, 1);
	assert_int_not_equal(digest_text(world), before);
}

static void refused_ports_count_as_silence_of_the_import_alone(void **state)
{
	struct discover_world *world = *state;
	FAKE(own, "own");
	FAKE(import, "import");
	fake_import(&import);
	discover_world_source(world, &import);
	struct fake_place *place = import_place(&import, clock_now() - 60, 1);
	discover_world_scan(world, &import);
	fake_silence(place, LOOK_UNREACHABLE, LOOK_REFUSED);
	for (int i = 0; i < 3; i++) {
		discover_world_pass(DISCOVER_DAY);
		place->look.at = clock_now() - 60;
		discover_world_scan(world, &import);
	}
	assert_int_equal(state_is(world, "unreachable"), 1);
	/* Own looks see it served: it never was gone, and the import alone does not say so. */
	discover_world_source(world, &own);
	fake_serve(fake_add(&own, "10.0.0.1"), 0, discover_world_chain(1), 2);
	discover_world_scan(world, &own);
	assert_int_equal(state_is(world, "served"), 1);
	for (int i = 0; i < 20; i++) {
		discover_world_pass(DISCOVER_DAY);
		discover_world_scan(world, &own);
		place->look.at = clock_now() + 1;
		discover_world_pass(60);
		discover_world_scan(world, &import);
	}
	assert_int_equal(state_is(world, "served"), 1);
}

static void an_elder_look_does_not_revive(void **state)
{
	struct discover_world *world = *state;
	FAKE(own, "own");
	FAKE(import, "import");
	fake_import(&import);
	discover_world_source(world, &own);
	discover_world_source(world, &import);
	struct fake_place *mine = fake_add(&own, "10.0.0.1");
	fake_serve(mine, 0, discover_world_chain(1), 2);
	discover_world_scan(world, &own);
	fake_silence(mine, LOOK_UNREACHABLE, LOOK_TIMEOUT);
	discover_world_scans(world, &own, 3, DISCOVER_DAY);
	assert_int_equal(state_is(world, "unreachable"), 1);
	/* Between the first silent scan and the last. */
	struct fake_place *place = import_place(&import, clock_now() - DISCOVER_DAY / 2, 1);
	discover_world_scan(world, &import);
	assert_int_equal(world->result.outdated, 1);
	assert_int_equal(state_is(world, "unreachable"), 1);
	discover_world_pass(DISCOVER_DAY);
	place->look.at = clock_now() - 60;
	discover_world_scan(world, &import);
	assert_int_equal(state_is(world, "served"), 1);
}

static void what_it_brought_in_is_frozen_with_it(void **state)
{
	struct discover_world *world = *state;
	FAKE(own, "own");
	FAKE(other, "other");
	FAKE(import, "import");
	fake_import(&import);
	discover_world_source(world, &import);
	import_place(&import, clock_now() - 60, 1);
	discover_world_scan(world, &import);
	discover_world_source(world, &own);
	discover_world_scan(world, &own);
	assert_int_equal(state_is(world, "frozen"), 0);
	world->sources[0] = &other.discovery;
	discover_world_scan(world, &own);
	assert_int_equal(state_is(world, "frozen"), 1);
	/* Configured again, its file brings the place back, elder than the freezing as it is. */
	world->sources[0] = &import.discovery;
	discover_world_scan(world, &import);
	assert_int_equal(state_is(world, "served"), 1);
}

static void memory_is_kept_with_the_looks(void **state)
{
	struct discover_world *world = *state;
	FAKE(import, "import");
	fake_import(&import);
	discover_world_source(world, &import);
	import_place(&import, clock_now() - 60, 1);
	import.memory = "one file";
	discover_world_scan(world, &import);
	assert_string_equal(import.given_memory, "");
	import.memory = NULL;
	discover_world_scan(world, &import);
	assert_string_equal(import.given_memory, "one file");
	/* Another zone is another place: what was taken is taken again. */
	import.discovery.zone = "lab";
	discover_world_scan(world, &import);
	assert_string_equal(import.given_memory, "");
}

#define WORLD(test) \
	cmocka_unit_test_setup_teardown(test, discover_world_setup, discover_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD(an_import_has_the_time_of_its_file),
		WORLD(an_elder_look_changes_nothing),
		WORLD(a_younger_look_adds_and_never_ends),
		WORLD(news_that_are_none_leave_the_mark),
		WORLD(refused_ports_count_as_silence_of_the_import_alone),
		WORLD(an_elder_look_does_not_revive),
		WORLD(what_it_brought_in_is_frozen_with_it),
		WORLD(memory_is_kept_with_the_looks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
