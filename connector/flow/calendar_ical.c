/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads closed times from iCalendar text (RFC 5545): VEVENTs with DTSTART, DTEND or DURATION,
 * SUMMARY and simple RRULEs. What it does not understand it refuses. */
#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "flow/calendar.h"
#include "flow/calendar_rule.h"
#include <string.h>

enum { CALENDAR_BYTES = 4 << 20, CLOSED_TIMES = 20000 };

struct line {
	const char *name, *parameters, *value;
};

struct event {
	int64_t start, end, duration;
	bool whole_day;
	const char *summary, *rule;
};

struct reading {
	struct arena *arena;
	const char *name;
	int number; /* of the line */
	int64_t from, until;
	ARRAY(struct calendar_closed) closed;
};

static bool refuse(const struct reading *reading, struct error *error, const char *what,
                   const char *value)
{
	return error_set(error, ERROR_LOCAL, "%s:%d: %s '%.80s'", reading->name, reading->number,
	                 what, value);
}

/* Joins folded lines (RFC 5545 3.1) and gives the next one; NULL at the end. */
static char *next_line(struct reading *reading, const char **at)
{
	TEXT(joined);
	if (!**at)
		return NULL;
	for (bool first = true; first || **at == ' ' || **at == '\t'; first = false) {
		const char *start = first ? *at : *at + 1;
		size_t length = strcspn(start, "\r\n");
		text_append_bytes(&joined, start, length);
		*at = start + length;
		*at += **at == '\r';
		*at += **at == '\n';
		reading->number++;
		if (!**at)
			break;
	}
	return arena_copy(reading->arena, text_string(&joined));
}

/* NAME;PARAMETER=...:VALUE; quotes in parameters may hold colons. */
static bool split(char *text, struct line *line)
{
	bool quoted = false;
	char *colon = NULL, *semicolon = NULL;
	for (char *p = text; *p && !colon; p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (*p == ':' && !quoted)
			colon = p;
		else if (*p == ';' && !quoted && !semicolon)
			semicolon = p;
	}
	if (!colon)
		return false;
	*colon = '\0';
	if (semicolon)
		*semicolon = '\0';
	*line = (struct line){ text, semicolon ? semicolon + 1 : "", colon + 1 };
	return true;
}

/* 20261221, 20261221T180000, 20261221T180000Z; with TZID the wall time of that zone. */
static bool read_time(const struct reading *reading, const struct line *line, int64_t *time,
                      bool *whole_day, struct error *error)
{
	const char *zone = strstr(line->parameters, "TZID=");
	if (!calendar_rule_time(line->value, time, whole_day))
		return refuse(reading, error, "no date or time:", line->value);
	if (!zone || *whole_day || text_ends_with(line->value, "Z"))
		return true;
	zone += strlen("TZID=");
	size_t length = strcspn(zone, ";");
	if (length > 1 && zone[0] == '"')
		zone++, length -= 2;
	char *name = arena_copy_bytes(reading->arena, zone, length);
	if (!calendar_rule_from_zone(reading->arena, name, time))
		return refuse(reading, error, "no time zone of this system:", name);
	return true;
}

static bool take_property(const struct reading *reading, const struct line *line,
                          struct event *event, struct error *error)
{
	bool whole_day = false;
	if (text_equal_folded(line->name, "DTSTART"))
		return read_time(reading, line, &event->start, &event->whole_day, error);
	if (text_equal_folded(line->name, "DTEND"))
		return read_time(reading, line, &event->end, &whole_day, error);
	if (text_equal_folded(line->name, "DURATION"))
		return calendar_rule_duration(line->value, &event->duration) ||
		       refuse(reading, error, "no duration:", line->value);
	if (text_equal_folded(line->name, "SUMMARY"))
		event->summary = text_visible(reading->arena, line->value);
	if (text_equal_folded(line->name, "RRULE"))
		event->rule = line->value;
	if (text_equal_folded(line->name, "RDATE") || text_equal_folded(line->name, "EXDATE") ||
	    text_equal_folded(line->name, "EXRULE"))
		return refuse(reading, error,
		              "not understood; write each closed time as an event of its own:",
		              line->name);
	return true;
}

static bool add(void *context, int64_t start, int64_t end, struct error *error)
{
	struct reading *reading = context;
	if (end <= reading->from || start >= reading->until)
		return true;
	if (reading->closed.count >= CLOSED_TIMES)
		return error_set(error, ERROR_LOCAL, "%s: more than %d closed times", reading->name,
		                 CLOSED_TIMES);
	struct calendar_closed closed = { start, end, "" };
	ARRAY_PUSH(reading->arena, &reading->closed, closed);
	return true;
}

static bool take_event(struct reading *reading, struct event *event, struct error *error)
{
	size_t first = reading->closed.count;
	if (event->start == 0)
		return refuse(reading, error, "an event without", "DTSTART");
	if (event->end == 0 && event->duration)
		event->end = event->start + event->duration;
	if (event->end == 0)
		event->end = event->start + (event->whole_day ? CLOCK_DAY : 0);
	if (event->end <= event->start)
		return refuse(reading, error, "an event that ends before it begins:",
		              event->summary ? event->summary : "");
	if (!calendar_rule_unroll(event->rule, event->start, event->end, reading->until, add,
	                          reading, error))
		return error_wrap(error, "%s:%d", reading->name, reading->number);
	for (size_t i = first; i < reading->closed.count; i++)
		reading->closed.items[i].name = event->summary ? event->summary : "closed";
	return true;
}

static bool take_line(struct reading *reading, const struct line *line, struct event *event,
                      bool *inside, struct error *error)
{
	bool begins = text_equal_folded(line->name, "BEGIN");
	bool is_event = text_equal_folded(line->value, "VEVENT");
	if (begins && is_event) {
		*event = (struct event){ 0 };
		*inside = true;
		return true;
	}
	if (text_equal_folded(line->name, "END") && is_event && *inside) {
		*inside = false;
		return take_event(reading, event, error);
	}
	return !*inside || take_property(reading, line, event, error);
}

bool calendar_parse(struct arena *arena, const char *name, const char *text, size_t length,
                    int64_t from, int64_t until, struct calendar *calendar, struct error *error)
{
	struct reading reading = { .arena = arena, .name = name, .from = from, .until = until };
	struct event event = { 0 };
	bool inside = false;
	const char *at = text;
	struct calendar none = { 0 };
	if (strlen(text) != length)
		return error_set(error, ERROR_LOCAL, "%s: holds a NUL; is it a text file", name);
	if (!strstr(text, "BEGIN:VCALENDAR"))
		return error_set(error, ERROR_LOCAL, "%s: no iCalendar file (no BEGIN:VCALENDAR)",
		                 name);
	for (char *raw; (raw = next_line(&reading, &at));) {
		struct line line;
		if (*raw && !split(raw, &line))
			return refuse(&reading, error, "no property:", raw);
		if (*raw && !take_line(&reading, &line, &event, &inside, error))
			return false;
	}
	if (inside)
		return refuse(&reading, error, "the file ends inside an event:", "VEVENT");
	struct calendar read = { reading.closed.items, reading.closed.count };
	calendar_merge(arena, &read, &none, calendar);
	return true;
}

bool calendar_read(struct arena *arena, const char *path, int64_t from, int64_t until,
                   struct calendar *calendar, struct error *error)
{
	size_t length;
	char *text = file_read(arena, path, CALENDAR_BYTES, &length, error);
	if (!text) {
		error->kind = ERROR_LOCAL;
		return false;
	}
	return calendar_parse(arena, path, text, length, from, until, calendar, error);
}
