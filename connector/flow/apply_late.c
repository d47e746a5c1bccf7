/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a ticket goes out without is given to it once it is there. */
#include "flow/apply_late.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/apply_reference.h"
#include "flow/permit.h"
#include "store/store_case.h"
#include "store/store_record.h"

struct late {
	const struct flow *flow;
	const struct flow_side *side;
	struct arena *arena;
	const char *ticket_key, *kind;
	const struct json *left_out;
	int64_t now;
};

/* What a far side keeps no records of never comes there, late or not. */
static bool is_left_out(const struct late *late, const struct json *value)
{
	const char *reference = json_member_text(value, "ref", NULL);
	if (late->side->itsm->abilities.no_certificates && reference != NULL &&
	    text_starts_with(reference, "certificate:"))
		return false;
	JSON_EACH(key, late->left_out)
	if (text_equal(json_text(key, ""), reference))
		return true;
	return false;
}

static bool add(const struct late *late, const char *what, const char *kind, struct json *body,
                struct error *error)
{
	bool added;
	json_set_string(late->arena, body, "event", kind);
	json_set_string(late->arena, body, "ticket", late->kind);
	json_set_bool(late->arena, body, "late", true);
	const struct store_event event = {
		.target = late->side->name,
		.ticket_key = late->ticket_key,
		.name = arena_print(late->arena, APPLY_LATE "%s", what),
		.kind = kind,
		.body = json_print(late->arena, body),
		.created_at = late->now,
		.state = "waiting",
		.remote_id = "",
		.problem = "",
	};
	return store_event_add(late->flow->store, &event, &added, error);
}

static bool add_field(const struct late *late, const struct json *field, struct error *error)
{
	struct json *body = json_new(late->arena, JSON_OBJECT);
	json_set_string(late->arena, body, "field", field->key);
	json_set(late->arena, body, "to", json_copy(late->arena, field));
	return add(late, field->key, "link", body, error);
}

static bool add_listed(const struct late *late, const struct json *list, struct error *error)
{
	struct json *body = json_new(late->arena, JSON_OBJECT);
	struct json *cis = json_set(late->arena, body, "cis", json_new(late->arena, JSON_ARRAY));
	JSON_EACH(value, list)
	if (is_left_out(late, value))
		json_push(cis, json_copy(late->arena, value));
	return json_count(cis) == 0 || add(late, "affected", "affected", body, error);
}

static bool add_fields(const struct late *late, const struct json *fields, struct error *error)
{
	JSON_EACH(field, fields)
	{
		if (is_left_out(late, field) && !add_field(late, field, error))
			return false;
		if (field->type == JSON_ARRAY && !add_listed(late, field, error))
			return false;
	}
	return true;
}

bool apply_late(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                const struct store_step *row, const struct json *left_out, int64_t now,
                struct error *error)
{
	struct store_ticket *ticket;
	bool event = text_equal(row->kind, "event");
	if (json_count(left_out) == 0 || (!event && !text_equal(row->kind, "ticket")))
		return true;
	const char *key;
	const struct json *payload =
		json_parse(arena, row->payload, strlen(row->payload), NULL, error);
	if (!payload || !permit_ticket_of(arena, row, &key, error) ||
	    !store_ticket_get(flow->store, arena, key ? key : "", &ticket, error))
		return false;
	if (!ticket)
		return true;
	const struct late late = { flow, side, arena, key, ticket->kind, left_out, now };
	return event ? add_listed(&late, json_get(payload, "cis"), error)
	             : add_fields(&late, json_get(payload, "fields"), error);
}

bool apply_late_ready(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                      const char *name, const struct json *body, bool *ready, struct error *error)
{
	const char *id = "", *key = json_member_text(json_get(body, "to"), "ref", NULL);
	*ready = true;
	if (!text_starts_with(name, APPLY_LATE))
		return true;
	if (key && !apply_reference_id(flow, side, arena, key, &id, error))
		return false;
	*ready = id != NULL;
	JSON_EACH(ci, json_get(body, "cis"))
	{
		if (!apply_reference_id(flow, side, arena, json_member_text(ci, "ref", ""), &id,
		                        error))
			return false;
		*ready &= id != NULL;
	}
	return true;
}
