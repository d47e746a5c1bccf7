/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reminders of a renewal. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_issued.h"
#include "flow/derive_ticket_parts.h"
#include "flow/escalation.h"
#include "store/store_queue.h"

static bool set_marks(const struct matter *matter, const struct escalation *escalation,
                      struct error *error)
{
	const struct store_ticket *ticket = matter->ticket;
	int64_t next = escalation_next(matter->flow->rules, escalation, matter->now);
	if (ticket->planned_start > matter->now && (next == 0 || ticket->planned_start < next))
		next = ticket->planned_start;
	return store_due_set(matter->flow->store, "ticket", ticket->key, "step", next, error);
}

/* Every place serves a new one: only the proof is still to come. */
static bool is_renewed(const struct subject *subject)
{
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		if (derive_subject_counts(place) && place->state != PLACE_RENEWED &&
		    place->state != PLACE_GONE)
			return false;
	}
	return subject->renewed > 0;
}

/* None while approved or scheduled with a planned end in time, none when people made progress since
 * the last one or nothing is left to do, and at most one note a day. */
static bool is_quiet(const struct matter *matter)
{
	const struct store_ticket *ticket = matter->ticket;
	bool scheduled = derive_ticket_is(matter, TICKET_APPROVAL_APPROVED) &&
	                 ticket->planned_end != 0 &&
	                 ticket->planned_end < matter->input.window.latest &&
	                 ticket->planned_end > matter->now;
	bool moved = ticket->progress_at > ticket->escalated_at && ticket->escalated_at != 0;
	return scheduled || moved || is_renewed(matter->input.subject) ||
	       ticket->note_day == matter->now / CLOCK_DAY;
}

static struct json *missing_of(const struct matter *matter)
{
	struct json *missing = json_new(matter->arena, JSON_ARRAY);
	if (text_is_empty(matter->ticket->assigned_to))
		json_push_string(matter->arena, missing, "nobody is assigned");
	if (derive_ticket_in(matter, TICKET_PHASE_NEW))
		json_push_string(matter->arena, missing, "approval has not been asked for");
	if (derive_ticket_in(matter, TICKET_PHASE_ASSESS) ||
	    derive_ticket_in(matter, TICKET_PHASE_AUTHORIZE))
		json_push_string(matter->arena, missing, "approval has not been given");
	if (derive_ticket_in(matter, TICKET_PHASE_SCHEDULED) &&
	    matter->ticket->planned_end < matter->now)
		json_push_string(matter->arena, missing, "the planned time has passed");
	return missing;
}

/* Issued and not installed: the next step is another person's. Looked for only when it is time to
 * remind; true in *told when there was such news. */
static bool tell_issued(const struct matter *matter, bool *told, struct error *error)
{
	struct json *event, *issued;
	bool known;
	*told = false;
	if (matter->input.subject->renewed > 0)
		return true;
	if (!derive_event_exists(matter->flow, matter->arena, &matter->input, "issued", &known,
	                         error) ||
	    !derive_issued(matter->flow, matter->arena, matter->input.subject, &issued, error))
		return false;
	if (!issued || known)
		return true;
	*told = true;
	event = json_new(matter->arena, JSON_OBJECT);
	json_set(matter->arena, event, "new", issued);
	return derive_ticket_note(matter, "issued", event, error);
}

static bool remind(const struct matter *matter, int step, struct error *error)
{
	const struct subject *subject = matter->input.subject;
	const struct json *decision = json_get(matter->seen, "decision");
	struct arena *arena = matter->arena;
	struct json *event;
	const char *by, *backup;
	char left[32];
	bool told;
	matter->ticket->note_day = matter->now / CLOCK_DAY;
	if (!tell_issued(matter, &told, error))
		return false;
	if (told)
		return true;
	if (!derive_event_progress(matter->flow, arena, &matter->input, &event, error) ||
	    !derive_event_person(matter->flow, arena, &matter->input, matter->ticket->approved_by,
	                         &by, error) ||
	    !derive_event_person(matter->flow, arena, &matter->input, subject->backup, &backup,
	                         error))
		return false;
	clock_format_duration(subject->row->not_after - matter->now, left);
	json_set_string(arena, event, "left", left);
	json_set(arena, event, "missing", missing_of(matter));
	if (!text_is_empty(subject->backup)) {
		json_set_string(arena, event, "backup", subject->backup);
		json_set_string(arena, event, "backup_name", backup);
	}
	if (derive_ticket_is(matter, TICKET_APPROVAL_REJECTED)) {
		json_set_string(arena, event, "by_name", by);
		json_set_string(arena, event, "comment",
		                json_member_text(decision, "comment", "no comment"));
	}
	return derive_ticket_note(matter, escalation_name(step), event, error);
}

bool derive_ticket_escalate(const struct matter *matter, struct error *error)
{
	struct store_ticket *ticket = matter->ticket;
	struct escalation escalation = {
		.opens = matter->input.window.opens,
		.not_after = matter->input.subject->row->not_after,
		.done = ticket->escalated,
		.done_at = ticket->escalated_at,
	};
	int step = escalation_step(matter->flow->rules, &escalation, matter->now);
	if (step >= 0 && !is_quiet(matter) && !remind(matter, step, error))
		return false;
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
