/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Working days, closed times, slots and local times. */
#include "base/arena.h"
#include "base/clock.h"
#include "flow/calendar.h"
#include "support/check.h"

static int64_t at(const char *text)
{
	int64_t time = 0;
	assert_true(clock_parse(text, &time));
	return time;
}

static struct calendar freeze(struct calendar_closed *closed)
{
	*closed = (struct calendar_closed){ at("2026-12-21"), at("2027-01-04"), "Year-end freeze" };
	return (struct calendar){ closed, 1 };
}

static void working_days_pass_over_weekends_and_freezes(void **state)
{
	struct calendar_closed closed;
	struct calendar calendar = freeze(&closed);
	(void)state;
	assert_true(calendar_is_working_day(NULL, at("2026-11-20")));
	assert_false(calendar_is_working_day(NULL, at("2026-11-21")));
	assert_int_equal(calendar_add_working_days(NULL, at("2026-11-20T09:00"), 1),
	                 at("2026-11-23T09:00"));
	assert_int_equal(calendar_add_working_days(NULL, at("2026-11-23"), -1), at("2026-11-20"));
	assert_int_equal(calendar_add_working_days(&calendar, at("2026-12-18"), 1),
	                 at("2027-01-04"));
}

static void slots_lie_in_open_time_between_both_ends(void **state)
{
	struct calendar_closed closed;
	struct calendar calendar = freeze(&closed);
	(void)state;
	assert_int_equal(
		calendar_last_slot(&calendar, at("2026-11-20"), at("2026-12-30"), 10, 7200),
		at("2026-12-18T10:00"));
	assert_int_equal(
		calendar_first_slot(&calendar, at("2026-12-19"), at("2027-01-31"), 10, 7200),
		at("2027-01-04T10:00"));
	assert_int_equal(
		calendar_last_slot(&calendar, at("2026-12-21"), at("2026-12-30"), 10, 7200), 0);
	/* Ends one second too late. */
	assert_int_equal(
		calendar_last_slot(NULL, at("2026-11-20"), at("2026-11-20T11:59:59"), 10, 7200), 0);
}

static void the_freeze_that_matters_is_told(void **state)
{
	struct calendar_closed closed;
	struct calendar calendar = freeze(&closed);
	(void)state;
	assert_ptr_equal(calendar_before(&calendar, at("2026-11-20"), at("2026-12-24")), &closed);
	assert_null(calendar_before(&calendar, at("2026-11-20"), at("2026-12-20")));
	assert_null(calendar_before(&calendar, at("2027-01-05"), at("2027-02-01")));
	assert_ptr_equal(calendar_closed_at(&calendar, at("2026-12-21")), &closed);
	assert_null(calendar_closed_at(&calendar, at("2027-01-04")));
	assert_ptr_equal(
		calendar_closed_between(&calendar, at("2026-12-20"), at("2026-12-21T00:01")),
		&closed);
	assert_ptr_equal(calendar_closed_between(&calendar, at("2026-12-25"), at("2026-12-26")),
	                 &closed);
	assert_null(calendar_closed_between(&calendar, at("2026-12-20"), at("2026-12-21")));
	assert_null(calendar_closed_between(&calendar, at("2027-01-04"), at("2027-01-05")));
	assert_null(calendar_closed_between(NULL, at("2026-12-25"), at("2026-12-26")));
}

static void local_times_know_summer_and_refuse_paths(void **state)
{
	ARENA(arena);
	(void)state;
	assert_string_equal(calendar_local(&arena, at("2026-12-24T23:59"), "Europe/Berlin"),
	                    "2026-12-25 00:59 CET");
	assert_string_equal(calendar_local(&arena, at("2026-07-01T12:00"), "Europe/Berlin"),
	                    "2026-07-01 14:00 CEST");
	assert_null(calendar_local(&arena, at("2026-07-01"), "UTC"));
	assert_null(calendar_local(&arena, at("2026-07-01"), "../../../etc/passwd"));
	assert_null(calendar_local(&arena, at("2026-07-01"), "/etc/localtime"));
	assert_null(calendar_local(&arena, at("2026-07-01"), "No/Such"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(working_days_pass_over_weekends_and_freezes),
		cmocka_unit_test(slots_lie_in_open_time_between_both_ends),
		cmocka_unit_test(the_freeze_that_matters_is_told),
		cmocka_unit_test(local_times_know_summer_and_refuse_paths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
