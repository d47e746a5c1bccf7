/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Gives waiting cases their tickets. */
#include "flow/derive_open.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/calendar.h"
#include "flow/derive_asked.h"
#include "flow/derive_event.h"
#include "flow/derive_prepare.h"
#include "flow/derive_state.h"
#include "flow/derive_task.h"
#include "flow/escalation.h"
#include "flow/permit.h"
#include "mapping/mapping.h"
#include "store/store_audit.h"
#include "store/store_queue.h"
#include "store/store_record.h"
#include "store/store_side.h"
#include <stdlib.h>

enum { URGENCY_TICKET = 30, WORK_START = 7, WORK_END = 18 };

struct opening {
	struct store_case *row;
	struct subject *subject;
	struct flow_side *side;
	size_t side_index;
	enum flow_reason reason;
	enum ticket_kind kind;
	struct window window;
	bool inside; /* the pilot, where the stage is one */
};

static bool is_working_hour(const struct flow_rules *rules, int64_t now)
{
	struct clock_date date;
	clock_split(now, &date);
	return calendar_is_working_day(rules->calendar, now) && date.hour >= WORK_START &&
	       date.hour < WORK_END;
}

/* Why there is no ticket (yet), NULL when there shall be one. */
static const char *refuses(const struct flow *flow, struct opening *opening, int64_t now)
{
	const struct flow_rules *rules = flow->rules;
	bool urgent = flow_reason_is_outage(flow_reason_name(opening->reason)) &&
	              opening->subject->class == FLOW_CRITICAL;
	if (!opening->side)
		return "no far side tickets this zone";
	if (opening->side->stage < FLOW_PILOT)
		return "the far side's stage opens no tickets";
	if (!opening->inside)
		return "outside the pilot";
	if (opening->kind == TICKET_NONE)
		return "listed: the rule for this class opens no ticket";
	if (!rules->any_hour && !urgent && !is_working_hour(rules, now))
		return "waits for working hours";
	return NULL;
}

static enum ticket_kind choose_kind(const struct flow *flow, const struct opening *opening,
                                    int64_t now)
{
	enum ticket_kind kind = flow->rules->tickets[opening->reason][opening->subject->class].kind;
	struct window_input input = {
		.not_before = opening->subject->row->not_before,
		.not_after = opening->subject->row->not_after,
		.class = opening->subject->class,
		.kind = kind,
	};
	if (opening->reason == FLOW_RENEWAL && ticket_is_change(kind) &&
	    window_is_emergency(flow->rules, &input, now))
		return TICKET_CHANGE_EMERGENCY;
	return kind;
}

static bool within_limits(const struct flow *flow, const struct opening *opening, int64_t now,
                          const char **held, struct error *error)
{
	int64_t day = now / CLOCK_DAY, all = 0, group = 0;
	const char *target = opening->side->name, *owner = opening->subject->owner_group;
	*held = NULL;
	if (!store_volume_get(flow->store, target, "opens", day, "", &all, error))
		return false;
	if (!text_is_empty(owner) &&
	    !store_volume_get(flow->store, target, "opens", day, owner, &group, error))
		return false;
	if (all >= flow->rules->limit_day)
		*held = "waits: the day's limit for this far side is reached";
	else if (group >= flow->rules->limit_group)
		*held = "waits: the day's limit for this owner group is reached";
	return true;
}

static const char *program_of(struct arena *arena, const struct opening *opening)
{
	return arena_print(
		arena, "%s/%s.jq", opening->side->folder,
		flow_ticket_program(opening->row->reason, ticket_kind_name(opening->kind)));
}

/* The proposed slot: after the lead time, before the margin, in open time; none when too late. */
static void propose(const struct flow *flow, const struct opening *opening, int64_t now,
                    struct ticket_input *input)
{
	const struct flow_rules *rules = flow->rules;
	if (!ticket_is_change(opening->kind) || opening->reason != FLOW_RENEWAL)
		return;
	int64_t earliest = calendar_add_working_days(
		rules->calendar, now,
		window_lead(rules, opening->kind,
	                    text_equal(opening->subject->row->purpose, "client")));
	input->slot_start = calendar_first_slot(rules->calendar, earliest, opening->window.latest,
	                                        rules->slot_start_hour, rules->slot_seconds);
	input->slot_end = input->slot_start ? input->slot_start + rules->slot_seconds : 0;
	input->proposed = rules->propose_slot && input->slot_start != 0;
}

