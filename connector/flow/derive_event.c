/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Events of a ticket: made once, body frozen. */
#include "flow/derive_event.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_around.h"
#include "flow/derive_record.h"
#include "mapping/mapping.h"
#include "store/store_record.h"

static bool add(const struct flow *flow, struct arena *arena, const struct ticket_input *input,
                const char *name, const char *kind, const struct json *body, const char *state,
                struct error *error)
{
	bool added;
	struct store_event event = {
		.target = flow->sides[input->side_index].name,
		.ticket_key = input->ticket->key,
		.name = name,
		.kind = kind,
		.body = json_print(arena, body),
		.created_at = input->as_of,
		.state = state,
		.remote_id = "",
		.problem = "",
	};
	return store_event_add(flow->store, &event, &added, error);
}

bool derive_event_add(const struct flow *flow, struct arena *arena,
                      const struct ticket_input *input, const char *name, const char *kind,
                      const struct json *body, struct error *error)
{
	return add(flow, arena, input, name, kind, body, "waiting", error);
}

bool derive_event_keep(const struct flow *flow, struct arena *arena,
                       const struct ticket_input *input, const char *name, const char *kind,
                       const struct json *body, struct error *error)
{
	return add(flow, arena, input, name, kind, body, "present", error);
}

bool derive_event_exists(const struct flow *flow, struct arena *arena,
                         const struct ticket_input *input, const char *name, bool *known,
                         struct error *error)
{
	struct store_event *row;
	if (!store_event_get(flow->store, arena, input->ticket->key, name, &row, error))
		return false;
	*known = row != NULL;
	return true;
}

bool derive_event_person(const struct flow *flow, struct arena *arena,
                         const struct ticket_input *input, const char *id, const char **name,
                         struct error *error)
{
	if (!derive_record_name(flow, arena, flow->sides[input->side_index].name, CI_USER, id, name,
	                        NULL, error))
		return false;
	if (!*name)
		*name = id;
	return true;
}

/* `key` is unique in the ticket, `name` is what the program knows it by. */
static bool note(const struct flow *flow, struct arena *arena, const struct ticket_input *input,
                 const char *key, const char *name, const struct json *members, struct error *error)
{
	const char *program =
		arena_print(arena, "%s/note.jq", flow->sides[input->side_index].folder);
	struct json *record, *output;
	const char *zone;
	bool known;
	if (!derive_event_exists(flow, arena, input, key, &known, error))
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
	return derive_event_add(flow, arena, input, key, "note", output, error) &&
	       derive_event_files(flow, arena, input, json_member_text(output, "text", ""), error);
}

bool derive_event_note(const struct flow *flow, struct arena *arena,
                       const struct ticket_input *input, const char *name,
                       const struct json *members, struct error *error)
{
	return note(flow, arena, input, name, name, members, error);
}

bool derive_event_note_again(const struct flow *flow, struct arena *arena,
                             const struct ticket_input *input, const char *name, const char *mark,
                             const struct json *members, struct error *error)
{
	return note(flow, arena, input, arena_print(arena, "%s:%s", name, mark), name, members,
	            error);
}

bool derive_event_link(const struct flow *flow, struct arena *arena,
                       const struct ticket_input *input, const char *name, const char *field,
                       struct json *to, struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "event", "link");
	json_set_string(arena, body, "ticket", input->ticket->kind);
	json_set_string(arena, body, "field", field);
	json_set(arena, body, "to", to);
	return derive_event_add(flow, arena, input, name, "link", body, error);
}

bool derive_event_page(const struct flow *flow, struct arena *arena,
                       const struct ticket_input *input, struct error *error)
{
	const struct flow_side *side = &flow->sides[input->side_index];
	const char *url = derive_around_runbook(flow, input->subject->records[input->side_index]);
	struct json *body = json_new(arena, JSON_OBJECT);
	if (!side->itsm->abilities.pages ||
	    (!text_starts_with(url, "https://") && !text_starts_with(url, "http://")))
		return true;
	json_set_string(arena, body, "event", "page");
	json_set_string(arena, body, "ticket", input->ticket->kind);
	json_set_string(arena, body, "url", url);
	json_set_string(arena, body, "title", "Runbook");
	return derive_event_add(flow, arena, input, "runbook", "page", body, error);
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
	return derive_event_add(flow, arena, input, "affected", "affected", body, error);
}
