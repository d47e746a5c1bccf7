/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Closed times from iCalendar text: what is understood, and that the rest is refused by line. */
#include "base/arena.h"
#include "base/clock.h"
#include "flow/calendar.h"
#include "support/check.h"
#include <string.h>

#define EVENT(lines) "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" lines "END:VEVENT\r\nEND:VCALENDAR\r\n"

static int64_t at(const char *text)
{
	int64_t time = 0;
	assert_true(clock_parse(text, &time));
	return time;
}

static bool parse(struct arena *arena, const char *text, struct calendar *calendar,
                  struct error *error)
{
	return calendar_parse(arena, "freeze.ics", text, strlen(text), at("2026-01-01"),
	                      at("2028-01-01"), calendar, error);
}

static void whole_days_times_and_zones(void **state)
{
	ARENA(arena);
	struct calendar calendar;
	struct error error;
	(void)state;
	assert_true(parse(&arena,
	                  EVENT("SUMMARY:Year-end\r\n  freeze\r\nDTSTART;VALUE=DATE:20261221\r\n"
	                        "DTEND;VALUE=DATE:20270104\r\n"),
	                  &calendar, &error));
	assert_int_equal(calendar.count, 1);
	assert_string_equal(calendar.closed[0].name, "Year-end freeze");
	assert_int_equal(calendar.closed[0].start, at("2026-12-21"));
	assert_int_equal(calendar.closed[0].end, at("2027-01-04"));
	assert_true(parse(&arena,
	                  EVENT("DTSTART;TZID=Europe/Berlin:20260701T140000\r\nDURATION:PT90M\r\n"),
	                  &calendar, &error));
	assert_int_equal(calendar.closed[0].start, at("2026-07-01T12:00"));
	assert_int_equal(calendar.closed[0].end, at("2026-07-01T13:30"));
}

static void repetitions_are_unrolled(void **state)
{
	ARENA(arena);
	struct calendar calendar;
	struct error error;
	(void)state;
	assert_true(parse(&arena,
	                  EVENT("DTSTART:20261102T220000Z\r\nDTEND:20261102T230000Z\r\n"
	                        "RRULE:FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4\r\n"),
	                  &calendar, &error));
	assert_int_equal(calendar.count, 4);
	assert_int_equal(calendar.closed[1].start, at("2026-11-05T22:00"));
	assert_int_equal(calendar.closed[3].start, at("2026-11-12T22:00"));
	assert_true(parse(&arena,
	                  EVENT("DTSTART;VALUE=DATE:20260131\r\nRRULE:FREQ=MONTHLY;"
	                        "UNTIL=20260601T000000Z\r\n"),
	                  &calendar, &error));
	assert_int_equal(calendar.count, 3);
	assert_int_equal(calendar.closed[1].start, at("2026-03-31"));
}

static void what_is_not_understood_is_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "hello", "no iCalendar file" },
		{ EVENT("SUMMARY:x\r\n"), "without 'DTSTART'" },
		{ EVENT("DTSTART:tomorrow\r\n"), "freeze.ics:3: no date or time: 'tomorrow'" },
		{ EVENT("DTSTART:20261221\r\nDTEND:20261220\r\n"), "ends before it begins" },
		{ EVENT("DTSTART:20261221\r\nRRULE:FREQ=MONTHLY;BYDAY=1MO\r\n"), "not understood" },
		{ EVENT("DTSTART:20261221\r\nEXDATE:20261222\r\n"), "EXDATE" },
		{ EVENT("DTSTART;TZID=No/Such:20261221T000000\r\nDURATION:PT1H\r\n"), "No/Such" },
		{ "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261221\r\n", "ends inside" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ARENA(arena);
		struct calendar calendar;
		struct error error = ERROR_INIT;
		assert_false(parse(&arena, cases[i].text, &calendar, &error));
		assert_int_equal(error.kind, ERROR_LOCAL);
		check_contains(error.message, cases[i].says);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_days_times_and_zones),
		cmocka_unit_test(repetitions_are_unrolled),
		cmocka_unit_test(what_is_not_understood_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
