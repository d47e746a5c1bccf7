/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What ends a renewal at several places: all of them, and nothing less; a place that does not answer
 * proves nothing, until it is gone. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <string.h>

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY };

/* Three places, a change that is in work, and the new certificate for them. */
static struct fake_ticket *begin(struct ticket_world *world, const struct look_certificate **next)
{
	const struct look_certificate *old = ticket_world_chain(world, "a.example.com", -330, 40);
	*next = ticket_world_chain(world, "a.example.com", 0, 390);
	const struct look_certificate *other = ticket_world_chain(world, "o.example.com", 0, 390);
	world->rules.window[FLOW_UNCLASSIFIED].days = 60;
	for (int i = 1; i <= 3; i++)
		(void)ticket_world_place(world, arena_print(&world->arena, "10.0.0.%d", i), "g-web",
		                         old);
	/* The network around them goes on answering. */
	for (int i = 100; i < 130; i++)
		(void)ticket_world_place(world, arena_print(&world->arena, "10.0.0.%d", i), "",
		                         other);
	ticket_world_pass(world, 0);
	struct fake_ticket *ticket = fake_itsm_ticket(&world->far, "renewal:");
	fake_itsm_decide(ticket, TICKET_APPROVAL_APPROVED, "u-cab", "", clock_now());
	ticket->seen.phase = TICKET_PHASE_IMPLEMENT;
	ticket_world_pass(world, 60);
	return ticket;
}

static bool is_proven(const struct ticket_world *world)
{
	return *fake_itsm_text(&world->far, "renewal:", ":1:proof") != '\0';
}

static void a_place_that_lags_keeps_the_change_open(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *next;
	struct fake_ticket *ticket = begin(world, &next);
	struct fake_place *places = world->source.places;
	ticket_world_serve(&places[0], next);
	ticket_world_serve(&places[1], next);
	ticket_world_passes(world, 20, 3 * HOUR);
	assert_false(is_proven(world));
	check_contains(fake_itsm_text(&world->far, "renewal:", "served:2of3"), "10.0.0.3:443");
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_IMPLEMENT);

	ticket_world_serve(&places[2], next);
	ticket_world_passes(world, 6, 3 * HOUR);
	assert_false(is_proven(world)); /* not yet eight looks over a day */
	ticket_world_passes(world, 5, 3 * HOUR);
	check_contains(fake_itsm_text(&world->far, "renewal:", ":1:proof"), "3 of 3 places");
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_REVIEW);
}

static void a_place_that_is_unreachable_proves_nothing(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *next;
	struct fake_ticket *ticket = begin(world, &next);
	struct fake_place *places = world->source.places;
	ticket_world_serve(&places[0], next);
	ticket_world_serve(&places[1], next);
	fake_silence(&places[2], LOOK_UNREACHABLE, LOOK_TIMEOUT);
	ticket_world_passes(world, 8, 12 * HOUR);
	assert_false(is_proven(world));
	check_contains(fake_itsm_text(&world->far, "renewal:", "served:2of3"), "no answer");

	/* It comes back with the old one: the ticket was right to wait. */
	ticket_world_serve(&places[2], next);
	ticket_world_passes(world, 3, 12 * HOUR);
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_IMPLEMENT);
	ticket_world_passes(world, 8, 3 * HOUR);
	check_contains(fake_itsm_text(&world->far, "renewal:", ":1:proof"), "3 of 3 places");
}

static void a_place_that_is_gone_is_named_as_not_proven(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *next;
	struct fake_ticket *ticket = begin(world, &next);
	struct fake_place *places = world->source.places;
	ticket_world_serve(&places[0], next);
	ticket_world_serve(&places[1], next);
	fake_silence(&places[2], LOOK_UNREACHABLE, LOOK_TIMEOUT);
	ticket_world_passes(world, 26, 12 * HOUR);
	assert_false(is_proven(world));
	ticket_world_passes(world, 6, 12 * HOUR);
	const char *proof = fake_itsm_text(&world->far, "renewal:", ":1:proof");
	check_contains(proof, "No longer answering, so not proven: 10.0.0.3:443");
	check_contains(proof, "2 of 3 places");
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_REVIEW);
}

/* Down on purpose: three weeks of silence say nothing about the certificate. */
static void a_host_in_maintenance_is_waited_for(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *next;
	struct fake_ticket *ticket = begin(world, &next);
	struct fake_place *places = world->source.places;
	const char *addresses[] = { "10.0.0.3" };
	struct ci host = { .kind = CI_HOST,
		           .id = "ci-10.0.0.3",
		           .class = "cmdb_ci_server",
		           .name = "host-10.0.0.3",
		           .addresses = addresses,
		           .address_count = 1,
		           .life = CI_MAINTENANCE,
		           .group = "g-web" };
	ticket_world_mirror(world, host);
	ticket_world_serve(&places[0], next);
	ticket_world_serve(&places[1], next);
	fake_silence(&places[2], LOOK_UNREACHABLE, LOOK_REFUSED);
	ticket_world_passes(world, 40, 12 * HOUR);
	assert_false(is_proven(world));
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_IMPLEMENT);

	/* Back in service and still silent: from now on it counts. */
	host.life = CI_OPERATIONAL;
	ticket_world_mirror(world, host);
	ticket_world_passes(world, 26, 12 * HOUR);
	assert_false(is_proven(world));
	ticket_world_passes(world, 8, 12 * HOUR);
	assert_true(is_proven(world));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)
		TEST(a_place_that_lags_keeps_the_change_open),
		TEST(a_place_that_is_unreachable_proves_nothing),
		TEST(a_place_that_is_gone_is_named_as_not_proven),
		TEST(a_host_in_maintenance_is_waited_for),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
