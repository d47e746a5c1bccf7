/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a ticket should come to: its goal and its notes. */
#include "flow/derive_ticket.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/calendar.h"
#include "flow/derive_event.h"
#include "flow/derive_prepare.h"
#include "flow/derive_state.h"
#include "flow/escalation.h"
#include "store/store_audit.h"
#include "store/store_queue.h"
#include "store/store_record.h"

struct matter {
	const struct flow *flow;
	struct arena *arena;
	struct store_ticket *ticket;
	struct store_case *cases;
	size_t case_count;
	struct flow_side *side;
	struct ticket_input input;
	int64_t now;
};

static bool is_phase(const struct matter *matter, enum ticket_phase phase)
{
	return text_equal(matter->ticket->phase, ticket_phase_name(phase));
}

static bool is_change(const struct matter *matter)
{
	enum ticket_kind kind = TICKET_NONE;
	return ticket_parse_kind(matter->ticket->kind, &kind) && ticket_is_change(kind);
}

static bool is_approved(const struct matter *matter)
{
	return text_equal(matter->ticket->approval, ticket_approval_name(TICKET_APPROVAL_APPROVED));
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

static bool note(const struct matter *matter, const char *name, struct json *members,
                 struct error *error)
{
	return derive_event_note(matter->flow, matter->arena, &matter->input, name, members, error);
}

/* A goal is part of the ticket's record: what is desired changes with it. */
static bool aim(const struct matter *matter, enum ticket_goal goal, const char *reason,
                struct error *error)
{
	struct store_ticket *ticket = matter->ticket;
	struct store_record *record;
	char digest[65];
	const char *name = ticket_goal_name(goal);
	if (text_equal(ticket->goal, name))
		return true;
	const char *key = arena_print(matter->arena, "ticket:%s", ticket->key);
	if (!store_record_get(matter->flow->store, matter->arena, ticket->target, key, &record,
	                      error))
		return false;
	if (!record)
		return true;
	struct json *body =
		json_parse(matter->arena, record->body, strlen(record->body), NULL, error);
	if (!body)
		return false;
	json_set_string(matter->arena, body, "goal", name);
	if (reason)
		json_set_string(matter->arena, body, "reason", reason);
	if (goal == TICKET_GOAL_DONE && matter->flow->rules->on_proof == FLOW_PROOF_CLOSED)
		json_set_bool(matter->arena, body, "close", true);
	json_digest(body, digest);
	record->desired = arena_copy(matter->arena, digest);
	record->body = json_print(matter->arena, body);
	record->problem = "";
	ticket->goal = name;
	struct json *told = json_new(matter->arena, JSON_OBJECT);
	json_set_string(matter->arena, told, "ticket", ticket->key);
	json_set_string(matter->arena, told, "goal", name);
	if (reason)
		json_set_string(matter->arena, told, "why", reason);
	return store_record_save(matter->flow->store, record, error) &&
	       store_ticket_save(matter->flow->store, ticket, error) &&
	       store_audit_append(matter->flow->store, "ticket goal", told, error);
}

static bool finish(const struct matter *matter, const char *why, struct error *error)
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

/* All cases ended before the far side ever heard of it: nothing is to be sent any more. */
static bool withdraw(const struct matter *matter, struct error *error)
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
	return finish(matter, "not needed before it was opened", error);
}

static bool proven(const struct matter *matter, const char *name, struct error *error)
{
	struct json *progress = derive_event_progress(matter->flow, matter->arena, &matter->input);
	return note(matter, name, progress, error) &&
	       derive_event_proof(matter->flow, matter->arena, &matter->input, error);
}

/* A renewal that was served everywhere. Approved and under way: proof, then Review. Before the
 * approval: cancelled with the proof, recorded as renewed outside change control. */
static bool end_change(const struct matter *matter, const char *ended, struct error *error)
{
	struct json *why;
	if (text_equal(ended, "renewed")) {
		bool early = is_phase(matter, TICKET_PHASE_NEW) ||
		             is_phase(matter, TICKET_PHASE_ASSESS) ||
		             is_phase(matter, TICKET_PHASE_AUTHORIZE);
		if (early)
			return proven(matter, "renewed-outside-change", error) &&
			       aim(matter, TICKET_GOAL_NOT_NEEDED, "renewed outside change control",
			           error);
		if (!proven(matter, "proof", error))
			return false;
		return matter->flow->rules->on_proof == FLOW_PROOF_NOTE ||
		       aim(matter, TICKET_GOAL_DONE, NULL, error);
	}
	why = json_new(matter->arena, JSON_OBJECT);
	json_set_string(matter->arena, why, "why", ended);
	return note(matter, "not-needed", why, error) &&
	       aim(matter, TICKET_GOAL_NOT_NEEDED, ended, error);
}

