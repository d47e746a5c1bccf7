/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What stands around a ticket: the change that renews, the last renewal, other people's incident. */
#include "flow/derive_around.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_case.h"
#include "flow/derive_event.h"
#include "flow/derive_record.h"
#include "store/store_mirror.h"
#include "store/store_record.h"
#include <string.h>

enum { OUTAGE_SECONDS = 7 * CLOCK_DAY };

bool derive_around_ticket(const struct flow *flow, struct arena *arena, int64_t certificate_id,
                          enum flow_reason reason, struct store_ticket **ticket,
                          struct error *error)
{
	struct store_ticket *rows;
	size_t count;
	*ticket = NULL;
	if (!certificate_id)
		return true;
	if (!store_ticket_of_certificate(flow->store, arena, certificate_id, &rows, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (text_equal(rows[i].reason, flow_reason_name(reason)))
			*ticket = &rows[i];
	return true;
}

static enum ticket_phase phase_of(const struct store_ticket *ticket)
{
	for (int phase = TICKET_PHASE_UNKNOWN; phase <= TICKET_PHASE_GONE; phase++)
		if (text_equal(ticket->phase, ticket_phase_name((enum ticket_phase)phase)))
			return (enum ticket_phase)phase;
	return TICKET_PHASE_UNKNOWN;
}

static const char *comment_of(struct arena *arena, const struct store_ticket *ticket)
{
	const struct json *seen = json_parse(arena, ticket->seen, strlen(ticket->seen), NULL, NULL);
	return json_text(json_at(seen, "decision", "comment", NULL), "");
}

static const char *planned_text(struct arena *arena, const struct store_ticket *ticket,
                                int64_t as_of)
{
	char start[24], end[24];
	if (!ticket->planned_start)
		return "no time is planned";
	clock_format_human(ticket->planned_start, start);
	clock_format_human(ticket->planned_end, end);
	return arena_print(arena, "%s %s to %s",
	                   ticket->planned_end < as_of ? "its planned time has passed:" : "planned",
	                   start, end);
}

static const char *new_text(struct arena *arena, const struct store_ticket *ticket,
                            const char *decided, const char *assigned)
{
	const char *comment = comment_of(arena, ticket);
	if (text_equal(ticket->approval, ticket_approval_name(TICKET_APPROVAL_REJECTED)))
		return arena_print(arena, "rejected by %s%s%s", decided, *comment ? ": " : "",
		                   comment);
	return arena_print(arena, "never submitted for approval, %s%s",
	                   text_is_empty(assigned) ? "nobody took it" : "assigned to ", assigned);
}

/* Where a change stands, in words; the names of people are given. */
static const char *standing(struct arena *arena, const struct store_ticket *ticket, int64_t as_of,
                            const char *decided, const char *assigned)
{
	if (text_is_empty(ticket->remote_id))
		return "wanted, but not opened yet";
	switch (phase_of(ticket)) {
	case TICKET_PHASE_NEW:
		return new_text(arena, ticket, decided, assigned);
	case TICKET_PHASE_ASSESS:
	case TICKET_PHASE_AUTHORIZE:
		return "waiting for approval";
	case TICKET_PHASE_SCHEDULED:
		return arena_print(arena, "approved%s%s, %s", text_is_empty(decided) ? "" : " by ",
		                   decided, planned_text(arena, ticket, as_of));
	case TICKET_PHASE_IMPLEMENT:
		return arena_print(arena, "in work, %s", planned_text(arena, ticket, as_of));
	case TICKET_PHASE_REVIEW:
		return "implemented, in review";
	case TICKET_PHASE_CLOSED:
		return "closed";
	case TICKET_PHASE_CANCELLED:
		return "cancelled";
	case TICKET_PHASE_GONE:
		return "deleted, or hidden from us";
	default:
		return "its state is not known";
	}
}

static bool people_of(const struct flow *flow, struct arena *arena,
                      const struct ticket_input *input, const struct store_ticket *ticket,
                      const char **decided, const char **assigned, struct error *error)
{
	return derive_event_person(flow, arena, input, ticket->approved_by, decided, error) &&
	       derive_event_person(flow, arena, input, ticket->assigned_to, assigned, error);
}

/* Why an expired certificate has no change that renews it. */
static bool none_text(const struct flow *flow, struct arena *arena,
                      const struct ticket_input *input, const char **text, struct error *error)
{
	const struct store_certificate *row = input->subject->row;
	struct store_case *known;
	char *key = derive_case_key(arena, FLOW_RENEWAL, row->sha256, input->as_of);
	if (!store_case_get(flow->store, arena, key, &known, error))
		return false;
	*text = row->first_seen > row->not_after
	                ? "None: it had expired before it was first seen here."
	                : "None was opened.";
	if (known && !text_is_empty(known->held))
		*text = arena_print(arena, "None: %s.", known->held);
	return true;
}

static bool put_change(const struct flow *flow, struct arena *arena,
                       const struct ticket_input *input, struct json *ticket, struct error *error)
{
	struct json *change = json_new(arena, JSON_OBJECT);
	struct store_ticket *row;
	const char *decided, *assigned, *text;
	if (!flow_reason_is_outage(input->ticket->reason))
		return true;
	if (!derive_around_ticket(flow, arena, input->subject->row->id, FLOW_RENEWAL, &row, error))
		return false;
	if (!row) {
		if (!none_text(flow, arena, input, &text, error))
			return false;
		json_set_string(arena, change, "text", text);
		json_set(arena, ticket, "change", change);
		return true;
	}
	if (!people_of(flow, arena, input, row, &decided, &assigned, error))
		return false;
	/* A key is a promise that it can be linked now: what was never opened must not hold this
	 * ticket back. */
	if (!text_is_empty(row->remote_id))
		json_set_string(arena, change, "key", row->key);
	derive_record_set(arena, change, "number", row->number);
	derive_record_set(arena, change, "state", row->phase);
	json_set_string(arena, change, "text",
	                standing(arena, row, input->as_of, decided, assigned));
	json_set(arena, ticket, "change", change);
	return true;
}

/* When the certificate first came into use: the end of the renewal before. */
static int64_t first_served(const struct subject *subject)
{
	int64_t first = 0;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct store_slot *slot = subject->places.items[i].slot;
		if (slot && (!first || slot->first_seen < first))
			first = slot->first_seen;
	}
	return first;
}

static bool put_previous(const struct flow *flow, struct arena *arena,
                         const struct ticket_input *input, const char *zone, struct json *ticket,
                         struct error *error)
{
	const struct subject *subject = input->subject;
	struct store_ticket *row;
	int64_t done = first_served(subject);
	const char *decided, *by;
	if (!subject->predecessor_id || !done)
		return true;
	struct json *previous = json_new(arena, JSON_OBJECT);
	json_set(arena, previous, "done", derive_record_moment(arena, done, zone));
	json_set(arena, ticket, "previous", previous);
	if (!derive_around_ticket(flow, arena, subject->predecessor_id, FLOW_RENEWAL, &row, error))
		return false;
	if (!row || text_is_empty(row->number))
		return true;
	if (!people_of(flow, arena, input, row, &decided, &by, error))
		return false;
	json_set_string(arena, previous, "number", row->number);
	derive_record_set(arena, previous, "by_name", by);
	if (done > row->opened_at)
		json_set_integer(arena, previous, "days",
		                 (done - row->opened_at + CLOCK_DAY - 1) / CLOCK_DAY);
	return true;
}

/* Since when clients may have been refused. */
static int64_t hurts_since(const struct ticket_input *input)
{
	const struct subject *subject = input->subject;
	bool revoked = text_equal(input->ticket->reason, flow_reason_name(FLOW_REVOKED));
	if (!revoked)
		return subject->row->not_after;
	return subject->revoked ? subject->revocation->revoked_at : 0;
}

static bool incident_on(const struct flow *flow, struct arena *arena,
                        const struct ticket_input *input, const char *ci,
                        const struct ci **incident, struct error *error)
{
	struct ci *rows;
	size_t count;
	if (text_is_empty(ci) || *incident)
		return true;
	if (!store_mirror_tickets_on(flow->store, arena, flow->sides[input->side_index].name, ci,
	                             &rows, &count, error))
		return false;
	for (size_t i = 0; i < count && !*incident; i++) {
		int64_t opened = json_integer(json_get(rows[i].fields, "opened"), 0);
		/* An older one is about something else, and what became of it is not read. */
		if (text_equal(rows[i].class, ticket_kind_name(TICKET_INCIDENT)) &&
		    opened > hurts_since(input) && opened > input->as_of - OUTAGE_SECONDS)
			*incident = &rows[i];
	}
	return true;
}

bool derive_around_incident(const struct flow *flow, struct arena *arena,
                            const struct ticket_input *input, const struct ci **incident,
                            struct error *error)
{
	const struct subject *subject = input->subject;
	const char *key = arena_print(arena, "certificate:%s", subject->row->sha256);
	struct store_record *record;
	*incident = NULL;
	if (!flow_reason_is_outage(input->ticket->reason))
		return true;
	if (!store_record_get(flow->store, arena, flow->sides[input->side_index].name, key, &record,
	                      error) ||
	    !incident_on(flow, arena, input, record ? record->remote_id : "", incident, error))
		return false;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct ci *ci = subject->places.items[i].matches[input->side_index].ci;
		if (!incident_on(flow, arena, input, ci ? ci->id : "", incident, error))
			return false;
	}
	return true;
}

