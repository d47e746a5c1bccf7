/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places of open tickets are looked at in turn, and a look counts only when it was made. */
#include "base/clock.h"
#include "flow/follow.h"
#include "support/check.h"
#include "support/ticket_world.h"

static size_t due(struct ticket_world *world, bool made)
{
	struct follow_look look;
	struct error error = ERROR_INIT;
	if (!follow_places(&world->flow, &world->arena, clock_now(), &look, &error) ||
	    (made && !follow_places_looked(&world->flow, &look, &error)))
		fail_msg("%s", error.message);
	return look.count;
}

static void a_look_that_was_not_made_is_due_still(void **state)
{
	struct ticket_world *world = *state;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "a.example.com", -380, 9));
	assert_int_equal(due(world, false), 0);
	ticket_world_pass(world, 0);
	assert_int_equal(due(world, false), 1);
	assert_int_equal(due(world, true), 1);
	assert_int_equal(due(world, true), 0);
	discover_world_pass(3 * CLOCK_HOUR);
	assert_int_equal(due(world, true), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_look_that_was_not_made_is_due_still,
		                                ticket_world_setup, ticket_world_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
