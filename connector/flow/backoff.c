/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How long to wait before the same thing is tried again. */
#include "flow/backoff.h"
#include "base/clock.h"

enum { FIRST = 5, LAST = CLOCK_HOUR, LAST_DOWN = 15 * CLOCK_MINUTE, LAST_BUSY = 80 };

static int64_t doubled(int failures, int64_t last, int asked, uint64_t salt)
{
	int64_t wait = FIRST;
	for (int i = 1; i < failures && wait < last; i++)
		wait *= 2;
	if (wait > last)
		wait = last;
	wait += (int64_t)(salt % (uint64_t)(wait / 4 + 1));
	return wait > asked ? wait : asked;
}

int64_t backoff_seconds(int failures, int asked, uint64_t salt)
{
	return doubled(failures, LAST, asked, salt);
}

int64_t backoff_side_seconds(enum backoff_side how, int failures, int asked, uint64_t salt)
{
	static const int64_t last[] = {
		[BACKOFF_SIDE_PACED] = FIRST,
		[BACKOFF_SIDE_BUSY] = LAST_BUSY,
		[BACKOFF_SIDE_DOWN] = LAST_DOWN,
		[BACKOFF_SIDE_SHUT] = LAST,
	};
	if (how == BACKOFF_SIDE_PACED && asked > 0)
		return asked;
	return doubled(failures, last[how], asked, salt);
}