static bool put_incident(const struct flow *flow, struct arena *arena,
                         const struct ticket_input *input, struct json *ticket, struct error *error)
{
	const struct ci *found;
	if (!derive_around_incident(flow, arena, input, &found, error))
		return false;
	if (!found)
		return true;
	struct json *incident = json_new(arena, JSON_OBJECT);
	json_set_string(arena, incident, "id", found->id);
	derive_record_set(arena, incident, "number", json_member_text(found->fields, "number", ""));
	json_set(arena, ticket, "incident", incident);
	return true;
}

const char *derive_around_runbook(const struct flow *flow, const struct json *record)
{
	const char *found = "";
	if (flow->rules->runbook)
		found = json_member_text(flow->rules->runbook, "url", "");
	if (*found)
		return found;
	JSON_EACH(ci, json_at(record, "cis", "items", NULL))
	{
		const char *url = json_member_text(ci, "runbook", "");
		if (*found && *url && !text_equal(found, url))
			return "";
		found = *url ? url : found;
	}
	return found;
}

static void put_looked(struct arena *arena, const char *zone, struct json *ticket)
{
	int64_t newest = 0;
	JSON_EACH(group, json_at(ticket, "places", "groups", NULL))
	JSON_EACH(item, json_get(group, "items"))
	{
		int64_t at = json_integer(json_at(item, "last_seen", "at", NULL), 0);
		newest = at > newest ? at : newest;
	}
	json_set(arena, ticket, "looked", derive_record_moment(arena, newest, zone));
}

bool derive_around(const struct flow *flow, struct arena *arena, const struct ticket_input *input,
                   const char *zone, struct json *ticket, struct error *error)
{
	put_looked(arena, zone, ticket);
	json_set(arena, ticket, "detected", derive_record_moment(arena, input->detected_at, zone));
	return put_change(flow, arena, input, ticket, error) &&
	       put_previous(flow, arena, input, zone, ticket, error) &&
	       put_incident(flow, arena, input, ticket, error);
}
