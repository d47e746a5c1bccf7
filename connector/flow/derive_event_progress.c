/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How far a renewal has come, in the members of "event". */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_event.h"
#include "flow/derive_record.h"

enum { PLACES_NAMED = 10 };

struct progress {
	const struct flow *flow;
	struct arena *arena;
	const struct ticket_input *input;
	const char *target, *zone;
	struct json *event;
	int64_t first,
		last;     /* when the first and the last place were first seen with the new one */
	int64_t old_last; /* when the old one was last seen anywhere */
	struct json *periods; /* how long each place had the old one after its end */
};

static const char *serves_text(const struct subject_place *place)
{
	switch (place->state) {
	case PLACE_SERVES:
		return "the old certificate";
	case PLACE_OTHER:
		return "another certificate";
	default:
		return "no answer";
	}
}

bool derive_event_place(const struct flow *flow, struct arena *arena,
                        const struct ticket_input *input, const struct subject_place *place,
                        struct json *items, struct error *error)
{
	const struct ci *ci = place->matches[input->side_index].ci;
	const char *group =
		ci && !text_is_empty(ci->group) ? ci->group : input->subject->owner_group;
	const char *name;
	if (json_count(items) >= PLACES_NAMED)
		return true;
	if (!derive_record_name(flow, arena, flow->sides[input->side_index].name, CI_GROUP, group,
	                        &name, NULL, error))
		return false;
	struct json *item = json_push(items, json_new(arena, JSON_OBJECT));
	json_set_string(arena, item, "place", place->deployment->key);
	derive_record_set(arena, item, "ci_name", ci ? ci->name : "");
	derive_record_set(arena, item, "group_name", name);
	json_set_string(arena, item, "serves", serves_text(place));
	return true;
}

static bool put_still(const struct progress *progress, struct error *error)
{
	struct arena *arena = progress->arena;
	const struct subject *subject = progress->input->subject;
	struct json *still = json_new(arena, JSON_OBJECT), *items = json_new(arena, JSON_ARRAY);
	struct json *silent = json_new(arena, JSON_ARRAY);
	int64_t count = 0;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		if (!derive_subject_counts(place) || place->state == PLACE_RENEWED)
			continue;
		if (place->state == PLACE_GONE || place->state == PLACE_UNREACHABLE)
			json_push_string(arena, silent, place->deployment->key);
		if (place->state == PLACE_GONE)
			continue;
		count++;
		if (!derive_event_place(progress->flow, arena, progress->input, place, items,
		                        error))
			return false;
	}
	json_set_integer(arena, still, "count", count);
	json_set(arena, still, "items", items);
	json_set(arena, progress->event, "still", still);
	json_set(arena, progress->event, "silent", silent);
	return true;
}

static bool put_new(const struct progress *progress, struct error *error)
{
	struct store_certificate *row = NULL;
	struct arena *arena = progress->arena;
	int64_t id = progress->input->subject->successor_id;
	char text[24];
	if (id && !store_certificate_get(progress->flow->store, arena, id, &row, error))
		return false;
	if (!row)
		return true;
	struct json *new = json_new(arena, JSON_OBJECT);
	clock_format(row->not_after, text);
	json_set_string(arena, new, "sha256", row->sha256);
	json_set_string(arena, new, "serial", row->serial);
	json_set_integer(arena, new, "not_after", row->not_after);
	if (row->not_after < CLOCK_NO_END)
		json_set_string(arena, new, "not_after_text", text);
	json_set_bool(
		arena, new, "same_key",
		!text_is_empty(row->spki_sha256) &&
			text_equal(row->spki_sha256, progress->input->subject->row->spki_sha256));
	json_set(arena, progress->event, "new", new);
	return true;
}

