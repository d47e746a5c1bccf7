/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The record's "ticket" member. */
#include "flow/derive_ticket_record.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/calendar.h"
#include "flow/derive_around.h"
#include "flow/derive_issued.h"
#include "flow/derive_record.h"
#include "flow/derive_record_ci.h"
#include "flow/derive_uses.h"
#include "store/store_mirror.h"
#include "store/store_scan.h"
#include <stdlib.h>

enum { PLACES_A_GROUP = 10 };

static bool seen_at(const struct flow *flow, struct arena *arena, const struct subject_place *place,
                    const char *zone, struct json **moment, struct error *error)
{
	int64_t at = 0;
	if (!store_scan_last_seen(flow->store, place->deployment->id, &at, error))
		return false;
	if (at == 0)
		at = place->deployment->last_served;
	*moment = derive_record_moment(arena, at, zone);
	return true;
}

static struct json *group_of(struct arena *arena, struct json *groups, const char *group)
{
	JSON_EACH(known, groups)
	if (text_equal(json_text(json_get(known, "group"), ""), group ? group : ""))
		return known;
	struct json *item = json_push(groups, json_new(arena, JSON_OBJECT));
	derive_record_set(arena, item, "group", group);
	json_set_integer(arena, item, "count", 0);
	json_set(arena, item, "items", json_new(arena, JSON_ARRAY));
	return item;
}

static bool name_group(const struct flow *flow, struct arena *arena, const char *target,
                       const struct subject *subject, struct json *item, struct error *error)
{
	const char *id = json_text(json_get(item, "group"), ""), *name, *owner, *backup;
	bool is_owner = text_equal(id, subject->owner_group);
	if (!derive_record_name(flow, arena, target, CI_GROUP, id, &name, NULL, error) ||
	    !derive_record_name(flow, arena, target, CI_USER, is_owner ? subject->owner : "",
	                        &owner, NULL, error) ||
	    !derive_record_name(flow, arena, target, CI_USER, is_owner ? subject->backup : "",
	                        &backup, NULL, error))
		return false;
	derive_record_set(arena, item, "group_name", name);
	derive_record_set(arena, item, "owner_name", owner);
	derive_record_set(arena, item, "backup_name", backup);
	return true;
}

static bool add_place(const struct flow *flow, struct arena *arena,
                      const struct ticket_input *input, const struct subject_place *place,
                      const char *zone, struct json *groups, struct error *error)
{
	const struct subject_match *match = &place->matches[input->side_index];
	const char *group = match->ci && !text_is_empty(match->ci->group)
	                            ? match->ci->group
	                            : input->subject->owner_group;
	struct json *entry = group_of(arena, groups, group);
	struct json *items = json_get(entry, "items"), *moment;
	json_set_integer(arena, entry, "count", json_integer(json_get(entry, "count"), 0) + 1);
	if (json_count(items) >= PLACES_A_GROUP)
		return true;
	struct json *item = json_push(items, json_new(arena, JSON_OBJECT));
	derive_record_place(arena, place, item);
	derive_record_set(arena, item, "ci_name", match->ci ? match->ci->name : "");
	const char *serves = place->state == PLACE_SERVES ? input->subject->row->sha256 : "";
	derive_record_set(arena, item, "serves", serves);
	if (!seen_at(flow, arena, place, zone, &moment, error))
		return false;
	json_set(arena, item, "last_seen", moment);
	return true;
}

static int by_need(const void *left, const void *right)
{
	const struct subject_place *a = *(const struct subject_place *const *)left;
	const struct subject_place *b = *(const struct subject_place *const *)right;
	if ((a->state == PLACE_SERVES) != (b->state == PLACE_SERVES))
		return a->state == PLACE_SERVES ? -1 : 1;
	return (a->deployment->id > b->deployment->id) - (a->deployment->id < b->deployment->id);
}

/* Those that still serve it first: they are what is to be done, and lists are cut. */
static const struct subject_place **in_order(struct arena *arena, const struct subject *subject)
{
	size_t count = subject->places.count;
	const struct subject_place **places =
		ARENA_ARRAY(arena, const struct subject_place *, count + 1);
	for (size_t i = 0; i < count; i++)
		places[i] = &subject->places.items[i];
	qsort(places, count, sizeof(const struct subject_place *), by_need);
	return places;
}

static bool add_places(const struct flow *flow, struct arena *arena,
                       const struct ticket_input *input, const char *zone, struct json *ticket,
                       struct error *error)
{
	struct json *places = json_new(arena, JSON_OBJECT), *groups = json_new(arena, JSON_ARRAY);
	const struct subject_place **ordered = in_order(arena, input->subject);
	int64_t count = 0, serving = 0;
	for (size_t i = 0; i < input->subject->places.count; i++) {
		const struct subject_place *place = ordered[i];
		if (!derive_subject_counts(place))
			continue;
		count++;
		serving += place->state == PLACE_SERVES;
		if (!add_place(flow, arena, input, place, zone, groups, error))
			return false;
	}
	JSON_EACH(group, groups)
	if (!name_group(flow, arena, flow->sides[input->side_index].name, input->subject, group,
	                error))
		return false;
	json_set_integer(arena, places, "count", count);
	json_set_integer(arena, places, "serving", serving);
	json_set(arena, places, "groups", groups);
	json_set(arena, ticket, "places", places);
	return true;
}

