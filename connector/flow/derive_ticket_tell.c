/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What people are told on an open ticket: decisions, progress, places that came, links. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_around.h"
#include "flow/derive_asked.h"
#include "flow/derive_record.h"
#include "flow/derive_task.h"
#include "flow/derive_ticket_parts.h"
#include "flow/hook_permit.h"
#include "store/store_queue.h"
#include "store/store_record.h"
#include <string.h>

/* A place that holds the certificate since after the ticket was opened. */
struct late {
	struct json *found, *back;
	int64_t found_count, back_count, back_at;
};

static bool note_again(const struct matter *matter, const char *name, const char *mark,
                       const struct json *event, struct error *error)
{
	return derive_event_note_again(matter->flow, matter->arena, &matter->input, name, mark,
	                               event, error);
}

static const char *moment_mark(const struct matter *matter, int64_t at)
{
	return arena_print(matter->arena, "%lld", (long long)at);
}

bool derive_ticket_tell_decision(const struct matter *matter, struct error *error)
{
	const struct store_ticket *ticket = matter->ticket;
	bool approved = derive_ticket_is(matter, TICKET_APPROVAL_APPROVED);
	const char *by, *comment;
	struct json *event;
	if ((!approved && !derive_ticket_is(matter, TICKET_APPROVAL_REJECTED)) ||
	    text_is_empty(ticket->approved_by))
		return true;
	if (!derive_event_progress(matter->flow, matter->arena, &matter->input, &event, error) ||
	    !derive_event_person(matter->flow, matter->arena, &matter->input, ticket->approved_by,
	                         &by, error))
		return false;
	json_set_string(matter->arena, event, "by_name", by);
	comment = json_text(json_at(matter->seen, "decision", "comment", NULL), "");
	if (!text_is_empty(comment))
		json_set_string(matter->arena, event, "comment", comment);
	return note_again(matter, approved ? "approved" : "rejected",
	                  moment_mark(matter, ticket->approved_at), event, error);
}

/* Why the approval holds no longer; NULL when it does. An older one than the text is void for everybody;
 * one for other places, hook or mapping matters only where a hook runs by it. */
static bool find_void(const struct matter *matter, const char **why, struct error *error)
{
	const struct store_ticket *ticket = matter->ticket;
	char written[24];
	*why = NULL;
	if (!hook_permit_is_current(ticket, ticket->approved_at)) {
		clock_format_human(ticket->written_at, written);
		*why = arena_print(matter->arena,
		                   "it was given before the newest text of this change, of %s",
		                   written);
		return true;
	}
	if (matter->side->stage < FLOW_AUTOMATE || text_is_empty(matter->flow->rules->hook) ||
	    !text_equal(ticket->reason, flow_reason_name(FLOW_RENEWAL)) ||
	    text_is_empty(ticket->approved_hash) ||
	    text_equal(ticket->approved_hash, matter->input.hash))
		return true;
	if (!derive_asked_changes(matter->flow, matter->arena, &matter->input,
	                          ticket->approved_hash, why, error))
		return false;
	*why = *why ? arena_print(matter->arena, "since it was given, %s", *why)
	            : "certificate, places, hook or mapping changed after it was given";
	return true;
}

static bool tell_void(const struct matter *matter, struct error *error)
{
	const char *why;
	struct json *event;
	if (!derive_ticket_is(matter, TICKET_APPROVAL_APPROVED) ||
	    text_is_empty(matter->ticket->approved_by) || matter->input.subject->renewed > 0)
		return true;
	if (!find_void(matter, &why, error))
		return false;
	if (!why)
		return true;
	if (!derive_event_progress(matter->flow, matter->arena, &matter->input, &event, error))
		return false;
	json_set_string(matter->arena, event, "why", why);
	return note_again(matter, "approval-void",
	                  arena_print(matter->arena, "%.16s%s", matter->input.hash,
	                              moment_mark(matter, matter->ticket->approved_at)),
	                  event, error);
}

/* Part of the places is renewed: said once per count, and not when the ticket's own text says so or a
 * place has just fallen back. */
static bool tell_progress(const struct matter *matter, const struct late *late, struct error *error)
{
	const struct subject *subject = matter->input.subject;
	struct json *event;
	if (subject->renewed == 0 || flow_reason_is_decommission(matter->ticket->reason))
		return true;
	if (!derive_event_progress(matter->flow, matter->arena, &matter->input, &event, error))
		return false;
	int64_t since = json_integer(json_at(event, "since", "at", NULL), 0);
	bool may;
	if (since <= matter->ticket->opened_at || since <= late->back_at)
		return true;
	if (!derive_ticket_pace(matter, &may, error))
		return false;
	return !may || derive_ticket_note(matter,
	                                  arena_print(matter->arena, "served:%sof%s",
	                                              json_text(json_get(event, "served"), "0"),
	                                              json_text(json_get(event, "of"), "0")),
	                                  event, error);
}

