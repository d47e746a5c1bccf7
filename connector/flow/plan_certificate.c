/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plan items for certificates. */
#include "flow/plan_certificate.h"
#include "base/arena.h"
#include "base/array.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_inventory.h"
#include "flow/derive_prepare.h"
#include "store/store_mirror.h"

const char *plan_certificate_shown(struct arena *arena, const struct json *value)
{
	if (!value || value->type == JSON_NULL)
		return NULL;
	if (value->type == JSON_OBJECT || value->type == JSON_ARRAY)
		return json_print(arena, value);
	return json_text(value, "");
}

void plan_certificate_changes(struct arena *arena, const struct json *before,
                              const struct json *after, struct plan_item *item)
{
	ARRAY(struct plan_change) changes = { 0 };
	JSON_EACH(value, after)
	{
		const char *old = plan_certificate_shown(arena, json_get(before, value->key));
		const char *new = plan_certificate_shown(arena, value);
		/* References stand there as ids: only presence can be compared here. */
		bool reference = value->type == JSON_OBJECT || value->type == JSON_ARRAY;
		if (text_equal(old, new) || (reference && !text_is_empty(old)))
			continue;
		struct plan_change change = { value->key, old, new };
		ARRAY_PUSH(arena, &changes, change);
	}
	item->changes = changes.items;
	item->change_count = changes.count;
}

static struct json *parse(struct arena *arena, const char *text)
{
	struct error ignored;
	return text_is_empty(text) ? NULL : json_parse(arena, text, strlen(text), NULL, &ignored);
}

bool plan_certificate_stands(const struct flow *flow, struct arena *arena, const char *target,
                             enum ci_kind kind, const struct store_record *record,
                             const struct json **stands, struct error *error)
{
	struct ci *row = NULL;
	if (!text_is_empty(record->remote_id) &&
	    !store_mirror_get(flow->store, arena, target, kind, record->remote_id, &row, error))
		return false;
	*stands = row ? row->fields : parse(arena, record->baseline);
	return true;
}

struct json *plan_certificate_contested(struct arena *arena, const struct store_record *record)
{
	return parse(arena, record->contested);
}

bool plan_certificate_is_contested(const struct json *contested, const char *field)
{
	JSON_EACH(name, contested)
	if (text_equal(json_text(name, ""), field))
		return true;
	return false;
}

static bool is_empty_there(const struct json *stands, const char *field)
{
	return text_is_empty(json_member_text(stands, field, ""));
}

static void fill_empty(struct arena *arena, struct json *values, const struct json *from,
                       const struct json *stands)
{
	JSON_EACH(value, from)
	if (is_empty_there(stands, value->key) && value->type != JSON_NULL)
		json_set(arena, values, value->key, json_copy(arena, value));
}

/* New: everything. Known: what is ours, and seeds where nothing stands. Adopted lately: nothing but
 * empty fields. Contested fields are left alone always. */
static struct json *payload_of(const struct flow *flow, struct arena *arena,
                               const struct store_record *record, const struct json *body,
                               const struct json *stands, int64_t now)
{
	const struct json *contested = plan_certificate_contested(arena, record);
	struct json *payload = json_new(arena, JSON_OBJECT), *values = json_new(arena, JSON_OBJECT);
	bool fresh = text_is_empty(record->remote_id);
	bool careful = record->adopted && now < record->adopted + flow->rules->adopt_seconds;
	JSON_EACH(value, json_get(body, "values"))
	if (!plan_certificate_is_contested(contested, value->key) &&
	    (!careful || is_empty_there(stands, value->key)))
		json_set(arena, values, value->key, json_copy(arena, value));
	if (fresh) {
		JSON_EACH(value, json_get(body, "seed"))
		json_set(arena, values, value->key, json_copy(arena, value));
		JSON_EACH(value, json_get(body, "insert"))
		json_set(arena, values, value->key, json_copy(arena, value));
	} else if (stands) {
		fill_empty(arena, values, json_get(body, "seed"), stands);
	}
	json_set_string(arena, payload, "class", json_member_text(body, "class", ""));
	json_set(arena, payload, "values", values);
	return payload;
}

static bool make(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                 const struct store_record *record, const char *subject, const struct json *body,
                 int64_t now, struct plan_item *item, struct error *error)
{
	const struct json *stands = NULL;
	char digest[65];
	derive_inventory_digest(arena, body, digest);
	if (!text_equal(digest, record->desired))
		return true;
	if (!plan_certificate_stands(flow, arena, side->name, CI_CERTIFICATE, record, &stands,
	                             error))
		return false;
	item->subject = arena_copy(arena, subject);
	item->payload = payload_of(flow, arena, record, body, stands, now);
	item->verb = text_is_empty(record->remote_id) ? STEP_CREATE : STEP_UPDATE;
	plan_certificate_changes(arena, stands, json_get(item->payload, "values"), item);
	return true;
}

static bool make_kept(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                      const struct store_record *record, const struct json *body, int64_t now,
                      struct plan_item *item, struct error *error)
{
	struct store_certificate *row;
	if (!store_certificate_get(flow->store, arena, record->subject_id, &row, error))
		return false;
	return !row || make(flow, arena, side, record, row->subject, body, now, item, error);
}

/* Those without a body, all at once. */
static bool make_again(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                       const struct store_record *records, struct plan_item *items,
                       const size_t *places, size_t count, int64_t now, struct error *error)
{
	int64_t *ids = ARENA_ARRAY(arena, int64_t, count + 1);
	struct subject **subjects = ARENA_ARRAY(arena, struct subject *, count + 1);
	struct json **bodies = ARENA_ARRAY(arena, struct json *, count + 1);
	for (size_t i = 0; i < count; i++)
		ids[i] = records[places[i]].subject_id;
	if (!derive_prepare(flow, arena, ids, count, now, subjects, error) ||
	    !derive_inventory_bodies(flow, arena, (size_t)(side - flow->sides), subjects, count,
	                             bodies, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (bodies[i] &&
		    !make(flow, arena, side, &records[places[i]], subjects[i]->row->subject,
		          bodies[i], now, &items[places[i]], error))
			return false;
	return true;
}

bool plan_certificate(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                      const struct store_record *records, size_t count,
                      const struct plan_options *options, struct plan_item *items,
                      struct error *error)
{
	size_t *places = ARENA_ARRAY(arena, size_t, count + 1), left = 0;
	for (size_t i = 0; i < count; i++) {
		/* As derive left it; none once it was sent. */
		const struct json *body = parse(arena, records[i].body);
		if (!body)
			places[left++] = i;
		else if (!make_kept(flow, arena, side, &records[i], body, options->now, &items[i],
		                    error))
			return false;
	}
	return left == 0 ||
	       make_again(flow, arena, side, records, items, places, left, options->now, error);
}
