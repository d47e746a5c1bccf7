/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the open tickets of one far side into the store. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/follow.h"
#include "flow/follow_decision.h"
#include "flow/follow_merge.h"
#include "flow/patience.h"
#include "store/store_audit.h"
#include "store/store_case.h"
#include "store/store_queue.h"
#include <string.h>

enum { CHUNK = 100 };

static bool has_moved(const struct store_ticket *ticket, const struct ticket_seen *seen)
{
	return (!text_is_empty(seen->assigned_to) &&
	        !text_equal(ticket->assigned_to, seen->assigned_to)) ||
	       (seen->planned_start && ticket->planned_start != seen->planned_start) ||
	       (seen->note_count && seen->notes[seen->note_count - 1].at > ticket->progress_at);
}

static bool is_same(const struct store_ticket *ticket, const struct ticket_seen *seen)
{
	return text_equal(ticket->phase, ticket_phase_name(seen->phase)) &&
	       text_equal(ticket->approval, ticket_approval_name(seen->approval)) &&
	       ticket->on_hold == seen->on_hold && ticket->conflict == seen->conflict &&
	       ticket->may_implement == seen->may_implement &&
	       text_equal(ticket->assigned_to, seen->assigned_to) &&
	       ticket->planned_start == seen->planned_start &&
	       ticket->planned_end == seen->planned_end && !has_moved(ticket, seen);
}

/* What derive must know of a ticket besides its columns, and how it stood when it was read first: a
 * later value that differs is somebody's. */
static const char *remember(struct arena *arena, const struct store_ticket *ticket,
                            const struct json *before, const struct ticket_seen *seen)
{
	const char *merged = seen->merged && !text_equal(ticket->number, seen->number)
	                             ? ticket->number
	                             : json_member_text(before, "merged", "");
	const char *item = seen->item ? seen->item : "", *title = seen->title ? seen->title : "";
	struct json *now = json_new(arena, JSON_OBJECT), *first = json_new(arena, JSON_OBJECT);
	json_set_string(arena, now, "state", seen->state ? seen->state : "");
	json_set_string(arena, now, "group", seen->group ? seen->group : "");
	json_set_string(arena, now, "cmdb_ci", item);
	json_set_string(arena, now, "title", title);
	json_set_bool(arena, now, "children", seen->has_children);
	json_set_integer(arena, now, "notes", (int64_t)seen->note_count);
	if (!text_is_empty(merged))
		json_set_string(arena, now, "merged", merged);
	follow_decision_remember(arena, seen, now);
	if (seen->phase == TICKET_PHASE_CLOSED || seen->phase == TICKET_PHASE_CANCELLED ||
	    seen->phase == TICKET_PHASE_REVIEW)
		json_set_string(arena, now, "ended_by", seen->updated_by ? seen->updated_by : "");
	if (json_get(before, "first")) {
		first = json_copy(arena, json_get(before, "first"));
	} else {
		json_set_string(arena, first, "cmdb_ci", item);
		json_set_string(arena, first, "title", title);
		json_set_string(arena, first, "group", seen->group ? seen->group : "");
	}
	json_set(arena, now, "first", first);
	return json_print(arena, now);
}

static bool tell_phase(const struct flow *flow, struct arena *arena,
                       const struct store_ticket *ticket, const struct ticket_seen *seen,
                       struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	const char *phase = ticket_phase_name(seen->phase);
	if (text_equal(ticket->phase, phase))
		return true;
	json_set_string(arena, body, "ticket", ticket->key);
	json_set_string(arena, body, "number", ticket->number);
	json_set_string(arena, body, "from", ticket->phase);
	json_set_string(arena, body, "to", phase);
	json_set_string(arena, body, "by", seen->updated_by ? seen->updated_by : "");
	return store_audit_append(flow->store, "ticket moved", body, error);
}

/* Missing or hidden: a lost right must not end every ticket. Believed when it was so twice, an hour
 * apart. */
