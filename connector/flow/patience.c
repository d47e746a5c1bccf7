/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads that fail by bad luck are tried again at once, a few times. */
#include "flow/patience.h"
#include <time.h>

enum { TRIES = 4, FIRST_MS = 100, LONGEST_PAUSE = 1 };

bool patience_again(const struct flow *flow, int *tries, const struct error *error)
{
	if (error->kind != ERROR_RETRY || error->retry_after > LONGEST_PAUSE || *tries >= TRIES ||
	    flow_is_cancelled(flow))
		return false;
	struct timespec pause = { .tv_nsec = (long)(FIRST_MS << *tries) % 1000 * 1000000L,
		                  .tv_sec = (FIRST_MS << *tries) / 1000 };
	(void)nanosleep(&pause, NULL);
	(*tries)++;
	return true;
}