/* When a place was first seen with what is served there now; 0 = it does not say. */
static bool renewed_at(const struct progress *progress, const struct subject_place *place,
                       int64_t *at, struct error *error)
{
	struct store_slot *slots;
	size_t count;
	*at = 0;
	if (!store_slot_list(progress->flow->store, progress->arena, place->deployment->id, &slots,
	                     &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (slots[i].certificate_id == place->other_id)
			*at = slots[i].first_seen;
	return true;
}

static void add_period(const struct progress *progress, const struct subject_place *place,
                       int64_t to)
{
	struct arena *arena = progress->arena;
	int64_t from = progress->input->subject->row->not_after;
	char text[32];
	if (json_count(progress->periods) >= PLACES_NAMED || to <= from)
		return;
	struct json *period = json_push(progress->periods, json_new(arena, JSON_OBJECT));
	clock_format_duration(to - from, text);
	json_set_string(arena, period, "place", place->deployment->key);
	json_set(arena, period, "from", derive_record_moment(arena, from, progress->zone));
	json_set(arena, period, "to", derive_record_moment(arena, to, progress->zone));
	json_set_string(arena, period, "text", text);
}

static bool measure(struct progress *progress, struct error *error)
{
	const struct subject *subject = progress->input->subject;
	int64_t served = 0, of = 0;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		int64_t at;
		if (!derive_subject_counts(place))
			continue;
		of++;
		if (place->last_seen > progress->old_last)
			progress->old_last = place->last_seen;
		if (place->state != PLACE_RENEWED)
			continue;
		served++;
		if (!renewed_at(progress, place, &at, error))
			return false;
		if (at && (!progress->first || at < progress->first))
			progress->first = at;
		if (at > progress->last)
			progress->last = at;
		add_period(progress, place, at);
	}
	json_set_integer(progress->arena, progress->event, "served", served);
	json_set_integer(progress->arena, progress->event, "of", of);
	return true;
}

static void put_moment(const struct progress *progress, struct json *object, const char *name,
                       int64_t at)
{
	if (at)
		json_set(progress->arena, object, name,
		         derive_record_moment(progress->arena, at, progress->zone));
}

static void put_times(const struct progress *progress)
{
	struct arena *arena = progress->arena;
	const struct ticket_input *input = progress->input;
	struct json *times = json_new(arena, JSON_OBJECT), *looks = json_new(arena, JSON_OBJECT);
	put_moment(progress, progress->event, "since", progress->last);
	put_moment(progress, progress->event, "old_last_seen", progress->old_last);
	/* A revoked one may end long after its trouble did. */
	if (text_equal(input->ticket->reason, flow_reason_name(FLOW_REVOKED)))
		put_moment(progress, times, "revoked",
		           input->subject->revoked ? input->subject->revocation->revoked_at : 0);
	else
		put_moment(progress, times, "expired", input->subject->row->not_after);
	put_moment(progress, times, "detected", input->detected_at);
	put_moment(progress, times, "opened", input->ticket->opened_at);
	put_moment(progress, times, "first", progress->first);
	put_moment(progress, times, "last", progress->last);
	json_set(arena, times, "places", progress->periods);
	json_set(arena, progress->event, "times", times);
	if (!progress->last)
		return;
	json_set_integer(arena, looks, "count", progress->flow->rules->proof_looks);
	json_set_integer(arena, looks, "hours", (input->as_of - progress->last) / CLOCK_HOUR);
	json_set_string(arena, looks, "from", input->subject->places.items[0].deployment->source);
	json_set(arena, progress->event, "looks", looks);
}

/* A place was renewed between the last look with the old and the first look with the new one. What
 * the looks do not tell is left out rather than claimed. */
static void put_window(const struct progress *progress)
{
	const struct store_ticket *ticket = progress->input->ticket;
	int64_t slack = progress->flow->rules->look_seconds;
	if (!ticket->planned_start || !progress->first)
		return;
	if (progress->first >= ticket->planned_start &&
	    progress->last <= ticket->planned_end + slack)
		json_set_bool(progress->arena, progress->event, "window_kept", true);
	else if (progress->first < ticket->planned_start ||
	         progress->old_last > ticket->planned_end)
		json_set_bool(progress->arena, progress->event, "window_kept", false);
}

static bool put_approval(const struct progress *progress, struct error *error)
{
	const struct store_ticket *ticket = progress->input->ticket;
	const char *name;
	if (text_is_empty(ticket->approved_by) ||
	    !text_equal(ticket->approval, ticket_approval_name(TICKET_APPROVAL_APPROVED)))
		return true;
	if (!derive_event_person(progress->flow, progress->arena, progress->input,
	                         ticket->approved_by, &name, error))
		return false;
	struct json *approved = json_new(progress->arena, JSON_OBJECT);
	json_set_string(progress->arena, approved, "by_name", name);
	put_moment(progress, approved, "at", ticket->approved_at);
	json_set(progress->arena, progress->event, "approved", approved);
	put_window(progress);
	return true;
}

bool derive_event_progress(const struct flow *flow, struct arena *arena,
                           const struct ticket_input *input, struct json **event,
                           struct error *error)
{
	struct progress progress = {
		.flow = flow,
		.arena = arena,
		.input = input,
		.target = flow->sides[input->side_index].name,
		.event = json_new(arena, JSON_OBJECT),
		.periods = json_new(arena, JSON_ARRAY),
	};
	if (!derive_record_zone(flow, arena, progress.target, input->subject->owner_group,
	                        &progress.zone, error) ||
	    !put_still(&progress, error) || !put_new(&progress, error) ||
	    !measure(&progress, error))
		return false;
	put_times(&progress);
	*event = progress.event;
	return put_approval(&progress, error);
}
