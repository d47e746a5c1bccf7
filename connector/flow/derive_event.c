/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Events of a ticket: made once, body frozen. */
#include "flow/derive_event.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_record.h"
#include "mapping/mapping.h"
#include "store/store_audit.h"
#include "store/store_record.h"

static bool add(const struct flow *flow, struct arena *arena, const struct ticket_input *input,
                const char *name, const char *kind, const struct json *body, struct error *error)
{
	bool added;
	struct store_event event = {
		.target = flow->sides[input->side_index].name,
		.ticket_key = input->ticket->key,
		.name = name,
		.kind = kind,
		.body = json_print(arena, body),
		.created_at = input->as_of,
		.state = "waiting",
		.remote_id = "",
		.problem = "",
	};
	return store_event_add(flow->store, &event, &added, error);
}

static bool exists(const struct flow *flow, struct arena *arena, const struct ticket_input *input,
                   const char *name, bool *known, struct error *error)
{
	struct store_event *row;
	if (!store_event_get(flow->store, arena, input->ticket->key, name, &row, error))
		return false;
	*known = row != NULL;
	return true;
}

bool derive_event_note(const struct flow *flow, struct arena *arena,
                       const struct ticket_input *input, const char *name,
                       const struct json *members, struct error *error)
{
	const char *program =
		arena_print(arena, "%s/note.jq", flow->sides[input->side_index].folder);
	struct json *record, *output;
	const char *zone;
	bool known;
	if (!exists(flow, arena, input, name, &known, error))
		return false;
	if (known)
		return true;
	struct json *event = members ? json_copy(arena, members) : json_new(arena, JSON_OBJECT);
	if (!derive_ticket_record(flow, arena, input, &record, error) ||
	    !derive_record_zone(flow, arena, flow->sides[input->side_index].name,
	                        input->subject->owner_group, &zone, error))
		return false;
	json_set_string(arena, event, "name", name);
	json_set(arena, event, "at", derive_record_moment(arena, input->as_of, zone));
	json_set(arena, record, "event", event);
	if (!mapping_run(flow->mapping, arena, program, record, &output, error))
		return error_wrap(error, "note '%s' of ticket '%s'", name, input->ticket->key);
	return add(flow, arena, input, name, "note", output, error);
}

bool derive_event_affected(const struct flow *flow, struct arena *arena,
                           const struct ticket_input *input, struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT), *cis = json_new(arena, JSON_ARRAY);
	json_set_string(arena, body, "event", "affected");
	json_push(cis, derive_record_reference(arena, "certificate", input->subject->row->sha256));
	JSON_EACH(ci, json_at(input->subject->records[input->side_index], "cis", "items", NULL))
	{
		const char *reference = json_member_text(ci, "ref", "");
		struct json *item = json_push(cis, json_new(arena, JSON_OBJECT));
		json_set_string(arena, item, "ref", reference);
	}
	json_set(arena, body, "cis", cis);
	return add(flow, arena, input, "affected", "affected", body, error);
}

static void put_still(struct arena *arena, const struct subject *subject, struct json *event)
{
	struct json *still = json_new(arena, JSON_OBJECT), *items = json_new(arena, JSON_ARRAY);
	int64_t count = 0;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		if (!derive_subject_counts(place) || place->state == PLACE_GONE ||
		    place->state == PLACE_RENEWED)
			continue;
		if (count++ >= 10)
			continue;
		struct json *item = json_push(items, json_new(arena, JSON_OBJECT));
		json_set_string(arena, item, "place", place->deployment->key);
		json_set_string(arena, item, "serves",
		                place->state == PLACE_SERVES  ? "the old certificate"
		                : place->state == PLACE_OTHER ? "another certificate"
		                                              : "no answer");
	}
	json_set_integer(arena, still, "count", count);
	json_set(arena, still, "items", items);
	json_set(arena, event, "still", still);
}

static void put_new(const struct flow *flow, struct arena *arena, const struct subject *subject,
                    struct json *event)
{
	struct store_certificate *row = NULL;
	struct error ignored;
	char text[24];
	if (!subject->successor_id ||
	    !store_certificate_get(flow->store, arena, subject->successor_id, &row, &ignored) ||
	    !row)
		return;
	struct json *new = json_new(arena, JSON_OBJECT);
	clock_format(row->not_after, text);
	json_set_string(arena, new, "sha256", row->sha256);
	json_set_string(arena, new, "serial", row->serial);
	json_set_integer(arena, new, "not_after", row->not_after);
	json_set_string(arena, new, "not_after_text", text);
	json_set(arena, event, "new", new);
}

