/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Stage two: from facts to what each far side should hold. */
#include "flow/derive.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_case.h"
#include "flow/derive_finding.h"
#include "flow/derive_inventory.h"
#include "flow/derive_known.h"
#include "flow/derive_match.h"
#include "flow/derive_open.h"
#include "flow/derive_prepare.h"
#include "flow/derive_state.h"
#include "flow/derive_ticket.h"
#include "flow/guard_clock.h"
#include "store/store_missing.h"
#include "store/store_queue.h"
#include "store/store_standing.h"

/* Records mapped in one go: enough to keep the worker busy, few enough to stay small. */
enum { BATCH = 256, GIVE_UP = 2 };

struct batch {
	struct store_dirty *items;
	size_t count;
	int64_t *ids;
	struct subject **subjects;
	size_t certificates;
};

static const char *explain(struct arena *arena, const struct subject *subject)
{
	struct json *why = json_new(arena, JSON_OBJECT), *places = json_new(arena, JSON_ARRAY);
	for (size_t i = 0; i < subject->places.count && i < 20; i++) {
		const struct subject_place *place = &subject->places.items[i];
		struct json *item = json_push(places, json_new(arena, JSON_OBJECT));
		json_set_string(arena, item, "place", place->deployment->key);
		json_set_string(arena, item, "state", place_state_name(place->state));
		if (place->matches && place->matches[0].how) {
			json_set_string(arena, item, "match", place->matches[0].how);
			if (place->matches[0].ci)
				json_set_string(arena, item, "ci", place->matches[0].ci->name);
		}
	}
	json_set(arena, why, "places", places);
	json_set_bool(arena, why, "self_renewing", subject->self_renewing);
	return json_print(arena, why);
}

static bool keep_standing(const struct flow *flow, struct arena *arena,
                          const struct subject *subject, int64_t now, struct error *error)
{
	const struct store_standing *old = subject->old;
	bool same = old && text_equal(old->state, subject->state);
	struct store_standing row = {
		.certificate_id = subject->row->id,
		.state = subject->state,
		.state_since = same ? old->state_since : now,
		.class = flow_class_name(subject->class),
		.class_why = subject->class_why,
		.owner_group = subject->owner_group,
		.owner = subject->owner,
		.backup = subject->backup,
		.owner_why = subject->owner_why,
		.predecessor_id = subject->predecessor_id,
		.successor_id = subject->successor_id,
		.places = (int)subject->places.count - subject->gone,
		.served = subject->serves,
		.why = explain(arena, subject),
	};
	return store_standing_save(flow->store, &row, error);
}

static bool keep(const struct flow *flow, struct arena *arena, const struct subject *subject,
                 int64_t now, struct error *error)
{
	const char *key = arena_print(arena, "%lld", (long long)subject->row->id);
	if (subject->aside)
		return store_aside_add(flow->store, "certificate", key, subject->aside, error);
	return keep_standing(flow, arena, subject, now, error) &&
	       derive_match_keep(flow, arena, subject, error) &&
	       store_finding_replace(flow->store, subject->row->id, subject->findings.items,
	                             subject->findings.count, now, error) &&
	       derive_state_marks(flow, arena, subject, now, error) &&
	       derive_case(flow, arena, subject, now, error) &&
	       derive_finding_key_touch(flow, subject, error) &&
	       (subject->part_aside ? store_aside_add(flow->store, "certificate", key,
	                                              subject->part_aside, error)
	                            : store_aside_clear(flow->store, "certificate", key, error));
}

/* Certificates of the batch as ids; one that was tried twice already without an end is set aside. */
static bool sort_out(const struct flow *flow, struct arena *arena, struct batch *batch,
                     struct error *error)
{
	batch->ids = ARENA_ARRAY(arena, int64_t, batch->count + 1);
	batch->subjects = ARENA_ARRAY(arena, struct subject *, batch->count + 1);
	for (size_t i = 0; i < batch->count; i++) {
		struct store_dirty *item = &batch->items[i];
		if (item->trying > GIVE_UP) {
			if (!store_aside_add(flow->store, item->kind, item->key,
			                     "deriving it ended the program twice; see the log, "
			                     "then run 'outbox retry'",
			                     error))
				return false;
		} else if (text_equal(item->kind, "certificate") &&
		           text_parse_integer(item->key, &batch->ids[batch->certificates])) {
			batch->certificates++;
		}
	}
	return true;
}