static void add_slot(const struct flow *flow, struct arena *arena, const struct ticket_input *input,
                     const char *zone, struct json *ticket)
{
	const struct calendar_closed *closed = calendar_before(flow->rules->calendar, input->as_of,
	                                                       input->subject->row->not_after);
	if (input->slot_start) {
		struct json *slot = json_new(arena, JSON_OBJECT);
		json_set(arena, slot, "start",
		         derive_record_moment(arena, input->slot_start, zone));
		json_set(arena, slot, "end", derive_record_moment(arena, input->slot_end, zone));
		json_set_bool(arena, slot, "proposed", input->proposed);
		json_set(arena, ticket, "slot", slot);
	}
	if (input->window.slot_start > input->as_of) {
		struct json *last = json_new(arena, JSON_OBJECT);
		json_set(arena, last, "start",
		         derive_record_moment(arena, input->window.slot_start, zone));
		json_set(arena, last, "end",
		         derive_record_moment(arena, input->window.slot_end, zone));
		json_set(arena, ticket, "last_slot", last);
	}
	if (input->no_slot) {
		struct json *freeze = json_new(arena, JSON_OBJECT);
		json_set_bool(arena, freeze, "no_slot", true);
		json_set(arena, ticket, "freeze", freeze);
	} else if (closed) {
		struct json *freeze = json_new(arena, JSON_OBJECT);
		json_set_string(arena, freeze, "name", closed->name);
		json_set_bool(arena, freeze, "no_slot", input->slot_start == 0);
		json_set(arena, freeze, "start", derive_record_moment(arena, closed->start, zone));
		json_set(arena, freeze, "end", derive_record_moment(arena, closed->end, zone));
		json_set(arena, ticket, "freeze", freeze);
	}
}

static void add_rest(const struct flow *flow, struct arena *arena, const struct ticket_input *input,
                     struct json *ticket)
{
	if (flow->rules->issue)
		json_set(arena, ticket, "issue", json_copy(arena, flow->rules->issue));
	const char *url = derive_around_runbook(flow, input->subject->records[input->side_index]);
	if (flow->rules->runbook)
		json_set(arena, ticket, "runbook", json_copy(arena, flow->rules->runbook));
	else if (*url)
		json_set(arena, ticket, "runbook", json_new(arena, JSON_OBJECT));
	if (*url)
		json_set_string(arena, json_get(ticket, "runbook"), "url", url);
	derive_record_set(arena, ticket, "hook", flow->rules->hook);
	json_set_integer(arena, ticket, "look_minutes", flow->rules->look_seconds / CLOCK_MINUTE);
	json_set_string(arena, ticket, "approved_hash", input->hash);
	json_set_string(arena, ticket, "version", flow->rules->version);
}

/* Whoever mends an outage first wants to know whether the new certificate lies there already. */
static bool add_way_out(const struct flow *flow, struct arena *arena, const struct subject *subject,
                        struct json *record, struct error *error)
{
	struct json *issued;
	if (subject->successor_id)
		return true;
	if (!derive_issued(flow, arena, subject, &issued, error))
		return false;
	if (issued)
		json_set(arena, record, "successor", issued);
	return true;
}

bool derive_ticket_record(const struct flow *flow, struct arena *arena,
                          const struct ticket_input *input, struct json **result,
                          struct error *error)
{
	const struct flow_side *side = &flow->sides[input->side_index];
	const struct subject *subject = input->subject;
	struct json *record = json_copy(arena, subject->records[input->side_index]);
	struct json *ticket = json_new(arena, JSON_OBJECT);
	const char *zone;
	if (!derive_record_zone(flow, arena, side->name, subject->owner_group, &zone, error))
		return false;
	enum flow_reason reason = FLOW_RENEWAL;
	(void)flow_reason_parse(input->ticket->reason, &reason);
	json_set_string(arena, ticket, "key", input->ticket->key);
	json_set_string(arena, ticket, "reason", input->ticket->reason);
	json_set_string(arena, ticket, "kind", input->ticket->kind);
	derive_record_set(arena, ticket, "template",
	                  flow->rules->tickets[reason][subject->class].template_id);
	json_set(arena, ticket, "as_of", derive_record_moment(arena, input->as_of, zone));
	json_set(arena, ticket, "deadline",
	         derive_record_moment(arena, subject->row->not_after, zone));
	json_set(arena, ticket, "ended", derive_record_moment(arena, subject->gone_at, zone));
	add_slot(flow, arena, input, zone, ticket);
	add_rest(flow, arena, input, ticket);
	if (!add_places(flow, arena, input, zone, ticket, error) ||
	    !derive_uses(flow, arena, input, ticket, error) ||
	    !derive_around(flow, arena, input, zone, ticket, error))
		return false;
	json_set(arena, record, "ticket", ticket);
	*result = record;
	return !flow_reason_is_outage(input->ticket->reason) ||
	       add_way_out(flow, arena, subject, record, error);
}
