/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Writes to a ticket that do not get through are told on the ticket. */
#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/backoff.h"
#include "flow/derive_ticket_parts.h"
#include "store/store_step.h"
#include <string.h>

/* What was to be done, to follow "cannot". */
static const char *deed(const struct json *body)
{
	const char *goal = json_member_text(body, "goal", "");
	if (json_is_true(json_get(body, "update")))
		return "write its newest text here";
	if (text_equal(goal, ticket_goal_name(TICKET_GOAL_APPROVAL_ASKED)))
		return "submit this for approval";
	if (text_equal(goal, ticket_goal_name(TICKET_GOAL_IMPLEMENTING)))
		return "move this to the state in which the work is done";
	if (text_equal(goal, ticket_goal_name(TICKET_GOAL_NOT_NEEDED)))
		return "cancel this, though it is no longer needed";
	return "end this, though all is done";
}

static bool tell(const struct matter *matter, const char *name, const struct json *body,
                 const char *why, struct error *error)
{
	struct json *event = json_new(matter->arena, JSON_OBJECT);
	char digest[DIGEST_HEX];
	const char *mark =
		arena_print(matter->arena, "%s %s", json_member_text(body, "goal", ""), why);
	digest_hex(mark, strlen(mark), digest);
	json_set_string(matter->arena, event, "deed", deed(body));
	json_set_string(matter->arena, event, "why", why);
	return derive_event_note_again(matter->flow, matter->arena, &matter->input, name,
	                               arena_print(matter->arena, "%.8s", digest), event, error);
}

bool derive_ticket_stuck(const struct matter *matter, struct error *error)
{
	struct store_record *record;
	struct store_step *step;
	struct json *body;
	if (!derive_ticket_load(matter, &record, &body, error))
		return false;
	if (!record || text_equal(record->desired, record->sent))
		return true;
	/* What the operator dropped is no news to the people. */
	if (text_starts_with(record->problem, "dropped"))
		return true;
	if (!text_is_empty(record->problem))
		return tell(matter, "stopped", body, record->problem, error);
	if (!store_step_of(matter->flow->store, matter->arena, record->target, record->key, &step,
	                   error))
		return false;
	if (!step || step->attempts < BACKOFF_TELL_MOVE || text_is_empty(step->reason) ||
	    !text_equal(step->verb, step_verb_name(STEP_MOVE)))
		return true;
	return tell(matter, "waits", body, step->reason, error);
}
