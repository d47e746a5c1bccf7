/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Dates, durations and repetitions of iCalendar. */
#include "flow/calendar_rule.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "flow/calendar.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { REPETITIONS = 20000, DAYS = 7 };

enum frequency { ONCE, DAILY, WEEKLY, MONTHLY, YEARLY };

struct rule {
	enum frequency frequency;
	int64_t interval, count, until;
	bool days[DAYS];
	bool by_day;
};

static bool digits(const char *text, size_t count, int *value)
{
	*value = 0;
	for (size_t i = 0; i < count; i++) {
		if (!isdigit((unsigned char)text[i]))
			return false;
		*value = *value * 10 + (text[i] - '0');
	}
	return true;
}

bool calendar_rule_time(const char *text, int64_t *time, bool *whole_day)
{
	struct clock_date date = { 0 };
	size_t length = strlen(text);
	*whole_day = length == 8;
	if ((length != 8 && length != 15 && length != 16) || !digits(text, 4, &date.year) ||
	    !digits(text + 4, 2, &date.month) || !digits(text + 6, 2, &date.day))
		return false;
	if (!*whole_day &&
	    (text[8] != 'T' || !digits(text + 9, 2, &date.hour) ||
	     !digits(text + 11, 2, &date.minute) || !digits(text + 13, 2, &date.second) ||
	     (length == 16 && text[15] != 'Z')))
		return false;
	if (date.year < 1970 || date.month < 1 || date.month > 12 || date.day < 1 ||
	    date.day > 31 || date.hour > 23 || date.minute > 59 || date.second > 60)
		return false;
	*time = clock_join(&date);
	return true;
}

bool calendar_rule_duration(const char *text, int64_t *seconds)
{
	bool in_time = false;
	*seconds = 0;
	text += *text == '+';
	if (*text++ != 'P' || !*text)
		return false;
	while (*text) {
		int64_t value = 0;
		if (*text == 'T') {
			in_time = true;
			text++;
			continue;
		}
		if (!isdigit((unsigned char)*text))
			return false;
		while (isdigit((unsigned char)*text) && value < 100000)
			value = value * 10 + (*text++ - '0');
		int64_t unit = *text == 'W' && !in_time   ? 7 * CLOCK_DAY
		               : *text == 'D' && !in_time ? CLOCK_DAY
		               : *text == 'H' && in_time  ? CLOCK_HOUR
		               : *text == 'M' && in_time  ? CLOCK_MINUTE
		               : *text == 'S' && in_time  ? 1
		                                          : 0;
		if (unit == 0)
			return false;
		*seconds += value * unit;
		text++;
	}
	return *seconds > 0;
}

/* The zone's offset at the wall time, asked twice so that it holds across a change of clocks. */
bool calendar_rule_from_zone(struct arena *arena, const char *zone, int64_t *time)
{
	int64_t wall = *time, guess = wall;
	if (text_equal(zone, "UTC") || text_equal(zone, "Etc/UTC"))
		return true;
	for (int round = 0; round < 2; round++) {
		int64_t shown;
		char *local = calendar_local(arena, guess, zone);
		char minute[17];
		if (!local)
			return false;
		(void)snprintf(minute, sizeof(minute), "%.16s", local);
		if (!clock_parse(minute, &shown))
			return false;
		guess += wall - wall % CLOCK_MINUTE - shown;
	}
	*time = guess;
	return true;
}

static bool read_days(const char *text, struct rule *rule)
{
	static const char *const names[DAYS] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
	rule->by_day = true;
	while (*text) {
		int day = 0;
		while (day < DAYS && strncmp(text, names[day], 2) != 0)
			day++;
		if (day == DAYS || (text[2] != ',' && text[2] != '\0'))
			return false;
		rule->days[day] = true;
		text += text[2] == ',' ? 3 : 2;
	}
	return true;
}

static bool read_frequency(const char *value, struct rule *rule)
{
	static const char *const names[] = { "", "DAILY", "WEEKLY", "MONTHLY", "YEARLY" };
	for (int i = DAILY; i <= YEARLY; i++)
		if (text_equal(names[i], value))
			rule->frequency = (enum frequency)i;
	return rule->frequency != ONCE;
}

