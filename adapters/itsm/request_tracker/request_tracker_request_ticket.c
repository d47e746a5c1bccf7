/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets as RT takes them: the mapping's fields, our key, and what the settings add. */
#include "request_tracker_request_ticket.h"
#include "base/arena.h"
#include "base/digest.h"
#include "request_tracker.h"
#include <string.h>

enum { MARK_DIGITS = 40 };

enum ticket_kind request_tracker_request_kind(const struct step *step)
{
	enum ticket_kind kind;

	return ticket_parse_kind(json_member_text(step->body, "kind", ""), &kind) ? kind
	                                                                          : TICKET_NONE;
}

const char *request_tracker_request_queue(const struct request_tracker_settings *settings,
                                          enum ticket_kind kind)
{
	if (ticket_is_change(kind))
		return settings->change_queue;
	return kind == TICKET_INCIDENT ? settings->incident_queue : settings->task_queue;
}

const char *request_tracker_request_type(enum ticket_kind kind)
{
	switch (kind) {
	case TICKET_CHANGE_STANDARD:
		return "standard";
	case TICKET_CHANGE_EMERGENCY:
		return "emergency";
	case TICKET_INCIDENT:
		return "incident";
	case TICKET_TASK:
		return "task";
	default:
		return "normal";
	}
}

static void set_custom(struct arena *arena, struct json *body, const char *name, const char *value)
{
	struct json *fields = json_get(body, "CustomFields");

	if (fields == NULL)
		fields = json_set(arena, body, "CustomFields", json_new(arena, JSON_OBJECT));
	json_set_string(arena, fields, name, value);
}

struct json *request_tracker_request_ticket(struct arena *arena,
                                            const struct request_tracker_settings *settings,
                                            const char *queue, enum ticket_kind kind,
                                            const char *key, const struct json *fields)
{
	struct json *body = request_tracker_request_body(arena, "ticket", fields);
	const char *requestor =
		text_is_empty(settings->requestor) ? settings->account : settings->requestor;

	json_set_string(arena, body, "Queue", queue);
	if (json_get(body, "Requestor") == NULL) {
		struct json *list = json_set(arena, body, "Requestor", json_new(arena, JSON_ARRAY));
		json_push_string(arena, list, requestor);
	}
	set_custom(arena, body, settings->key_field, key);
	set_custom(arena, body, settings->type_field, request_tracker_request_type(kind));
	return body;
}

char *request_tracker_request_mark(struct arena *arena, const char *key)
{
	char hex[DIGEST_HEX];

	digest_hex(key, strlen(key), hex);
	return arena_print(arena, "[cs:%.*s]", MARK_DIGITS, hex);
}

struct json *request_tracker_request_note(struct arena *arena, const char *text, const char *key)
{
	struct json *body = json_new(arena, JSON_OBJECT);

	json_set_string(arena, body, "Content",
	                arena_print(arena, "%s\n%s", request_tracker_request_plain(arena, text),
	                            request_tracker_request_mark(arena, key)));
	json_set_string(arena, body, "ContentType", "text/plain");
	return body;
}
