/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What receipts mean: carried into steps, records, events, volumes and the audit. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "flow/apply_batch.h"
#include "flow/apply_late.h"
#include "flow/apply_twin.h"
#include "flow/backoff.h"
#include "flow/brake.h"
#include "store/store_audit.h"
#include "store/store_case.h"
#include "store/store_missing.h"
#include "store/store_queue.h"
#include "store/store_record.h"
#include "store/store_side.h"
#include <string.h>

enum { MORE_AFTER = 1, ACCEPTED_AT_ONCE = 5 };

struct settling {
	const struct flow *flow;
	const struct flow_side *side;
	struct arena *arena;
	struct apply_batch *batch;
	int64_t now;
	struct apply_result *result;
};

/* "event:<ticket key>:<name>" taken apart by the ticket that the step needs. */
static bool event_of(const struct settling *settling, const struct store_step *row,
                     const char **ticket_key, const char **name, struct error *error)
{
	struct json *needs =
		json_parse(settling->arena, row->needs, strlen(row->needs), NULL, error);
	*ticket_key = *name = "";
	if (!needs)
		return false;
	JSON_EACH(need, needs)
	{
		const char *key = json_text(need, "");
		if (!text_starts_with(key, "ticket:"))
			continue;
		*ticket_key = key + strlen("ticket:");
		size_t skip = strlen("event:") + strlen(*ticket_key) + 1;
		*name = strlen(row->key) > skip ? row->key + skip : "";
	}
	return true;
}

/* What they change is to be read back before anything is judged by it. */
static bool outdate(const struct settling *settling, const char *ticket_key, const char *event,
                    struct error *error)
{
	struct store_ticket *ticket;
	if (!text_starts_with(event, "conflict:") && !text_starts_with(event, "slot:") &&
	    !text_starts_with(event, APPLY_LATE))
		return true;
	if (!store_ticket_get(settling->flow->store, settling->arena, ticket_key, &ticket, error))
		return false;
	if (!ticket)
		return true;
	ticket->read_at = 0;
	return store_ticket_save(settling->flow->store, ticket, error);
}

static bool set_event(const struct settling *settling, const struct store_step *row,
                      const char *state, const char *remote_id, const char *problem,
                      struct error *error)
{
	const char *ticket_key, *name;
	return event_of(settling, row, &ticket_key, &name, error) &&
	       outdate(settling, ticket_key, name, error) &&
	       store_event_set(settling->flow->store, ticket_key, name, state, remote_id, problem,
	                       error) &&
	       store_dirty_add(settling->flow->store, "ticket", ticket_key, "event", 0, error);
}

/* The text stands there now: from here on an older approval is for an older text. */
static bool take_text(const struct settling *settling, const struct store_step *row,
                      const struct receipt *receipt, struct store_ticket *ticket,
                      struct error *error)
{
	if (!text_equal(row->verb, step_verb_name(STEP_UPDATE)))
		return true;
	const struct json *payload =
		json_parse(settling->arena, row->payload, strlen(row->payload), NULL, error);
	if (!payload)
		return false;
	ticket->asked_hash = json_member_text(payload, "hash", ticket->asked_hash);
	ticket->written_at = receipt->at ? receipt->at : settling->now;
	ticket->read_at = 0;
	return true;
}

static bool set_ticket(const struct settling *settling, const struct store_step *row,
                       const struct receipt *receipt, struct error *error)
{
	struct store_ticket *ticket;
	const char *key = row->key + strlen("ticket:");
	if (!store_ticket_get(settling->flow->store, settling->arena, key, &ticket, error))
		return false;
	if (!ticket)
		return true;
	if (!text_is_empty(receipt->remote_id))
		ticket->remote_id = receipt->remote_id;
	if (!text_is_empty(receipt->number))
		ticket->number = receipt->number;
	if (text_is_empty(ticket->phase))
		ticket->phase = ticket_phase_name(TICKET_PHASE_NEW);
	return take_text(settling, row, receipt, ticket, error) &&
	       store_ticket_save(settling->flow->store, ticket, error) &&
	       store_dirty_add(settling->flow->store, "ticket", key, "sent", 0, error);
}

/* A reference to a fellow of the batch that did not get there: without it, too. */
static bool keep_fellows(const struct settling *settling, const struct store_step *row,
                         const struct json *body, struct error *error)
{
	const struct apply_batch *batch = settling->batch;
	JSON_EACH(value, json_get(body, "values"))
	{
		const char *needs = json_member_text(value, "ref", NULL);
		for (size_t i = 0; needs && i < batch->count; i++)
			if (text_equal(batch->rows[i].key, needs) &&
			    batch->receipts[i].outcome != RECEIPT_DONE &&
			    !store_missing_lack(settling->flow->store, settling->side->name,
			                        row->key, needs, error))
				return false;
	}
	return true;
}

