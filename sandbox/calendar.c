/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Blackout and maintenance schedules. */

#include "calendar.h"

#include "moment.h"

#include <stdlib.h>
#include <string.h>

enum { SPAN_MAX = 512, DAY = 86400, WEEK = 7 * DAY };

struct collector {
	struct calendar_span *spans;
	size_t count, limit;
	time_t from, to;
};

static void add(struct collector *collector, struct calendar_span span, long shift)
{
	span.start += shift;
	span.end += shift;
	if (span.end > collector->from && span.start < collector->to &&
	    collector->count < collector->limit)
		collector->spans[collector->count++] = span;
}

static time_t in_year(time_t time, int years)
{
	struct tm parts;
	gmtime_r(&time, &parts);
	parts.tm_year += years;
	return timegm(&parts);
}

/* The occurrences of one entry: once, every week or every year. */
static void repeat(struct collector *collector, struct calendar_span span, const char *repeat_type)
{
	if (strcmp(repeat_type, "weekly") == 0) {
		long weeks = (collector->from - span.end) / WEEK;
		for (long week = weeks > 0 ? weeks : 0; span.start + week * WEEK < collector->to &&
		                                        collector->count < collector->limit;
		     week++)
			add(collector, span, week * WEEK);
	} else if (strcmp(repeat_type, "yearly") == 0) {
		for (int year = 0; year < 100 && in_year(span.start, year) < collector->to; year++)
			add(collector, span, in_year(span.start, year) - span.start);
	} else {
		add(collector, span, 0);
	}
}

static int compare_spans(const void *left, const void *right)
{
	const struct calendar_span *a = left, *b = right;
	return (a->start > b->start) - (a->start < b->start);
}

size_t calendar_spans(struct session *session, const char *ci, time_t from, time_t to,
                      struct calendar_span *spans, size_t limit)
{
	struct collector collector = { .spans = spans, .limit = limit, .from = from, .to = to };
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT s.start_date_time, s.end_date_time, s.repeat_type, c.sys_id, c.name,"
		" c.sys_class_name FROM cmn_schedule_span s JOIN cmn_schedule c"
		" ON c.sys_id = s.schedule WHERE c.sys_class_name = 'cmn_schedule_blackout'"
		" OR c.sys_id = (SELECT maintenance_schedule FROM cmdb_ci WHERE sys_id = ?)",
		VALUES(ci));
	while (database_next(session->database, row)) {
		struct calendar_span span = {
			.schedule = pool_copy(session->pool, database_text(row, 3)),
			.name = pool_copy(session->pool, database_text(row, 4)),
			.blackout = strcmp(database_text(row, 5), "cmn_schedule_blackout") == 0,
		};
		if (moment_read_schedule(database_text(row, 0), &span.start) &&
		    moment_read_schedule(database_text(row, 1), &span.end) && span.end > span.start)
			repeat(&collector, span, database_text(row, 2));
	}
	qsort(spans, collector.count, sizeof(*spans), compare_spans);
	return collector.count;
}

static bool fits(const struct calendar_span *spans, size_t count, bool windows, time_t start,
                 time_t end)
{
	bool inside = !windows;
	for (size_t i = 0; i < count; i++) {
		bool touches = spans[i].start < end && spans[i].end > start;
		if (spans[i].blackout && touches)
			return false;
		if (!spans[i].blackout && spans[i].start <= start && spans[i].end >= end)
			inside = true;
	}
	return inside;
}

bool calendar_first_slot(struct session *session, const char *ci, time_t from, long seconds,
                         int days, time_t *start)
{
	struct calendar_span *spans = pool_take(session->pool, SPAN_MAX * sizeof(*spans));
	time_t horizon = from + (time_t)days * DAY;
	size_t count = calendar_spans(session, ci, from, horizon + seconds, spans, SPAN_MAX);
	bool windows = false;
	for (size_t i = 0; i < count; i++)
		windows |= !spans[i].blackout;
	*start = from;
	if (fits(spans, count, windows, from, from + seconds))
		return true;
	/* A slot can only begin where a blackout ends or a window opens. */
	bool found = false;
	for (size_t i = 0; i < count; i++) {
		time_t at = spans[i].blackout ? spans[i].end : spans[i].start;
		bool better = at >= from && at <= horizon && (!found || at < *start);
		if (better && fits(spans, count, windows, at, at + seconds)) {
			*start = at;
			found = true;
		}
	}
	return found;
}
