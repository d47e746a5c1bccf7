/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies of tickets: the mapping's fields, our key, and what the site's settings add. */
#include "servicenow_request_ticket.h"
#include "base/arena.h"
#include "base/digest.h"
#include "base/http.h"

enum { MARK_DIGITS = 40 };

enum ticket_kind servicenow_request_ticket_kind(const struct step *step)
{
	enum ticket_kind kind;

	return ticket_parse_kind(json_member_text(step->body, "kind", ""), &kind) ? kind
	                                                                          : TICKET_NONE;
}

const char *servicenow_request_ticket_table(const struct servicenow_settings *settings,
                                            enum ticket_kind kind)
{
	if (ticket_is_change(kind))
		return "change_request";
	return kind == TICKET_INCIDENT ? "incident" : settings->task_table;
}

char *servicenow_request_ticket_create_path(struct arena *arena,
                                            const struct servicenow_settings *settings,
                                            enum ticket_kind kind, const char *template_id)
{
	if (kind == TICKET_CHANGE_NORMAL)
		return arena_copy(arena, "/api/sn_chg_rest/change/normal");
	if (kind == TICKET_CHANGE_EMERGENCY)
		return arena_copy(arena, "/api/sn_chg_rest/change/emergency");
	if (kind == TICKET_CHANGE_STANDARD)
		return arena_print(arena, "/api/sn_chg_rest/change/standard/%s", template_id);
	return servicenow_request_row(arena, servicenow_request_ticket_table(settings, kind), NULL,
	                              NULL);
}

char *servicenow_request_ticket_path(struct arena *arena,
                                     const struct servicenow_settings *settings,
                                     enum ticket_kind kind, const char *id)
{
	if (ticket_is_change(kind))
		return arena_print(arena, "/api/sn_chg_rest/change/%s", http_escape(arena, id));
	return servicenow_request_row(arena, servicenow_request_ticket_table(settings, kind), id,
	                              NULL);
}

static void add_default(struct arena *arena, struct json *fields, const char *name,
                        const char *value)
{
	if (!text_is_empty(value) && json_get(fields, name) == NULL)
		json_set_string(arena, fields, name, value);
}

/* Left empty, a rule of the site fills the group from the CI; a value of ours would switch it
 * off. */
static bool is_left_to_site(const struct servicenow_settings *settings, const char *name)
{
	return text_equal(settings->assignment, "site") &&
	       (text_equal(name, "assignment_group") || text_equal(name, "assigned_to"));
}

struct json *servicenow_request_ticket_create(struct arena *arena,
                                              const struct servicenow_settings *settings,
                                              enum ticket_kind kind,
                                              const struct servicenow_request_people *people,
                                              const struct step *step)
{
	struct json *given = servicenow_request_fields(arena, json_get(step->body, "fields"));
	struct json *fields = json_new(arena, JSON_OBJECT);

	JSON_EACH(member, given)
	if (!is_left_to_site(settings, member->key))
		json_set_string(arena, fields, member->key, member->text);
	if (ticket_is_change(kind)) {
		add_default(arena, fields, "requested_by", people->requested_by_id);
		add_default(arena, fields, "category", settings->change_category);
	} else if (kind == TICKET_INCIDENT) {
		add_default(arena, fields, "caller_id", people->caller_id);
		add_default(arena, fields, "contact_type", settings->contact_type);
		add_default(arena, fields, "category", settings->incident_category);
		add_default(arena, fields, "subcategory", settings->incident_subcategory);
	}
	json_set_string(arena, fields, "correlation_id", step->key);
	json_set_string(arena, fields, "correlation_display", "certsteward");
	return fields;
}

char *servicenow_request_task_key(struct arena *arena, const char *key)
{
	char hex[DIGEST_HEX];

	digest_hex(key, strlen(key), hex);
	return arena_print(arena, "cs:%.*s", MARK_DIGITS, hex);
}

char *servicenow_request_note_mark(struct arena *arena, const char *key)
{
	return arena_print(arena, "[%s]", servicenow_request_task_key(arena, key));
}

char *servicenow_request_note(struct arena *arena, const char *text, const char *key)
{
	return arena_print(arena, "%s\n%s", servicenow_request_plain(arena, text),
	                   servicenow_request_note_mark(arena, key));
}