/* The newest stranger at a place of this ticket: its id and since when; 0 = none. */
static bool find_other(const struct matter *matter, int64_t *id, int64_t *since,
                       struct error *error)
{
	const struct subject *subject = matter->input.subject;
	*id = *since = 0;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		struct store_slot *slots;
		size_t count;
		if (place->state != PLACE_OTHER || !derive_subject_counts(place))
			continue;
		if (!store_slot_list(matter->flow->store, matter->arena, place->deployment->id,
		                     &slots, &count, error))
			return false;
		for (size_t j = 0; j < count; j++)
			if (slots[j].certificate_id == place->other_id &&
			    slots[j].first_seen > *since) {
				*id = place->other_id;
				*since = slots[j].first_seen;
			}
	}
	return true;
}

static bool tell_other(const struct matter *matter, struct error *error)
{
	struct store_certificate *row = NULL;
	struct json *event, *new = json_new(matter->arena, JSON_OBJECT);
	int64_t id, since;
	char text[24];
	bool may;
	if (flow_reason_is_decommission(matter->ticket->reason))
		return true;
	if (!find_other(matter, &id, &since, error) ||
	    (id && !store_certificate_get(matter->flow->store, matter->arena, id, &row, error)))
		return false;
	if (!row || since <= matter->ticket->opened_at)
		return true;
	if (!derive_ticket_pace(matter, &may, error))
		return false;
	if (!may)
		return true;
	if (!derive_event_progress(matter->flow, matter->arena, &matter->input, &event, error))
		return false;
	json_set_string(matter->arena, new, "sha256", row->sha256);
	json_set_string(matter->arena, new, "serial", row->serial);
	json_set_integer(matter->arena, new, "not_after", row->not_after);
	clock_format(row->not_after, text);
	if (row->not_after < CLOCK_NO_END)
		json_set_string(matter->arena, new, "not_after_text", text);
	json_set(matter->arena, event, "new", new);
	return note_again(matter, "other-certificate",
	                  arena_print(matter->arena, "%.16s", row->sha256), event, error);
}

static bool was_there(const struct store_sighting *sightings, size_t count, int64_t deployment_id)
{
	for (size_t i = 0; i < count; i++)
		if (sightings[i].deployment_id == deployment_id)
			return true;
	return false;
}

static bool gather_late(const struct matter *matter, struct late *late, struct error *error)
{
	const struct subject *subject = matter->input.subject;
	struct store_sighting *sightings;
	size_t count;
	if (!store_sighting_of_certificate(matter->flow->store, matter->arena, subject->row->id,
	                                   &sightings, &count, error))
		return false;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		if (place->state != PLACE_SERVES || !place->slot || !derive_subject_counts(place) ||
		    place->slot->first_seen <= matter->ticket->opened_at)
			continue;
		bool back = was_there(sightings, count, place->deployment->id);
		if (back && place->slot->first_seen > late->back_at)
			late->back_at = place->slot->first_seen;
		late->back_count += back;
		late->found_count += !back;
		if (!derive_event_place(matter->flow, matter->arena, &matter->input, place,
		                        back ? late->back : late->found, error))
			return false;
	}
	return true;
}

static struct json *still_event(struct arena *arena, struct json *items, int64_t count)
{
	struct json *event = json_new(arena, JSON_OBJECT), *still = json_new(arena, JSON_OBJECT);
	json_set_integer(arena, still, "count", count);
	json_set(arena, still, "items", items);
	json_set(arena, event, "still", still);
	return event;
}

/* A group that has nothing to do in this change yet gets its task. */
static bool add_tasks(const struct matter *matter, struct error *error)
{
	struct json *record;
	return derive_ticket_record(matter->flow, matter->arena, &matter->input, &record, error) &&
	       derive_task_open(matter->flow, matter->arena, &matter->input, record, error);
}

