/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A new ticket: the mapping's fields, our marks, and what the site's settings add. */
#include "jira_ticket.h"
#include "base/arena.h"
#include "base/text.h"
#include "jira.h"
#include "jira_constant.h"
#include "jira_request.h"
#include <string.h>

enum ticket_kind jira_ticket_kind(const struct step *step)
{
	enum ticket_kind kind;

	return ticket_parse_kind(json_member_text(step->body, "kind", ""), &kind) ? kind
	                                                                          : TICKET_NONE;
}

const char *jira_ticket_type(const struct itsm *itsm, enum ticket_kind kind)
{
	const struct jira_settings *settings = jira_settings(itsm);

	if (ticket_is_change(kind))
		return settings->change_type;
	return kind == TICKET_INCIDENT ? settings->incident_type : settings->task_type;
}

const char *jira_ticket_request_type(const struct itsm *itsm, enum ticket_kind kind)
{
	const struct jira_settings *settings = jira_settings(itsm);

	if (ticket_is_change(kind))
		return settings->request_types.change;
	return kind == TICKET_INCIDENT ? settings->request_types.incident
	                               : settings->request_types.task;
}

static void add_marks(struct arena *arena, struct json *issue, const char *key, const char *kind)
{
	struct json *fields = json_get(issue, "fields"), *given = json_get(fields, "labels");
	struct json *labels = json_new(arena, JSON_ARRAY), *list = json_new(arena, JSON_ARRAY);
	struct json *property = json_push(list, json_new(arena, JSON_OBJECT));
	struct json *value = json_new(arena, JSON_OBJECT);
	const char *reason = jira_request_reason_label(arena, key);

	JSON_EACH(label, given)
	json_push_string(arena, labels, json_text(label, ""));
	json_push_string(arena, labels, JIRA_LABEL);
	if (reason != NULL)
		json_push_string(arena, labels, reason);
	json_push_string(arena, labels, jira_request_label(arena, key));
	json_set(arena, fields, "labels", labels);
	json_set_string(arena, value, "key", key);
	json_set_string(arena, value, "kind", kind);
	json_set_string(arena, property, "key", JIRA_TICKET_PROPERTY);
	json_set(arena, property, "value", value);
	json_set(arena, issue, "properties", list);
}

void jira_ticket_add_constants(struct arena *arena, const struct jira_settings *settings,
                               const struct json *screen, struct json *fields)
{
	for (size_t i = 0; i < settings->constants.count; i++) {
		const char *pair = settings->constants.items[i], *equals = strchr(pair, '=');
		const char *name =
			equals ? arena_copy_bytes(arena, pair, (size_t)(equals - pair)) : "";
		bool wanted =
			screen == NULL || json_is_true(json_at(screen, name, "required", NULL));
		if (wanted && jira_request_is_field(name) && json_get(fields, name) == NULL)
			json_set(arena, fields, name,
			         jira_constant_value(arena, json_new_string(arena, equals + 1)));
	}
}

static struct json *issue_of(struct itsm *itsm, struct arena *arena, const struct json *given,
                             const char *type, bool *whole)
{
	const struct jira_settings *settings = jira_settings(itsm);
	struct json *issue = json_new(arena, JSON_OBJECT);
	struct json *fields =
		json_set(arena, issue, "fields", jira_field_compose(itsm, arena, given, whole));

	json_set(arena, fields, "project", jira_request_member(arena, "key", settings->project));
	json_set(arena, fields, "issuetype", jira_request_choice(arena, type, "name"));
	return issue;
}

struct json *jira_ticket_create(struct itsm *itsm, struct arena *arena, const struct step *step,
                                bool *whole)
{
	enum ticket_kind kind = jira_ticket_kind(step);
	const struct jira_settings *settings = jira_settings(itsm);
	const char *request_type = jira_ticket_request_type(itsm, kind);
	struct json *issue = issue_of(itsm, arena, json_get(step->body, "fields"),
	                              jira_ticket_type(itsm, kind), whole);
	struct json *fields = json_get(issue, "fields");

	if (*request_type != '\0' && *settings->fields.request_type != '\0' &&
	    json_get(fields, settings->fields.request_type) == NULL)
		json_set_string(arena, fields, settings->fields.request_type, request_type);
	jira_ticket_add_constants(arena, settings, NULL, fields);
	add_marks(arena, issue, step->key, ticket_kind_name(kind));
	return issue;
}

struct json *jira_ticket_subtask(struct itsm *itsm, struct arena *arena, const struct step *step)
{
	bool whole; /* a sub-task names no objects */
	struct json *issue = issue_of(itsm, arena, json_get(step->body, "fields"),
	                              jira_settings(itsm)->subtask_type, &whole);

	json_set(arena, json_get(issue, "fields"), "parent",
	         jira_request_member(arena, "id", step->ticket_id));
	add_marks(arena, issue, step->key, "task");
	return issue;
}