/* Counted as sent, but not whole: it goes again, once, when what it names has an id. */
static bool keep_lacks(const struct settling *settling, const struct store_step *row,
                       struct error *error)
{
	size_t i = (size_t)(row - settling->batch->rows);
	JSON_EACH(needs, settling->batch->left_out[i])
	if (!store_missing_lack(settling->flow->store, settling->side->name, row->key,
	                        json_text(needs, ""), error))
		return false;
	return keep_fellows(settling, row, settling->batch->steps[i].body, error);
}

/* A write to a row that was taken away between two reads may have made another one. */
static bool tell_anew(const struct settling *settling, const struct store_record *record,
                      const struct receipt *receipt, struct error *error)
{
	struct json *body = json_new(settling->arena, JSON_OBJECT);
	if (text_is_empty(record->remote_id) || text_is_empty(receipt->remote_id) ||
	    text_equal(record->remote_id, receipt->remote_id))
		return true;
	json_set_string(settling->arena, body, "target", record->target);
	json_set_string(settling->arena, body, "key", record->key);
	json_set_string(settling->arena, body, "before", record->remote_id);
	json_set_string(settling->arena, body, "now", receipt->remote_id);
	return store_audit_append(settling->flow->store, "ci made anew", body, error);
}

/* Of a ticket that was made: said by the outbox until its next write, and by the audit for ever. */
static const char *what_is_lost(const struct settling *settling, const struct store_step *row,
                                const struct receipt *receipt)
{
	if (text_is_empty(receipt->reason) || !text_equal(row->kind, "ticket") ||
	    !text_equal(row->verb, step_verb_name(STEP_CREATE)))
		return "";
	log_warning(settling->side->name, "%s: %s", row->key, receipt->reason);
	return arena_print(settling->arena, STORE_RECORD_INCOMPLETE "%s", receipt->reason);
}

static bool set_record(const struct settling *settling, const struct store_step *row,
                       const struct receipt *receipt, struct error *error)
{
	struct store_record *record;
	bool removed = text_equal(row->verb, step_verb_name(STEP_DELETE));
	if (!store_record_get(settling->flow->store, settling->arena, settling->side->name,
	                      row->key, &record, error))
		return false;
	if (!record)
		return true;
	if (!removed && text_equal(row->kind, "certificate") &&
	    (!keep_lacks(settling, row, error) || !tell_anew(settling, record, receipt, error)))
		return false;
	record->sent = removed ? "" : row->digest;
	record->problem = what_is_lost(settling, row, receipt);
	record->drift = "";
	record->refresh = settling->now;
	/* The time of filling only what was empty is over: from here on it is ours like any other. */
	if (text_equal(row->kind, "certificate") && record->adopted &&
	    settling->now >= record->adopted + settling->flow->rules->adopt_seconds)
		record->adopted = 0;
	if (removed)
		record->remote_id = "";
	else if (!text_is_empty(receipt->remote_id))
		record->remote_id = receipt->remote_id;
	if (!text_is_empty(receipt->version))
		record->version = receipt->version;
	/* What stands there now is learnt by the next read; until then nothing is drift. */
	if (text_equal(row->kind, "certificate") || text_equal(row->kind, "deployment") ||
	    receipt->holds)
		record->baseline =
			receipt->holds ? json_print(settling->arena, receipt->holds) : "";
	return store_record_save(settling->flow->store, record, error);
}

static bool count_volume(const struct settling *settling, const struct store_step *row,
                         struct error *error)
{
	struct json *payload;
	enum brake_kind kind = BRAKE_NONE;
	if (text_equal(row->kind, "ticket") && text_equal(row->verb, step_verb_name(STEP_MOVE))) {
		payload = json_parse(settling->arena, row->payload, strlen(row->payload), NULL,
		                     error);
		if (!payload)
			return false;
		const char *goal = json_member_text(payload, "goal", "");
		if (text_equal(goal, ticket_goal_name(TICKET_GOAL_DONE)) ||
		    text_equal(goal, ticket_goal_name(TICKET_GOAL_NOT_NEEDED)))
			kind = BRAKE_CLOSES;
	} else if ((text_equal(row->kind, "certificate") || text_equal(row->kind, "ticket")) &&
	           !text_equal(row->reason, "refresh") &&
	           text_equal(row->verb, step_verb_name(STEP_UPDATE))) {
		kind = BRAKE_UPDATES;
	} else if (text_equal(row->verb, step_verb_name(STEP_DELETE))) {
		kind = BRAKE_REMOVALS;
	}
	return kind == BRAKE_NONE ||
	       store_volume_add(settling->flow->store, settling->side->name, brake_kind_name(kind),
	                        settling->now / CLOCK_DAY, "", 1, error);
}

