/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Issues of Jira in the words of the model. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "jira.h"
#include "jira_adf.h"
#include "jira_dialect.h"
#include "jira_ticket.h"
#include <string.h>

static const enum ticket_phase phases[] = {
	TICKET_PHASE_NEW,       TICKET_PHASE_ASSESS, TICKET_PHASE_AUTHORIZE, TICKET_PHASE_SCHEDULED,
	TICKET_PHASE_IMPLEMENT, TICKET_PHASE_REVIEW, TICKET_PHASE_CLOSED,    TICKET_PHASE_CANCELLED,
};

const struct setting_list *jira_ticket_statuses(const struct jira_settings *settings,
                                                enum ticket_phase phase)
{
	switch (phase) {
	case TICKET_PHASE_NEW:
		return &settings->phases.new;
	case TICKET_PHASE_ASSESS:
		return &settings->phases.assess;
	case TICKET_PHASE_AUTHORIZE:
		return &settings->phases.authorize;
	case TICKET_PHASE_SCHEDULED:
		return &settings->phases.scheduled;
	case TICKET_PHASE_IMPLEMENT:
		return &settings->phases.implement;
	case TICKET_PHASE_REVIEW:
		return &settings->phases.review;
	case TICKET_PHASE_CLOSED:
		return &settings->phases.closed;
	case TICKET_PHASE_CANCELLED:
		return &settings->phases.cancelled;
	default:
		return NULL;
	}
}

static bool is_listed(const struct setting_list *list, const struct json *status)
{
	const char *id = json_member_text(status, "id", ""),
		   *name = json_member_text(status, "name", "");

	for (size_t i = 0; i < list->count; i++)
		if (text_equal(list->items[i], id) || text_equal_folded(list->items[i], name))
			return true;
	return false;
}

enum ticket_phase jira_ticket_phase(const struct itsm *itsm, const struct json *status)
{
	const char *category = json_text(json_at(status, "statusCategory", "key", NULL), "");

	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
		if (is_listed(jira_ticket_statuses(jira_settings(itsm), phases[i]), status))
			return phases[i];
	return text_equal(category, "done") ? TICKET_PHASE_CLOSED : TICKET_PHASE_UNKNOWN;
}

int64_t jira_ticket_time(struct arena *arena, const struct json *value)
{
	const char *text = json_text(value, "");
	size_t length = strlen(text);
	int64_t time;

	if (length > 5 && (text[length - 5] == '+' || text[length - 5] == '-'))
		text = arena_print(arena, "%.*s:%s", (int)(length - 2), text, text + length - 2);
	return clock_parse(text, &time) ? time : 0;
}

const char *jira_ticket_key(const struct json *issue)
{
	return json_text(json_at(issue, "properties", JIRA_TICKET_PROPERTY, "key", NULL), "");
}

struct json *jira_ticket_fields(const struct itsm *itsm, struct arena *arena, bool full)
{
	static const char *const always[] = { "summary", "status",    "issuetype", "labels",
		                              "created", "updated",   "reporter",  "assignee",
		                              "project", "issuelinks" };
	const struct jira_settings *settings = jira_settings(itsm);
	struct json *list = json_new(arena, JSON_ARRAY);

	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		json_push_string(arena, list, always[i]);
	if (*settings->fields.approvals)
		json_push_string(arena, list, settings->fields.approvals);
	for (const struct jira_field *field = jira_field_table; field->name; field++) {
		const char *id = jira_field_id(itsm, field);
		bool asked = field->fixed != NULL && !text_equal(id, "description") &&
		             !text_equal(id, "priority");
		if (*id && !asked && (full || field->form != JIRA_FIELD_BODY))
			json_push_string(arena, list, id);
	}
	return list;
}

static const char *user_of(const struct itsm *itsm, const struct json *user)
{
	return json_member_text(user, jira_dialect(itsm)->user, "");
}

