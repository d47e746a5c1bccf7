/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The clock: moving it, dates both ways, times and durations as text. */
#include "base/clock.h"

#include "support/check.h"

#include <string.h>
#include <time.h>

static void clock_can_be_moved(void **state)
{
	(void)state;
	clock_set(1000000000);
	assert_in_range(clock_now(), 1000000000, 1000000060);
	clock_set(0);
	int64_t now = (int64_t)time(NULL);
	assert_in_range(clock_now(), now - 1, now + 60);
	int64_t before = clock_monotonic_ms();
	assert_true(clock_monotonic_ms() >= before);
}

static void every_day_agrees_with_the_c_library(void **state)
{
	(void)state;
	/* 0001 to 9999, some seconds into each day. */
	for (int64_t day = -719162; day <= 2932896; day += 1) {
		int64_t at = day * CLOCK_DAY + (day * 7919 % CLOCK_DAY + CLOCK_DAY) % CLOCK_DAY;
		struct clock_date date;
		struct tm expected;
		time_t given = (time_t)at;
		clock_split(at, &date);
		gmtime_r(&given, &expected);
		if (date.year != expected.tm_year + 1900 || date.month != expected.tm_mon + 1 ||
		    date.day != expected.tm_mday || date.hour != expected.tm_hour ||
		    date.minute != expected.tm_min || date.second != expected.tm_sec ||
		    date.weekday != (expected.tm_wday + 6) % 7)
			fail_msg("%lld splits wrongly", (long long)at);
		if (clock_join(&date) != at)
			fail_msg("%lld joins wrongly", (long long)at);
	}
}

static void months_run_over(void **state)
{
	(void)state;
	struct clock_date date = { .year = 2026, .month = 13, .day = 1 };
	struct clock_date same = { .year = 2027, .month = 1, .day = 1 };
	assert_true(clock_join(&date) == clock_join(&same));
	date = (struct clock_date){ .year = 2026, .month = 0, .day = 32 };
	same = (struct clock_date){ .year = 2026, .month = 1, .day = 1 };
	assert_true(clock_join(&date) == clock_join(&same));
}

static void times_are_written(void **state)
{
	(void)state;
	char out[24];
	clock_format(1795217645, out);
	assert_string_equal(out, "2026-11-20T23:34:05Z");
	clock_format_human(1795217645, out);
	assert_string_equal(out, "2026-11-20 23:34 UTC");
	clock_format(-1, out);
	assert_string_equal(out, "1969-12-31T23:59:59Z");
	clock_format(CLOCK_NO_END, out);
	assert_string_equal(out, "9999-12-31T23:59:59Z");
	clock_format(INT64_MAX, out);
	assert_string_equal(out, "9999-12-31T23:59:59Z");
	clock_format(INT64_MIN, out);
	assert_string_equal(out, "0000-01-01T00:00:00Z");
}

static void good_times_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t time;
	} cases[] = {
		{ "1970-01-01", 0 },
		{ "2026-11-20T23:34:05Z", 1795217645 },
		{ "2026-11-20 23:34:05", 1795217645 },
		{ "2026-11-20 23:34:05 UTC", 1795217645 },
		{ "2026-11-20T23:34", 1795217640 },
		{ "2026-11-20T23:34Z", 1795217640 },
		{ "2026-11-20T23:34:05.000+0000", 1795217645 },
		{ "2026-11-21T00:34:05.999999+01:00", 1795217645 },
		{ "2026-11-20T15:34:05-0800", 1795217645 },
		{ "2024-02-29", 1709164800 },
		{ "2000-02-29", 951782400 },
		{ "9999-12-31T23:59:59Z", CLOCK_NO_END },
	};
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		int64_t time = -1;
		if (!clock_parse(cases[index].text, &time) || time != cases[index].time)
			fail_msg("'%s' was read as %lld", cases[index].text, (long long)time);
	}
}

static void bad_times_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"2026",
		"2026-11",
		"2026-11-",
		"2026-1-01",
		"2026-13-01",
		"2026-00-01",
		"2026-02-29",
		"1900-02-29",
		"2026-04-31",
		"2026-11-00",
		"2026-11-20T",
		"2026-11-20T2",
		"2026-11-20T24:00",
		"2026-11-20T23:60",
		"2026-11-20T23:59:60Z",
		"2026-11-20T23:34:05.",
		"2026-11-20T23:34:05ZZ",
		"2026-11-20T23:34:05 GMT",
		"2026-11-20T23:34:05+1",
		"2026-11-20T23:34:05+24:00",
		"2026-11-20t23:34",
		"2026-11-20  23:34",
		" 2026-11-20",
		"2026-11-20 ",
		"+026-11-20",
		"20261120",
		"2026-11-20T-1:00",
	};
	int64_t time;
	for (size_t index = 0; index < COUNT_OF(bad); index++) {
		if (clock_parse(bad[index], &time))
			fail_msg("'%s' was taken", bad[index]);
	}
	assert_false(clock_parse(NULL, &time));
}

static void durations_are_read(void **state)
{
	(void)state;
	int64_t seconds;
	static const struct {
		const char *text;
		int64_t seconds;
	} cases[] = { { "30d", 30 * CLOCK_DAY }, { "12h", 43200 }, { "90m", 5400 }, { "45s", 45 },
		      { "2w", 14 * CLOCK_DAY },  { "7", 7 },       { "0", 0 } };
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		assert_true(clock_parse_duration(cases[index].text, &seconds));
		assert_true(seconds == cases[index].seconds);
	}
	static const char *const bad[] = { "",    "d",
		                           "-1d", "1.5h",
		                           "1 d", "1D",
		                           "1y",  "9223372036854775807w",
		                           "1dd", "999999999999999999999999999999" };
	for (size_t index = 0; index < COUNT_OF(bad); index++)
		assert_false(clock_parse_duration(bad[index], &seconds));
	assert_false(clock_parse_duration(NULL, &seconds));
}

static void durations_are_written(void **state)
{
	(void)state;
	static const struct {
		int64_t seconds;
		const char *text;
	} cases[] = {
		{ 0, "0 s" },
		{ 12, "12 s" },
		{ 45 * 60 + 59, "45 min" },
		{ 3 * 3600, "3h" },
		{ 3 * 3600 + 300, "3h 5min" },
		{ 2 * CLOCK_DAY + 3 * CLOCK_HOUR + 59, "2d 3h" },
		{ CLOCK_DAY, "1d" },
		{ -CLOCK_DAY, "-1d" },
		{ INT64_MIN, "-106751991167300d 15h" },
	};
	char out[32];
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		clock_format_duration(cases[index].seconds, out);
		assert_string_equal(out, cases[index].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clock_can_be_moved),
		cmocka_unit_test(every_day_agrees_with_the_c_library),
		cmocka_unit_test(months_run_over),
		cmocka_unit_test(times_are_written),
		cmocka_unit_test(good_times_are_read),
		cmocka_unit_test(bad_times_are_refused),
		cmocka_unit_test(durations_are_read),
		cmocka_unit_test(durations_are_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
