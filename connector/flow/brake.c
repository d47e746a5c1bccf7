/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Brakes: a kind of write that is far above what is usual is held until a person lets it go. */
#include "flow/brake.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/guard_clock.h"
#include "store/store_audit.h"
#include "store/store_record.h"
#include "store/store_side.h"

enum { USUAL_DAYS = 14 };

static const char *const names[BRAKE_NONE] = {
	[BRAKE_OPENS] = "opens",       [BRAKE_CLOSES] = "closes", [BRAKE_UPDATES] = "updates",
	[BRAKE_REMOVALS] = "removals", [BRAKE_CLOCK] = "clock",
};

const char *brake_kind_name(enum brake_kind kind)
{
	return kind < BRAKE_NONE ? names[kind] : "none";
}

static int64_t pending_of(const struct store_pending *pending, int kind)
{
	const int64_t counts[BRAKE_KINDS] = {
		[BRAKE_OPENS] = pending->opens,
		[BRAKE_CLOSES] = pending->closes,
		[BRAKE_UPDATES] = pending->updates,
		[BRAKE_REMOVALS] = pending->removals,
	};
	return counts[kind];
}

static int64_t limit_of(const struct flow_rules *rules, int64_t usual)
{
	int64_t scaled = (int64_t)(rules->brake_factor * (double)usual);
	return scaled > rules->brake_floor ? scaled : rules->brake_floor;
}

static bool tell(const struct flow *flow, struct arena *arena, const char *what,
                 const struct store_brake *row, struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_integer(arena, body, "brake", row->id);
	json_set_string(arena, body, "target", row->target);
	json_set_string(arena, body, "kind", row->kind);
	json_set_integer(arena, body, "count", row->count);
	json_set_integer(arena, body, "usual", row->usual);
	if (row->released_at) {
		json_set_string(arena, body, "by", row->released_by);
		json_set_string(arena, body, "reason", row->reason);
	}
	return store_audit_append(flow->store, what, body, error);
}

/* The brake of this kind that counts today: a held one, or one released today for this much. */
static const struct store_brake *find(const struct store_brake *rows, size_t count,
                                      const char *target, const char *kind, int64_t now)
{
	const struct store_brake *found = NULL;
	for (size_t i = 0; i < count; i++) {
		bool today = rows[i].released_at / CLOCK_DAY == now / CLOCK_DAY;
		if (text_equal(rows[i].target, target) && text_equal(rows[i].kind, kind) &&
		    (rows[i].released_at == 0 || today))
			found = &rows[i];
	}
	return found;
}

static bool pull_one(const struct flow *flow, const char *target, const char *kind, int64_t count,
                     int64_t usual, struct error *error)
{
	ARENA(arena);
	struct store_brake row = { .target = target,
		                   .kind = kind,
		                   .pulled_at = clock_now(),
		                   .count = count,
		                   .usual = usual,
		                   .digest = "",
		                   .released_by = "",
		                   .reason = "" };
	STORE_SCOPE(scope, flow->store);
	return store_begin(flow->store, error) && store_brake_save(flow->store, &row, error) &&
	       tell(flow, &arena, "brake pulled", &row, error) &&
	       store_commit(flow->store, true, error);
}

static bool check_kind(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                       bool pull, int kind, int64_t pending, struct brake_state *state,
                       struct error *error)
{
	int64_t now = clock_now(), sent = 0, usual = 0;
	struct store_brake *rows;
	size_t count;
	if (!store_volume_get(flow->store, side->name, names[kind], now / CLOCK_DAY, "", &sent,
	                      error) ||
	    !store_volume_usual(flow->store, side->name, names[kind], now / CLOCK_DAY, USUAL_DAYS,
	                        &usual, error) ||
	    !store_brake_list(flow->store, arena, false, &rows, &count, error))
		return false;
	/* Opens are counted when the ticket is wanted, so pending ones are in it already. */
	int64_t planned = kind == BRAKE_OPENS ? (sent > pending ? sent : pending) : sent + pending;
	const struct store_brake *known = find(rows, count, side->name, names[kind], now);
	state->count[kind] = planned;
	state->usual[kind] = usual;
	if (known && known->released_at && planned <= known->count)
		return true;
	if (pending == 0 || planned <= limit_of(flow->rules, usual))
		return true;
	state->held[kind] = true;
	if (!pull || (known && known->released_at == 0))
		return true;
	return pull_one(flow, side->name, names[kind], planned, usual, error);
}