/* renewal:<sha256>:1, the next one :2 - the case's key with the number of its ticket. */
static bool next_key(const struct flow *flow, struct arena *arena, const struct store_case *row,
                     const char **key, const char **previous, struct error *error)
{
	*previous = "";
	for (int number = 1; number < 1000; number++) {
		struct store_ticket *known;
		*key = arena_print(arena, "%s:%d", row->key, number);
		if (!store_ticket_get(flow->store, arena, *key, &known, error))
			return false;
		if (!known)
			return true;
		*previous = *key;
	}
	return error_set(error, ERROR_ITEM,
	                 "case '%s' has had 999 tickets; look at who closes them", row->key);
}

static bool want_ticket(const struct flow *flow, struct arena *arena, const struct opening *opening,
                        const struct ticket_input *input, struct error *error)
{
	struct json *record, *body;
	char digest[65];
	bool changed;
	if (!derive_ticket_record(flow, arena, input, &record, error) ||
	    !mapping_run(flow->mapping, arena, program_of(arena, opening), record, &body, error))
		return false;
	json_set_string(arena, body, "goal", ticket_goal_name(TICKET_GOAL_OPEN));
	json_digest(body, digest);
	const char *text = json_print(arena, body);
	return store_record_want(flow->store, opening->side->name, "ticket",
	                         arena_print(arena, "ticket:%s", input->ticket->key),
	                         opening->subject->row->id, URGENCY_TICKET, digest, text, &changed,
	                         error) &&
	       derive_event_files(flow, arena, input, text, error) &&
	       derive_task_open(flow, arena, input, record, error);
}

static bool tell(const struct flow *flow, struct arena *arena, const struct store_ticket *ticket,
                 const struct opening *opening, struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "ticket", ticket->key);
	json_set_string(arena, body, "kind", ticket->kind);
	json_set_string(arena, body, "target", ticket->target);
	json_set_string(arena, body, "case", opening->row->key);
	json_set_string(arena, body, "class_why", opening->subject->class_why);
	json_set_string(arena, body, "owner_why", opening->subject->owner_why);
	json_set_string(arena, body, "hash", ticket->asked_hash);
	return store_audit_append(flow->store, "ticket wanted", body, error);
}

/* Reminders that are past when the ticket opens, also those that only a week-end has put back. */
static int past_steps(const struct flow *flow, const struct opening *opening, int64_t now)
{
	struct escalation escalation = {
		.opens = opening->window.opens,
		.not_after = opening->subject->row->not_after,
	};
	escalation.done = escalation_past(escalation.opens, escalation.not_after, now);
	int step = escalation_step(flow->rules, &escalation, now);
	return step < 0 ? escalation.done : escalation.done | ((2 << step) - 1);
}

/* As it stands in the store before the far side has heard of it. */
static struct store_ticket ticket_of(const struct flow *flow, const struct opening *opening,
                                     int64_t now)
{
	return (struct store_ticket){
		.target = opening->side->name,
		.reason = opening->row->reason,
		.kind = ticket_kind_name(opening->kind),
		.goal = ticket_goal_name(TICKET_GOAL_OPEN),
		.certificate_id = opening->subject->row->id,
		.opened_at = now,
		.ended = "",
		.remote_id = "",
		.number = "",
		.phase = "",
		.approval = "",
		.assigned_to = "",
		.approved_hash = "",
		.approved_by = "",
		.seen = "{}",
		.owner_group = opening->subject->owner_group,
		.escalated = past_steps(flow, opening, now),
	};
}

/* What goes with it at once: what was asked for, its items, its runbook, its text where a template
 * holds the place of that. */
static bool add_events(const struct flow *flow, struct arena *arena, const struct opening *opening,
                       const struct ticket_input *input, struct error *error)
{
	if (ticket_is_change(opening->kind) && (!derive_asked_keep(flow, arena, input, error) ||
	                                        !derive_event_affected(flow, arena, input, error)))
		return false;
	return derive_event_page(flow, arena, input, error) &&
	       (opening->kind != TICKET_CHANGE_STANDARD ||
	        derive_event_note(flow, arena, input, "opened", NULL, error));
}

/* Against the limits of the day. */
static bool count(const struct flow *flow, const struct store_ticket *ticket, int64_t now,
                  struct error *error)
{
	int64_t day = now / CLOCK_DAY;
	return store_volume_add(flow->store, ticket->target, "opens", day, "", 1, error) &&
	       (text_is_empty(ticket->owner_group) ||
	        store_volume_add(flow->store, ticket->target, "opens", day, ticket->owner_group, 1,
	                         error));
}

