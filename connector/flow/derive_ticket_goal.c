/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The record of a ticket: what is desired of it, and its end. */
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_ticket_parts.h"
#include "mapping/mapping.h"
#include "store/store_audit.h"
#include "store/store_queue.h"
#include "store/store_record.h"
#include <string.h>

static bool load(const struct matter *matter, struct store_record **record, struct json **body,
                 struct error *error)
{
	const char *key = arena_print(matter->arena, "ticket:%s", matter->ticket->key);
	*body = NULL;
	if (!store_record_get(matter->flow->store, matter->arena, matter->ticket->target, key,
	                      record, error))
		return false;
	if (!*record)
		return true;
	*body = json_parse(matter->arena, (*record)->body, strlen((*record)->body), NULL, error);
	return *body != NULL;
}

static bool save(const struct matter *matter, struct store_record *record, const struct json *body,
                 struct error *error)
{
	char digest[65];
	json_digest(body, digest);
	record->desired = arena_copy(matter->arena, digest);
	record->body = json_print(matter->arena, body);
	record->problem = "";
	return store_record_save(matter->flow->store, record, error) &&
	       store_ticket_save(matter->flow->store, matter->ticket, error);
}

/* The fields as we wrote them last; a move carries none, or it would undo what people edited. */
static const struct json *written(const struct json *body)
{
	const struct json *fields = json_get(body, "written");
	return fields ? fields : json_get(body, "fields");
}

static struct json *without_fields(struct arena *arena, const struct json *body)
{
	struct json *copy = json_new(arena, JSON_OBJECT);
	const char *kind = json_member_text(body, "kind", NULL);
	if (kind)
		json_set_string(arena, copy, "kind", kind);
	json_set(arena, copy, "fields", json_new(arena, JSON_OBJECT));
	if (written(body))
		json_set(arena, copy, "written", json_copy(arena, written(body)));
	return copy;
}

bool derive_ticket_aim(const struct matter *matter, enum ticket_goal goal, const char *reason,
                       struct error *error)
{
	struct store_ticket *ticket = matter->ticket;
	struct arena *arena = matter->arena;
	struct store_record *record;
	struct json *body;
	const char *name = ticket_goal_name(goal);
	if (text_equal(ticket->goal, name))
		return true;
	if (!load(matter, &record, &body, error))
		return false;
	if (!record)
		return true;
	/* People must see the newest text before they are asked to approve it. */
	if (goal == TICKET_GOAL_APPROVAL_ASKED && !text_equal(record->desired, record->sent))
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
	return save(matter, record, body, error) &&
	       store_audit_append(matter->flow->store, "ticket goal", told, error);
}

/* Still a draft of ours: New, never submitted, or sent back by those who decide. */
static bool is_draft(const struct matter *matter)
{
	const char *goal = matter->ticket->goal;
	if (!derive_ticket_is_change(matter) || !derive_ticket_in(matter, TICKET_PHASE_NEW))
		return false;
	return text_equal(goal, ticket_goal_name(TICKET_GOAL_OPEN)) ||
	       (text_equal(goal, ticket_goal_name(TICKET_GOAL_APPROVAL_ASKED)) &&
	        derive_ticket_is(matter, TICKET_APPROVAL_REJECTED));
}

/* Only what differs is sent: the rest may be edited by people. */
static struct json *differing(struct arena *arena, const struct json *before,
                              const struct json *after)
{
	struct json *fields = json_new(arena, JSON_OBJECT);
	JSON_EACH(field, after)
	{
		const struct json *old = json_get(before, field->key);
		if (!old || !json_equal(old, field))
			json_set(arena, fields, field->key, json_copy(arena, field));
	}
	return fields;
}

static bool write_again(const struct matter *matter, struct store_record *record,
                        const struct json *before, struct error *error)
{
	struct arena *arena = matter->arena;
	bool decommission = text_equal(matter->ticket->reason, flow_reason_name(FLOW_DECOMMISSION));
	const char *program = arena_print(arena, "%s/%s.jq", matter->side->folder,
	                                  decommission ? "decommission" : "change");
	struct json *input, *output, *told = json_new(arena, JSON_OBJECT);
	if (!derive_ticket_record(matter->flow, arena, &matter->input, &input, error) ||
	    !mapping_run(matter->flow->mapping, arena, program, input, &output, error))
		return false;
	const struct json *after = json_get(output, "fields");
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "kind", matter->ticket->kind);
	json_set_string(arena, body, "goal", ticket_goal_name(TICKET_GOAL_OPEN));
	json_set_bool(arena, body, "update", true);
	json_set(arena, body, "fields", differing(arena, written(before), after));
	json_set(arena, body, "written", json_copy(arena, after));
	matter->ticket->asked_hash = matter->input.hash;
	json_set_string(arena, told, "ticket", matter->ticket->key);
	json_set_string(arena, told, "hash", matter->input.hash);
	return save(matter, record, body, error) &&
	       derive_event_files(matter->flow, arena, &matter->input, json_print(arena, body),
	                          error) &&
	       store_audit_append(matter->flow->store, "ticket rewritten", told, error);
}

bool derive_ticket_rewrite(const struct matter *matter, bool *done, struct error *error)
{
	struct store_record *record;
	struct json *body;
	*done = false;
	if (!is_draft(matter) || text_equal(matter->ticket->asked_hash, matter->input.hash) ||
	    matter->input.subject->renewed > 0)
		return true;
	if (!load(matter, &record, &body, error))
		return false;
	/* What is on its way goes first. */
	if (!record || !text_equal(record->desired, record->sent))
		return true;
	*done = true;
	return write_again(matter, record, body, error);
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