bool brake_check(const struct flow *flow, const struct flow_side *side, bool pull,
                 struct brake_state *state, struct error *error)
{
	ARENA(arena);
	struct store_pending pending;
	*state = (struct brake_state){ 0 };
	if (!store_record_pending_kinds(flow->store, side->name, &pending, error))
		return false;
	for (int kind = 0; kind < BRAKE_KINDS; kind++)
		if (!check_kind(flow, &arena, side, pull, kind, pending_of(&pending, kind), state,
		                error))
			return false;
	return true;
}

static bool let_go(const struct flow *flow, struct arena *arena, struct store_brake *row,
                   const char *by, const char *reason, struct error *error)
{
	row->released_at = clock_now();
	row->released_by = by;
	row->reason = reason;
	STORE_SCOPE(scope, flow->store);
	return store_begin(flow->store, error) && store_brake_save(flow->store, row, error) &&
	       tell(flow, arena, "brake released", row, error) &&
	       store_commit(flow->store, true, error);
}

/* By a person: what it held counts as right from here on. */
static bool release(const struct flow *flow, struct arena *arena, struct store_brake *row,
                    const char *reason, struct error *error)
{
	STORE_SCOPE(scope, flow->store);
	return store_begin(flow->store, error) &&
	       let_go(flow, arena, row, flow->actor, reason, error) &&
	       (!text_equal(row->kind, names[BRAKE_CLOCK]) ||
	        guard_clock_accept(flow, row, error)) &&
	       store_commit(flow->store, true, error);
}

bool brake_release(const struct flow *flow, int64_t id, const char *reason, struct error *error)
{
	ARENA(arena);
	struct store_brake *rows;
	size_t count;
	if (!store_brake_list(flow->store, &arena, true, &rows, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (rows[i].id == id)
			return release(flow, &arena, &rows[i], reason, error);
	return error_set(error, ERROR_ITEM, "brake %lld is not held; see 'certsteward brake list'",
	                 (long long)id);
}

bool brake_release_kind(const struct flow *flow, enum brake_kind kind, const char *reason,
                        struct error *error)
{
	ARENA(arena);
	struct store_brake *rows;
	size_t count, released = 0;
	if (!store_brake_list(flow->store, &arena, true, &rows, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!text_equal(rows[i].kind, brake_kind_name(kind)))
			continue;
		if (!release(flow, &arena, &rows[i], reason, error))
			return false;
		released++;
	}
	return released ||
	       error_set(error, ERROR_ITEM, "no brake '%s' is held; see 'certsteward brake list'",
	                 brake_kind_name(kind));
}

/* NULL when none of this far side and kind holds. */
static bool find_held(const struct flow *flow, struct arena *arena, const char *target,
                      enum brake_kind kind, struct store_brake **found, struct error *error)
{
	struct store_brake *rows;
	size_t count;
	*found = NULL;
	if (!store_brake_list(flow->store, arena, true, &rows, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (text_equal(rows[i].target, target) &&
		    text_equal(rows[i].kind, brake_kind_name(kind)))
			*found = &rows[i];
	return true;
}

bool brake_hold(const struct flow *flow, const char *target, enum brake_kind kind, int64_t count,
                int64_t usual, struct error *error)
{
	ARENA(arena);
	struct store_brake *held;
	if (!find_held(flow, &arena, target, kind, &held, error))
		return false;
	if (!held)
		return pull_one(flow, target, brake_kind_name(kind), count, usual, error);
	/* What a person lets go is what stands there now. */
	held->count = count;
	held->usual = usual;
	return store_brake_save(flow->store, held, error);
}

bool brake_let_go(const struct flow *flow, const char *target, enum brake_kind kind,
                  const char *reason, struct error *error)
{
	ARENA(arena);
	struct store_brake *held;
	return find_held(flow, &arena, target, kind, &held, error) &&
	       (!held || let_go(flow, &arena, held, "certsteward", reason, error));
}
