/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Files on a ticket: the list of places, the certificate as text, the proof. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_event.h"
#include "flow/derive_event_table.h"
#include "store/store_audit.h"
#include "store/store_record.h"
#include <string.h>

static const char places_file[] = "deployments.csv";

/* `key` is unique in the ticket, `file` is what people see. */
static bool attach(const struct flow *flow, struct arena *arena, const struct ticket_input *input,
                   const char *key, const char *file, const char *type, const char *content,
                   struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "event", "attachment");
	json_set_string(arena, body, "ticket", input->ticket->kind);
	json_set_string(arena, body, "name", file);
	json_set_string(arena, body, "type", type);
	json_set_string(arena, body, "text", content);
	json_set_string(arena, body, "hash", input->hash);
	return derive_event_add(flow, arena, input, key, "attachment", body, error);
}

/* The list is attached once for each set of places: a text must not point to an elder one. */
static bool table_key(const struct flow *flow, struct arena *arena,
                      const struct ticket_input *input, const char **key, struct error *error)
{
	struct store_event *first;
	bool known;
	*key = places_file;
	if (!store_event_get(flow->store, arena, input->ticket->key, places_file, &first, error))
		return false;
	if (!first)
		return true;
	const struct json *body = json_parse(arena, first->body, strlen(first->body), NULL, error);
	if (!body)
		return false;
	*key = NULL;
	if (!input->hash || text_equal(json_member_text(body, "hash", input->hash), input->hash))
		return true;
	const char *next = arena_print(arena, "%s:%.16s", places_file, input->hash);
	if (!derive_event_exists(flow, arena, input, next, &known, error))
		return false;
	*key = known ? NULL : next;
	return true;
}

static bool attach_places(const struct flow *flow, struct arena *arena,
                          const struct ticket_input *input, struct error *error)
{
	TEXT(out);
	const char *key;
	if (!table_key(flow, arena, input, &key, error))
		return false;
	return !key ||
	       (derive_event_table(flow, arena, input, &out, error) &&
	        attach(flow, arena, input, key, places_file, "text/csv", text_string(&out), error));
}

static bool attach_certificate(const struct flow *flow, struct arena *arena,
                               const struct ticket_input *input, struct error *error)
{
	TEXT(out);
	bool known;
	if (!derive_event_exists(flow, arena, input, "certificate.txt", &known, error))
		return false;
	if (known)
		return true;
	derive_event_certificate(arena, input->subject->facts, &out);
	return attach(flow, arena, input, "certificate.txt", "certificate.txt", "text/plain",
	              text_string(&out), error);
}

bool derive_event_files(const struct flow *flow, struct arena *arena,
                        const struct ticket_input *input, const char *text, struct error *error)
{
	enum ticket_kind kind = TICKET_NONE;
	bool change = ticket_parse_kind(input->ticket->kind, &kind) && ticket_is_change(kind);
	bool decoded = change || strstr(text, "certificate.txt");
	return (!strstr(text, places_file) || attach_places(flow, arena, input, error)) &&
	       (!decoded || attach_certificate(flow, arena, input, error));
}

static struct json *proof_slot(struct arena *arena, const struct store_slot *slot,
                               const struct store_certificate *row)
{
	struct json *one = json_new(arena, JSON_OBJECT);
	char text[24];
	clock_format(slot->first_seen, text);
	json_set_string(arena, one, "sha256", row->sha256);
	json_set_string(arena, one, "since", text);
	json_set_string(arena, one, "protocol", slot->protocol);
	json_set_string(arena, one, "verdict", slot->verdict);
	json_set_bool(arena, one, "key_proven", slot->full_probe);
	return one;
}

static bool proof_place(const struct flow *flow, struct arena *arena,
                        const struct subject_place *place, struct json *places, struct error *error)
{
	struct store_slot *slots;
	struct json *item = json_push(places, json_new(arena, JSON_OBJECT));
	struct json *served = json_new(arena, JSON_ARRAY);
	char text[24];
	size_t count;
	if (!store_slot_list(flow->store, arena, place->deployment->id, &slots, &count, error))
		return false;
	json_set_string(arena, item, "place", place->deployment->key);
	json_set_string(arena, item, "source", place->deployment->source);
	json_set_string(arena, item, "state", place_state_name(place->state));
	if (place->last_seen) {
		clock_format(place->last_seen, text);
		json_set_string(arena, item, "old_last_seen", text);
	}
	for (size_t i = 0; i < count; i++) {
		struct store_certificate *row;
		if (!store_certificate_get(flow->store, arena, slots[i].certificate_id, &row,
		                           error))
			return false;
		if (row)
			json_push(served, proof_slot(arena, &slots[i], row));
	}
	json_set(arena, item, "serves", served);
	return true;
}

bool derive_event_proof(const struct flow *flow, struct arena *arena,
                        const struct ticket_input *input, struct error *error)
{
	struct json *proof = json_new(arena, JSON_OBJECT), *places = json_new(arena, JSON_ARRAY);
	struct store_audit head;
	TEXT(out);
	char text[24];
	bool known;
	if (!derive_event_exists(flow, arena, input, "proof.json", &known, error))
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
		if (derive_subject_counts(&input->subject->places.items[i]) &&
		    !proof_place(flow, arena, &input->subject->places.items[i], places, error))
			return false;
	json_set(arena, proof, "places", places);
	json_write_pretty(&out, proof);
	return attach(flow, arena, input, "proof.json", "proof.json", "application/json",
	              text_string(&out), error);
}
