/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Drift: a field of ours that no longer holds what stood there right after our write. */
#include "flow/drift.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/owner.h"
#include "store/store_audit.h"
#include "store/store_missing.h"
#include "store/store_queue.h"
#include "store/store_record.h"
#include <string.h>

enum { PUT_BACKS = 2, PUT_BACK_DAYS = 7 };

static bool is_named(const char *name, const char *field)
{
	size_t stem = strlen(name) - 1;
	return name[stem] == '*' ? strncmp(field, name, stem) == 0 : text_equal(field, name);
}

static bool is_ours(const struct flow_side *side, const char *field)
{
	for (const char *const *name = side->itsm->type->theirs; name && *name; name++)
		if (is_named(*name, field))
			return false;
	return true;
}

/* A record that keeps its body says itself which fields we write; in the others people may put what they
 * like. NULL = all. */
static const struct json *written_by_us(struct arena *arena, const struct store_record *record)
{
	struct error ignored;
	if (!text_equal(record->kind, "deployment") || text_is_empty(record->body))
		return NULL;
	return json_get(json_parse(arena, record->body, strlen(record->body), NULL, &ignored),
	                "values");
}

static struct json *differences(const struct flow_side *side, struct arena *arena,
                                const struct store_record *record, const struct json *baseline,
                                const struct json *fields)
{
	const struct json *ours = written_by_us(arena, record);
	struct json *list = json_new(arena, JSON_ARRAY);
	JSON_EACH(value, baseline)
	if (is_ours(side, value->key) && (!ours || json_get(ours, value->key)) &&
	    json_get(fields, value->key) && !json_equal(value, json_get(fields, value->key)))
		json_push_string(arena, list, value->key);
	return list;
}

static bool tell(const struct flow *flow, struct arena *arena, const struct store_record *record,
                 const char *what, const struct ci *row, struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "target", record->target);
	json_set_string(arena, body, "key", record->key);
	json_set_string(arena, body, "fields", record->drift);
	json_set_string(arena, body, "changed_by", row->changed_by);
	return store_audit_append(flow->store, what, body, error);
}

static struct json *join(struct arena *arena, const char *known, const struct json *fields)
{
	struct error ignored;
	struct json *list = text_is_empty(known)
	                            ? json_new(arena, JSON_ARRAY)
	                            : json_parse(arena, known, strlen(known), NULL, &ignored);
	JSON_EACH(field, fields)
	json_push_string(arena, list, json_text(field, ""));
	return list;
}

static bool contest(const struct flow *flow, struct arena *arena, struct store_record *record,
                    const struct json *fields, const struct ci *row, struct error *error)
{
	record->drift = json_print(arena, fields);
	if (!tell(flow, arena, record, "contested", row, error))
		return false;
	record->contested = json_print(arena, join(arena, record->contested, fields));
	record->drift = "";
	record->baseline = json_print(arena, row->fields);
	return store_record_save(flow->store, record, error);
}

static bool put_back(const struct flow *flow, struct arena *arena, struct store_record *record,
                     const struct json *fields, const struct ci *row, struct error *error)
{
	int64_t now = clock_now();
	if (now - record->put_back_at > (int64_t)PUT_BACK_DAYS * CLOCK_DAY)
		record->put_backs = 0;
	if (record->put_backs >= PUT_BACKS)
		return contest(flow, arena, record, fields, row, error);
	const char *drift = json_print(arena, fields);
	if (text_equal(drift, record->drift))
		return true;
	record->put_backs++;
	record->put_back_at = now;
	record->drift = drift;
	return tell(flow, arena, record, "drift", row, error) &&
	       store_record_save(flow->store, record, error);
}

static bool has_other_owner(const struct flow_side *side, const struct json *before,
                            const struct ci *row)
{
	for (const char *const *name = side->itsm->type->owners; name && *name; name++)
		if (!text_equal(json_member_text(before, *name, ""),
		                json_member_text(row->fields, *name, "")))
			return true;
	return false;
}

/* A value that a person or robot set on the row is news for the owner ladder. It stays a person's when
 * a later write of ours has made it part of the baseline. */
static bool wake_owner(const struct flow *flow, const struct flow_side *side,
                       const struct store_record *record, const struct json *before,
                       const struct ci *row, struct error *error)
{
	ARENA(arena);
	if (!has_other_owner(side, before, row))
		return true;
	if (row->ours && !store_meta_set(flow->store, owner_mark(&arena, side->name, row->id),
	                                 row->group ? row->group : "", error))
		return false;
	return store_dirty_add_id(flow->store, "certificate", record->subject_id, "owner on its CI",
	                          0, error);
}

static bool come_back(const struct flow *flow, struct arena *arena, struct store_record *record,
                      struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "target", record->target);
	json_set_string(arena, body, "key", record->key);
	json_set_integer(arena, body, "missing_since", record->missing);
	record->missing = 0;
	record->problem = "";
	return store_missing_found(flow->store, record, error) &&
	       store_audit_append(flow->store, "ci there again", body, error);
}

bool drift_check(const struct flow *flow, const struct flow_side *side, const struct ci *row,
                 struct error *error)
{
	ARENA(arena);
	struct store_record *record;
	if (!store_record_by_remote(flow->store, &arena, side->name, row->id, &record, error))
		return false;
	if (!record || !text_equal(record->kind, ci_kind_name(row->kind)))
		return true;
	if (record->missing && !come_back(flow, &arena, record, error))
		return false;
	if (!row->fields)
		return true;
	if (text_is_empty(record->baseline)) {
		record->baseline = json_print(&arena, row->fields);
		return store_record_save(flow->store, record, error);
	}
	struct json *baseline =
		json_parse(&arena, record->baseline, strlen(record->baseline), NULL, error);
	if (!baseline)
		return false;
	if (row->kind == CI_CERTIFICATE && !wake_owner(flow, side, record, baseline, row, error))
		return false;
	struct json *fields = differences(side, &arena, record, baseline, row->fields);
	bool careful =
		record->adopted && clock_now() < record->adopted + flow->rules->adopt_seconds;
	if (json_count(fields) == 0 || careful)
		return true;
	return put_back(flow, &arena, record, fields, row, error);
}
