/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* When a window opens, which slot is left, when only an emergency helps, and who is reminded when. */
#include "base/clock.h"
#include "flow/backoff.h"
#include "flow/calendar.h"
#include "flow/escalation.h"
#include "flow/window.h"
#include "support/check.h"

static struct flow_rules rules;

static int64_t at(const char *text)
{
	int64_t time = 0;
	assert_true(clock_parse(text, &time));
	return time;
}

static int defaults(void **state)
{
	(void)state;
	flow_rules_defaults(&rules);
	return 0;
}

static void the_earlier_of_days_and_fraction_opens_the_window(void **state)
{
	struct window_input input = { .not_before = at("2026-01-01"),
		                      .not_after = at("2027-01-01"),
		                      .class = FLOW_IMPORTANT,
		                      .kind = TICKET_INCIDENT };
	(void)state;
	assert_int_equal(window_of(&rules, &input).opens, at("2026-12-02"));
	input.not_before = at("2026-12-02");
	assert_int_equal(window_of(&rules, &input).opens, at("2026-12-22"));
	input.not_after = CLOCK_NO_END;
	assert_int_equal(window_of(&rules, &input).opens, 0);
	input.not_after = at("2026-01-01");
	assert_int_equal(window_of(&rules, &input).opens, 0);
}

static void a_freeze_opens_it_earlier(void **state)
{
	struct calendar_closed closed = { at("2026-11-30"), at("2027-01-04"), "freeze" };
	struct calendar calendar = { &closed, 1 };
	struct window_input input = { .not_before = at("2026-01-01"),
		                      .not_after = at("2027-01-02"),
		                      .class = FLOW_IMPORTANT,
		                      .kind = TICKET_CHANGE_NORMAL };
	(void)state;
	rules.calendar = &calendar;
	struct window window = window_of(&rules, &input);
	assert_int_equal(window.slot_start, at("2026-11-27T10:00"));
	assert_int_equal(window.opens, at("2026-11-13T10:00"));
	rules.calendar = NULL;
}

static void too_little_time_is_an_emergency(void **state)
{
	struct window_input input = { .not_before = at("2026-01-01"),
		                      .not_after = at("2026-12-24"),
		                      .class = FLOW_CRITICAL,
		                      .kind = TICKET_CHANGE_NORMAL };
	(void)state;
	assert_false(window_is_emergency(&rules, &input, at("2026-11-20")));
	assert_true(window_is_emergency(&rules, &input, at("2026-12-15")));
	input.kind = TICKET_CHANGE_STANDARD;
	assert_false(window_is_emergency(&rules, &input, at("2026-12-15")));
	assert_true(window_is_emergency(&rules, &input, at("2026-12-25")));
}

static void reminders_come_by_share_on_working_mornings(void **state)
{
	struct escalation escalation = { .opens = at("2026-11-02"), .not_after = at("2026-12-14") };
	(void)state;
	assert_int_equal(
		escalation_past(escalation.opens, escalation.not_after, at("2026-11-02T12:00")), 0);
	assert_int_equal(escalation_step(&rules, &escalation, at("2026-11-10")), -1);
	/* Half is Monday the 23rd at midnight: told on the Friday before. */
	assert_int_equal(escalation_step(&rules, &escalation, at("2026-11-20T08:00")), 0);
	escalation.done = 1;
	escalation.done_at = at("2026-11-20T08:00");
	assert_int_equal(escalation_step(&rules, &escalation, at("2026-11-21")), -1);
	assert_int_equal(escalation_next(&rules, &escalation, at("2026-11-21")),
	                 at("2026-12-03T08:00"));
	escalation.done = 15;
	assert_int_equal(escalation_next(&rules, &escalation, at("2026-11-21")), 0);
	assert_int_equal(
		escalation_past(escalation.opens, escalation.not_after, at("2026-12-13T12:00")),
		15);
}

static void waiting_doubles_up_to_an_hour(void **state)
{
	(void)state;
	assert_int_equal(backoff_seconds(1, 0, 0), 5);
	assert_int_equal(backoff_seconds(3, 0, 0), 20);
	assert_int_equal(backoff_seconds(40, 0, 0), 3600);
	assert_int_equal(backoff_seconds(1, 120, 0), 120);
	assert_true(backoff_seconds(40, 0, 12345) <= 3600 + 900);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_earlier_of_days_and_fraction_opens_the_window, defaults),
		cmocka_unit_test_setup(a_freeze_opens_it_earlier, defaults),
		cmocka_unit_test_setup(too_little_time_is_an_emergency, defaults),
		cmocka_unit_test_setup(reminders_come_by_share_on_working_mornings, defaults),
		cmocka_unit_test_setup(waiting_doubles_up_to_an_hour, defaults),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