static bool tell_late(const struct matter *matter, struct late *late, struct error *error)
{
	struct arena *arena = matter->arena;
	bool may = false;
	late->found = json_new(arena, JSON_ARRAY);
	late->back = json_new(arena, JSON_ARRAY);
	if (flow_reason_is_decommission(matter->ticket->reason))
		return true;
	if (!gather_late(matter, late, error))
		return false;
	if (late->found_count && !derive_ticket_pace(matter, &may, error))
		return false;
	if (late->found_count && may && !add_tasks(matter, error))
		return false;
	if (late->found_count && may &&
	    !note_again(matter, "places-found", moment_mark(matter, late->found_count),
	                still_event(arena, late->found, late->found_count), error))
		return false;
	return !late->back_count ||
	       note_again(matter, "rolled-back", moment_mark(matter, late->back_at),
	                  still_event(arena, late->back, late->back_count), error);
}

/* The ticket of a graver reason than this one's; NULL = none. */
static bool supersedes(const struct matter *matter, enum flow_reason reason,
                       struct store_ticket **incident, struct error *error)
{
	enum flow_reason own;
	*incident = NULL;
	if (!flow_reason_parse(matter->ticket->reason, &own) || own >= reason)
		return true;
	return derive_around_ticket(matter->flow, matter->arena, matter->ticket->certificate_id,
	                            reason, incident, error);
}

/* The incident leads from now on; the change may still be the way to mend it. */
static bool tell_superseded(const struct matter *matter, struct error *error)
{
	struct store_ticket *incident;
	struct json *event = json_new(matter->arena, JSON_OBJECT);
	struct json *other = json_new(matter->arena, JSON_OBJECT);
	if (!supersedes(matter, FLOW_REVOKED, &incident, error) ||
	    (!incident && !supersedes(matter, FLOW_EXPIRED, &incident, error)))
		return false;
	if (!incident || text_is_empty(incident->number))
		return true;
	json_set_string(matter->arena, other, "number", incident->number);
	json_set(matter->arena, event, "other", other);
	return derive_ticket_note(matter, "superseded", event, error);
}

bool derive_ticket_tell(const struct matter *matter, struct error *error)
{
	struct late late = { 0 };
	return derive_ticket_tell_decision(matter, error) && tell_void(matter, error) &&
	       derive_ticket_tell_kept(matter, error) && tell_late(matter, &late, error) &&
	       tell_progress(matter, &late, error) && tell_other(matter, error) &&
	       tell_superseded(matter, error);
}

/* What the ticket's own fields say since it was made. */
static bool has_field(const struct matter *matter, const char *name, bool *has, struct error *error)
{
	const char *key = arena_print(matter->arena, "ticket:%s", matter->ticket->key);
	struct store_record *record;
	*has = true;
	if (!store_record_get(matter->flow->store, matter->arena, matter->ticket->target, key,
	                      &record, error))
		return false;
	if (!record)
		return true;
	const struct json *body =
		json_parse(matter->arena, record->body, strlen(record->body), NULL, error);
	if (!body)
		return false;
	*has = json_at(body, "fields", name, NULL) || json_at(body, "written", name, NULL);
	return true;
}

static bool link_change(const struct matter *matter, struct error *error)
{
	struct store_ticket *change;
	struct store_event *known;
	bool has;
	if (!derive_around_ticket(matter->flow, matter->arena, matter->ticket->certificate_id,
	                          FLOW_RENEWAL, &change, error))
		return false;
	if (!change || text_is_empty(change->remote_id))
		return true;
	if (!has_field(matter, "rfc", &has, error) ||
	    !store_event_get(matter->flow->store, matter->arena, change->key, "superseded", &known,
	                     error))
		return false;
	if (!has && !derive_event_link(
			    matter->flow, matter->arena, &matter->input, "rfc", "rfc",
			    derive_record_reference(matter->arena, "ticket", change->key), error))
		return false;
	return known || change->ended_at || text_is_empty(matter->ticket->number) ||
	       store_dirty_add(matter->flow->store, "ticket", change->key, "superseded", 0, error);
}

static bool link_incident(const struct matter *matter, struct error *error)
{
	const struct ci *incident;
	bool has;
	if (!derive_around_incident(matter->flow, matter->arena, &matter->input, &incident,
	                            error) ||
	    !has_field(matter, "parent_incident", &has, error))
		return false;
	return !incident || has ||
	       derive_event_link(matter->flow, matter->arena, &matter->input, "parent",
	                         "parent_incident", json_new_string(matter->arena, incident->id),
	                         error);
}

bool derive_ticket_link(const struct matter *matter, struct error *error)
{
	if (!flow_reason_is_outage(matter->ticket->reason) || derive_ticket_is_change(matter))
		return true;
	return link_change(matter, error) && link_incident(matter, error);
}
