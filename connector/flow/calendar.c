/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* When work may be done: working days, closed times, slots. */
#include "flow/calendar.h"
#include "base/arena.h"
#include "base/clock.h"
#include <stdlib.h>
#include <string.h>

/* A slot is searched for so far back or ahead; a longer freeze has no slot. */
enum { SEARCH_DAYS = 800, SATURDAY = 5 };

const struct calendar_closed *calendar_closed_at(const struct calendar *calendar, int64_t at)
{
	for (size_t i = 0; calendar && i < calendar->count; i++)
		if (calendar->closed[i].start <= at && at < calendar->closed[i].end)
			return &calendar->closed[i];
	return NULL;
}

const struct calendar_closed *calendar_closed_between(const struct calendar *calendar,
                                                      int64_t start, int64_t end)
{
	for (size_t i = 0; calendar && i < calendar->count; i++)
		if (calendar->closed[i].start < end && start < calendar->closed[i].end)
			return &calendar->closed[i];
	return NULL;
}

/* A day counts as closed when its noon is: freezes rarely begin at midnight sharp. */
bool calendar_is_working_day(const struct calendar *calendar, int64_t at)
{
	struct clock_date date;
	int64_t noon = at - at % CLOCK_DAY + CLOCK_DAY / 2;
	clock_split(at, &date);
	return date.weekday < SATURDAY && !calendar_closed_at(calendar, noon);
}

int64_t calendar_add_working_days(const struct calendar *calendar, int64_t at, int days)
{
	int64_t step = days < 0 ? -CLOCK_DAY : CLOCK_DAY;
	int left = abs(days);
	for (int tries = 0; left > 0 && tries < SEARCH_DAYS; tries++) {
		at += step;
		left -= calendar_is_working_day(calendar, at);
	}
	return at;
}

static bool fits(const struct calendar *calendar, int64_t start, int64_t seconds, int64_t earliest,
                 int64_t latest)
{
	return start >= earliest && start + seconds <= latest &&
	       calendar_is_working_day(calendar, start) &&
	       !calendar_closed_between(calendar, start, start + seconds);
}

int64_t calendar_last_slot(const struct calendar *calendar, int64_t earliest, int64_t latest,
                           int hour, int64_t seconds)
{
	int64_t start = latest - latest % CLOCK_DAY + (int64_t)hour * CLOCK_HOUR;
	for (int tries = 0; tries < SEARCH_DAYS && start >= earliest; tries++, start -= CLOCK_DAY)
		if (fits(calendar, start, seconds, earliest, latest))
			return start;
	return 0;
}

int64_t calendar_first_slot(const struct calendar *calendar, int64_t earliest, int64_t latest,
                            int hour, int64_t seconds)
{
	int64_t start = earliest - earliest % CLOCK_DAY + (int64_t)hour * CLOCK_HOUR;
	for (int tries = 0; tries < SEARCH_DAYS && start + seconds <= latest;
	     tries++, start += CLOCK_DAY)
		if (fits(calendar, start, seconds, earliest, latest))
			return start;
	return 0;
}

const struct calendar_closed *calendar_before(const struct calendar *calendar, int64_t now,
                                              int64_t deadline)
{
	const struct calendar_closed *found = NULL;
	for (size_t i = 0; calendar && i < calendar->count; i++)
		if (calendar->closed[i].start < deadline && calendar->closed[i].end > now)
			found = &calendar->closed[i];
	return found;
}

static int by_start(const void *left, const void *right)
{
	const struct calendar_closed *a = left, *b = right;
	return (a->start > b->start) - (a->start < b->start);
}

void calendar_merge(struct arena *arena, const struct calendar *a, const struct calendar *b,
                    struct calendar *both)
{
	size_t count = a->count + b->count;
	struct calendar_closed *closed = ARENA_ARRAY(arena, struct calendar_closed, count + 1);
	if (a->count)
		memcpy(closed, a->closed, a->count * sizeof(*closed));
	if (b->count)
		memcpy(closed + a->count, b->closed, b->count * sizeof(*closed));
	qsort(closed, count, sizeof(*closed), by_start);
	*both = (struct calendar){ closed, count };
}
