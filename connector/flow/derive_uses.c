/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What else a certificate or its key is in use for. */
#include "flow/derive_uses.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_record.h"

enum { USES_NAMED = 10, SAME_KEY_MOST = 1000 };

struct uses {
	struct arena *arena;
	struct json *items;
	int64_t count;
};

static void add_use(struct uses *uses, const char *place, const char *how)
{
	if (uses->count++ >= USES_NAMED)
		return;
	struct json *item = json_push(uses->items, json_new(uses->arena, JSON_OBJECT));
	json_set_string(uses->arena, item, "place", place);
	json_set_string(uses->arena, item, "how", how);
}

static const char *how_of(const struct subject_place *place)
{
	switch (place->deployment->evidence) {
	case DEPLOYMENT_SERVED:
		return "served";
	case DEPLOYMENT_CONFIGURED:
		return "configured";
	default:
		return "stored";
	}
}

/* Revoking is about a key as much as about a certificate: who shares the key is hit by its loss. */
static bool add_same_key(const struct flow *flow, struct uses *uses, const struct subject *subject,
                         struct error *error)
{
	const char **keys;
	size_t count;
	if (!store_deployment_same_key(flow->store, uses->arena, subject->row->id,
	                               subject->row->spki_sha256, SAME_KEY_MOST, &keys, &count,
	                               error))
		return false;
	for (size_t i = 0; i < count; i++)
		add_use(uses, keys[i], "same-key");
	return true;
}

/* Its own places are the other uses of one that is out of use; of one in use only the key's are. */
static bool put_uses(const struct flow *flow, struct arena *arena, const struct subject *subject,
                     bool own, struct json *ticket, struct error *error)
{
	struct uses uses = { .arena = arena, .items = json_new(arena, JSON_ARRAY) };
	struct json *object = json_new(arena, JSON_OBJECT);
	for (size_t i = 0; own && i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		if (place->slot && place->state != PLACE_GONE)
			add_use(&uses, place->deployment->key, how_of(place));
	}
	if (!add_same_key(flow, &uses, subject, error))
		return false;
	json_set_integer(arena, object, "count", uses.count);
	json_set(arena, object, "items", uses.items);
	json_set(arena, ticket, "other_uses", object);
	return true;
}

static bool put_not_looked(const struct flow *flow, struct arena *arena, struct json *ticket,
                           struct error *error)
{
	const char **zones;
	size_t count;
	struct json *list = json_new(arena, JSON_ARRAY);
	if (!store_deployment_frozen_zones(flow->store, arena, &zones, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		json_push_string(arena, list,
		                 text_is_empty(zones[i]) ? "the default zone" : zones[i]);
	json_set(arena, ticket, "not_looked", list);
	return true;
}

static void put_retired(struct arena *arena, const struct ticket_input *input, struct json *ticket)
{
	struct json *list = json_new(arena, JSON_ARRAY);
	for (size_t i = 0; i < input->subject->places.count; i++) {
		const struct ci *ci = input->subject->places.items[i].matches[input->side_index].ci;
		bool listed = false;
		if (!ci || ci->life != CI_RETIRED)
			continue;
		JSON_EACH(known, list)
		listed |= text_equal(json_member_text(known, "name", ""), ci->name);
		if (listed)
			continue;
		struct json *item = json_push(list, json_new(arena, JSON_OBJECT));
		json_set_string(arena, item, "name", ci->name);
		json_set_string(arena, item, "life", ci_life_name(ci->life));
	}
	json_set(arena, ticket, "retired_cis", list);
}

bool derive_uses(const struct flow *flow, struct arena *arena, const struct ticket_input *input,
                 struct json *ticket, struct error *error)
{
	if (!flow_reason_is_decommission(input->ticket->reason))
		return put_uses(flow, arena, input->subject, false, ticket, error);
	put_retired(arena, input, ticket);
	return put_uses(flow, arena, input->subject, true, ticket, error) &&
	       put_not_looked(flow, arena, ticket, error);
}
