/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads that fail by bad luck are tried again at once, a few times. */
#include "flow/patience.h"
#include "base/clock.h"
#include <time.h>

enum {
	TRIES = 4,
	FIRST_MS = 100,
	LONGEST_PAUSE = 1,
	HANGS_MS = 60000, /* what takes longer fails by no bad luck; calls end after 75 s */
	LEFT_ALONE = 120  /* seconds */
};

bool patience_allows(struct flow_side *side, struct error *error)
{
	int64_t left = side->rest_until - clock_now();
	if (left <= 0) {
		side->fails = false;
		side->asked_ms = clock_monotonic_ms();
		return true;
	}
	error_set(error, ERROR_RETRY,
	          side->fails ? "'%s' does not answer and is left alone for another %lld s"
	                      : "'%s' asked not to be called for another %lld s",
	          side->name, (long long)left);
	error->retry_after = (int)left;
	return false;
}

void patience_keep(struct flow_side *side, const struct error *error)
{
	if (error->kind == ERROR_RETRY && error->retry_after > 0)
		side->rest_until = clock_now() + error->retry_after;
}

void patience_leave(struct flow_side *side, int seconds)
{
	side->fails = true;
	side->rest_until = clock_now() + seconds;
}

bool patience_again(const struct flow *flow, struct flow_side *side, int *tries,
                    const struct error *error)
{
	if (error->kind != ERROR_RETRY)
		return false;
	if (side->rest_until <= clock_now() && side->asked_ms &&
	    clock_monotonic_ms() - side->asked_ms > HANGS_MS) {
		patience_leave(side, LEFT_ALONE);
		return false;
	}
	if (error->retry_after > LONGEST_PAUSE)
		patience_keep(side, error);
	if (error->retry_after > LONGEST_PAUSE || *tries >= TRIES || flow_is_cancelled(flow))
		return false;
	int wait = FIRST_MS << *tries;
	if (wait < error->retry_after * 1000)
		wait = error->retry_after * 1000;
	struct timespec pause = { .tv_sec = wait / 1000,
		                  .tv_nsec = (long)(wait % 1000) * 1000000L };
	(void)nanosleep(&pause, NULL);
	(*tries)++;
	side->asked_ms = clock_monotonic_ms();
	return true;
}
