/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One batch of the outbox: made ready to send, and the intent written down. */
#include "flow/apply_batch.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/apply_late.h"
#include "flow/apply_reference.h"
#include "store/store_audit.h"
#include "store/store_case.h"
#include "store/store_record.h"
#include <string.h>

/* What needs something that is not there yet is looked at again after this long. */
enum { WAIT_FOR_NEEDS = 5 };

static bool is_state(const struct store_step *row, enum step_state state)
{
	return text_equal(row->state, step_state_name(state));
}

/* Repeating is harmless for what a far side identifies by itself; only what it would make twice is
 * looked for first. */
static bool is_looked_for(const struct store_step *row)
{
	return is_state(row, STEP_UNKNOWN) && text_equal(row->verb, step_verb_name(STEP_CREATE)) &&
	       !text_equal(row->kind, "certificate") && !text_equal(row->kind, "relation") &&
	       !text_equal(row->kind, "deployment");
}

/* A batch is either a round of looking or a round of sending; the rest goes back unleased. */
static bool keep_one_sort(const struct flow *flow, struct apply_batch *batch, struct error *error)
{
	size_t kept = 0;
	for (size_t i = 0; i < batch->count; i++)
		batch->lookup |= is_looked_for(&batch->rows[i]);
	for (size_t i = 0; i < batch->count; i++) {
		if (is_looked_for(&batch->rows[i]) == batch->lookup)
			batch->rows[kept++] = batch->rows[i];
		else if (!store_step_save(flow->store, &batch->rows[i], error))
			return false;
	}
	batch->count = kept;
	return true;
}

static bool put_off(const struct flow *flow, struct store_step *row, const char *missing,
                    struct arena *arena, int64_t now, struct error *error)
{
	row->not_before = now + WAIT_FOR_NEEDS;
	row->reason = arena_print(arena, "waits for %s", missing);
	return store_step_save(flow->store, row, error);
}

static bool ticket_of(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                      const struct store_step *row, const char **id, struct error *error)
{
	struct json *needs = json_parse(arena, row->needs, strlen(row->needs), NULL, error);
	*id = "";
	if (!needs)
		return false;
	/* A link also needs the ticket it leads to; its own one is named last. */
	const char *own = NULL;
	JSON_EACH(need, needs)
	if (text_starts_with(json_text(need, ""), "ticket:"))
		own = json_text(need, "");
	return !own || apply_reference_id(flow, side, arena, own, id, error);
}

static bool make_step(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                      const struct store_step *row, struct json *payload, struct step *step,
                      struct error *error)
{
	struct store_record *record;
	*step = (struct step){ .id = row->id,
		               .key = row->key,
		               .remote_id = "",
		               .ticket_id = "",
		               .handle = row->handle,
		               .body = payload,
		               .attempts = row->attempts };
	(void)step_parse_kind(row->kind, &step->kind);
	(void)step_parse_verb(row->verb, &step->verb);
	(void)step_parse_state(row->state, &step->state);
	/* On the far side a ticket carries its own key, not that of its record. */
	if (step->kind == STEP_TICKET)
		step->key += strlen("ticket:");
	/* One that closes what an earlier event made says which. */
	if (step->kind == STEP_EVENT)
		step->remote_id = json_member_text(payload, "id", "");
	if (step->kind == STEP_EVENT)
		return ticket_of(flow, side, arena, row, &step->ticket_id, error);
	if (!store_record_get(flow->store, arena, side->name, row->key, &record, error))
		return false;
	if (record)
		step->remote_id = record->remote_id;
	/* Made in the meantime (found again, adopted): what was a creation is an update now. */
	if (step->verb == STEP_CREATE && !text_is_empty(step->remote_id) &&
	    (step->kind == STEP_CERTIFICATE || step->kind == STEP_DEPLOYMENT))
		step->verb = STEP_UPDATE;
	return true;
}

/* Wanted as it stands in the outbox? A ticket withdrawn, a body replaced: the step is void. */
static bool is_wanted(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                      const struct store_step *row, bool *wanted, struct error *error)
{
	struct store_record *record;
	*wanted = true;
	if (text_equal(row->kind, "event") || !is_state(row, STEP_WAITING))
		return true;
	if (!store_record_get(flow->store, arena, side->name, row->key, &record, error))
		return false;
	*wanted = record && text_equal(record->desired, row->digest);
	return *wanted || store_step_delete(flow->store, row->id, error);
}

