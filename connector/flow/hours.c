/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Windows and blackouts, compared with the wall clock of a zone. */
#include "flow/hours.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "flow/calendar.h"
#include "flow/calendar_rule.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
	WEEK = 7,
	DAY_MINUTES = 24 * 60,
	AHEAD_DAYS = 14, /* searched for the next change; beyond, only behind dates */
	TIME_TEXT = 5,   /* "22:00" */
	DATE_TEXT = 10,  /* "2026-12-20" */
	MINUTE_TEXT = 16,
};

static const char *const day_names[WEEK] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static bool read_weekday(const char **text, int *day)
{
	for (*day = 0; *day < WEEK; (*day)++) {
		if (strncasecmp(*text, day_names[*day], 3) == 0) {
			*text += 3;
			return true;
		}
	}
	return false;
}

/* "Mon-Fri,Sun": a range may pass the end of the week. */
static bool read_weekdays(const char *text, const char *end, unsigned *days)
{
	*days = 0;
	while (text < end) {
		int first;
		int last;
		if (!read_weekday(&text, &first))
			return false;
		last = first;
		if (*text == '-' && (text++, !read_weekday(&text, &last)))
			return false;
		for (int day = first;; day = (day + 1) % WEEK) {
			*days |= 1U << day;
			if (day == last)
				break;
		}
		if (text < end && *text++ != ',')
			return false;
	}
	return *days;
}

static bool read_minutes(const char *text, int *minutes)
{
	int64_t hour;
	int64_t minute;
	char hours[3] = { text[0], text[1], '\0' };
	char rest[3] = { text[3], text[4], '\0' };
	if (text[2] != ':' || !text_parse_integer(hours, &hour) ||
	    !text_parse_integer(rest, &minute) || hour < 0 || minute < 0 || minute > 59)
		return false;
	*minutes = (int)(hour * 60 + minute);
	return *minutes <= DAY_MINUTES;
}

/* "22:00-06:00", with days in front or without. */
static bool read_times(const char *text, struct hours_span *span)
{
	const char *blank = strrchr(text, ' ');
	const char *times = blank ? blank + 1 : text;
	span->days = (1U << WEEK) - 1;
	if (strlen(times) != 2 * TIME_TEXT + 1 || times[TIME_TEXT] != '-' ||
	    !read_minutes(times, &span->from) || !read_minutes(times + TIME_TEXT + 1, &span->to) ||
	    span->from == DAY_MINUTES || span->from == span->to)
		return false;
	return !blank || read_weekdays(text, blank, &span->days);
}

static bool read_date(const char *text, int64_t *day)
{
	char date[DATE_TEXT + 1];
	int64_t at;
	(void)snprintf(date, sizeof(date), "%s", text);
	if (strspn(date, "0123456789-") != DATE_TEXT || !clock_parse(date, &at))
		return false;
	*day = at / CLOCK_DAY;
	return true;
}

/* "2026-12-20" or "2026-12-20/2027-01-03". */
static bool read_dates(const char *text, struct hours_span *span)
{
	size_t length = strlen(text);
	bool two = length == 2 * DATE_TEXT + 1 && text[DATE_TEXT] == '/';
	*span = (struct hours_span){ .to = DAY_MINUTES };
	if ((length != DATE_TEXT && !two) || !read_date(text, &span->first))
		return false;
	span->last = span->first;
	return !two || (read_date(text + DATE_TEXT + 1, &span->last) && span->last >= span->first);
}

static bool read_spans(struct arena *arena, const char *const *texts, size_t count,
                       const char *what, struct hours_span **spans, struct error *error)
{
	*spans = ARENA_ARRAY(arena, struct hours_span, count ? count : 1);
	for (size_t index = 0; index < count; index++) {
		struct hours_span *span = &(*spans)[index];
		if (!read_dates(texts[index], span) && !read_times(texts[index], span))
			return error_set(error, ERROR_LOCAL,
			                 "%s: '%.60s' is no time like 'Mon-Fri 22:00-06:00' and no "
			                 "day like 2026-12-20 or 2026-12-20/2027-01-03",
			                 what, texts[index]);
	}
	return true;
}

bool hours_read(struct arena *arena, const char *const *windows, size_t window_count,
                const char *const *blackouts, size_t blackout_count, const char *zone,
                struct hours *hours, struct error *error)
{
	int64_t now = clock_now();
	*hours = (struct hours){ .zone = zone,
		                 .window_count = window_count,
		                 .blackout_count = blackout_count };
	if (!calendar_rule_from_zone(arena, zone, &now))
		return error_set(error, ERROR_LOCAL,
		                 "time_zone: '%.60s' is not known here; write UTC or a name like "
		                 "Europe/Zurich",
		                 zone);
	return read_spans(arena, windows, window_count, "windows", &hours->windows, error) &&
	       read_spans(arena, blackouts, blackout_count, "blackouts", &hours->blackouts, error);
}

