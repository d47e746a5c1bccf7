/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads that fail by bad luck are tried again at once, a few times. */
#include "flow/patience.h"
#include "base/arena.h"
#include "base/clock.h"
#include <time.h>

enum {
	TRIES = 4,
	FIRST_MS = 100,
	LONGEST_PAUSE = 1,
	HANGS_MS = 60000, /* what takes longer fails by no bad luck; calls end after 75 s */
	LEFT_ALONE = 120, /* seconds */
	/* Of a single call. */
	UNLUCKY_MOST = 20, /* tries, and seconds that were asked for */
	LONGEST_REST = 5,  /* seconds; what is asked for beyond is kept by the whole far side */
	SLOW_MS = 10000,
};

/* Who is patient with whom. */
struct lent {
	struct itsm_patience patience;
	const struct flow *flow;
	struct flow_side *side;
};

static void pause_for(int milliseconds)
{
	struct timespec pause = { .tv_sec = milliseconds / 1000,
		                  .tv_nsec = (long)(milliseconds % 1000) * 1000000L };
	(void)nanosleep(&pause, NULL);
}

/* 100 ms doubling, or what was asked for. */
static void rest(int tries, int asked_seconds)
{
	int wait = FIRST_MS << tries;
	pause_for(wait < asked_seconds * 1000 ? asked_seconds * 1000 : wait);
}

static bool is_bad_luck(const struct itsm_reply *reply)
{
	return reply->verdict == ITSM_REPLY_LOST || reply->verdict == ITSM_REPLY_NOT_SENT ||
	       reply->verdict == ITSM_REPLY_POSTPONED;
}

static bool bears_another(const struct lent *lent, const struct itsm_attempt *attempt,
                          const struct itsm_reply *reply)
{
	return attempt->repeats < TRIES && reply->delay <= LONGEST_REST &&
	       lent->side->unlucky < UNLUCKY_MOST &&
	       clock_monotonic_ms() - attempt->begun_ms < SLOW_MS && !flow_is_cancelled(lent->flow);
}

static bool call_again(void *context, struct itsm_attempt *attempt, const struct itsm_reply *reply)
{
	struct lent *lent = context;
	struct flow_side *side = lent->side;
	side->worn = is_bad_luck(reply) && !bears_another(lent, attempt, reply);
	if (reply->verdict == ITSM_REPLY_OK && side->unlucky > 0)
		side->unlucky--;
	if (!is_bad_luck(reply) || side->worn)
		return false;
	side->unlucky += reply->delay > 1 ? reply->delay : 1;
	rest(attempt->repeats, reply->delay);
	side->asked_ms = clock_monotonic_ms();
	return true;
}

void patience_lend(const struct flow *flow, struct arena *arena, struct flow_side *side)
{
	struct lent *lent = ARENA_NEW(arena, struct lent);
	*lent = (struct lent){ { call_again, lent }, flow, side };
	side->itsm->patience = &lent->patience;
}

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
	bool worn = side->worn;
	side->worn = false;
	if (error->retry_after > LONGEST_PAUSE || *tries >= TRIES || worn ||
	    flow_is_cancelled(flow))
		return false;
	rest(*tries, error->retry_after);
	(*tries)++;
	side->asked_ms = clock_monotonic_ms();
	return true;
}
