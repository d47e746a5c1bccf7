/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A draft of ours: its record, made anew while what it asks for changes, without what people edited. */
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_asked.h"
#include "flow/derive_ticket_parts.h"
#include "mapping/mapping.h"
#include "store/store_audit.h"
#include "store/store_record.h"
#include <string.h>

bool derive_ticket_load(const struct matter *matter, struct store_record **record,
                        struct json **body, struct error *error)
{
	const char *key = arena_print(matter->arena, "ticket:%s", matter->ticket->key);
	*body = NULL;
	if (!store_record_get(matter->flow->store, matter->arena, matter->ticket->target, key,
	                      record, error))
		return false;
	if (!*record)
		return true;
	*body = json_parse(matter->arena, (*record)->body, strlen((*record)->body), NULL, error);
	return *body != NULL;
}

bool derive_ticket_keep(const struct matter *matter, struct store_record *record,
                        const struct json *body, struct error *error)
{
	char digest[65];
	json_digest(body, digest);
	record->desired = arena_copy(matter->arena, digest);
	record->body = json_print(matter->arena, body);
	record->problem = "";
	return store_record_save(matter->flow->store, record, error) &&
	       store_ticket_save(matter->flow->store, matter->ticket, error);
}

const struct json *derive_ticket_written(const struct json *body)
{
	const struct json *fields = json_get(body, "written");
	return fields ? fields : json_get(body, "fields");
}

/* Still a draft of ours: New, never submitted, or sent back after somebody had decided. */
static bool is_draft(const struct matter *matter)
{
	const char *goal = matter->ticket->goal;
	if (!derive_ticket_is_change(matter) || !derive_ticket_in(matter, TICKET_PHASE_NEW))
		return false;
	return text_equal(goal, ticket_goal_name(TICKET_GOAL_OPEN)) ||
	       (text_equal(goal, ticket_goal_name(TICKET_GOAL_APPROVAL_ASKED)) &&
	        matter->ticket->approved_at != 0);
}

/* Only what differs is sent: the rest may be edited by people. */
static struct json *differing(struct arena *arena, const struct json *before,
                              const struct json *after)
{
	struct json *fields = json_new(arena, JSON_OBJECT);
	JSON_EACH(field, after)
	{
		const struct json *old = json_get(before, field->key);
		if (!old || !json_equal(old, field))
			json_set(arena, fields, field->key, json_copy(arena, field));
	}
	return fields;
}

static void overlay(struct arena *arena, struct json *base, const struct json *values)
{
	JSON_EACH(value, values)
	if (value->type != JSON_ARRAY)
		json_set(arena, base, value->key, json_copy(arena, value));
}

/* Each field as it stood there when we had written it: as the far side told right after the write,
 * else as we sent it. Where it stands otherwise now, people edited it. */
static struct json *base_of(const struct matter *matter, const struct store_record *record,
                            const struct json *before)
{
	struct arena *arena = matter->arena;
	struct json *base = json_new(arena, JSON_OBJECT);
	overlay(arena, base, derive_ticket_written(before));
	overlay(arena, base, json_get(before, "base"));
	overlay(arena, base,
	        json_parse(arena, record->baseline, strlen(record->baseline), NULL, NULL));
	return base;
}

/* `planned`: the dates as they stand are no edit of people, and no longer what we wrote last: then
 * everything is sent, of which an adapter leaves out what stands there already. */
static bool write_again(const struct matter *matter, struct store_record *record,
                        const struct json *before, const struct json *planned, struct error *error)
{
	struct arena *arena = matter->arena;
	const char *program =
		arena_print(arena, "%s/%s.jq", matter->side->folder,
	                    flow_ticket_program(matter->ticket->reason, matter->ticket->kind));
	struct json *input, *output, *told = json_new(arena, JSON_OBJECT);
	if (!derive_ticket_record(matter->flow, arena, &matter->input, &input, error) ||
	    !mapping_run(matter->flow->mapping, arena, program, input, &output, error))
		return false;
	const struct json *after = json_get(output, "fields");
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "kind", matter->ticket->kind);
	json_set_string(arena, body, "goal", ticket_goal_name(TICKET_GOAL_OPEN));
	json_set_bool(arena, body, "update", true);
	json_set_string(arena, body, "hash", matter->input.hash);
	json_set(arena, body, "fields",
	         differing(arena, planned ? NULL : derive_ticket_written(before), after));
	json_set(arena, body, "written", json_copy(arena, after));
	json_set(arena, body, "base", base_of(matter, record, before));
	if (planned)
		json_set(arena, body, "planned", json_copy(arena, planned));
	json_set_string(arena, told, "ticket", matter->ticket->key);
	json_set_string(arena, told, "hash", matter->input.hash);
	return derive_ticket_keep(matter, record, body, error) &&
	       derive_asked_keep(matter->flow, arena, &matter->input, error) &&
	       derive_event_files(matter->flow, arena, &matter->input, json_print(arena, body),
	                          error) &&
	       store_audit_append(matter->flow->store, "ticket rewritten", told, error);
}

bool derive_ticket_rewrite(const struct matter *matter, bool *done, struct error *error)
{
	struct store_record *record;
	struct json *body;
	*done = false;
	if (!is_draft(matter) || text_equal(matter->ticket->asked_hash, matter->input.hash) ||
	    matter->input.subject->renewed > 0)
		return true;
	if (!derive_ticket_load(matter, &record, &body, error))
		return false;
	/* What is on its way goes first. */
	if (!record || !text_equal(record->desired, record->sent))
		return true;
	*done = true;
	return write_again(matter, record, body, NULL, error);
}

bool derive_ticket_write(const struct matter *matter, struct error *error)
{
	struct store_record *record;
	struct json *body, *planned = json_new(matter->arena, JSON_OBJECT);
	if (!derive_ticket_load(matter, &record, &body, error))
		return false;
	json_set_integer(matter->arena, planned, "start", matter->ticket->planned_start);
	json_set_integer(matter->arena, planned, "end", matter->ticket->planned_end);
	return !record || write_again(matter, record, body, planned, error);
}

/* Each with what we would have written, so that nothing of it is lost. */
static struct json *kept_event(struct arena *arena, const struct json *body,
                               const struct json *names)
{
	struct json *event = json_new(arena, JSON_OBJECT), *kept = json_new(arena, JSON_ARRAY);
	JSON_EACH(name, names)
	{
		const char *field = json_text(name, "");
		struct json *item = json_push(kept, json_new(arena, JSON_OBJECT));
		json_set_string(arena, item, "field", field);
		json_set_string(arena, item, "wanted",
		                json_text(json_at(body, "fields", field, NULL), ""));
	}
	json_set(arena, event, "kept", kept);
	return event;
}

bool derive_ticket_tell_kept(const struct matter *matter, struct error *error)
{
	struct store_record *record;
	struct json *body;
	if (matter->ticket->written_at == 0)
		return true;
	if (!derive_ticket_load(matter, &record, &body, error))
		return false;
	if (!record || !text_equal(record->desired, record->sent) ||
	    !json_is_true(json_get(body, "update")))
		return true;
	const struct json *names = json_get(
		json_parse(matter->arena, record->baseline, strlen(record->baseline), NULL, NULL),
		"kept");
	if (json_count(names) == 0)
		return true;
	return derive_event_note_again(matter->flow, matter->arena, &matter->input, "fields-kept",
	                               arena_print(matter->arena, "%.16s", record->desired),
	                               kept_event(matter->arena, body, names), error);
}