static bool open_ticket(const struct flow *flow, struct arena *arena, struct opening *opening,
                        int64_t now, struct error *error)
{
	char hash[65];
	struct store_ticket ticket = ticket_of(flow, opening, now);
	struct ticket_input input = {
		.subject = opening->subject,
		.ticket = &ticket,
		.side_index = opening->side_index,
		.as_of = now,
		.window = opening->window,
		.detected_at = opening->row->opened_at,
		.hash = hash,
	};
	if (!next_key(flow, arena, opening->row, &ticket.key, &ticket.previous_key, error))
		return false;
	derive_asked_hash(flow, arena, opening->subject, opening->side, hash);
	ticket.asked_hash = hash;
	propose(flow, opening, now, &input);
	opening->row->ticket_key = ticket.key;
	opening->row->held = "";
	return want_ticket(flow, arena, opening, &input, error) &&
	       store_ticket_save(flow->store, &ticket, error) &&
	       store_case_save(flow->store, opening->row, error) &&
	       add_events(flow, arena, opening, &input, error) &&
	       count(flow, &ticket, now, error) && tell(flow, arena, &ticket, opening, error) &&
	       store_dirty_add(flow->store, "ticket", ticket.key, "opened", 0, error);
}

static bool hold(const struct flow *flow, struct store_case *row, const char *why,
                 struct error *error)
{
	if (text_equal(row->held, why))
		return true;
	row->held = why;
	return store_case_save(flow->store, row, error);
}

static bool consider(const struct flow *flow, struct arena *arena, struct opening *opening,
                     int64_t now, int64_t *opened, struct error *error)
{
	const char *why;
	opening->kind = choose_kind(flow, opening, now);
	opening->inside = true;
	if (opening->side && opening->side->stage == FLOW_PILOT &&
	    !permit_pilot(flow, arena, opening->side_index, opening->subject, "", &opening->inside,
	                  error))
		return false;
	why = refuses(flow, opening, now);
	if (!why && !within_limits(flow, opening, now, &why, error))
		return false;
	if (why)
		return hold(flow, opening->row, why, error);
	if (open_ticket(flow, arena, opening, now, error)) {
		(*opened)++;
		return true;
	}
	if (error->kind != ERROR_ITEM)
		return false;
	return store_aside_add(flow->store, "case", opening->row->key, error->message, error) &&
	       hold(flow, opening->row, "set aside: see outbox list", error);
}

/* Revoked before expired before renewal before decommission, the sooner end first. */
static int by_urgency(const void *left, const void *right)
{
	const struct opening *a = left, *b = right;
	static const int rank[FLOW_REASONS] = {
		[FLOW_REVOKED] = 0, [FLOW_EXPIRED] = 1, [FLOW_RENEWAL] = 2, [FLOW_DECOMMISSION] = 3
	};
	if (rank[a->reason] != rank[b->reason])
		return rank[a->reason] - rank[b->reason];
	if (a->subject->class != b->subject->class)
		return (int)b->subject->class - (int)a->subject->class;
	int64_t x = a->subject->row->not_after, y = b->subject->row->not_after;
	return x < y ? -1 : x > y;
}

static bool gather(const struct flow *flow, struct arena *arena, int64_t now,
                   struct opening **openings, size_t *count, struct error *error)
{
	struct store_case *rows;
	size_t total;
	*count = 0;
	if (!store_case_waiting(flow->store, arena, &rows, &total, error))
		return false;
	int64_t *ids = ARENA_ARRAY(arena, int64_t, total + 1);
	struct subject **subjects = ARENA_ARRAY(arena, struct subject *, total + 1);
	*openings = ARENA_ARRAY(arena, struct opening, total + 1);
	for (size_t i = 0; i < total; i++)
		ids[i] = rows[i].certificate_id;
	if (!derive_prepare(flow, arena, ids, total, now, subjects, error))
		return false;
	for (size_t i = 0; i < total; i++) {
		struct opening *opening = &(*openings)[*count];
		if (!subjects[i] || !subjects[i]->facts ||
		    !flow_reason_parse(rows[i].reason, &opening->reason))
			continue;
		opening->row = &rows[i];
		opening->subject = subjects[i];
		opening->side = flow_ticket_side(flow, derive_subject_zone(subjects[i]));
		opening->side_index = opening->side ? (size_t)(opening->side - flow->sides) : 0;
		opening->window = derive_state_window(flow, subjects[i]);
		(*count)++;
	}
	return true;
}

bool derive_open(const struct flow *flow, int64_t now, int64_t *opened, struct error *error)
{
	ARENA(arena);
	struct opening *openings;
	size_t count;
	*opened = 0;
	if (!store_begin(flow->store, error))
		return false;
	bool done = gather(flow, &arena, now, &openings, &count, error);
	if (done)
		qsort(openings, count, sizeof(*openings), by_urgency);
	for (size_t i = 0; done && i < count; i++)
		done = consider(flow, &arena, &openings[i], now, opened, error);
	if (!done) {
		store_rollback(flow->store);
		return false;
	}
	return store_commit(flow->store, true, error);
}