static bool certificates(const struct flow *flow, struct arena *arena, struct batch *batch,
                         int64_t now, struct derive_result *result, struct error *error)
{
	if (!derive_prepare(flow, arena, batch->ids, batch->certificates, now, batch->subjects,
	                    error))
		return false;
	for (size_t side = 0; side < flow->side_count; side++)
		if (!flow->sides[side].unread &&
		    !derive_inventory(flow, arena, side, batch->subjects, batch->certificates,
		                      error))
			return false;
	for (size_t i = 0; i < batch->certificates; i++) {
		if (!batch->subjects[i])
			continue;
		result->certificates++;
		result->set_aside += batch->subjects[i]->aside || batch->subjects[i]->part_aside;
		if (!keep(flow, arena, batch->subjects[i], now, error))
			return false;
	}
	return true;
}

/* A case whose ticket people closed: silent long enough, it waits for a new one. */
static bool wake_case(const struct flow *flow, struct arena *arena, const char *key,
                      struct error *error)
{
	struct store_case *row;
	if (!store_case_get(flow->store, arena, key, &row, error))
		return false;
	if (!row || row->ended_at)
		return true;
	row->ticket_key = "";
	row->held = "";
	return store_case_save(flow->store, row, error);
}

static bool others(const struct flow *flow, struct arena *arena, const struct batch *batch,
                   int64_t now, struct derive_result *result, struct error *error)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct store_dirty *item = &batch->items[i];
		if (item->trying > GIVE_UP)
			continue;
		if (text_equal(item->kind, "case") && !wake_case(flow, arena, item->key, error))
			return false;
		if (!text_equal(item->kind, "ticket"))
			continue;
		result->tickets++;
		if (derive_ticket(flow, arena, item->key, now, error))
			continue;
		if (error->kind != ERROR_ITEM)
			return false;
		result->set_aside++;
		if (!store_aside_add(flow->store, "ticket", item->key, error->message, error))
			return false;
	}
	return true;
}

static bool finish(const struct flow *flow, const struct batch *batch, struct error *error)
{
	for (size_t i = 0; i < batch->count; i++)
		if (!store_dirty_done(flow->store, batch->items[i].kind, batch->items[i].key,
		                      error))
			return false;
	return true;
}

/* One transaction a batch: killed in between, the batch is dirty still. */
static bool run_batch(const struct flow *flow, struct arena *arena, struct batch *batch,
                      int64_t now, struct derive_result *result, struct error *error)
{
	if (!store_begin(flow->store, error))
		return false;
	/* First taken off the queue: what deriving enqueues anew must stay in it. */
	if (!finish(flow, batch, error) || !sort_out(flow, arena, batch, error) ||
	    !certificates(flow, arena, batch, now, result, error) ||
	    !others(flow, arena, batch, now, result, error)) {
		store_rollback(flow->store);
		return false;
	}
	return store_commit(flow->store, true, error);
}

static bool check_clock(const struct flow *flow, bool *refused, struct error *error)
{
	ARENA(arena);
	const char *held;
	if (!guard_clock_keep(flow, &arena, &held, error))
		return false;
	*refused = held != NULL;
	return !held || error_set(error, ERROR_PEER, "%s", held);
}

static bool run_queue(const struct flow *flow, int64_t now, struct derive_result *result,
                      struct error *error)
{
	ARENA(arena);
	int64_t waiting = 0, done = 0;
	if (!store_dirty_count(flow->store, &waiting, error))
		return false;
	for (;;) {
		struct batch batch = { 0 };
		arena_reset(&arena);
		derive_known_trim(flow->known);
		if (flow_is_cancelled(flow))
			return error_set(error, ERROR_CANCELLED, "stopped while deriving");
		if (!store_dirty_take(flow->store, &arena, BATCH, &batch.items, &batch.count,
		                      error))
			return false;
		if (batch.count == 0)
			return true;
		if (!run_batch(flow, &arena, &batch, now, result, error))
			return false;
		done += (int64_t)batch.count;
		flow_progress(flow, "derive", "", done, waiting > done ? waiting : done);
	}
}

/* What could not be named when it was sent, and can be by now. */
static bool fill_lacks(const struct flow *flow, struct error *error)
{
	int64_t count;
	for (size_t i = 0; i < flow->side_count; i++)
		if (!store_missing_fill(flow->store, flow->sides[i].name, &count, error))
			return false;
	return true;
}

bool derive(const struct flow *flow, struct derive_result *result, struct error *error)
{
	DERIVE_KNOWN(known);
	struct flow run = *flow;
	int64_t now = clock_now(), moved;
	run.known = &known;
	*result = (struct derive_result){ 0 };
	if (!check_clock(&run, &result->held, error) ||
	    !store_due_collect(run.store, now, &moved, &result->next_due, error) ||
	    !run_queue(&run, now, result, error) || !derive_open(&run, now, &result->opened, error))
		return false;
	/* Tickets just opened are dirty, so that their marks are set. */
	return run_queue(&run, now, result, error) && fill_lacks(&run, error);
}
