/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* When a source may scan: windows that are open, blackouts that are closed, in a time zone. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

struct arena;

struct hours_span {
	unsigned days;       /* bit 0 = Monday; 0: the days from first to last instead */
	int64_t first, last; /* days since 1970, both inclusive */
	int from, to;        /* minutes of the day; to <= from: until the next day */
};

struct hours {
	const char *zone; /* of the system's database */
	struct hours_span *windows, *blackouts;
	size_t window_count, blackout_count;
};

/* Reads "22:00-06:00", "Mon-Fri 22:00-06:00", "Sat,Sun 00:00-24:00", "2026-12-20",
 * "2026-12-20/2027-01-03"; a span that passes midnight belongs to the day that it begins on. No
 * window = always, less the blackouts. Texts borrowed. ERROR_LOCAL names the entry. */
CHECKED bool hours_read(struct arena *arena, const char *const *windows, size_t window_count,
                        const char *const *blackouts, size_t blackout_count, const char *zone,
                        struct hours *hours, struct error *error);
bool hours_are_open(const struct hours *hours, int64_t at);
/* The first moment after `at` at which they open or close; 0 when they never do again. */
int64_t hours_next(const struct hours *hours, int64_t at);
