/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How long to wait before the same thing is tried again. */
#include "flow/backoff.h"

enum { FIRST = 5, LAST = 3600 };

int64_t backoff_seconds(int failures, int asked, uint64_t salt)
{
	int64_t wait = FIRST;
	for (int i = 1; i < failures && wait < LAST; i++)
		wait *= 2;
	if (wait > LAST)
		wait = LAST;
	wait += (int64_t)(salt % (uint64_t)(wait / 4 + 1));
	return wait > asked ? wait : asked;
}
