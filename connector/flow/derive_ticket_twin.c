/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Our second ticket for one matter, made when an answer was lost. */
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_ticket_parts.h"
#include "store/store_audit.h"

/* Nobody has done anything with it: as new as we made it. */
static bool is_untouched(const struct matter *matter)
{
	const struct store_ticket *ticket = matter->ticket;
	return derive_ticket_in(matter, TICKET_PHASE_NEW) && text_is_empty(ticket->assigned_to) &&
	       !ticket->on_hold && !derive_ticket_is(matter, TICKET_APPROVAL_APPROVED) &&
	       !derive_ticket_is(matter, TICKET_APPROVAL_REJECTED) &&
	       json_integer(json_get(matter->seen, "notes"), 0) == 0 &&
	       !json_is_true(json_get(matter->seen, "children"));
}

/* Both are open now, and whoever works in this one must know of the other. */
static bool tell_both(const struct matter *matter, struct error *error)
{
	struct json *event = json_new(matter->arena, JSON_OBJECT);
	struct json *other = json_new(matter->arena, JSON_OBJECT);
	struct store_ticket *kept;
	if (!store_ticket_get(matter->flow->store, matter->arena, matter->ticket->previous_key,
	                      &kept, error))
		return false;
	if (!kept || !matter->input.subject)
		return true;
	json_set_string(matter->arena, other, "number", kept->number);
	json_set(matter->arena, event, "other", other);
	return derive_ticket_note(matter, "twin", event, error);
}

static bool leave(const struct matter *matter, struct error *error)
{
	struct json *told = json_new(matter->arena, JSON_OBJECT);
	json_set_string(matter->arena, told, "ticket", matter->ticket->key);
	json_set_string(matter->arena, told, "number", matter->ticket->number);
	return tell_both(matter, error) &&
	       store_audit_append(matter->flow->store, "twin left to people", told, error) &&
	       derive_ticket_finish(matter, "twin that people touched: left to them", error);
}

bool derive_ticket_twin(const struct matter *matter, struct error *error)
{
	const struct store_ticket *ticket = matter->ticket;
	struct store_ticket *kept;
	/* Never judged before it was read. */
	if (ticket->read_at == 0)
		return true;
	if (derive_ticket_in(matter, TICKET_PHASE_CANCELLED) ||
	    derive_ticket_in(matter, TICKET_PHASE_REVIEW) ||
	    derive_ticket_in(matter, TICKET_PHASE_CLOSED) ||
	    derive_ticket_in(matter, TICKET_PHASE_GONE))
		return derive_ticket_finish(matter, "twin ended", error);
	if (!store_ticket_get(matter->flow->store, matter->arena, ticket->previous_key, &kept,
	                      error))
		return false;
	if (kept && text_equal(kept->remote_id, ticket->remote_id))
		return derive_ticket_finish(matter, "twin that people merged", error);
	if (text_equal(ticket->goal, ticket_goal_name(TICKET_GOAL_NOT_NEEDED)))
		return true;
	if (!is_untouched(matter))
		return leave(matter, error);
	return derive_ticket_aim(
		matter, TICKET_GOAL_NOT_NEEDED,
		arena_print(matter->arena,
	                    "made twice when an answer was lost: %s is about the same matter",
	                    kept ? kept->number : "another ticket"),
		error);
}
