/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Is our clock one to decide by? */
#include "flow/guard_clock.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "flow/brake.h"
#include "store/store_side.h"
#include <stdlib.h>

/* Farther apart, windows and escalations would be decided by a wrong clock. */
enum { CLOCKS_APART = 300 };

/* The newest time that is sure, and that of the newest run: one whose clock nobody has confirmed may
 * loosen what counts as too far ahead, but must not hold later runs with a clock put right. */
#define SURE "newest_time"
#define SEEN "newest_run"

static bool get(const struct flow *flow, const char *name, int64_t *value, struct error *error)
{
	ARENA(arena);
	const char *text;
	*value = 0;
	if (!store_meta_get(flow->store, &arena, name, &text, error))
		return false;
	if (text)
		(void)text_parse_integer(text, value);
	return true;
}

static bool set(const struct flow *flow, const char *name, int64_t value, struct error *error)
{
	ARENA(arena);
	return store_meta_set(flow->store, name, arena_print(&arena, "%lld", (long long)value),
	                      error);
}

static const char *offset_name(struct arena *arena, const char *target)
{
	return arena_print(arena, "clock_offset:%s", target);
}

/* How far the far side's clock is from ours, where that is too far and no person said that it may be
 * so. */
static bool off_by(const struct flow *flow, const struct flow_side *side, int64_t *seconds,
                   struct error *error)
{
	ARENA(arena);
	const struct http *http = side->itsm->http;
	int64_t accepted;
	*seconds = 0;
	if (flow->trial || flow->imagined || !http || !http->date_known)
		return true;
	if (!get(flow, offset_name(&arena, side->name), &accepted, error))
		return false;
	/* What was accepted need not last: a far side may put its clock right. */
	if (llabs(http->date_offset) > CLOCKS_APART &&
	    llabs(http->date_offset - accepted) > CLOCKS_APART)
		*seconds = http->date_offset;
	return true;
}

static const char *tell_side(struct arena *arena, const struct flow_side *side, int64_t seconds)
{
	return arena_print(
		arena,
		"the clock of '%s' is %lld s %s ours: nothing is decided or written until "
		"the wrong one is set, or 'certsteward brake release clock --reason TEXT' "
		"says that it may be so",
		side->name, (long long)llabs(seconds), seconds > 0 ? "ahead of" : "behind");
}

/* How far our clock is from the newest time known, where that is too far: ahead is positive. */
static bool own_off_by(const struct flow *flow, int64_t now, int64_t *seconds, int64_t *known,
                       struct error *error)
{
	int64_t sure, seen;
	*seconds = *known = 0;
	if (flow->imagined)
		return true;
	if (!get(flow, SURE, &sure, error) || !get(flow, SEEN, &seen, error))
		return false;
	*known = seen > sure ? seen : sure;
	if (*known && !flow->trial && now > *known + flow->rules->clock_ahead_seconds) {
		*seconds = now - *known;
	} else if (sure && now + flow->rules->clock_back_seconds < sure) {
		*known = sure;
		*seconds = now - sure;
	}
	return true;
}

static const char *tell_own(struct arena *arena, int64_t now, int64_t known, int64_t seconds)
{
	char at[24], then[24], far[40];
	clock_format(now, at);
	clock_format(known, then);
	clock_format_duration(llabs(seconds), far);
	return arena_print(
		arena,
		"our clock says %s, which is %s %s the newest time known, %s: nothing is "
		"decided or written; set the clock, or if it is right say 'certsteward "
		"brake release clock --reason TEXT'",
		at, far, seconds > 0 ? "past" : "before", then);
}

/* Pulls the brake, or lets it go by itself once its reason has passed. */
static bool keep_brake(const struct flow *flow, const char *target, int64_t seconds,
                       int64_t tolerance, struct error *error)
{
	if (seconds)
		return brake_hold(flow, target, BRAKE_CLOCK, seconds, tolerance, error);
	return brake_let_go(flow, target, BRAKE_CLOCK, "the clock agrees again", error);
}

