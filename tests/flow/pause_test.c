/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How long a far side is left alone: little after bad luck, as long as it asks, longer when it is down. */
#include "base/clock.h"
#include "base/text.h"
#include "flow/apply.h"
#include "flow/follow.h"
#include "flow/guard.h"
#include "flow/patience.h"
#include "store/store_side.h"
#include "store/store_step.h"
#include "support/check.h"
#include "support/ticket_world.h"

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY, QUARTER = 15 * CLOCK_MINUTE };

static struct store_side *side_row(struct ticket_world *world)
{
	struct store_side *row = NULL;
	struct error error = ERROR_INIT;
	assert_true(store_side_get(world->store, &world->arena, "fake", &row, &error));
	return row;
}

/* Seconds until something is sent again. */
static int64_t pause_of(struct ticket_world *world)
{
	struct store_side *row = side_row(world);
	return row && row->wait_until > clock_now() ? row->wait_until - clock_now() : 0;
}

static void try_to_send(struct ticket_world *world)
{
	struct apply_result result = { 0 };
	struct error error = ERROR_INIT;
	world->side.checked_ms = 0;
	if (!apply(&world->flow, &world->side, NULL, &result, &error))
		fail_msg("%s", error.message);
}

/* The longest pause of so many attempts, each made as soon as it is allowed. */
static int64_t longest_pause(struct ticket_world *world, int attempts)
{
	int64_t longest = 0;
	for (int i = 0; i < attempts; i++) {
		try_to_send(world);
		int64_t pause = pause_of(world);
		assert_true(pause > 0);
		longest = pause > longest ? pause : longest;
		discover_world_pass(pause + 1);
	}
	return longest;
}

static void serve_one(struct ticket_world *world)
{
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "a.example.com", -380, 9));
}

static void bad_luck_costs_little(void **state)
{
	struct ticket_world *world = *state;
	static const struct error busy = { .kind = ERROR_RETRY, .message = "HTTP 429" };
	struct store_step *rows;
	size_t count;
	struct error error = ERROR_INIT;
	serve_one(world);
	world->far.busy = &busy;
	ticket_world_pass(world, 0);
	assert_in_range(longest_pause(world, 30), 60, 100);
	assert_int_equal(world->far.count, 0);
	/* The far side put itself off, not one of these steps. */
	assert_true(store_step_list(world->store, &world->arena, "fake", "waiting", 100, &rows,
	                            &count, &error));
	assert_true(count > 0);
	for (size_t i = 0; i < count; i++)
		assert_true(rows[i].attempts <= 1);
	world->far.busy = NULL;
	ticket_world_pass(world, HOUR);
	assert_non_null(fake_itsm_ticket(&world->far, "renewal:"));
	assert_int_equal(side_row(world)->failures, 0);
}

static void a_pause_that_is_asked_for_is_kept(void **state)
{
	struct ticket_world *world = *state;
	static const struct error asked = { .kind = ERROR_RETRY,
		                            .retry_after = 1800,
		                            .message = "HTTP 429" };
	struct follow_result followed = { 0 };
	struct error error = ERROR_INIT;
	serve_one(world);
	ticket_world_pass(world, 0);
	world->far.unread = &asked;
	size_t reads = world->far.reads;
	assert_false(follow_tickets(&world->flow, &world->side, &followed, &error));
	assert_int_equal(world->far.reads, reads + 1);
	world->far.unread = NULL;
	discover_world_pass(1790);
	assert_false(follow_tickets(&world->flow, &world->side, &followed, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	assert_int_equal(error.retry_after, 10);
	assert_int_equal(world->far.reads, reads + 1);
	discover_world_pass(11);
	assert_true(follow_tickets(&world->flow, &world->side, &followed, &error));
}

static void writes_keep_it_too(void **state)
{
	struct ticket_world *world = *state;
	static const struct error asked = { .kind = ERROR_RETRY,
		                            .retry_after = 1800,
		                            .message = "HTTP 429" };
	struct error error = ERROR_INIT;
	serve_one(world);
	world->far.busy = &asked;
	/* Its rounds take 24 seconds. */
	ticket_world_pass(world, 0);
	assert_in_range(pause_of(world), 1770, 1800);
	assert_false(patience_allows(&world->side, &error));
	world->far.busy = NULL;
	ticket_world_pass(world, 1790);
	assert_true(world->far.count > 0);
}

static void a_side_that_is_down_is_left_alone_longer(void **state)
{
	struct ticket_world *world = *state;
	static const struct error down = { .kind = ERROR_RETRY, .message = "no route" };
	static const struct error login = { .kind = ERROR_PEER, .message = "HTTP 401" };
	serve_one(world);
	world->far.shut = &down;
	ticket_world_pass(world, 0);
	assert_in_range(longest_pause(world, 7), QUARTER, QUARTER * 5 / 4);
	world->far.shut = &login;
	assert_in_range(longest_pause(world, 4), HOUR, HOUR * 5 / 4);
	world->far.shut = NULL;
	ticket_world_pass(world, 0);
	assert_int_equal(pause_of(world), 0);
	assert_non_null(fake_itsm_ticket(&world->far, "renewal:"));
}

static void a_mark_that_stands_is_written_again_at_once(void **state)
{
	struct ticket_world *world = *state;
	struct error error = ERROR_INIT;
	/* Its creation is looked for in the next pass first. */
	world->far.sign_losses = 2;
	assert_false(guard_sign(&world->flow, &world->side, &error));
	assert_int_equal(world->far.sign_losses, 1);
	world->far.mark = store_identity(world->store);
	world->far.sign_losses = 2;
	assert_true(guard_sign(&world->flow, &world->side, &error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bad_luck_costs_little, ticket_world_setup,
		                                ticket_world_teardown),
		cmocka_unit_test_setup_teardown(a_pause_that_is_asked_for_is_kept,
		                                ticket_world_setup, ticket_world_teardown),
		cmocka_unit_test_setup_teardown(writes_keep_it_too, ticket_world_setup,
		                                ticket_world_teardown),
		cmocka_unit_test_setup_teardown(a_mark_that_stands_is_written_again_at_once,
		                                ticket_world_setup, ticket_world_teardown),
		cmocka_unit_test_setup_teardown(a_side_that_is_down_is_left_alone_longer,
		                                ticket_world_setup, ticket_world_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