/* When the successor was served everywhere, when it was first, and when the old one was last. */
static void put_times(const struct flow *flow, struct arena *arena, const struct subject *subject,
                      int64_t as_of, struct json *event)
{
	struct store_deployment *places;
	struct store_slot *slots;
	size_t count;
	int64_t since = 0, old_last = subject->gone_at;
	struct error ignored;
	if (subject->successor_id &&
	    store_deployment_of_certificate(flow->store, arena, subject->successor_id, &places,
	                                    &slots, &count, &ignored))
		for (size_t i = 0; i < count; i++)
			if (slots[i].first_seen > since)
				since = slots[i].first_seen;
	if (since)
		json_set(arena, event, "since", derive_record_moment(arena, since, NULL));
	if (old_last)
		json_set(arena, event, "old_last_seen",
		         derive_record_moment(arena, old_last, NULL));
	if (since) {
		struct json *looks = json_new(arena, JSON_OBJECT);
		json_set_integer(arena, looks, "count", flow->rules->proof_looks);
		json_set_integer(arena, looks, "hours", (as_of - since) / CLOCK_HOUR);
		json_set_string(arena, looks, "from",
		                subject->places.count ? subject->places.items[0].deployment->source
		                                      : "");
		json_set(arena, event, "looks", looks);
	}
}

struct json *derive_event_progress(const struct flow *flow, struct arena *arena,
                                   const struct ticket_input *input)
{
	struct json *event = json_new(arena, JSON_OBJECT);
	const struct subject *subject = input->subject;
	int64_t counting = 0, renewed = 0;
	for (size_t i = 0; i < subject->places.count; i++)
		if (derive_subject_counts(&subject->places.items[i])) {
			counting++;
			renewed += subject->places.items[i].state == PLACE_RENEWED;
		}
	json_set_integer(arena, event, "served", renewed);
	json_set_integer(arena, event, "of", counting);
	put_still(arena, subject, event);
	put_new(flow, arena, subject, event);
	put_times(flow, arena, subject, input->as_of, event);
	if (!text_is_empty(input->ticket->approved_by)) {
		struct json *approved = json_new(arena, JSON_OBJECT);
		const char *name = NULL;
		struct error ignored;
		const char *by = input->ticket->approved_by;
		if (!derive_record_name(flow, arena, flow->sides[input->side_index].name, CI_USER,
		                        by, &name, NULL, &ignored) ||
		    !name)
			name = by;
		json_set_string(arena, approved, "by_name", name);
		json_set(arena, approved, "at",
		         derive_record_moment(arena, input->ticket->approved_at, NULL));
		json_set(arena, event, "approved", approved);
		json_set_bool(arena, event, "window_kept",
		              input->ticket->planned_start <= subject->gone_at ||
		                      input->ticket->planned_start == 0);
	}
	return event;
}

static bool attach(const struct flow *flow, struct arena *arena, const struct ticket_input *input,
                   const char *name, const char *file, const char *type, const char *content,
                   struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "event", "attachment");
	json_set_string(arena, body, "name", file);
	json_set_string(arena, body, "type", type);
	json_set_string(arena, body, "text", content);
	return add(flow, arena, input, name, "attachment", body, error);
}

static void proof_place(const struct flow *flow, struct arena *arena,
                        const struct subject_place *place, struct json *places)
{
	struct store_slot *slots = NULL;
	struct json *item = json_push(places, json_new(arena, JSON_OBJECT));
	struct error ignored;
	char text[24];
	size_t count = 0;
	json_set_string(arena, item, "place", place->deployment->key);
	json_set_string(arena, item, "source", place->deployment->source);
	json_set_string(arena, item, "state", place_state_name(place->state));
	if (!store_slot_list(flow->store, arena, place->deployment->id, &slots, &count, &ignored))
		return;
	struct json *served = json_new(arena, JSON_ARRAY);
	for (size_t i = 0; i < count; i++) {
		struct store_certificate *row = NULL;
		if (!store_certificate_get(flow->store, arena, slots[i].certificate_id, &row,
		                           &ignored) ||
		    !row)
			continue;
		struct json *one = json_push(served, json_new(arena, JSON_OBJECT));
		clock_format(slots[i].first_seen, text);
		json_set_string(arena, one, "sha256", row->sha256);
		json_set_string(arena, one, "since", text);
		json_set_string(arena, one, "protocol", slots[i].protocol);
		json_set_string(arena, one, "verdict", slots[i].verdict);
		json_set_bool(arena, one, "key_proven", slots[i].full_probe);
	}
	json_set(arena, item, "serves", served);
}

bool derive_event_proof(const struct flow *flow, struct arena *arena,
                        const struct ticket_input *input, struct error *error)
{
	struct json *proof = json_new(arena, JSON_OBJECT), *places = json_new(arena, JSON_ARRAY);
	struct store_audit head;
	TEXT(out);
	char text[24];
	bool known;
	if (!exists(flow, arena, input, "proof.json", &known, error))
		return false;
	if (known)
		return true;
	if (!store_audit_head(flow->store, arena, &head, error))
		return false;
	clock_format(input->as_of, text);
	json_set_string(arena, proof, "ticket", input->ticket->key);
	json_set_string(arena, proof, "old", input->subject->row->sha256);
	json_set_string(arena, proof, "made_at", text);
	json_set_string(arena, proof, "audit_head", head.seq ? head.hash : "");
	json_set_integer(arena, proof, "audit_seq", head.seq);
	for (size_t i = 0; i < input->subject->places.count; i++)
		if (derive_subject_counts(&input->subject->places.items[i]))
			proof_place(flow, arena, &input->subject->places.items[i], places);
	json_set(arena, proof, "places", places);
	json_write_pretty(&out, proof);
	return attach(flow, arena, input, "proof.json", "proof.json", "application/json",
	              text_string(&out), error);
}