/* What a far side's Date said before our clock jumped says nothing about it now. */
static void forget_after_jump(struct flow_side *side)
{
	int64_t base = clock_now() - clock_monotonic_ms() / 1000;
	if (side->itsm->http && side->clock_base && llabs(base - side->clock_base) > CLOCKS_APART)
		side->itsm->http->date_known = false;
	side->clock_base = base;
}

/* A far side that cannot be asked now confirms nothing and denies nothing. */
static bool ask(struct flow_side *side, struct error *error)
{
	ARENA(arena);
	struct error answer = ERROR_INIT;
	struct itsm_identity identity;
	if (!side->itsm->http || side->itsm->http->date_known ||
	    side->itsm->type->identify(side->itsm, &arena, &identity, &answer) ||
	    answer.kind != ERROR_CANCELLED)
		return true;
	*error = answer;
	return false;
}

struct opinion {
	bool agrees, differs;
	const char *held; /* by the first that differs */
};

static bool hear(const struct flow *flow, struct arena *arena, struct opinion *opinion,
                 struct error *error)
{
	for (size_t i = 0; i < flow->side_count; i++) {
		struct flow_side *side = &flow->sides[i];
		int64_t seconds;
		bool real = !flow->trial && !flow->imagined;
		if (real)
			forget_after_jump(side);
		if (real && !ask(side, error))
			return false;
		if (!off_by(flow, side, &seconds, error) ||
		    !keep_brake(flow, side->name, -seconds, CLOCKS_APART, error))
			return false;
		bool known = side->itsm->http && side->itsm->http->date_known;
		opinion->agrees |= flow->trial || (known && seconds == 0);
		opinion->differs |= seconds != 0;
		if (seconds && !opinion->held)
			opinion->held = tell_side(arena, side, seconds);
	}
	/* Where there is nobody to ask, our own word must do. */
	opinion->agrees |= flow->side_count == 0;
	return true;
}

bool guard_clock_keep(const struct flow *flow, struct arena *arena, const char **held,
                      struct error *error)
{
	struct opinion opinion = { 0 };
	int64_t now = clock_now(), seconds, known, sure;
	*held = NULL;
	if (!hear(flow, arena, &opinion, error) ||
	    !own_off_by(flow, now, &seconds, &known, error) ||
	    !keep_brake(flow, "", seconds,
	                seconds > 0 ? flow->rules->clock_ahead_seconds
	                            : flow->rules->clock_back_seconds,
	                error))
		return false;
	if (seconds)
		*held = tell_own(arena, now, known, seconds);
	else if (opinion.differs && !opinion.agrees)
		*held = opinion.held;
	if (*held)
		return true;
	if (!get(flow, SURE, &sure, error))
		return false;
	return (!opinion.agrees || now <= sure || set(flow, SURE, now, error)) &&
	       set(flow, SEEN, now, error);
}

bool guard_clock_side(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                      const char **held, struct error *error)
{
	int64_t now = clock_now(), own, known, seconds;
	*held = NULL;
	if (!own_off_by(flow, now, &own, &known, error) || !off_by(flow, side, &seconds, error))
		return false;
	if (own)
		*held = tell_own(arena, now, known, own);
	else if (seconds)
		*held = tell_side(arena, side, seconds);
	return true;
}

/* The pause that a far side was given for it ends, too: a person waits for what follows. */
static bool end_pauses(const struct flow *flow, struct error *error)
{
	for (size_t i = 0; i < flow->side_count; i++) {
		ARENA(arena);
		struct store_side *row;
		if (!store_side_get(flow->store, &arena, flow->sides[i].name, &row, error))
			return false;
		if (!row)
			continue;
		row->wait_until = 0;
		if (!store_side_save(flow->store, row, error))
			return false;
	}
	return true;
}

bool guard_clock_accept(const struct flow *flow, const struct store_brake *row, struct error *error)
{
	ARENA(arena);
	int64_t now = clock_now();
	if (!end_pauses(flow, error))
		return false;
	if (text_is_empty(row->target))
		return set(flow, SURE, now, error) && set(flow, SEEN, now, error);
	return set(flow, offset_name(&arena, row->target), -row->count, error);
}
