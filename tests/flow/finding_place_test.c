/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Findings about places: names that a certificate does not cover, and what is shown beside it to
 * those who ask for no name. */
#include "base/json.h"
#include "base/text.h"
#include "store/store_certificate.h"
#include "store/store_standing.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <string.h>

enum { HOUR = 3600 };

static int64_t number(struct ticket_world *world, const char *sql)
{
	return discover_world_number(world->discover, sql);
}

/* The text of a finding about the certificate of this name; NULL when there is none. */
static const char *finding(struct ticket_world *world, const char *subject, const char *rule)
{
	struct store_finding *rows;
	size_t count;
	struct error error = ERROR_INIT;
	int64_t id = number(world, arena_print(&world->arena,
	                                       "SELECT id FROM certificate WHERE subject = '%s'",
	                                       subject));
	assert_true(id > 0);
	assert_true(store_finding_list(world->store, &world->arena, id, &rows, &count, &error));
	for (size_t i = 0; i < count; i++)
		if (text_equal(rows[i].rule, rule))
			return rows[i].text;
	return NULL;
}

/* ticket_world_place, asked for by name. */
static size_t place(struct ticket_world *world, const char *host, const char *server_name,
                    const struct look_certificate *chain)
{
	struct fake_place *made = ticket_world_place(world, host, "g-web", chain);
	made->look.place.server_name = server_name;
	return world->source.count - 1;
}

static void a_name_that_is_not_covered_is_told_with_its_place(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *chain = ticket_world_chain(world, "a.example.com", -10, 300);
	size_t at = place(world, "10.0.0.1", "shop.example.com", chain);
	ticket_world_pass(world, 0);
	assert_null(finding(world, "a.example.com", "name-mismatch"));

	world->source.places[at].slots[0].name_matches = false;
	ticket_world_pass(world, HOUR);
	const char *text = finding(world, "a.example.com", "name-mismatch");
	check_contains(text, "'shop.example.com'");
	check_contains(text, "10.0.0.1:443/shop.example.com");
	assert_int_equal(number(world, "SELECT count(*) FROM finding WHERE rule = 'name-mismatch' "
	                               "AND severity = 'high'"),
	                 1);

	world->source.places[at].slots[0].name_matches = true;
	ticket_world_pass(world, HOUR);
	assert_null(finding(world, "a.example.com", "name-mismatch"));
}

static void a_staple_that_is_demanded_and_missing_is_told(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *chain = ticket_world_chain(world, "m.example.com", -10, 300);
	size_t at = place(world, "10.0.0.7", "", chain);
	ticket_world_pass(world, 0);
	assert_null(finding(world, "m.example.com", "no-staple"));

	world->source.places[at].slots[0].staple_missing = true;
	ticket_world_pass(world, HOUR);
	check_contains(finding(world, "m.example.com", "no-staple"), "'10.0.0.7:443' sends none");

	world->source.places[at].slots[0].staple_missing = false;
	ticket_world_pass(world, HOUR);
	assert_null(finding(world, "m.example.com", "no-staple"));
}

static void another_certificate_without_a_name_is_told(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *shop =
		ticket_world_chain(world, "shop.example.com", -10, 300);
	const struct look_certificate *other =
		ticket_world_chain(world, "default.example.com", -10, 300);
	(void)place(world, "10.0.0.1", "shop.example.com", shop);
	size_t bare = place(world, "10.0.0.1", "", shop);
	ticket_world_pass(world, 0);
	assert_null(finding(world, "shop.example.com", "other-without-name"));

	/* Only the place without a name changes; the finding is the other's. */
	ticket_world_serve(&world->source.places[bare], other);
	ticket_world_pass(world, HOUR);
	/* It may still be a pool that shows both. */
	assert_null(finding(world, "shop.example.com", "other-without-name"));
	ticket_world_passes(world, 9, 4 * HOUR);
	const char *text = finding(world, "shop.example.com", "other-without-name");
	assert_non_null(text);
	check_contains(text, "'default.example.com'");
	check_contains(text, "10.0.0.1:443/shop.example.com");
	assert_null(finding(world, "default.example.com", "other-without-name"));

	ticket_world_serve(&world->source.places[bare], shop);
	ticket_world_pass(world, HOUR);
	assert_null(finding(world, "shop.example.com", "other-without-name"));
}

static void other_ports_and_silent_places_say_nothing(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *shop =
		ticket_world_chain(world, "shop.example.com", -10, 300);
	const struct look_certificate *other =
		ticket_world_chain(world, "default.example.com", -10, 300);
	(void)place(world, "10.0.0.1", "shop.example.com", shop);
	size_t port = place(world, "10.0.0.1", "", other);
	world->source.places[port].look.place.port = 8443;
	size_t bare = place(world, "10.0.0.1", "", other);
	ticket_world_pass(world, 0);
	assert_non_null(finding(world, "shop.example.com", "other-without-name"));
	fake_silence(&world->source.places[bare], LOOK_UNREACHABLE, LOOK_TIMEOUT);
	ticket_world_pass(world, HOUR);
	assert_null(finding(world, "shop.example.com", "other-without-name"));
}

static void a_named_target_is_held_against_its_addresses(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *shop =
		ticket_world_chain(world, "shop.example.com", -10, 300);
	const struct look_certificate *other =
		ticket_world_chain(world, "default.example.com", -10, 300);
	size_t named = place(world, "shop.example.com", "shop.example.com", shop);
	world->source.places[named].look.place.kind = DEPLOYMENT_NAME;
	world->source.places[named].look.address = "10.0.0.1";
	(void)place(world, "10.0.0.1", "", other);
	ticket_world_pass(world, 0);
	check_contains(finding(world, "shop.example.com", "other-without-name"), "10.0.0.1:443");
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, ticket_world_setup, ticket_world_teardown)
	const struct CMUnitTest tests[] = {
		CASE(a_name_that_is_not_covered_is_told_with_its_place),
		CASE(a_staple_that_is_demanded_and_missing_is_told),
		CASE(another_certificate_without_a_name_is_told),
		CASE(other_ports_and_silent_places_say_nothing),
		CASE(a_named_target_is_held_against_its_addresses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
