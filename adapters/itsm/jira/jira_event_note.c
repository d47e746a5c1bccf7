/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Notes: a comment of the platform is public on a request, so that Jira Service Management is asked for
 * an internal one. */
#include "base/text.h"
#include "jira.h"
#include "jira_adf.h"
#include "jira_call.h"
#include "jira_event.h"
#include "jira_push.h"
#include "jira_request.h"
#include "jira_wiki.h"

static const char *marked(const struct jira_event *event)
{
	return arena_print(event->arena, "%s\n\n[%s]",
	                   json_member_text(event->step->body, "text", ""),
	                   jira_request_note_mark(event->arena, event->step->key));
}

/* Its body is markup in both dialects. */
static struct json *request_comment(const struct jira_event *event, bool public)
{
	struct json *body = json_new(event->arena, JSON_OBJECT);

	json_set_string(event->arena, body, "body",
	                jira_wiki_write(event->arena, marked(event), false));
	json_set_bool(event->arena, body, "public", public);
	return body;
}

static struct json *platform_comment(const struct jira_event *event, bool public)
{
	struct json *body = json_new(event->arena, JSON_OBJECT);
	const char *text = marked(event);

	json_set(event->arena, body, "body",
	         jira_dialect(event->itsm)->adf
	                 ? jira_adf_write(event->arena, text, false)
	                 : json_new_string(event->arena,
	                                   jira_wiki_write(event->arena, text, false)));
	if (!public && jira_settings(event->itsm)->service_management) {
		struct json *list = json_set(event->arena, body, "properties",
		                             json_new(event->arena, JSON_ARRAY));
		struct json *property = json_push(list, json_new(event->arena, JSON_OBJECT));
		struct json *value = json_new(event->arena, JSON_OBJECT);
		json_set_bool(event->arena, value, "internal", true);
		json_set_string(event->arena, property, "key", "sd.public.comment");
		json_set(event->arena, property, "value", value);
	}
	return body;
}

/* Who is to be told. A missing right to manage watchers must not cost the note. */
static void add_watchers(const struct jira_event *event)
{
	JSON_EACH(user, json_get(event->step->body, "watch"))
	{
		struct jira_request request = {
			.method = "POST",
			.path = jira_event_path(event, "/watchers"),
			.body = json_new_string(event->arena, json_text(user, "")),
		};
		struct itsm_reply reply;
		if (!jira_call(event->itsm, event->arena, &request, &reply))
			event->receipt->reason =
				arena_print(event->arena, "watcher not added: %s", reply.reason);
		if (itsm_reply_stops(&reply) || reply.verdict == ITSM_REPLY_POSTPONED)
			return;
	}
}

bool jira_event_note(const struct jira_event *event, struct error *error)
{
	const struct jira_settings *settings = jira_settings(event->itsm);
	bool public = json_is_true(json_get(event->step->body, "public"));
	bool asked = settings->service_management && text_equal(settings->notes, "request");
	struct jira_request request = {
		.method = "POST",
		.path = asked ? arena_print(event->arena, "/rest/servicedeskapi/request/%s/comment",
		                            event->step->ticket_id)
		              : jira_event_path(event, "/comment"),
		.body = asked ? request_comment(event, public) : platform_comment(event, public),
	};
	struct itsm_reply reply;

	if (!jira_call(event->itsm, event->arena, &request, &reply)) {
		if (reply.verdict == ITSM_REPLY_GONE && asked)
			return receipt_refuse(
				event->receipt,
				"Jira Service Management knows no such request: give tickets a "
				"request type (fields.request_type, request_types), or set notes: "
				"platform");
		return jira_event_settle(event, &reply, false, error);
	}
	if (!jira_event_settle(event, &reply, false, error))
		return false;
	event->receipt->remote_id = jira_request_note_mark(event->arena, event->step->key);
	add_watchers(event);
	return true;
}
