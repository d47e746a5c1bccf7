/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The record of a ticket: what is desired of it, and its end. */
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_ticket_parts.h"
#include "flow/follow_merge.h"
#include "store/store_audit.h"
#include "store/store_queue.h"
#include "store/store_record.h"

/* A move carries no fields, or it would undo what people edited. */
static struct json *without_fields(struct arena *arena, const struct json *body)
{
	const struct json *written = derive_ticket_written(body), *base = json_get(body, "base");
	struct json *copy = json_new(arena, JSON_OBJECT);
	const char *kind = json_member_text(body, "kind", NULL);
	if (kind)
		json_set_string(arena, copy, "kind", kind);
	json_set(arena, copy, "fields", json_new(arena, JSON_OBJECT));
	if (written)
		json_set(arena, copy, "written", json_copy(arena, written));
	if (base)
		json_set(arena, copy, "base", json_copy(arena, base));
	return copy;
}

/* People put two matters into one ticket: the last of them ends it. */
static bool leave_to_other(const struct matter *matter, enum ticket_goal goal, bool *left,
                           struct error *error)
{
	*left = false;
	if (goal != TICKET_GOAL_DONE && goal != TICKET_GOAL_NOT_NEEDED)
		return true;
	if (!follow_merge_shares(matter->flow, matter->arena, matter->ticket, left, error))
		return false;
	return !*left ||
	       derive_ticket_finish(matter, "merged: another matter goes on in the same ticket",
	                            error);
}

/* The work was begun as planned, and the move that says so is on its way still: it goes before the one that
 * says that all is done, which no far side takes from here. */
static bool is_beginning(const struct matter *matter, const struct store_record *record)
{
	return derive_ticket_in(matter, TICKET_PHASE_SCHEDULED) &&
	       text_equal(matter->ticket->goal, ticket_goal_name(TICKET_GOAL_IMPLEMENTING)) &&
	       !text_equal(record->desired, record->sent) && text_is_empty(record->problem);
}

bool derive_ticket_aim(const struct matter *matter, enum ticket_goal goal, const char *reason,
                       struct error *error)
{
	struct store_ticket *ticket = matter->ticket;
	struct arena *arena = matter->arena;
	struct store_record *record;
	struct json *body;
	const char *name = ticket_goal_name(goal);
	bool left;
	if (text_equal(ticket->goal, name))
		return true;
	if (!leave_to_other(matter, goal, &left, error))
		return false;
	if (left)
		return true;
	if (!derive_ticket_load(matter, &record, &body, error))
		return false;
	if (!record)
		return true;
	/* People must see the newest text before they are asked to approve it. */
	if (goal == TICKET_GOAL_APPROVAL_ASKED && !text_equal(record->desired, record->sent))
		return true;
	if (goal == TICKET_GOAL_DONE && is_beginning(matter, record))
		return true;
	body = without_fields(arena, body);
	json_set_string(arena, body, "goal", name);
	if (reason)
		json_set_string(arena, body, "reason", reason);
	if (goal == TICKET_GOAL_DONE && matter->flow->rules->on_proof == FLOW_PROOF_CLOSED)
		json_set_bool(arena, body, "close", true);
	ticket->goal = name;
	struct json *told = json_new(arena, JSON_OBJECT);
	json_set_string(arena, told, "ticket", ticket->key);
	json_set_string(arena, told, "goal", name);
	if (reason)
		json_set_string(arena, told, "why", reason);
	return derive_ticket_keep(matter, record, body, error) &&
	       store_audit_append(matter->flow->store, "ticket goal", told, error);
}

/* No write comes any more that would take it off the outbox: whoever ended it has seen the ticket. */
static bool forget_what_is_lost(const struct matter *matter, struct error *error)
{
	struct store_record *record;
	const char *key = arena_print(matter->arena, "ticket:%s", matter->ticket->key);
	if (!store_record_get(matter->flow->store, matter->arena, matter->ticket->target, key,
	                      &record, error))
		return false;
	if (!record || !text_starts_with(record->problem, STORE_RECORD_INCOMPLETE))
		return true;
	record->problem = "";
	return store_record_save(matter->flow->store, record, error);
}

bool derive_ticket_finish(const struct matter *matter, const char *why, struct error *error)
{
	matter->ticket->ended_at = matter->now;
	matter->ticket->ended = why;
	struct json *told = json_new(matter->arena, JSON_OBJECT);
	json_set_string(matter->arena, told, "ticket", matter->ticket->key);
	json_set_string(matter->arena, told, "number", matter->ticket->number);
	json_set_string(matter->arena, told, "why", why);
	return store_ticket_save(matter->flow->store, matter->ticket, error) &&
	       forget_what_is_lost(matter, error) &&
	       store_due_set(matter->flow->store, "ticket", matter->ticket->key, "step", 0,
	                     error) &&
	       store_audit_append(matter->flow->store, "ticket ended", told, error);
}

bool derive_ticket_withdraw(const struct matter *matter, struct error *error)
{
	struct store_record *record;
	const char *key = arena_print(matter->arena, "ticket:%s", matter->ticket->key);
	if (!store_record_get(matter->flow->store, matter->arena, matter->ticket->target, key,
	                      &record, error))
		return false;
	if (record) {
		record->desired = record->sent;
		if (!store_record_save(matter->flow->store, record, error))
			return false;
	}
	return derive_ticket_finish(matter, "not needed before it was opened", error);
}