/* An event of a ticket that ended before the far side heard of it will never find its ticket. */
static bool is_orphan(const struct flow *flow, struct arena *arena, const struct store_step *row,
                      const char *missing, bool *orphan, struct error *error)
{
	struct store_ticket *ticket = NULL;
	const char *key;
	*orphan = false;
	if (!text_equal(row->kind, "event") || !text_starts_with(missing, "ticket:"))
		return true;
	key = missing + strlen("ticket:");
	if (!store_ticket_get(flow->store, arena, key, &ticket, error))
		return false;
	*orphan = ticket && ticket->ended_at && text_is_empty(ticket->remote_id);
	size_t skip = strlen("event:") + strlen(key) + 1;
	return !*orphan || (store_event_set(flow->store, key, row->key + skip, "dropped", "",
	                                    "its ticket was never opened", error) &&
	                    store_step_delete(flow->store, row->id, error));
}

/* Fills one row in; what misses something is held. */
static bool fill_row(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                     struct apply_batch *batch, size_t i, struct json **payloads, int64_t now,
                     struct error *error)
{
	struct apply_references references = { 0 };
	bool wanted, orphan;
	if (!is_wanted(flow, side, arena, &batch->rows[i], &wanted, error))
		return false;
	batch->held[i] = !wanted;
	if (!wanted)
		return true;
	if (!apply_reference_fill(flow, side, arena, batch, &batch->rows[i], &references, error))
		return false;
	const char *missing = references.missing;
	payloads[i] = references.payload;
	batch->left_out[i] = references.left_out;
	batch->held[i] = missing != NULL;
	if (!missing)
		return true;
	if (!is_orphan(flow, arena, &batch->rows[i], missing, &orphan, error))
		return false;
	return orphan || put_off(flow, &batch->rows[i], missing, arena, now, error);
}

/* Certificates first: what points to one of them must know whether it travels along. */
static bool fill_rows(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                      struct apply_batch *batch, struct json **payloads, int64_t now,
                      struct error *error)
{
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < batch->count; i++) {
			bool certificate = text_equal(batch->rows[i].kind, "certificate");
			if (certificate == (pass == 0) &&
			    !fill_row(flow, side, arena, batch, i, payloads, now, error))
				return false;
		}
	return true;
}

bool apply_batch_prepare(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                         struct apply_batch *batch, int64_t now, struct error *error)
{
	size_t ready = 0;
	if (!keep_one_sort(flow, batch, error))
		return false;
	struct json **payloads = ARENA_ARRAY(arena, struct json *, batch->count + 1);
	batch->steps = ARENA_ARRAY(arena, struct step, batch->count + 1);
	batch->receipts = ARENA_ARRAY(arena, struct receipt, batch->count + 1);
	batch->held = ARENA_ARRAY(arena, bool, batch->count + 1);
	batch->left_out = ARENA_ARRAY(arena, struct json *, batch->count + 1);
	if (!fill_rows(flow, side, arena, batch, payloads, now, error))
		return false;
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->held[i])
			continue;
		batch->rows[ready] = batch->rows[i];
		batch->left_out[ready] = batch->left_out[i];
		if (!make_step(flow, side, arena, &batch->rows[ready], payloads[i],
		               &batch->steps[ready], error))
			return false;
		ready++;
	}
	batch->count = ready;
	return true;
}

bool apply_batch_intend(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                        struct apply_batch *batch, int64_t now, struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT), *steps = json_new(arena, JSON_ARRAY);
	if (batch->lookup)
		return true;
	json_set_string(arena, body, "target", side->name);
	if (!store_begin(flow->store, error))
		return false;
	for (size_t i = 0; i < batch->count; i++) {
		struct store_step *row = &batch->rows[i];
		struct json *item = json_push(steps, json_new(arena, JSON_OBJECT));
		json_set_string(arena, item, "key", row->key);
		json_set_string(arena, item, "verb", row->verb);
		json_set_string(arena, item, "digest", row->digest);
		row->state = step_state_name(STEP_SENDING);
		row->intent_at = now;
		row->attempts++;
		if (!store_step_save(flow->store, row, error) ||
		    !apply_late(flow, side, arena, row, batch->left_out[i], now, error)) {
			store_rollback(flow->store);
			return false;
		}
	}
	json_set(arena, body, "steps", steps);
	if (!store_audit_append(flow->store, "intent", body, error)) {
		store_rollback(flow->store);
		return false;
	}
	return store_commit(flow->store, true, error);
}