/* The wall clock at this moment, told as if it were UTC. */
static int64_t wall_time(const struct hours *hours, int64_t at)
{
	ARENA(arena);
	char minute[MINUTE_TEXT + 1];
	int64_t shown;
	const char *local = calendar_local(&arena, at, hours->zone);
	if (!local)
		return at;
	(void)snprintf(minute, sizeof(minute), "%s", local);
	return clock_parse(minute, &shown) ? shown + at % CLOCK_MINUTE : at;
}

static bool is_its_day(const struct hours_span *span, int64_t day)
{
	if (!span->days)
		return day >= span->first && day <= span->last;
	struct clock_date date;
	clock_split(day * CLOCK_DAY, &date);
	return span->days >> date.weekday & 1;
}

static bool holds(const struct hours_span *span, int64_t wall)
{
	int64_t day = wall / CLOCK_DAY;
	int minute = (int)(wall % CLOCK_DAY / CLOCK_MINUTE);
	bool over_night = span->to <= span->from;
	if (is_its_day(span, day) && minute >= span->from && (over_night || minute < span->to))
		return true;
	return over_night && is_its_day(span, day - 1) && minute < span->to;
}

static bool any_holds(const struct hours_span *spans, size_t count, int64_t wall)
{
	for (size_t index = 0; index < count; index++) {
		if (holds(&spans[index], wall))
			return true;
	}
	return false;
}

bool hours_are_open(const struct hours *hours, int64_t at)
{
	int64_t wall = wall_time(hours, at);
	bool inside = !hours->window_count || any_holds(hours->windows, hours->window_count, wall);
	return inside && !any_holds(hours->blackouts, hours->blackout_count, wall);
}

/* Takes the moment of this wall time if it is a change, and earlier than the one known. */
static void consider(const struct hours *hours, int64_t at, bool open, int64_t wall, int64_t *next)
{
	ARENA(arena);
	int64_t moment = wall;
	if (calendar_rule_from_zone(&arena, hours->zone, &moment) && moment > at &&
	    (!*next || moment < *next) && hours_are_open(hours, moment) != open)
		*next = moment;
}

/* The first change that a span makes on one of these days. */
static int64_t search(const struct hours *hours, int64_t at, bool open, int64_t first, int64_t last)
{
	int64_t next = 0;
	for (int64_t day = first; day <= last && !next; day++) {
		/* Spans end on the next day at the latest: of two days the earlier change counts. */
		for (size_t index = 0; index < hours->window_count + hours->blackout_count;
		     index++) {
			const struct hours_span *span =
				index < hours->window_count
					? &hours->windows[index]
					: &hours->blackouts[index - hours->window_count];
			int64_t midnight = day * CLOCK_DAY;
			consider(hours, at, open, midnight + span->from * CLOCK_MINUTE, &next);
			consider(hours, at, open, midnight + span->to * CLOCK_MINUTE, &next);
		}
	}
	return next;
}

/* The first day after this one on which a span of dates begins or is over; 0 = none. */
static int64_t next_edge(const struct hours_span *spans, size_t count, int64_t after)
{
	int64_t edge = 0;
	for (size_t index = 0; index < count; index++) {
		const int64_t days[] = { spans[index].first, spans[index].last + 1 };
		for (size_t end = 0; end < 2 && !spans[index].days; end++)
			if (days[end] > after && (!edge || days[end] < edge))
				edge = days[end];
	}
	return edge;
}

int64_t hours_next(const struct hours *hours, int64_t at)
{
	bool open = hours_are_open(hours, at);
	int64_t today = wall_time(hours, at) / CLOCK_DAY;
	int64_t next = search(hours, at, open, today - 1, today + AHEAD_DAYS);
	/* Week days come again: what is still to come then begins with a date. */
	for (int64_t day = today; !next;) {
		int64_t window = next_edge(hours->windows, hours->window_count, day);
		int64_t blackout = next_edge(hours->blackouts, hours->blackout_count, day);
		day = window && (!blackout || window < blackout) ? window : blackout;
		if (!day)
			return 0;
		next = search(hours, at, open, day - 1, day + WEEK + 1);
	}
	return next;
}
