/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* May we act on a far side at all now? */
#include "flow/guard.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/guard_clock.h"
#include "flow/patience.h"
#include "store/store_audit.h"
#include "store/store_side.h"

static bool is_ours(const struct flow *flow, const struct itsm_identity *identity,
                    const struct flow_side *side, struct error *error)
{
	if (identity->paused)
		return error_set(error, ERROR_PEER,
		                 "'%s' is paused by its own switch; set it to running there",
		                 side->name);
	if (!text_is_empty(identity->store_id) &&
	    !text_equal(identity->store_id, store_identity(flow->store)))
		return error_set(
			error, ERROR_PEER,
			"'%s' carries the mark of another store ('%s'): a copy of it is "
			"somewhere; if this one shall go on, say 'certsteward stage %s --reason TEXT'",
			side->name, identity->store_id, side->name);
	if (identity->epoch > store_epoch(flow->store))
		return error_set(
			error, ERROR_PEER,
			"'%s' was written by a newer state of this store (epoch %lld, ours %lld): "
			"this is a restored backup; say 'certsteward stage %s --reason TEXT' to adopt what "
			"stands there",
			side->name, (long long)identity->epoch, (long long)store_epoch(flow->store),
			side->name);
	return true;
}

static bool same_instance(const struct flow *flow, struct arena *arena,
                          const struct itsm_identity *identity, const struct flow_side *side,
                          struct error *error)
{
	struct store_side *row;
	if (!store_side_get(flow->store, arena, side->name, &row, error))
		return false;
	if (row && !text_is_empty(row->instance) && !text_equal(row->instance, identity->instance))
		return error_set(
			error, ERROR_PEER,
			"'%s' now calls itself '%s', but its stage was raised for '%s': a "
			"clone? Nothing is written; say 'certsteward stage %s --reason TEXT' to confirm",
			side->name, identity->instance, row->instance, side->name);
	return true;
}

/* A mark that stood there and is gone was deleted, archived or hidden: perhaps with its switch. */
static bool is_marked_still(const struct flow *flow, struct arena *arena,
                            const struct itsm_identity *identity, const struct flow_side *side,
                            struct error *error)
{
	const char *signed_before;
	const char *name = arena_print(arena, "signed:%s", side->name);
	if (!store_meta_get(flow->store, arena, name, &signed_before, error))
		return false;
	if (signed_before && text_is_empty(identity->store_id))
		return error_set(
			error, ERROR_PEER,
			"our mark on '%s' is gone, and with it the switch to pause us; run "
			"'certsteward stage %s --reason TEXT' to make it again",
			side->name, side->name);
	return true;
}

static bool clocks_agree(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                         struct error *error)
{
	const char *held;
	if (!guard_clock_side(flow, side, arena, &held, error))
		return false;
	return !held || error_set(error, ERROR_PEER, "%s", held);
}

static bool ask(const struct flow *flow, struct arena *arena, struct flow_side *side,
                struct itsm_identity *identity, struct error *error)
{
	int tries = 0;
	while (!patience_allows(side, error) ||
	       !side->itsm->type->identify(side->itsm, arena, identity, error))
		if (!patience_again(flow, side, &tries, error))
			return false;
	return is_ours(flow, identity, side, error) &&
	       is_marked_still(flow, arena, identity, side, error) &&
	       same_instance(flow, arena, identity, side, error) &&
	       clocks_agree(flow, arena, side, error);
}

bool guard_check(const struct flow *flow, struct flow_side *side, struct error *error)
{
	ARENA(arena);
	struct itsm_identity identity = { 0 };
	return ask(flow, &arena, side, &identity, error);
}

static bool intend(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                   struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "target", side->name);
	json_set_integer(arena, body, "epoch", store_epoch(flow->store));
	STORE_SCOPE(scope, flow->store);
	return store_begin(flow->store, error) &&
	       store_audit_append(flow->store, "mark", body, error) &&
	       store_commit(flow->store, true, error);
}

/* A mark that stands is only written over: that may be repeated. Its creation may not, which shows up
 * late when its answer was lost. */
static bool sign(const struct flow *flow, struct arena *arena, struct flow_side *side,
                 const struct itsm_identity *identity, bool stands, struct error *error)
{
	int tries = 0;
	while (!side->itsm->type->sign(side->itsm, arena, identity, error))
		if (!stands || !patience_again(flow, side, &tries, error))
			return false;
	return true;
}

bool guard_sign(const struct flow *flow, struct flow_side *side, struct error *error)
{
	ARENA(arena);
	struct itsm_identity identity = { 0 };
	if (!ask(flow, &arena, side, &identity, error) ||
	    !store_epoch_raise(flow->store, identity.epoch, error) ||
	    !intend(flow, &arena, side, error))
		return false;
	bool stands = !text_is_empty(identity.store_id);
	identity.store_id = store_identity(flow->store);
	identity.epoch = store_epoch(flow->store);
	return sign(flow, &arena, side, &identity, stands, error) &&
	       store_meta_set(flow->store, arena_print(&arena, "signed:%s", side->name), "yes",
	                      error);
}
