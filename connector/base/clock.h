/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Time: whole seconds since 1970 in UTC, from a clock that tests and --now can set. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct arena;

enum { CLOCK_MINUTE = 60, CLOCK_HOUR = 3600, CLOCK_DAY = 86400 };

/* notAfter of 9999-12-31T23:59:59Z means "no end" (RFC 5280 4.1.2.5). */
#define CLOCK_NO_END INT64_C(253402300799)

/* Now in UTC seconds; moved by clock_set. */
int64_t clock_now(void);
/* Lets clock_now start at this time and run on from there. 0 goes back to the system's. */
void clock_set(int64_t now);
/* Monotonic milliseconds for time-outs and rates; never moved. */
int64_t clock_monotonic_ms(void);

/* "2026-11-20T23:34:05Z" (24 bytes are enough). */
void clock_format(int64_t time, char out[static 24]);
/* "2026-11-20 23:34 UTC", for people. */
void clock_format_human(int64_t time, char out[static 24]);
/* Reads YYYY-MM-DD, with optional "THH:MM[:SS[.fff]]" or " HH:MM[:SS[.fff]]" and optional "Z", " UTC"
 * or "+01:00"; without a zone it is UTC. No leap seconds; a fraction is dropped. */
bool clock_parse(const char *text, int64_t *time);
/* Reads "30d", "12h", "90m", "45s", "2w" or a bare number of seconds. */
bool clock_parse_duration(const char *text, int64_t *seconds);
/* "2d 3h", "3h 5min", "45 min", "12 s": two units at the most. */
void clock_format_duration(int64_t seconds, char out[static 32]);
/* Broken-down UTC, without the C library's global time zone. weekday: 0 = Monday. */
struct clock_date {
	int year, month, day, hour, minute, second, weekday;
};
/* Times outside the years 0 to 9999 become the nearest end, also in clock_format. */
void clock_split(int64_t time, struct clock_date *date);
/* Months and days beyond their range run over into the next year and month. */
int64_t clock_join(const struct clock_date *date);
