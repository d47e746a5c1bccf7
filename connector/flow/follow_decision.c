/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions of people on our tickets. */
#include "flow/follow_decision.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/hook_permit.h"
#include "store/store_audit.h"

static bool is_made(const struct ticket_decision *decision)
{
	return text_equal(decision->state, ticket_approval_name(TICKET_APPROVAL_APPROVED)) ||
	       text_equal(decision->state, ticket_approval_name(TICKET_APPROVAL_REJECTED));
}

void follow_decision_settle(struct arena *arena, const struct json *before,
                            struct ticket_seen *seen)
{
	struct ticket_decision *list =
		ARENA_ARRAY(arena, struct ticket_decision, seen->decision_count + 1);
	for (size_t i = 0; i < seen->decision_count; i++) {
		list[i] = seen->decisions[i];
		JSON_EACH(known, json_get(before, "decisions"))
		if (!text_is_empty(list[i].id) &&
		    text_equal(json_member_text(known, "id", ""), list[i].id) &&
		    text_equal(json_member_text(known, "state", ""), list[i].state) &&
		    text_equal(json_member_text(known, "by", ""), list[i].who))
			list[i].at = json_integer(json_get(known, "at"), list[i].at);
	}
	seen->decisions = list;
}

const struct ticket_decision *follow_decision_newest(const struct ticket_seen *seen)
{
	const struct ticket_decision *newest = NULL;
	const char *wanted = ticket_approval_name(seen->approval);
	for (size_t i = 0; i < seen->decision_count; i++)
		if (is_made(&seen->decisions[i]) && text_equal(seen->decisions[i].state, wanted) &&
		    !text_equal(seen->decisions[i].who, seen->requested_by) &&
		    (!newest || seen->decisions[i].at >= newest->at))
			newest = &seen->decisions[i];
	return newest;
}

/* Approved counts only with a person's decision behind it, or where none exists by design. One that
 * is older than our newest text is kept, but approves nothing. */
void follow_decision_take(struct store_ticket *ticket, const struct ticket_seen *seen)
{
	const char *approval = ticket_approval_name(seen->approval);
	const struct ticket_decision *decision = follow_decision_newest(seen);
	bool decided = seen->approval == TICKET_APPROVAL_APPROVED ||
	               seen->approval == TICKET_APPROVAL_REJECTED;
	if (decided && !decision && seen->kind != TICKET_CHANGE_STANDARD)
		return;
	bool same = text_equal(ticket->approval, approval);
	ticket->approval = approval;
	if (!decision || (same && decision->at == ticket->approved_at &&
	                  text_equal(decision->who, ticket->approved_by)))
		return;
	bool counts = seen->approval == TICKET_APPROVAL_APPROVED &&
	              hook_permit_is_current(ticket, decision->at);
	ticket->approved_by = decision->who;
	ticket->approved_at = decision->at;
	ticket->approved_hash = counts ? ticket->asked_hash : "";
	ticket->progress_at = clock_now();
}

static bool is_listed(const struct json *list, const struct ticket_decision *decision)
{
	JSON_EACH(known, list)
	if (json_integer(json_get(known, "at"), 0) == decision->at &&
	    text_equal(json_member_text(known, "by", ""), decision->who) &&
	    text_equal(json_member_text(known, "state", ""), decision->state))
		return true;
	return false;
}

static bool chain_one(const struct flow *flow, struct arena *arena,
                      const struct store_ticket *ticket, const struct ticket_seen *seen,
                      const struct ticket_decision *decision, struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	char at[24];
	clock_format(decision->at, at);
	json_set_string(arena, body, "ticket", ticket->key);
	json_set_string(arena, body, "number", ticket->number);
	json_set_string(arena, body, "state", decision->state);
	json_set_string(arena, body, "by", decision->who);
	json_set_string(arena, body, "at", at);
	json_set_string(arena, body, "hash", ticket->asked_hash);
	json_set_bool(arena, body, "for_newest_text", hook_permit_is_current(ticket, decision->at));
	json_set_bool(arena, body, "duties_separated",
	              !text_equal(decision->who, seen->requested_by) &&
	                      !text_equal(decision->who, seen->assigned_to));
	return store_audit_append(flow->store, "decision", body, error);
}

bool follow_decision_chain(const struct flow *flow, struct arena *arena,
                           const struct store_ticket *ticket, const struct ticket_seen *seen,
                           const struct json *before, struct error *error)
{
	const struct json *known = json_get(before, "decisions");
	for (size_t i = 0; i < seen->decision_count; i++) {
		const struct ticket_decision *decision = &seen->decisions[i];
		if (is_made(decision) && !is_listed(known, decision) &&
		    !chain_one(flow, arena, ticket, seen, decision, error))
			return false;
	}
	return true;
}

void follow_decision_remember(struct arena *arena, const struct ticket_seen *seen, struct json *now)
{
	const struct ticket_decision *newest = follow_decision_newest(seen);
	struct json *list = json_new(arena, JSON_ARRAY);
	for (size_t i = 0; i < seen->decision_count; i++) {
		const struct ticket_decision *decision = &seen->decisions[i];
		if (!is_made(decision))
			continue;
		struct json *item = json_push(list, json_new(arena, JSON_OBJECT));
		json_set_string(arena, item, "id", decision->id ? decision->id : "");
		json_set_string(arena, item, "state", decision->state);
		json_set_string(arena, item, "by", decision->who);
		json_set_integer(arena, item, "at", decision->at);
	}
	json_set(arena, now, "decisions", list);
	if (!newest)
		return;
	struct json *said = json_new(arena, JSON_OBJECT);
	json_set_string(arena, said, "state", newest->state);
	json_set_string(arena, said, "by", newest->who);
	json_set_string(arena, said, "comment", newest->comment);
	json_set_integer(arena, said, "at", newest->at);
	json_set(arena, now, "decision", said);
}
