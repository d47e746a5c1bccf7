/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who is asked again at once, and who is left alone. */
#include "base/clock.h"
#include "flow/patience.h"
#include "support/check.h"

enum { MINUTE_MS = 60000 };

static const struct flow flow;

static struct error bad_luck(int retry_after)
{
	struct error error = ERROR_INIT;
	error_set(&error, ERROR_RETRY, "the line broke");
	error.retry_after = retry_after;
	return error;
}

static void bad_luck_is_tried_again_at_once(void **state)
{
	(void)state;
	struct flow_side side = { .name = "x" };
	struct error error = ERROR_INIT, why = bad_luck(0);
	int tries = 0;
	assert_true(patience_allows(&side, &error));
	assert_true(patience_again(&flow, &side, &tries, &why));
	assert_int_equal(tries, 1);
	assert_true(patience_allows(&side, &error));
	tries = 4;
	assert_false(patience_again(&flow, &side, &tries, &why));
	assert_true(patience_allows(&side, &error));
}

static void what_waits_for_a_person_is_not(void **state)
{
	(void)state;
	struct flow_side side = { .name = "x" };
	struct error error = ERROR_INIT;
	int tries = 0;
	assert_true(patience_allows(&side, &error));
	error_set(&error, ERROR_PEER, "no such user");
	assert_false(patience_again(&flow, &side, &tries, &error));
	assert_true(patience_allows(&side, &error));
}

static void a_pause_that_was_asked_for_is_kept(void **state)
{
	(void)state;
	struct flow_side side = { .name = "x" };
	struct error error = ERROR_INIT, why = bad_luck(30);
	int tries = 0;
	assert_true(patience_allows(&side, &error));
	assert_false(patience_again(&flow, &side, &tries, &why));
	assert_false(patience_allows(&side, &error));
	check_contains(error.message, "asked not to be called");
	assert_int_equal(error.kind, ERROR_RETRY);
}

/* Each more try would keep the other far sides waiting for as long. */
static void one_that_hangs_is_left_alone(void **state)
{
	(void)state;
	struct flow_side side = { .name = "x" };
	struct error error = ERROR_INIT, why = bad_luck(0);
	int tries = 0;
	assert_true(patience_allows(&side, &error));
	side.asked_ms -= MINUTE_MS + 1;
	assert_false(patience_again(&flow, &side, &tries, &why));
	assert_false(patience_allows(&side, &error));
	check_contains(error.message, "does not answer");
	int64_t until = side.rest_until;
	assert_in_range(until, (uint64_t)clock_now() + 30, (uint64_t)clock_now() + 121);
	/* What is refused in the meantime took no time and makes it no longer. */
	assert_false(patience_again(&flow, &side, &tries, &error));
	assert_in_range(side.rest_until, (uint64_t)until - 2, (uint64_t)until + 60);
	side.rest_until = clock_now();
	assert_true(patience_allows(&side, &error));
	assert_true(patience_again(&flow, &side, &tries, &why));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_luck_is_tried_again_at_once),
		cmocka_unit_test(what_waits_for_a_person_is_not),
		cmocka_unit_test(a_pause_that_was_asked_for_is_kept),
		cmocka_unit_test(one_that_hangs_is_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
