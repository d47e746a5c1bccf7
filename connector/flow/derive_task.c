/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks of a change that several owner groups share. */
#include "flow/derive_task.h"
#include "base/json.h"
#include "base/text.h"
#include "mapping/mapping.h"
#include "store/store_record.h"
#include <string.h>

static const char issue[] = "task:issue", verify[] = "task:verify", deploy[] = "task:deploy:";

static bool add(const struct flow *flow, struct arena *arena, const struct ticket_input *input,
                const struct json *record, const char *name, struct error *error)
{
	const char *program =
		arena_print(arena, "%s/task.jq", flow->sides[input->side_index].folder);
	struct json *asked = json_copy(arena, record), *event = json_new(arena, JSON_OBJECT), *body;
	json_set_string(arena, event, "name", name);
	json_set(arena, asked, "event", event);
	if (!mapping_run(flow->mapping, arena, program, asked, &body, error))
		return error_wrap(error, "task '%s' of ticket '%s'", name, input->ticket->key);
	json_set_string(arena, body, "ticket", input->ticket->kind);
	json_set_string(arena, body, "action", "create");
	return derive_event_add(flow, arena, input, name, "task", body, error);
}

bool derive_task_open(const struct flow *flow, struct arena *arena,
                      const struct ticket_input *input, const struct json *record,
                      struct error *error)
{
	enum ticket_kind kind = TICKET_NONE;
	const struct json *groups = json_at(record, "ticket", "places", "groups", NULL);
	(void)ticket_parse_kind(input->ticket->kind, &kind);
	if (!ticket_is_change(kind) || json_count(groups) < 2 ||
	    !text_equal(input->ticket->reason, flow_reason_name(FLOW_RENEWAL)))
		return true;
	if (!add(flow, arena, input, record, issue, error))
		return false;
	JSON_EACH(group, groups)
	if (!add(flow, arena, input, record,
	         arena_print(arena, "%s%s", deploy, json_member_text(group, "group", "")), error))
		return false;
	return add(flow, arena, input, record, verify, error);
}

/* All places of a group serve a successor, or are gone. */
static bool is_deployed(const struct matter *matter, const char *group)
{
	const struct subject *subject = matter->input.subject;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		const struct ci *ci = place->matches[matter->input.side_index].ci;
		const char *owner =
			ci && !text_is_empty(ci->group) ? ci->group : subject->owner_group;
		if (derive_subject_counts(place) && text_equal(owner, group) &&
		    place->state != PLACE_RENEWED && place->state != PLACE_GONE)
			return false;
	}
	return true;
}

static bool is_settled(const struct matter *matter, const char *name)
{
	if (text_equal(name, issue))
		return matter->input.subject->renewed > 0;
	return text_starts_with(name, deploy) && is_deployed(matter, name + strlen(deploy));
}

static bool close(const struct matter *matter, const struct store_event *task, struct error *error)
{
	struct arena *arena = matter->arena;
	struct json *body = json_new(arena, JSON_OBJECT), *fields = json_new(arena, JSON_OBJECT);
	json_set_string(arena, fields, "close_notes",
	                "Seen by certsteward: a new certificate is served.");
	json_set_string(arena, body, "event", "task");
	json_set_string(arena, body, "ticket", matter->ticket->kind);
	json_set_string(arena, body, "action", "close");
	json_set_string(arena, body, "id", task->remote_id);
	json_set(arena, body, "fields", fields);
	return derive_event_add(matter->flow, arena, &matter->input,
	                        arena_print(arena, "close:%s", task->name), "task", body, error);
}

bool derive_task_close(const struct matter *matter, bool proven, struct error *error)
{
	struct store_event *events;
	size_t count;
	if (!derive_ticket_is_change(matter))
		return true;
	if (!store_event_of_ticket(matter->flow->store, matter->arena, matter->ticket->key, &events,
	                           &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct store_event *event = &events[i];
		if (text_starts_with(event->name, "task:") && !text_is_empty(event->remote_id) &&
		    (proven || is_settled(matter, event->name)) && !close(matter, event, error))
			return false;
	}
	return true;
}
