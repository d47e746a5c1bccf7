/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How a ticket ends: by facts, with the proof, or by people while the matter goes on. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/apply_late.h"
#include "flow/calendar.h"
#include "flow/derive_record.h"
#include "flow/derive_task.h"
#include "flow/derive_ticket_parts.h"
#include "flow/escalation.h"
#include "store/store_queue.h"

static bool proven(const struct matter *matter, const char *name, struct error *error)
{
	struct json *progress;
	return derive_event_progress(matter->flow, matter->arena, &matter->input, &progress,
	                             error) &&
	       derive_ticket_note(matter, name, progress, error) &&
	       derive_event_proof(matter->flow, matter->arena, &matter->input, error);
}

/* Why a case ended, for people. */
static const char *in_words(const char *ended)
{
	static const struct {
		const char *ended, *words;
	} known[] = {
		{ "gone", "no place uses the certificate any more" },
		{ "window moved", "the certificate does not have to be renewed yet" },
		{ "expired", "the certificate has reached its end, so nothing is left to revoke" },
		{ "served again", "the certificate is in use again" },
		{ "revoked", "the certificate was revoked, so nothing is left to decide" },
		{ "not revoked any more", "the revocation was a hold, and it was taken off" },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (text_equal(known[i].ended, ended))
			return known[i].words;
	return ended;
}

/* A renewal that was served everywhere. Approved and under way: proof, then Review. Before the
 * approval: cancelled with the proof, recorded as renewed outside change control. */
static bool end_change(const struct matter *matter, const char *ended, struct error *error)
{
	struct json *event;
	if (text_equal(ended, "renewed")) {
		bool early = derive_ticket_in(matter, TICKET_PHASE_NEW) ||
		             derive_ticket_in(matter, TICKET_PHASE_ASSESS) ||
		             derive_ticket_in(matter, TICKET_PHASE_AUTHORIZE);
		if (early)
			return proven(matter, "renewed-outside-change", error) &&
			       derive_ticket_aim(matter, TICKET_GOAL_NOT_NEEDED,
			                         "renewed outside change control", error);
		if (!proven(matter, "proof", error) || !derive_task_close(matter, true, error))
			return false;
		return matter->flow->rules->on_proof == FLOW_PROOF_NOTE ||
		       derive_ticket_aim(matter, TICKET_GOAL_DONE, NULL, error);
	}
	if (!derive_event_progress(matter->flow, matter->arena, &matter->input, &event, error))
		return false;
	json_set_string(matter->arena, event, "why", in_words(ended));
	return derive_ticket_note(matter,
	                          text_equal(ended, "served again") ? "served-again" : "not-needed",
	                          event, error) &&
	       derive_ticket_aim(matter, TICKET_GOAL_NOT_NEEDED, in_words(ended), error);
}

/* As it was when it was opened, or as we filled it in later. */
static bool is_item_ours(const struct matter *matter, bool *ours, struct error *error)
{
	const char *item = json_member_text(matter->seen, "cmdb_ci", "");
	struct store_event *events;
	size_t count;
	*ours = text_equal(item, json_member_text(json_get(matter->seen, "first"), "cmdb_ci", ""));
	if (*ours || text_is_empty(item))
		return true;
	if (!store_event_of_ticket(matter->flow->store, matter->arena, matter->ticket->key, &events,
	                           &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		*ours |= text_starts_with(events[i].name, APPLY_LATE) &&
		         text_equal(events[i].remote_id, item);
	return true;
}

/* Why people must end it themselves, NULL when they have left state, item, title and group as they
 * were and nothing hangs on it. */
static const char *kept_open(const struct matter *matter, bool item_is_ours)
{
	const struct json *seen = matter->seen, *first = json_get(seen, "first");
	if (!derive_ticket_in(matter, TICKET_PHASE_NEW) &&
	    !derive_ticket_in(matter, TICKET_PHASE_IMPLEMENT))
		return "its state was changed";
	if (matter->ticket->on_hold)
		return "it is on hold";
	if (json_is_true(json_get(seen, "children")))
		return "a child, a problem or a major incident hangs on it";
	if (!item_is_ours)
		return "its configuration item was changed";
	if (!text_equal(json_member_text(seen, "title", ""), json_member_text(first, "title", "")))
		return "its title was changed";
	if (text_is_empty(json_member_text(seen, "group", "")) &&
	    !text_is_empty(json_member_text(first, "group", "")))
		return "its group was taken away";
	return NULL;
}

/* Ended by facts about its places, or without any: then the note must not claim them. */
static const char *cause_of(const char *ended)
{
	bool by_places = text_equal(ended, "renewed") || text_equal(ended, "gone");
	return by_places ? NULL : in_words(ended);
}

static bool end_incident(const struct matter *matter, const char *ended, struct error *error)
{
	struct json *progress;
	bool ours;
	/* Decided by what stands there now: never before it was read once. */
	if (matter->ticket->read_at == 0)
		return true;
	if (!is_item_ours(matter, &ours, error))
		return false;
	const char *why = kept_open(matter, ours);
	if (!derive_event_progress(matter->flow, matter->arena, &matter->input, &progress, error))
		return false;
	if (why)
		json_set_string(matter->arena, progress, "why", why);
	if (cause_of(ended))
		json_set_string(matter->arena, progress, "cause", cause_of(ended));
	return derive_ticket_note(matter, "resolved", progress, error) &&
	       derive_event_proof(matter->flow, matter->arena, &matter->input, error) &&
	       (why || derive_ticket_aim(matter, TICKET_GOAL_DONE, NULL, error));
}

bool derive_ticket_end(const struct matter *matter, const char *ended, struct error *error)
{
	return derive_ticket_is_change(matter) ? end_change(matter, ended, error)
	                                       : end_incident(matter, ended, error);
}

/* When it comes back, 0 = never: at the next step of the reminders. What is expired and still served
 * has no step left and comes back the next working day. */
static int64_t silent_until(const struct matter *matter)
{
	struct escalation escalation = {
		.opens = matter->input.window.opens,
		.not_after = matter->input.subject->row->not_after,
		.done = matter->ticket->escalated,
		.done_at = matter->now,
	};
	int64_t next = escalation_next(matter->flow->rules, &escalation, matter->now);
	if (next == 0 && flow_reason_is_outage(matter->ticket->reason))
		next = calendar_add_working_days(matter->flow->rules->calendar, matter->now, 1);
	return next;
}

/* Whoever closed it reads what follows from it; a ticket that is gone takes no note. */
static bool tell_unsolved(const struct matter *matter, int64_t until, struct error *error)
{
	struct json *event = json_new(matter->arena, JSON_OBJECT);
	/* Some products end by themselves what a person rejects. */
	bool rejected = derive_ticket_is(matter, TICKET_APPROVAL_REJECTED);
	const char *id = json_member_text(matter->seen, "ended_by", ""), *by, *zone;
	if (derive_ticket_in(matter, TICKET_PHASE_GONE))
		return true;
	if (rejected && !text_is_empty(matter->ticket->approved_by))
		id = matter->ticket->approved_by;
	if (!derive_ticket_tell_decision(matter, error) ||
	    !derive_event_person(matter->flow, matter->arena, &matter->input, id, &by, error) ||
	    !derive_record_zone(matter->flow, matter->arena, matter->side->name,
	                        matter->input.subject->owner_group, &zone, error))
		return false;
	if (!text_is_empty(by))
		json_set_string(matter->arena, event, "by_name", by);
	if (until)
		json_set(matter->arena, event, "until",
		         derive_record_moment(matter->arena, until, zone));
	return derive_ticket_note(matter, "closed-unsolved", event, error);
}

bool derive_ticket_closed(const struct matter *matter, const struct store_case *open,
                          struct error *error)
{
	int64_t next = silent_until(matter);
	if (!open)
		return derive_ticket_finish(matter, "closed by people", error);
	if (!tell_unsolved(matter, next, error))
		return false;
	if (next == 0)
		return derive_ticket_finish(matter, "closed by people", error);
	struct store_case again = *open;
	char text[24];
	clock_format_human(next, text);
	again.held = arena_print(matter->arena, "closed by people: silent until %s", text);
	return store_case_save(matter->flow->store, &again, error) &&
	       store_due_set(matter->flow->store, "case", again.key, "silent", next, error) &&
	       derive_ticket_finish(matter, "closed by people", error);
}
