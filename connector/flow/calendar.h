/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* When work may be done: working days, and closed times from iCalendar files (RFC 5545) and far
 * sides; the stricter wins. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

struct arena;

struct calendar_closed {
	int64_t start, end; /* UTC seconds, end exclusive */
	const char *name;
};

/* Sorted by start. Borrowed from the arena it was built in. */
struct calendar {
	const struct calendar_closed *closed;
	size_t count;
};

/* Reads VEVENTs of an iCalendar file: DTSTART, DTEND or DURATION, SUMMARY, whole days, UTC and
 * floating times (taken as UTC), TZID by the system's zone data, RRULE with FREQ, INTERVAL, COUNT,
 * UNTIL and BYDAY, unrolled for `from` to `until`. ERROR_LOCAL names file, line and rule for what it
 * does not understand: a freeze that is read wrongly is worse than none. */
CHECKED bool calendar_read(struct arena *arena, const char *path, int64_t from, int64_t until,
                           struct calendar *calendar, struct error *error);
CHECKED bool calendar_parse(struct arena *arena, const char *name, const char *text, size_t length,
                            int64_t from, int64_t until, struct calendar *calendar,
                            struct error *error);
/* Both together, sorted. */
void calendar_merge(struct arena *arena, const struct calendar *a, const struct calendar *b,
                    struct calendar *both);

/* The closed time that holds this moment, NULL when open. calendar NULL is always open. */
const struct calendar_closed *calendar_closed_at(const struct calendar *calendar, int64_t at);
/* The first closed time that overlaps this stretch, NULL when it is open. */
const struct calendar_closed *calendar_closed_between(const struct calendar *calendar,
                                                      int64_t start, int64_t end);
/* Monday to Friday. Holidays are closed times. */
bool calendar_is_working_day(const struct calendar *calendar, int64_t at);
/* The moment `days` working days after (negative: before) this one, at the same time of day. */
int64_t calendar_add_working_days(const struct calendar *calendar, int64_t at, int days);
/* The last slot of this length that starts at `hour` UTC on a working day, lies wholly in open
 * time, starts at or after `earliest` and ends at or before `latest`; 0 when there is none. */
int64_t calendar_last_slot(const struct calendar *calendar, int64_t earliest, int64_t latest,
                           int hour, int64_t seconds);
/* The first such slot; 0 when there is none. */
int64_t calendar_first_slot(const struct calendar *calendar, int64_t earliest, int64_t latest,
                            int hour, int64_t seconds);
/* The closed time that matters before a deadline: the last one that begins before it. */
const struct calendar_closed *calendar_before(const struct calendar *calendar, int64_t now,
                                              int64_t deadline);
/* "2026-12-25 00:59 CET" in a zone of the system's database (TZif, no global state); NULL when the
 * zone is not known or is UTC. */
char *calendar_local(struct arena *arena, int64_t at, const char *zone);
