/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a ticket should come to: its goal and its notes. */
#include "flow/derive_ticket.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_asked.h"
#include "flow/derive_prepare.h"
#include "flow/derive_state.h"
#include "flow/derive_task.h"
#include "flow/derive_ticket_parts.h"
#include "flow/hook_permit.h"
#include "store/store_record.h"
#include <string.h>

#define REASON_TWIN "twin"

bool derive_ticket_in(const struct matter *matter, enum ticket_phase phase)
{
	return text_equal(matter->ticket->phase, ticket_phase_name(phase));
}

bool derive_ticket_is_change(const struct matter *matter)
{
	enum ticket_kind kind = TICKET_NONE;
	return ticket_parse_kind(matter->ticket->kind, &kind) && ticket_is_change(kind);
}

bool derive_ticket_is(const struct matter *matter, enum ticket_approval approval)
{
	return text_equal(matter->ticket->approval, ticket_approval_name(approval));
}

bool derive_ticket_note(const struct matter *matter, const char *name, const struct json *members,
                        struct error *error)
{
	return derive_event_note(matter->flow, matter->arena, &matter->input, name, members, error);
}

/* The first case that goes on, NULL when all have ended; *ended is the reason of the last one. */
static const struct store_case *open_case(const struct matter *matter, const char **ended)
{
	*ended = "";
	for (size_t i = 0; i < matter->case_count; i++) {
		if (matter->cases[i].ended_at == 0)
			return &matter->cases[i];
		*ended = matter->cases[i].ended;
	}
	return NULL;
}

static bool event_is_settled(const struct matter *matter, const char *name, bool *settled,
                             struct error *error)
{
	struct store_event *row;
	if (!store_event_get(matter->flow->store, matter->arena, matter->ticket->key, name, &row,
	                     error))
		return false;
	*settled = !row || !text_equal(row->state, "waiting");
	return true;
}

static bool submits(const struct matter *matter)
{
	const struct flow_rules *rules = matter->flow->rules;
	enum ticket_kind kind = TICKET_NONE;
	(void)ticket_parse_kind(matter->ticket->kind, &kind);
	return kind == TICKET_CHANGE_STANDARD ? rules->submit_standard : rules->submit_normal;
}

/* May the planned work begin? */
static bool may_begin(const struct matter *matter)
{
	return hook_permit_refuses(&(struct hook_permit){
		       .ticket = matter->ticket,
		       .hash = matter->input.hash,
		       .stage = matter->side->stage,
		       .hook = matter->flow->rules->hook,
		       .calendar = matter->flow->rules->calendar,
		       .now = matter->now,
		       .begins = true,
	       }) == NULL;
}

static bool go_on(const struct matter *matter, struct error *error)
{
	bool settled, rewritten;
	if (!derive_ticket_is_change(matter))
		return true;
	if (!derive_ticket_rewrite(matter, &rewritten, error))
		return false;
	if (rewritten)
		return true;
	if (!event_is_settled(matter, "affected", &settled, error) ||
	    (settled && !derive_ticket_slot(matter, &settled, error)))
		return false;
	if (derive_ticket_in(matter, TICKET_PHASE_NEW) && settled && submits(matter) &&
	    text_equal(matter->ticket->goal, ticket_goal_name(TICKET_GOAL_OPEN)) &&
	    !text_equal(matter->ticket->approval, ticket_approval_name(TICKET_APPROVAL_REJECTED)))
		return derive_ticket_aim(matter, TICKET_GOAL_APPROVAL_ASKED, NULL, error);
	if (may_begin(matter))
		return derive_ticket_aim(matter, TICKET_GOAL_IMPLEMENTING, NULL, error);
	return true;
}

static bool is_over(const struct matter *matter)
{
	return derive_ticket_in(matter, TICKET_PHASE_CLOSED) ||
	       derive_ticket_in(matter, TICKET_PHASE_CANCELLED) ||
	       derive_ticket_in(matter, TICKET_PHASE_GONE) ||
	       (derive_ticket_in(matter, TICKET_PHASE_REVIEW) &&
	        text_equal(matter->ticket->goal, ticket_goal_name(TICKET_GOAL_DONE)));
}

