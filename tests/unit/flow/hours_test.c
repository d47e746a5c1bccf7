/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Scan windows and blackouts: when they are open, and when that changes. */
#include "base/arena.h"
#include "base/clock.h"
#include "flow/hours.h"

#include "support/check.h"

#include <string.h>

struct rules {
	const char *windows[4], *blackouts[4];
	const char *zone;
};

static bool read_rules(struct arena *arena, const struct rules *rules, struct hours *hours,
                       struct error *error)
{
	size_t windows = 0;
	size_t blackouts = 0;
	while (rules->windows[windows])
		windows++;
	while (rules->blackouts[blackouts])
		blackouts++;
	return hours_read(arena, rules->windows, windows, rules->blackouts, blackouts,
	                  rules->zone ? rules->zone : "UTC", hours, error);
}

static int64_t moment(const char *text)
{
	int64_t at = 0;
	assert_true(clock_parse(text, &at));
	return at;
}

static const struct {
	struct rules rules;
	const char *at;
	bool open;
	const char *next; /* NULL = never again */
} cases[] = {
	{ { .zone = "UTC" }, "2026-11-20T12:00", true, NULL },
	{ { .windows = { "22:00-06:00" } }, "2026-11-20T12:00", false, "2026-11-20T22:00" },
	{ { .windows = { "22:00-06:00" } }, "2026-11-20T22:00", true, "2026-11-21T06:00" },
	{ { .windows = { "22:00-06:00" } }, "2026-11-21T05:59", true, "2026-11-21T06:00" },
	/* The 20th is a Friday: its night goes into Saturday, and Saturday has none. */
	{ { .windows = { "Mon-Fri 22:00-06:00" } }, "2026-11-21T03:00", true, "2026-11-21T06:00" },
	{ { .windows = { "Mon-Fri 22:00-06:00" } }, "2026-11-21T23:00", false, "2026-11-23T22:00" },
	{ { .windows = { "sat,SUN 00:00-24:00" } }, "2026-11-20T23:59", false, "2026-11-21T00:00" },
	{ { .windows = { "Sat,Sun 00:00-24:00" } }, "2026-11-21T12:00", true, "2026-11-23T00:00" },
	{ { .windows = { "Fri-Mon 10:00-11:00" } }, "2026-11-23T10:30", true, "2026-11-23T11:00" },
	{ { .windows = { "01:00-02:00", "02:00-03:00" } },
	  "2026-11-20T01:30",
	  true,
	  "2026-11-20T03:00" },
	{ { .blackouts = { "2026-12-20/2027-01-03" } },
	  "2026-12-19T12:00",
	  true,
	  "2026-12-20T00:00" },
	{ { .blackouts = { "2026-12-24" } }, "2026-12-24T12:00", false, "2026-12-25T00:00" },
	{ { .windows = { "22:00-06:00" }, .blackouts = { "2026-12-24" } },
	  "2026-12-24T23:00",
	  false,
	  "2026-12-25T00:00" },
	{ { .blackouts = { "Mon-Fri 08:00-09:00" } },
	  "2026-11-20T08:30",
	  false,
	  "2026-11-20T09:00" },
	/* A freeze of months is told to its end, and to the first window behind it. */
	{ { .blackouts = { "2026-12-01/2027-02-15" } },
	  "2026-12-10T12:00",
	  false,
	  "2027-02-16T00:00" },
	{ { .windows = { "Sun 00:00-06:00" }, .blackouts = { "2026-12-01/2026-12-21" } },
	  "2026-12-10T12:00",
	  false,
	  "2026-12-27T00:00" },
	{ { .blackouts = { "2027-01-16/2027-03-01", "2026-12-01/2027-01-15" } },
	  "2026-12-10T12:00",
	  false,
	  "2027-03-02T00:00" },
	{ { .windows = { "2027-06-01" } }, "2026-12-10T12:00", false, "2027-06-01T00:00" },
	{ { .windows = { "2026-06-01/2026-06-02" } }, "2026-12-10T12:00", false, NULL },
	/* Zurich is one hour ahead in winter, two in summer. */
	{ { .windows = { "22:00-06:00" }, .zone = "Europe/Zurich" },
	  "2026-11-20T20:59",
	  false,
	  "2026-11-20T21:00" },
	{ { .windows = { "22:00-06:00" }, .zone = "Europe/Zurich" },
	  "2026-07-20T20:00",
	  true,
	  "2026-07-21T04:00" },
	/* The night in which clocks go back by an hour. */
	{ { .windows = { "22:00-06:00" }, .zone = "Europe/Zurich" },
	  "2026-10-24T21:00",
	  true,
	  "2026-10-25T05:00" },
};

static void hours_open_and_close(void **state)
{
	(void)state;
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		ARENA(arena);
		struct hours hours;
		struct error error = ERROR_INIT;
		if (!read_rules(&arena, &cases[index].rules, &hours, &error))
			fail_msg("%zu: %s", index, error.message);
		int64_t at = moment(cases[index].at);
		int64_t next = hours_next(&hours, at);
		int64_t wanted = cases[index].next ? moment(cases[index].next) : 0;
		char shown[24];
		clock_format(next, shown);
		if (hours_are_open(&hours, at) != cases[index].open || next != wanted)
			fail_msg("%zu at %s: %s, next %s", index, cases[index].at,
			         cases[index].open ? "closed" : "open", shown);
	}
}

static void what_is_no_time_is_refused(void **state)
{
	(void)state;
	const char *const texts[] = { "",
		                      "22:00",
		                      "22:00-",
		                      "22:00-22:00",
		                      "24:00-06:00",
		                      "22:60-23:00",
		                      "25:00-26:00",
		                      "2 :00-06:00",
		                      "-1:00-06:00",
		                      "Foo 22:00-06:00",
		                      "Mon- 22:00-06:00",
		                      "Mon,,Tue 22:00-06:00",
		                      "Mon-Fri",
		                      "2026-13-01",
		                      "2026-12-20/2026-12-19",
		                      "2026-12-20-2027-01-03",
		                      "* 2 * * *" };
	for (size_t index = 0; index < COUNT_OF(texts); index++) {
		ARENA(arena);
		struct hours hours;
		struct error error = ERROR_INIT;
		const struct rules rules = { .blackouts = { texts[index] } };
		if (read_rules(&arena, &rules, &hours, &error))
			fail_msg("'%s' was taken for a time", texts[index]);
		assert_int_equal(error.kind, ERROR_LOCAL);
		check_contains(error.message, "blackouts: '");
	}
	ARENA(arena);
	struct hours hours;
	struct error error;
	const struct rules rules = { .zone = "Europe/Atlantis" };
	assert_false(read_rules(&arena, &rules, &hours, &error));
	check_contains(error.message, "time_zone: 'Europe/Atlantis' is not known");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hours_open_and_close),
		cmocka_unit_test(what_is_no_time_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