static bool is_believed(const struct flow *flow, struct arena *arena,
                        const struct store_ticket *ticket, const struct ticket_seen *seen,
                        bool *believed, struct error *error)
{
	const char *name = arena_print(arena, "gone:%s", ticket->key), *text;
	int64_t since = 0, now = clock_now();
	*believed = true;
	if (!store_meta_get(flow->store, arena, name, &text, error))
		return false;
	if (seen->phase != TICKET_PHASE_GONE)
		return !text || text_equal(text, "0") ||
		       store_meta_set(flow->store, name, "0", error);
	if (text)
		(void)text_parse_integer(text, &since);
	*believed = since && now - since >= CLOCK_HOUR;
	return since != 0 ||
	       store_meta_set(flow->store, name, arena_print(arena, "%lld", (long long)now), error);
}

static bool take(const struct flow *flow, struct arena *arena, struct store_ticket *ticket,
                 struct ticket_seen *seen, struct follow_result *result, struct error *error)
{
	bool believed;
	const struct json *before =
		json_parse(arena, ticket->seen, strlen(ticket->seen), NULL, NULL);
	/* Something waits for this look, though nothing may differ; what has woken it before is spent
	 * where a run ended between the two. */
	bool awaited = ticket->read_at == 0;
	result->tickets++;
	ticket->read_at = clock_now();
	if (!is_believed(flow, arena, ticket, seen, &believed, error))
		return false;
	if (!believed)
		return true;
	follow_decision_settle(arena, before, seen);
	const char *remembered = remember(arena, ticket, before, seen);
	bool same = is_same(ticket, seen) && text_equal(ticket->seen, remembered);
	if (!follow_merge(flow, arena, ticket, seen, error))
		return false;
	if (!same && (!tell_phase(flow, arena, ticket, seen, error) ||
	              !follow_decision_chain(flow, arena, ticket, seen, before, error)))
		return false;
	follow_decision_take(ticket, seen);
	if (has_moved(ticket, seen))
		ticket->progress_at = clock_now();
	ticket->phase = ticket_phase_name(seen->phase);
	ticket->may_implement = seen->may_implement;
	ticket->on_hold = seen->on_hold;
	ticket->conflict = seen->conflict;
	ticket->assigned_to = seen->assigned_to ? seen->assigned_to : "";
	ticket->planned_start = seen->planned_start;
	ticket->planned_end = seen->planned_end;
	ticket->updated_at = seen->updated_at;
	ticket->seen = remembered;
	if (!text_is_empty(seen->number))
		ticket->number = seen->number;
	if (!store_ticket_save(flow->store, ticket, error))
		return false;
	result->changed += !same;
	return (same && !awaited) ||
	       store_dirty_add(flow->store, "ticket", ticket->key, "far side", 0, error);
}

static bool read_chunk(const struct flow *flow, struct flow_side *side,
                       struct store_ticket *tickets, size_t count, struct follow_result *result,
                       struct error *error)
{
	ARENA(arena);
	const char **ids = ARENA_ARRAY(&arena, const char *, count);
	struct ticket_seen *seen = ARENA_ARRAY(&arena, struct ticket_seen, count);
	for (size_t i = 0; i < count; i++)
		ids[i] = tickets[i].remote_id;
	int tries = 0;
	while (!patience_allows(side, error) ||
	       !side->itsm->type->read_tickets(side->itsm, &arena, ids, count, true, seen, error))
		if (!patience_again(flow, side, &tries, error))
			return error_wrap(error, "reading tickets of '%s'", side->name);
	if (!store_begin(flow->store, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!take(flow, &arena, &tickets[i], &seen[i], result, error)) {
			store_rollback(flow->store);
			return false;
		}
	return store_commit(flow->store, true, error);
}

bool follow_tickets(const struct flow *flow, struct flow_side *side, struct follow_result *result,
                    struct error *error)
{
	ARENA(arena);
	struct store_ticket *tickets;
	size_t count, known = 0;
	if (side->stage < FLOW_PILOT)
		return true;
	if (!store_ticket_list(flow->store, &arena, side->name, true, &tickets, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!text_is_empty(tickets[i].remote_id))
			tickets[known++] = tickets[i];
	for (size_t at = 0; at < known; at += CHUNK) {
		size_t size = known - at < CHUNK ? known - at : CHUNK;
		if (flow_is_cancelled(flow))
			return error_set(error, ERROR_CANCELLED, "stopped while following");
		if (!read_chunk(flow, side, tickets + at, size, result, error))
			return false;
		flow_progress(flow, "follow", side->name, (int64_t)(at + size), (int64_t)known);
	}
	return true;
}
