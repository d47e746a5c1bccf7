/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Times and durations as text. */
#include "base/clock.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static char *put(char *out, int value, int digits, char behind)
{
	for (int place = digits - 1; place >= 0; place--) {
		out[place] = (char)('0' + value % 10);
		value /= 10;
	}
	out[digits] = behind;
	return out + digits + 1;
}

static char *put_date(char *out, const struct clock_date *date, char behind)
{
	out = put(out, date->year, 4, '-');
	out = put(out, date->month, 2, '-');
	return put(out, date->day, 2, behind);
}

void clock_format(int64_t time, char out[static 24])
{
	struct clock_date date;
	clock_split(time, &date);
	char *at = put_date(out, &date, 'T');
	at = put(at, date.hour, 2, ':');
	at = put(at, date.minute, 2, ':');
	at = put(at, date.second, 2, 'Z');
	*at = '\0';
}

void clock_format_human(int64_t time, char out[static 24])
{
	struct clock_date date;
	clock_split(time, &date);
	char *at = put_date(out, &date, ' ');
	at = put(at, date.hour, 2, ':');
	at = put(at, date.minute, 2, ' ');
	memcpy(at, "UTC", 4);
}

/* Exactly `digits` decimal digits; moves on behind them. */
static bool take_number(const char **at, int digits, int *value)
{
	int sum = 0;
	for (int index = 0; index < digits; index++) {
		char digit = (*at)[index];
		if (digit < '0' || digit > '9')
			return false;
		sum = sum * 10 + digit - '0';
	}
	*at += digits;
	*value = sum;
	return true;
}

static bool take(const char **at, char character)
{
	if (**at != character)
		return false;
	(*at)++;
	return true;
}

/* The clock's part, behind 'T' or a blank: HH:MM[:SS[.fraction]]. */
static bool take_time(const char **at, struct clock_date *date)
{
	if (!take_number(at, 2, &date->hour) || !take(at, ':') ||
	    !take_number(at, 2, &date->minute))
		return false;
	if (take(at, ':')) {
		if (!take_number(at, 2, &date->second))
			return false;
		int ignored;
		if (take(at, '.')) {
			if (!take_number(at, 1, &ignored))
				return false;
			while (take_number(at, 1, &ignored))
				continue;
		}
	}
	return date->hour < 24 && date->minute < 60 && date->second < 60;
}

/* "Z", " UTC", "+0100", "+01:00" or nothing; *seconds east of UTC. */
static bool take_zone(const char **at, int *seconds)
{
	*seconds = 0;
	if (!**at || take(at, 'Z'))
		return true;
	if (text_equal(*at, " UTC")) {
		*at += 4;
		return true;
	}
	int sign = **at == '-' ? -1 : 1;
	int hour, minute;
	if ((!take(at, '+') && !take(at, '-')) || !take_number(at, 2, &hour))
		return false;
	take(at, ':');
	if (!take_number(at, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*seconds = sign * (hour * CLOCK_HOUR + minute * CLOCK_MINUTE);
	return true;
}

static bool is_calendar_day(const struct clock_date *date)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (date->month < 1 || date->month > 12 || date->day < 1)
		return false;
	bool leap = date->year % 4 == 0 && (date->year % 100 != 0 || date->year % 400 == 0);
	return date->day <= days[date->month - 1] + (date->month == 2 && leap);
}

bool clock_parse(const char *text, int64_t *time)
{
	struct clock_date date = { 0 };
	const char *at = text;
	int east = 0;
	if (!text || !take_number(&at, 4, &date.year) || !take(&at, '-') ||
	    !take_number(&at, 2, &date.month) || !take(&at, '-') || !take_number(&at, 2, &date.day))
		return false;
	bool hours_follow = *at == 'T' || (*at == ' ' && at[1] != 'U');
	if (hours_follow) {
		at++;
		if (!take_time(&at, &date))
			return false;
	}
	if (!take_zone(&at, &east) || *at || !is_calendar_day(&date))
		return false;
	*time = clock_join(&date) - east;
	return true;
}

static int64_t unit_seconds(char unit)
{
	switch (unit) {
	case 's':
		return 1;
	case 'm':
		return CLOCK_MINUTE;
	case 'h':
		return CLOCK_HOUR;
	case 'd':
		return CLOCK_DAY;
	case 'w':
		return 7 * CLOCK_DAY;
	default:
		return 0;
	}
}

bool clock_parse_duration(const char *text, int64_t *seconds)
{
	char digits[24];
	size_t length = text ? strlen(text) : 0;
	if (length == 0 || length >= sizeof(digits) || *text == '-')
		return false;
	memcpy(digits, text, length + 1);
	int64_t unit = unit_seconds(digits[length - 1]);
	if (unit)
		digits[length - 1] = '\0';
	int64_t count;
	return text_parse_integer(digits, &count) &&
	       !__builtin_mul_overflow(count, unit ? unit : 1, seconds);
}

void clock_format_duration(int64_t seconds, char out[static 32])
{
	const char *sign = seconds < 0 ? "-" : "";
	uint64_t left = seconds < 0 ? -(uint64_t)seconds : (uint64_t)seconds;
	unsigned long long days = left / CLOCK_DAY;
	unsigned hours = (unsigned)(left % CLOCK_DAY / CLOCK_HOUR);
	unsigned minutes = (unsigned)(left % CLOCK_HOUR / CLOCK_MINUTE);
	if (days && hours)
		snprintf(out, 32, "%s%llud %uh", sign, days, hours);
	else if (days)
		snprintf(out, 32, "%s%llud", sign, days);
	else if (hours && minutes)
		snprintf(out, 32, "%s%uh %umin", sign, hours, minutes);
	else if (hours)
		snprintf(out, 32, "%s%uh", sign, hours);
	else if (minutes)
		snprintf(out, 32, "%s%u min", sign, minutes);
	else
		snprintf(out, 32, "%s%u s", sign, (unsigned)left);
}