/* We resolve only what people have left as it was: state, assignment, no child, no problem. */
static bool end_incident(const struct matter *matter, struct error *error)
{
	bool alone = is_phase(matter, TICKET_PHASE_NEW) || is_phase(matter, TICKET_PHASE_IMPLEMENT);
	struct json *progress = derive_event_progress(matter->flow, matter->arena, &matter->input);
	return note(matter, "resolved", progress, error) &&
	       derive_event_proof(matter->flow, matter->arena, &matter->input, error) &&
	       (!alone || matter->ticket->on_hold || aim(matter, TICKET_GOAL_DONE, NULL, error));
}

static bool tell_decisions(const struct matter *matter, struct error *error)
{
	struct store_ticket *ticket = matter->ticket;
	struct json *event;
	if (is_approved(matter) && !text_is_empty(ticket->approved_by)) {
		event = derive_event_progress(matter->flow, matter->arena, &matter->input);
		return note(matter, "approved", event, error);
	}
	if (!text_equal(ticket->approval, ticket_approval_name(TICKET_APPROVAL_REJECTED)))
		return true;
	event = json_new(matter->arena, JSON_OBJECT);
	json_set_string(matter->arena, event, "by_name", ticket->approved_by);
	return note(matter, "rejected", event, error);
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

/* May the planned work begin? Only in stage automate, approved by somebody else for exactly this,
 * inside the planned time, not on hold, no conflict, no calendar closed. */
static bool may_begin(const struct matter *matter)
{
	const struct store_ticket *ticket = matter->ticket;
	bool pre_authorised = text_equal(ticket->kind, ticket_kind_name(TICKET_CHANGE_STANDARD));
	return matter->side->stage == FLOW_AUTOMATE && !text_is_empty(matter->flow->rules->hook) &&
	       text_equal(ticket->reason, flow_reason_name(FLOW_RENEWAL)) &&
	       (pre_authorised ||
	        (is_approved(matter) && text_equal(ticket->approved_hash, matter->input.hash))) &&
	       !ticket->on_hold && !ticket->conflict && ticket->planned_start <= matter->now &&
	       ticket->planned_start != 0 && matter->now < ticket->planned_end &&
	       !calendar_closed_at(matter->flow->rules->calendar, matter->now);
}

static bool go_on(const struct matter *matter, struct error *error)
{
	bool settled;
	if (!is_change(matter))
		return true;
	if (!event_is_settled(matter, "affected", &settled, error))
		return false;
	if (is_phase(matter, TICKET_PHASE_NEW) && settled && submits(matter) &&
	    text_equal(matter->ticket->goal, ticket_goal_name(TICKET_GOAL_OPEN)) &&
	    !text_equal(matter->ticket->approval, ticket_approval_name(TICKET_APPROVAL_REJECTED)))
		return aim(matter, TICKET_GOAL_APPROVAL_ASKED, NULL, error);
	if (is_phase(matter, TICKET_PHASE_SCHEDULED) && may_begin(matter))
		return aim(matter, TICKET_GOAL_IMPLEMENTING, NULL, error);
	return true;
}

static bool set_marks(const struct matter *matter, const struct escalation *escalation,
                      struct error *error)
{
	const struct store_ticket *ticket = matter->ticket;
	int64_t next = escalation_next(matter->flow->rules, escalation, matter->now);
	if (ticket->planned_start > matter->now && (next == 0 || ticket->planned_start < next))
		next = ticket->planned_start;
	return store_due_set(matter->flow->store, "ticket", ticket->key, "step", next, error);
}

/* None while approved or scheduled with a planned end in time, none when people made progress since
 * the last one, and at most one note a day. */
static bool is_quiet(const struct matter *matter)
{
	const struct store_ticket *ticket = matter->ticket;
	bool scheduled = is_approved(matter) && ticket->planned_end != 0 &&
	                 ticket->planned_end < matter->input.window.latest;
	bool moved = ticket->progress_at > ticket->escalated_at && ticket->escalated_at != 0;
	return scheduled || moved || ticket->note_day == matter->now / CLOCK_DAY;
}

static bool escalate(const struct matter *matter, struct error *error)
{
	struct store_ticket *ticket = matter->ticket;
	const struct subject *subject = matter->input.subject;
	struct escalation escalation = {
		.opens = matter->input.window.opens,
		.not_after = subject->row->not_after,
		.done = ticket->escalated,
		.done_at = ticket->escalated_at,
	};
	int step = escalation_step(matter->flow->rules, &escalation, matter->now);
	if (step >= 0 && !is_quiet(matter)) {
		char left[32];
		struct json *event =
			derive_event_progress(matter->flow, matter->arena, &matter->input);
		clock_format_duration(subject->row->not_after - matter->now, left);
		json_set_string(matter->arena, event, "left", left);
		json_set(matter->arena, event, "missing", json_new(matter->arena, JSON_ARRAY));
		if (text_is_empty(ticket->assigned_to))
			json_push_string(matter->arena, json_get(event, "missing"),
			                 "nobody is assigned");
		if (is_phase(matter, TICKET_PHASE_NEW))
			json_push_string(matter->arena, json_get(event, "missing"),
			                 "approval has not been asked for");
		if (!note(matter, escalation_name(step), event, error))
			return false;
		ticket->note_day = matter->now / CLOCK_DAY;
	}
	if (step >= 0) {
		ticket->escalated |= (2 << step) - 1;
		ticket->escalated_at = matter->now;
		escalation.done = ticket->escalated;
		escalation.done_at = matter->now;
		if (!store_ticket_save(matter->flow->store, ticket, error))
			return false;
	}
	return set_marks(matter, &escalation, error);
}

/* Part of the places is renewed: said once per count. */
static bool tell_progress(const struct matter *matter, struct error *error)
{
	const struct subject *subject = matter->input.subject;
	struct json *event;
	if (subject->renewed == 0 ||
	    !text_equal(matter->ticket->reason, flow_reason_name(FLOW_RENEWAL)))
		return true;
	event = derive_event_progress(matter->flow, matter->arena, &matter->input);
	return note(matter,
	            arena_print(matter->arena, "served:%sof%s",
	                        json_text(json_get(event, "served"), "0"),
	                        json_text(json_get(event, "of"), "0")),
	            event, error);
}

/* Closed by people while the matter goes on: silent until the next step, then a new ticket. */
static bool closed_by_people(const struct matter *matter, const struct store_case *open,
                             struct error *error)
{
	struct escalation escalation = {
		.opens = matter->input.window.opens,
		.not_after = matter->input.subject->row->not_after,
		.done = matter->ticket->escalated,
		.done_at = matter->now,
	};
	int64_t next = escalation_next(matter->flow->rules, &escalation, matter->now);
	if (!open || next == 0)
		return finish(matter, "closed by people", error);
	struct store_case again = *open;
	char text[24];
	clock_format_human(next, text);
	again.held = arena_print(matter->arena, "closed by people: silent until %s", text);
	return store_case_save(matter->flow->store, &again, error) &&
	       store_due_set(matter->flow->store, "case", again.key, "silent", next, error) &&
	       finish(matter, "closed by people", error);
}

static bool is_over(const struct matter *matter)
{
	return is_phase(matter, TICKET_PHASE_CLOSED) || is_phase(matter, TICKET_PHASE_CANCELLED) ||
	       is_phase(matter, TICKET_PHASE_GONE) ||
	       (is_phase(matter, TICKET_PHASE_REVIEW) &&
	        text_equal(matter->ticket->goal, ticket_goal_name(TICKET_GOAL_DONE)));
}

static bool decide(const struct matter *matter, struct error *error)
{
	const char *ended;
	const struct store_case *open = open_case(matter, &ended);
	bool decommission = text_equal(matter->ticket->reason, flow_reason_name(FLOW_DECOMMISSION));
	if (text_is_empty(matter->ticket->remote_id))
		return open || withdraw(matter, error);
	if (is_over(matter)) {
		bool wanted =
			!text_equal(matter->ticket->goal, ticket_goal_name(TICKET_GOAL_OPEN)) &&
			!open;
		return wanted ? finish(matter, ended, error)
		              : closed_by_people(matter, decommission ? NULL : open, error);
	}
	if (open)
		return tell_decisions(matter, error) && tell_progress(matter, error) &&
		       go_on(matter, error) && (decommission || escalate(matter, error));
	return is_change(matter) ? end_change(matter, ended, error) : end_incident(matter, error);
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
	derive_ticket_hash(matter->flow, matter->arena, subject, matter->side, hash);
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
	return store_case_of_ticket(matter->flow->store, matter->arena, matter->ticket->key,
	                            &matter->cases, &matter->case_count, error);
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
	if (!prepare(&matter, hash, &usable, error))
		return false;
	return !usable || decide(&matter, error);
}
