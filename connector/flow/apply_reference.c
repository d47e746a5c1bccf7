/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Symbolic references in a payload become remote ids. */
#include "flow/apply_reference.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "store/store_mirror.h"
#include "store/store_record.h"
#include <string.h>

/* What carries a certificate's CI for good is worth a pause while that CI is on its way. A change
 * without one cannot be checked for conflicts; an alarm waits less. */
enum { ALARM_WAITS = 10 * CLOCK_MINUTE, CHANGE_WAITS = CLOCK_HOUR };

struct filling {
	const struct flow *flow;
	const struct flow_side *side;
	struct arena *arena;
	const struct apply_batch *batch;
	const struct store_step *row;
	const struct json *payload;
	const char *missing;
	struct json *left_out;
};

bool apply_reference_id(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                        const char *key, const char **id, struct error *error)
{
	struct store_record *record;
	*id = NULL;
	if (text_starts_with(key, "ci:")) {
		const char *slash = strchr(key, '/');
		*id = slash ? slash + 1 : NULL;
		return true;
	}
	if (!store_record_get(flow->store, arena, side->name, key, &record, error))
		return false;
	if (record && !text_is_empty(record->remote_id)) {
		*id = record->remote_id;
		return true;
	}
	if (text_starts_with(key, "domain:"))
		return store_mirror_domain(flow->store, arena, side->name, key + strlen("domain:"),
		                           id, error);
	return true;
}

static bool travels_along(const struct filling *filling, const char *key)
{
	for (size_t i = 0; i < filling->batch->count; i++)
		if (!filling->batch->held[i] && text_equal(filling->batch->rows[i].key, key) &&
		    text_equal(filling->batch->rows[i].kind, "certificate"))
			return true;
	return false;
}

static void leave_out(struct filling *filling, const char *key)
{
	if (!filling->left_out)
		filling->left_out = json_new(filling->arena, JSON_ARRAY);
	json_push_string(filling->arena, filling->left_out, key);
}

/* Among certificates a reference that has no id yet is left out and made up for later. */
static bool is_waited_for(const struct filling *filling, const char *key, bool *waited,
                          struct error *error)
{
	const struct store_step *row = filling->row;
	enum ticket_kind kind = TICKET_NONE;
	struct store_step *step;
	*waited = false;
	if (!text_equal(row->kind, "event") && !text_equal(row->kind, "ticket"))
		return true;
	(void)ticket_parse_kind(json_member_text(filling->payload, "kind", ""), &kind);
	bool alarm = text_equal(row->kind, "ticket") && !ticket_is_change(kind);
	if (!store_step_of(filling->flow->store, filling->arena, filling->side->name, key, &step,
	                   error))
		return false;
	*waited = step && clock_now() < row->created_at + (alarm ? ALARM_WAITS : CHANGE_WAITS);
	return true;
}

/* NULL (with true) means: leave this value out. */
static bool fill(struct filling *filling, const struct json *value, struct json **filled,
                 struct error *error);

static bool fill_reference(struct filling *filling, const struct json *value, const char *key,
                           struct json **filled, struct error *error)
{
	const char *id;
	bool waited = !text_starts_with(key, "certificate:");
	if (!apply_reference_id(filling->flow, filling->side, filling->arena, key, &id, error) ||
	    (!id && !waited && !is_waited_for(filling, key, &waited, error)))
		return false;
	*filled = NULL;
	if (id)
		*filled = json_new_string(filling->arena, id);
	else if (travels_along(filling, key))
		*filled = json_copy(filling->arena, value);
	else if (waited)
		filling->missing = key;
	else
		leave_out(filling, key);
	return true;
}

static bool fill_children(struct filling *filling, const struct json *value, struct json **filled,
                          struct error *error)
{
	struct json *copy = json_new(filling->arena, value->type);
	JSON_EACH(child, value)
	{
		struct json *part;
		if (!fill(filling, child, &part, error))
			return false;
		if (part && value->type == JSON_OBJECT)
			json_set(filling->arena, copy, child->key, part);
		else if (part)
			json_push(copy, part);
	}
	*filled = copy;
	return true;
}

static bool fill(struct filling *filling, const struct json *value, struct json **filled,
                 struct error *error)
{
	const char *key = json_member_text(value, "ref", NULL);
	if (key && json_count(value) == 1)
		return fill_reference(filling, value, key, filled, error);
	if (value->type == JSON_OBJECT || value->type == JSON_ARRAY)
		return fill_children(filling, value, filled, error);
	*filled = json_copy(filling->arena, value);
	return true;
}

/* An adapter must be told the class of a CI that is no step of its batch. */
static bool add_parent_class(struct filling *filling, struct json *payload, struct error *error)
{
	const char *parent = json_member_text(payload, "parent", NULL);
	struct ci *row = NULL;
	if (!parent)
		return true;
	if (!store_mirror_get_any(filling->flow->store, filling->arena, filling->side->name, parent,
	                          &row, error))
		return false;
	if (row)
		json_set_string(filling->arena, payload, "parent_class", row->class);
	return true;
}

static void check_child(struct filling *filling, const struct json *payload)
{
	if (!json_get(payload, "child"))
		filling->missing = "the certificate of this relation";
}

bool apply_reference_fill(const struct flow *flow, const struct flow_side *side,
                          struct arena *arena, const struct apply_batch *batch,
                          const struct store_step *row, struct apply_references *references,
                          struct error *error)
{
	struct json *parsed = json_parse(arena, row->payload, strlen(row->payload), NULL, error);
	struct filling filling = { flow, side, arena, batch, row, parsed, NULL, NULL };
	struct json *needs = json_parse(arena, row->needs, strlen(row->needs), NULL, error);
	if (!parsed || !needs)
		return false;
	if (!fill(&filling, parsed, &references->payload, error))
		return false;
	JSON_EACH(need, needs)
	{
		const char *id, *key = json_text(need, "");
		if (!apply_reference_id(flow, side, arena, key, &id, error))
			return false;
		if (!id)
			filling.missing = key;
	}
	if (text_equal(row->kind, "relation")) {
		if (!add_parent_class(&filling, references->payload, error))
			return false;
		check_child(&filling, references->payload);
	}
	references->missing = filling.missing;
	references->left_out = filling.left_out;
	return true;
}