/* One value as text: of an option its id, of a user or group its id, of a list its items. */
static const char *as_text(const struct itsm *itsm, struct arena *arena, const struct json *value)
{
	static const char *const members[] = {
		"accountId", "groupId", "id", "key", "name", "value"
	};
	TEXT(list);

	if (value == NULL || value->type == JSON_NULL)
		return "";
	if (value->type == JSON_ARRAY) {
		JSON_EACH(item, value)
		{
			bool nested = item->type == JSON_ARRAY;
			text_print(&list, "%s%s", list.length > 0 ? "," : "",
			           nested ? "" : as_text(itsm, arena, item));
		}
		return arena_copy(arena, text_string(&list));
	}
	if (value->type != JSON_OBJECT)
		return json_text(value, "");
	if (text_equal(json_member_text(value, "type", ""), "doc"))
		return jira_adf_read(arena, value);
	if (!jira_dialect(itsm)->adf && json_get(value, "name") != NULL)
		return json_member_text(value, "name", "");
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (json_get(value, members[i]) != NULL)
			return json_member_text(value, members[i], "");
	return "";
}

static struct json *fields_of(const struct itsm *itsm, struct arena *arena,
                              const struct json *given)
{
	struct json *fields = json_new(arena, JSON_OBJECT);

	for (const struct jira_field *field = jira_field_table; field->name; field++) {
		const char *id = jira_field_id(itsm, field);
		if (*id && json_get(given, id) != NULL)
			json_set_string(arena, fields, field->name,
			                as_text(itsm, arena, json_get(given, id)));
	}
	json_set_string(arena, fields, "status",
	                json_text(json_at(given, "status", "name", NULL), ""));
	return fields;
}

/* By our property; where people deleted it, by the issue type. */
static enum ticket_kind kind_of(const struct itsm *itsm, const struct json *issue)
{
	const char *kept =
		json_text(json_at(issue, "properties", JIRA_TICKET_PROPERTY, "kind", NULL), "");
	const struct json *type = json_at(issue, "fields", "issuetype", NULL);
	enum ticket_kind kind;

	if (ticket_parse_kind(kept, &kind) && kind != TICKET_NONE)
		return kind;
	for (kind = TICKET_CHANGE_NORMAL; kind < TICKET_NONE; kind++) {
		const char *wanted = jira_ticket_type(itsm, kind);
		if (*wanted && (text_equal(wanted, json_member_text(type, "id", "")) ||
		                text_equal(wanted, json_member_text(type, "name", ""))))
			return kind;
	}
	return TICKET_NONE;
}

/* Links that we did not make ourselves: from the other side, or to what is no change of ours, cannot be
 * told apart; a sub-task can. */
static bool any_children(const struct json *fields)
{
	JSON_EACH(child, json_get(fields, "subtasks"))
	if (!text_equal(json_text(json_at(child, "fields", "status", "statusCategory", "key", NULL),
	                          ""),
	                "done"))
		return true;
	return false;
}

void jira_ticket_read(struct itsm *itsm, struct arena *arena, const struct json *issue,
                      struct ticket_seen *seen)
{
	const struct jira_settings *settings = jira_settings(itsm);
	const struct json *fields = json_get(issue, "fields");

	*seen = (struct ticket_seen){
		.id = json_member_text(issue, "id", ""),
		.key = jira_ticket_key(issue),
		.number = json_member_text(issue, "key", ""),
		.kind = kind_of(itsm, issue),
		.state = json_text(json_at(fields, "status", "name", NULL), ""),
		.phase = jira_ticket_phase(itsm, json_get(fields, "status")),
		.title = json_member_text(fields, "summary", ""),
		.item = as_text(itsm, arena,
		                *settings->fields.objects
		                        ? json_get(fields, settings->fields.objects)
		                        : NULL),
		.assigned_to = user_of(itsm, json_get(fields, "assignee")),
		.group = as_text(itsm, arena,
		                 *settings->fields.group ? json_get(fields, settings->fields.group)
		                                         : NULL),
		.requested_by = user_of(itsm, json_get(fields, "reporter")),
		.updated_at = jira_ticket_time(arena, json_get(fields, "updated")),
		.created_at = jira_ticket_time(arena, json_get(fields, "created")),
		.updated_by = "",
		.has_children = any_children(fields),
		.fields = fields_of(itsm, arena, fields),
	};
	if (*settings->fields.planned_start)
		seen->planned_start =
			jira_ticket_time(arena, json_get(fields, settings->fields.planned_start));
	if (*settings->fields.planned_end)
		seen->planned_end =
			jira_ticket_time(arena, json_get(fields, settings->fields.planned_end));
	seen->may_implement =
		seen->phase == TICKET_PHASE_SCHEDULED || seen->phase == TICKET_PHASE_IMPLEMENT;
}