static bool done(const struct settling *settling, struct store_step *row,
                 const struct receipt *receipt, struct error *error)
{
	settling->result->done++;
	if (receipt->more) {
		row->state = step_state_name(STEP_WAITING);
		row->not_before = settling->now + MORE_AFTER;
		return store_step_save(settling->flow->store, row, error) &&
		       (!text_equal(row->kind, "ticket") ||
		        set_ticket(settling, row, receipt, error));
	}
	if (!count_volume(settling, row, error))
		return false;
	if (text_equal(row->kind, "event")) {
		if (!set_event(settling, row, "present",
		               receipt->remote_id ? receipt->remote_id : "",
		               receipt->reason ? receipt->reason : "", error))
			return false;
	} else if (!set_record(settling, row, receipt, error)) {
		return false;
	}
	if (text_equal(row->kind, "ticket") &&
	    (!set_ticket(settling, row, receipt, error) ||
	     !apply_twin_adopt(settling->flow, settling->side, settling->arena, row, receipt,
	                       error)))
		return false;
	return store_step_delete(settling->flow->store, row->id, error);
}

/* What does not get through is told on the ticket itself: nobody reads an outbox at night. */
static bool tell_ticket(const struct settling *settling, const struct store_step *row,
                        struct error *error)
{
	return !text_equal(row->kind, "ticket") ||
	       store_dirty_add(settling->flow->store, "ticket", row->key + strlen("ticket:"),
	                       "not through", 0, error);
}

static bool refused(const struct settling *settling, struct store_step *row, const char *reason,
                    struct error *error)
{
	struct store_record *record;
	settling->result->refused++;
	row->state = step_state_name(STEP_REFUSED);
	row->reason = reason ? reason : "refused without a reason";
	if (!store_step_save(settling->flow->store, row, error))
		return false;
	if (text_equal(row->kind, "event"))
		return set_event(settling, row, "refused", "", row->reason, error);
	if (!store_record_get(settling->flow->store, settling->arena, settling->side->name,
	                      row->key, &record, error))
		return false;
	if (!record)
		return true;
	record->problem = row->reason;
	return store_record_save(settling->flow->store, record, error) &&
	       tell_ticket(settling, row, error);
}

static bool later(const struct settling *settling, struct store_step *row, enum step_state state,
                  int delay, const char *reason, struct error *error)
{
	row->state = step_state_name(state);
	row->not_before = settling->now + delay;
	row->reason = reason ? reason : "";
	return store_step_save(settling->flow->store, row, error);
}

/* Again and again "later" is a refusal that nobody says aloud. */
static bool postponed(const struct settling *settling, struct store_step *row,
                      const struct receipt *receipt, struct error *error)
{
	int64_t wait = backoff_seconds(row->attempts, receipt->delay, (uint64_t)row->id);
	/* A ticket that people have to move first waits longer, but is told, and not for ever. */
	bool move =
		text_equal(row->kind, "ticket") && text_equal(row->verb, step_verb_name(STEP_MOVE));
	settling->result->postponed++;
	/* The pause is the far side's; a step must not pay for each time that it was the one sent. */
	if (settling->batch->put_off || receipt->full) {
		row->attempts--;
		return later(settling, row, STEP_WAITING, receipt->delay, receipt->reason, error);
	}
	if (row->attempts >= (move ? BACKOFF_ASIDE_MOVE : BACKOFF_ASIDE))
		return refused(settling, row,
		               arena_print(settling->arena, "put off %d times: %s", row->attempts,
		                           receipt->reason ? receipt->reason : ""),
		               error);
	return later(settling, row, STEP_WAITING, (int)wait, receipt->reason, error) &&
	       (!move || row->attempts < BACKOFF_TELL_MOVE || tell_ticket(settling, row, error));
}

/* A far side that never lets us look leaves it open whether it is there. Sending it again might make it
 * twice, so it is neither sent nor given up: asked after once a day, and listed with its reason. */
