/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places that serve certificates, as records of their own. A place is known by its key whatever it serves, so
 * each of its certificates comes to the same record. */
#include "flow/derive_deployment.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_inventory.h"
#include "flow/derive_prepare.h"
#include "flow/derive_record.h"
#include "flow/derive_record_ci.h"
#include "store/store_record.h"
#include <string.h>

/* Behind the certificates, which it refers to. */
enum { URGENCY = 25 };

struct wishes {
	ARRAY(const struct json *) inputs;
	ARRAY(const char *) keys;
	ARRAY(struct subject *) subjects;
};

/* Files and the like are places too, but nobody is served there. */
static bool is_served(const struct subject_place *place)
{
	enum deployment_kind kind = place->deployment->place.kind;
	return place->deployment->evidence == DEPLOYMENT_SERVED &&
	       (kind == DEPLOYMENT_ADDRESS || kind == DEPLOYMENT_NAME);
}

static bool is_gone(const struct subject_place *place)
{
	return text_equal(place->deployment->state, "gone");
}

/* Reference to a certificate that has, or will have, a record there. */
static bool add_certificate(const struct flow *flow, struct arena *arena, const char *target,
                            int64_t id, struct json *list, struct error *error)
{
	struct store_certificate *row;
	struct store_record *record = NULL;
	if (!store_certificate_get(flow->store, arena, id, &row, error))
		return false;
	if (!row)
		return true;
	const char *key = arena_print(arena, "certificate:%s", row->sha256);
	if (!store_record_get(flow->store, arena, target, key, &record, error))
		return false;
	if (record)
		json_push(list, derive_record_reference(arena, "certificate", row->sha256));
	return true;
}

/* What it serves now; what it served last where it shows nothing. */
static bool add_certificates(const struct flow *flow, struct arena *arena, const char *target,
                             const struct subject_place *place, struct json *list,
                             struct error *error)
{
	struct store_slot *slots;
	size_t count, present = 0;
	if (!store_slot_list(flow->store, arena, place->deployment->id, &slots, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		present += slots[i].missing_looks == 0;
	for (size_t i = 0; i < count; i++)
		if ((present == 0 || slots[i].missing_looks == 0) &&
		    !add_certificate(flow, arena, target, slots[i].certificate_id, list, error))
			return false;
	return true;
}

static struct json *describe(struct arena *arena, const struct subject_place *place,
                             const struct json *certificates)
{
	struct json *item = json_new(arena, JSON_OBJECT);
	char id[DIGEST_HEX];
	const struct store_deployment *row = place->deployment;
	digest_hex(row->key, strlen(row->key), id);
	derive_record_place(arena, place, item);
	/* Of the place, not of one certificate at it. */
	json_set_string(arena, item, "state", row->state);
	json_set_string(arena, item, "id", id);
	json_set(arena, item, "first_seen", derive_record_moment(arena, row->first_seen, NULL));
	json_set(arena, item, "last_seen", derive_record_moment(arena, row->last_served, NULL));
	json_set(arena, item, "certificates", json_share(arena, certificates));
	return item;
}

static void add_ci(struct arena *arena, const char *target, const struct ci *ci, struct json *input)
{
	if (!ci)
		return;
	struct json *item = json_set(arena, input, "ci", json_new(arena, JSON_OBJECT));
	json_set_string(arena, item, "ref", arena_print(arena, "ci:%s/%s", target, ci->id));
	json_set_string(arena, item, "kind", ci_kind_name(ci->kind));
	json_set_string(arena, item, "class", ci->class);
}

/* What is gone before it was ever written there is not wanted there. */
static bool is_wanted(const struct flow *flow, struct arena *arena, const char *target,
                      const struct subject_place *place, const char *key, bool *wanted,
                      struct error *error)
{
	struct store_record *record;
	*wanted = !is_gone(place);
	if (*wanted)
		return true;
	if (!store_record_get(flow->store, arena, target, key, &record, error))
		return false;
	*wanted = record && !text_is_empty(record->remote_id);
	if (!record || *wanted || !record->wanted)
		return true;
	record->wanted = false;
	record->desired = "";
	return store_record_save(flow->store, record, error);
}

static bool collect_place(const struct flow *flow, struct arena *arena, size_t side_index,
                          struct subject *subject, const struct subject_place *place,
                          struct wishes *wishes, struct error *error)
{
	const char *target = flow->sides[side_index].name;
	const char *key = arena_print(arena, "deployment:%s", place->deployment->key);
	struct json *certificates = json_new(arena, JSON_ARRAY);
	bool wanted;
	if (!is_wanted(flow, arena, target, place, key, &wanted, error))
		return false;
	if (!wanted)
		return true;
	if (!add_certificates(flow, arena, target, place, certificates, error))
		return false;
	/* It serves what is not to be known there. */
	if (json_count(certificates) == 0 && !is_gone(place))
		return true;
	struct json *input = json_new(arena, JSON_OBJECT);
	json_set_integer(arena, input, "schema", 1);
	json_set(arena, input, "deployment", describe(arena, place, certificates));
	add_ci(arena, target, place->matches[side_index].ci, input);
	json_set(arena, input, "target",
	         json_share(arena, json_get(subject->records[side_index], "target")));
	ARRAY_PUSH(arena, &wishes->inputs, input);
	ARRAY_PUSH(arena, &wishes->keys, key);
	ARRAY_PUSH(arena, &wishes->subjects, subject);
	return true;
}

static bool collect(const struct flow *flow, struct arena *arena, size_t side_index,
                    struct subject *subject, struct wishes *wishes, struct error *error)
{
	for (size_t i = 0; i < subject->places.count; i++)
		if (is_served(&subject->places.items[i]) &&
		    !collect_place(flow, arena, side_index, subject, &subject->places.items[i],
		                   wishes, error))
			return false;
	return true;
}

bool derive_deployment(const struct flow *flow, struct arena *arena, size_t side_index,
                       struct subject **subjects, struct json **bodies, size_t count,
                       struct error *error)
{
	const struct flow_side *side = &flow->sides[side_index];
	const char *program = arena_print(arena, "%s/deployment.jq", side->folder);
	struct wishes wishes = { 0 };
	for (size_t i = 0; i < count; i++)
		if (bodies[i] && !collect(flow, arena, side_index, subjects[i], &wishes, error))
			return false;
	size_t total = wishes.inputs.count;
	struct json **outputs = ARENA_ARRAY(arena, struct json *, total + 1);
	const char **asides = ARENA_ARRAY(arena, const char *, total + 1);
	const struct mapping_records records = { wishes.inputs.items, total, NULL, NULL };
	if (total > 0 &&
	    !derive_prepare_map(flow, arena, program, &records, outputs, asides, error))
		return false;
	for (size_t i = 0; i < total; i++) {
		char digest[65];
		bool changed;
		struct subject *subject = wishes.subjects.items[i];
		if (asides[i])
			subject->part_aside = asides[i];
		if (!outputs[i])
			continue;
		/* When it was seen last is told with what changes, and is no change: else each
		 * scan would write. */
		derive_inventory_digest(arena, outputs[i], digest);
		if (!store_record_want(flow->store, side->name, "deployment", wishes.keys.items[i],
		                       subject->row->id, URGENCY, digest,
		                       json_print(arena, outputs[i]), &changed, error))
			return false;
	}
	return true;
}