/* Whoever reads the other ticket learns what is done with it from now on. */
static bool tell_merged(const struct matter *matter, struct error *error)
{
	const char *before = json_member_text(matter->seen, "merged", "");
	struct json *event = json_new(matter->arena, JSON_OBJECT);
	if (text_is_empty(before))
		return true;
	json_set_string(
		matter->arena,
		json_set(matter->arena, event, "other", json_new(matter->arena, JSON_OBJECT)),
		"number", before);
	return derive_event_note_again(matter->flow, matter->arena, &matter->input, "merged",
	                               before, event, error);
}

static bool decide(const struct matter *matter, struct error *error)
{
	const char *ended;
	const struct store_case *open = open_case(matter, &ended);
	bool decommission = flow_reason_is_decommission(matter->ticket->reason);
	if (text_is_empty(matter->ticket->remote_id))
		return open || derive_ticket_withdraw(matter, error);
	if (!derive_ticket_stuck(matter, error))
		return false;
	if (is_over(matter)) {
		bool wanted =
			!text_equal(matter->ticket->goal, ticket_goal_name(TICKET_GOAL_OPEN)) &&
			!open;
		return wanted ? derive_ticket_finish(matter, ended, error)
		              : derive_ticket_closed(matter, decommission ? NULL : open, error);
	}
	if (!tell_merged(matter, error))
		return false;
	if (open)
		return derive_ticket_link(matter, error) && derive_ticket_tell(matter, error) &&
		       derive_task_close(matter, false, error) && go_on(matter, error) &&
		       (decommission || derive_ticket_escalate(matter, error));
	return derive_ticket_end(matter, ended, error);
}

static bool prepare(struct matter *matter, char hash[static 65], bool *usable, struct error *error)
{
	struct subject *subject = NULL;
	*usable = false;
	if (!derive_prepare(matter->flow, matter->arena, &matter->ticket->certificate_id, 1,
	                    matter->now, &subject, error))
		return false;
	matter->side = flow_side_by_name(matter->flow, matter->ticket->target);
	if (!subject || !subject->facts || !matter->side)
		return true;
	derive_asked_hash(matter->flow, matter->arena, subject, matter->side, hash);
	matter->input = (struct ticket_input){
		.subject = subject,
		.ticket = matter->ticket,
		.side_index = (size_t)(matter->side - matter->flow->sides),
		.as_of = matter->now,
		.window = derive_state_window(matter->flow, subject),
		.slot_start = matter->ticket->planned_start,
		.slot_end = matter->ticket->planned_end,
		.hash = hash,
	};
	*usable = true;
	if (!derive_ticket_slot_none(matter, &matter->input.no_slot, error))
		return false;
	if (!store_case_of_ticket(matter->flow->store, matter->arena, matter->ticket->key,
	                          &matter->cases, &matter->case_count, error))
		return false;
	if (matter->case_count)
		matter->input.detected_at = matter->cases[0].opened_at;
	return true;
}

bool derive_ticket(const struct flow *flow, struct arena *arena, const char *key, int64_t now,
                   struct error *error)
{
	struct matter matter = { .flow = flow, .arena = arena, .now = now };
	char hash[65];
	bool usable;
	if (!store_ticket_get(flow->store, arena, key, &matter.ticket, error))
		return false;
	if (!matter.ticket || matter.ticket->ended_at)
		return true;
	matter.seen =
		json_parse(arena, matter.ticket->seen, strlen(matter.ticket->seen), NULL, error);
	if (!matter.seen)
		return false;
	if (!prepare(&matter, hash, &usable, error))
		return false;
	if (text_equal(matter.ticket->reason, REASON_TWIN))
		return derive_ticket_twin(&matter, error);
	return !usable || decide(&matter, error);
}