static bool not_looked(const struct settling *settling, struct store_step *row,
                       const struct receipt *receipt, struct error *error)
{
	bool told = receipt->outcome == RECEIPT_REFUSED || receipt->outcome == RECEIPT_POSTPONED;
	int64_t pause = backoff_seconds(row->attempts, receipt->delay, (uint64_t)row->id);
	const char *reason = receipt->reason ? receipt->reason : "";
	if (told && !settling->batch->put_off)
		row->attempts++;
	if (row->attempts >= BACKOFF_ASIDE) {
		pause = CLOCK_DAY;
		reason =
			arena_print(settling->arena,
		                    "sent, but whether it arrived cannot be looked up: %s", reason);
	}
	return later(settling, row, STEP_UNKNOWN, (int)pause, reason, error);
}

/* Taken, not finished: asked after with growing pauses, and not for ever. */
static bool accepted(const struct settling *settling, struct store_step *row,
                     const struct receipt *receipt, struct error *error)
{
	int pause = receipt->delay ? receipt->delay : 1;
	row->handle = receipt->handle ? receipt->handle : "";
	if (row->attempts >= BACKOFF_ASIDE_ACCEPTED)
		return refused(settling, row,
		               arena_print(settling->arena,
		                           "taken, but not finished after %d looks at it",
		                           row->attempts),
		               error);
	if (row->attempts > ACCEPTED_AT_ONCE)
		pause = (int)backoff_seconds(row->attempts - ACCEPTED_AT_ONCE, pause,
		                             (uint64_t)row->id);
	return later(settling, row, STEP_ACCEPTED, pause, "", error);
}

/* What a look found: there it is; or surely not, and then it is sent again. */
static bool looked(const struct settling *settling, struct store_step *row,
                   const struct receipt *receipt, struct error *error)
{
	int settle = settling->side->itsm->abilities.settle_seconds;
	if (receipt->outcome != RECEIPT_DONE)
		return not_looked(settling, row, receipt, error);
	if (!text_is_empty(receipt->remote_id))
		return done(settling, row, receipt, error);
	if (settling->now < row->intent_at + settle)
		return later(settling, row, STEP_UNKNOWN, settle, "its creation may still show up",
		             error);
	return later(settling, row, STEP_WAITING, 0, "not there: sent again", error);
}

static bool settle_one(const struct settling *settling, size_t i, struct error *error)
{
	struct store_step *row = &settling->batch->rows[i];
	const struct receipt *receipt = &settling->batch->receipts[i];
	if (settling->batch->lookup)
		return looked(settling, row, receipt, error);
	switch (receipt->outcome) {
	case RECEIPT_DONE:
		return done(settling, row, receipt, error);
	case RECEIPT_REFUSED:
		return refused(settling, row, receipt->reason, error);
	case RECEIPT_ACCEPTED:
		return accepted(settling, row, receipt, error);
	case RECEIPT_UNKNOWN:
		settling->result->unknown++;
		return later(settling, row, STEP_UNKNOWN, 1, receipt->reason, error);
	case RECEIPT_POSTPONED:
		return postponed(settling, row, receipt, error);
	default:
		row->attempts--;
		return later(settling, row, STEP_WAITING, 0, "", error);
	}
}

static struct json *answer_of(struct arena *arena, const struct settling *settling, size_t i)
{
	const struct receipt *receipt = &settling->batch->receipts[i];
	struct json *item = json_new(arena, JSON_OBJECT);
	json_set_string(arena, item, "key", settling->batch->rows[i].key);
	json_set_string(arena, item, "outcome", receipt_outcome_name(receipt->outcome));
	if (receipt->remote_id)
		json_set_string(arena, item, "id", receipt->remote_id);
	if (receipt->number)
		json_set_string(arena, item, "number", receipt->number);
	if (receipt->reason)
		json_set_string(arena, item, "reason", receipt->reason);
	return item;
}

static bool settle_all(const struct settling *settling, struct error *error)
{
	struct arena *arena = settling->arena;
	struct json *body = json_new(arena, JSON_OBJECT), *answers = json_new(arena, JSON_ARRAY);
	json_set_string(arena, body, "target", settling->side->name);
	for (size_t i = 0; i < settling->batch->count; i++) {
		json_push(answers, answer_of(arena, settling, i));
		if (!settle_one(settling, i, error))
			return false;
	}
	json_set(arena, body, "answers", answers);
	return store_audit_append(settling->flow->store,
	                          settling->batch->lookup ? "looked for" : "answer", body, error);
}

bool apply_batch_settle(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                        struct apply_batch *batch, int64_t now, struct apply_result *result,
                        struct error *error)
{
	struct settling settling = { flow, side, arena, batch, now, result };
	if (!store_begin(flow->store, error))
		return false;
	if (!settle_all(&settling, error)) {
		store_rollback(flow->store);
		return false;
	}
	return store_commit(flow->store, true, error);
}
