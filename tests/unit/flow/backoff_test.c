/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How the pauses grow, and where they end. */
#include "base/clock.h"
#include "flow/backoff.h"
#include "support/check.h"

static void steps_wait_up_to_an_hour(void **state)
{
	(void)state;
	assert_int_equal(backoff_seconds(1, 0, 0), 5);
	assert_int_equal(backoff_seconds(4, 0, 0), 40);
	assert_int_equal(backoff_seconds(99, 0, 0), CLOCK_HOUR);
	assert_int_equal(backoff_seconds(1, 77, 0), 77);
	assert_int_equal(backoff_seconds(99, 77, 0), CLOCK_HOUR);
	for (uint64_t salt = 0; salt < 5000; salt += 7)
		assert_in_range(backoff_seconds(99, 0, salt), CLOCK_HOUR, CLOCK_HOUR * 5 / 4);
}

static void sides_wait_by_what_is_wrong(void **state)
{
	static const struct {
		enum backoff_side how;
		int64_t last;
	} cases[] = { { BACKOFF_SIDE_BUSY, 80 },
		      { BACKOFF_SIDE_DOWN, 15 * CLOCK_MINUTE },
		      { BACKOFF_SIDE_SHUT, CLOCK_HOUR } };
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_int_equal(backoff_side_seconds(cases[i].how, 1, 0, 0), 5);
		assert_int_equal(backoff_side_seconds(cases[i].how, 5, 0, 0), 80);
		assert_int_equal(backoff_side_seconds(cases[i].how, 99, 0, 0), cases[i].last);
		assert_int_equal(backoff_side_seconds(cases[i].how, 1, 7200, 0), 7200);
	}
}

/* Whoever is back later than asked leaves room unused that does not come again. */
static void who_got_somewhere_is_back_when_asked(void **state)
{
	(void)state;
	for (uint64_t salt = 0; salt < 50; salt++)
		assert_int_equal(backoff_side_seconds(BACKOFF_SIDE_PACED, 1, 2, salt), 2);
	assert_int_equal(backoff_side_seconds(BACKOFF_SIDE_PACED, 1, 0, 0), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_wait_up_to_an_hour),
		cmocka_unit_test(sides_wait_by_what_is_wrong),
		cmocka_unit_test(who_got_somewhere_is_back_when_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