static bool read_part(const char *name, const char *value, struct rule *rule)
{
	bool whole_day;
	if (text_equal(name, "FREQ"))
		return read_frequency(value, rule);
	if (text_equal(name, "INTERVAL"))
		return text_parse_integer(value, &rule->interval) && rule->interval > 0 &&
		       rule->interval <= 1000;
	if (text_equal(name, "COUNT"))
		return text_parse_integer(value, &rule->count) && rule->count > 0;
	if (text_equal(name, "UNTIL"))
		return calendar_rule_time(value, &rule->until, &whole_day);
	if (text_equal(name, "BYDAY"))
		return read_days(value, rule);
	return text_equal(name, "WKST");
}

static bool read_rule(struct arena *arena, const char *text, struct rule *rule, struct error *error)
{
	*rule = (struct rule){ .interval = 1 };
	for (const char *part = text; part && *part;) {
		const char *end = strchr(part, ';'), *equals = strchr(part, '=');
		size_t length = end ? (size_t)(end - part) : strlen(part);
		if (!equals || equals > part + length)
			return error_set(error, ERROR_LOCAL, "no rule: '%.80s'", text);
		char *name = arena_copy_bytes(arena, part, (size_t)(equals - part));
		char *value =
			arena_copy_bytes(arena, equals + 1, length - (size_t)(equals + 1 - part));
		if (!read_part(name, value, rule))
			return error_set(error, ERROR_LOCAL,
			                 "repetition '%s=%s' is not understood; write the closed "
			                 "times one by one",
			                 name, value);
		part = end ? end + 1 : NULL;
	}
	if (rule->frequency == ONCE || (rule->by_day && rule->frequency != WEEKLY))
		return error_set(error, ERROR_LOCAL, "repetition '%.80s' is not understood", text);
	return true;
}

/* The n-th period after the first; a month without that day is passed over (returns 0). */
static int64_t period(const struct rule *rule, int64_t start, int64_t n)
{
	struct clock_date date;
	int64_t steps = n * rule->interval;
	if (rule->frequency == DAILY)
		return start + steps * CLOCK_DAY;
	if (rule->frequency == WEEKLY)
		return start + steps * 7 * CLOCK_DAY;
	clock_split(start, &date);
	int64_t months = (rule->frequency == YEARLY ? steps * 12 : steps) + date.month - 1;
	date.year += (int)(months / 12);
	date.month = (int)(months % 12) + 1;
	struct clock_date check;
	int64_t time = clock_join(&date);
	clock_split(time, &check);
	return check.day == date.day ? time : 0;
}

static bool ends(const struct rule *rule, int64_t time, int64_t given, int64_t until)
{
	return time >= until || (rule->until && time > rule->until) ||
	       (rule->count && given >= rule->count);
}

bool calendar_rule_unroll(const char *text, int64_t start, int64_t end, int64_t until,
                          bool (*each)(void *context, int64_t start, int64_t end,
                                       struct error *error),
                          void *context, struct error *error)
{
	ARENA(arena);
	struct rule rule;
	struct clock_date first;
	int64_t given = 0;
	if (!text)
		return each(context, start, end, error);
	if (!read_rule(&arena, text, &rule, error))
		return false;
	clock_split(start, &first);
	for (int64_t n = 0; n < REPETITIONS; n++) {
		int64_t time = period(&rule, start, n);
		int64_t monday = time - (int64_t)first.weekday * CLOCK_DAY;
		for (int day = 0; day < (rule.by_day ? DAYS : 1); day++) {
			int64_t at = rule.by_day ? monday + day * CLOCK_DAY : time;
			if (time == 0 || at < start || (rule.by_day && !rule.days[day]))
				continue;
			if (ends(&rule, at, given, until))
				return true;
			given++;
			if (!each(context, at, at + (end - start), error))
				return false;
		}
	}
	return true;
}
