/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What hangs on a ticket: links, pages, sub-tasks; notes, files and objects in files of their own. */
#include "base/text.h"
#include "jira.h"
#include "jira_call.h"
#include "jira_event.h"
#include "jira_move.h"
#include "jira_push.h"
#include "jira_request.h"
#include "jira_ticket.h"

bool jira_event_settle(const struct jira_event *event, const struct itsm_reply *reply,
                       bool repeatable, struct error *error)
{
	return itsm_reply_settle(reply, repeatable, event->step->key, event->receipt, error);
}

const char *jira_event_path(const struct jira_event *event, const char *rest)
{
	return arena_print(event->arena, "%s/issue/%s%s", jira_dialect(event->itsm)->api,
	                   event->step->ticket_id, rest);
}

/* Jira answers 201 for a link that is there already, too. */
static bool push_link(const struct jira_event *event, struct error *error)
{
	const struct jira_settings *settings = jira_settings(event->itsm);
	const char *name = json_member_text(event->step->body, "field", "");
	const char *to = json_member_text(event->step->body, "to", "");
	struct json *body = json_new(event->arena, JSON_OBJECT);
	struct jira_request request = {
		.method = "POST",
		.path = arena_print(event->arena, "%s/issueLink", jira_dialect(event->itsm)->api),
		.body = body,
	};
	struct itsm_reply reply;

	if (!jira_request_is_id(to))
		return receipt_refuse(event->receipt, "the other end of the link has no id");
	json_set(event->arena, body, "type",
	         jira_request_member(event->arena, "name",
	                             text_starts_with(name, "parent") ? settings->incident_link
	                                                              : settings->change_link));
	json_set(event->arena, body, "inwardIssue", jira_request_member(event->arena, "id", to));
	json_set(event->arena, body, "outwardIssue",
	         jira_request_member(event->arena, "id", event->step->ticket_id));
	if (jira_call(event->itsm, event->arena, &request, &reply))
		event->receipt->remote_id = to;
	return jira_event_settle(event, &reply, true, error);
}

/* The same globalId updates: it may be repeated freely. */
static bool push_page(const struct jira_event *event, struct error *error)
{
	const struct json *given = event->step->body;
	struct json *body = json_new(event->arena, JSON_OBJECT);
	struct json *object =
		json_set(event->arena, body, "object", json_new(event->arena, JSON_OBJECT));
	struct jira_request request = { .method = "POST",
		                        .path = jira_event_path(event, "/remotelink"),
		                        .body = body };
	const char *url = json_member_text(given, "url", "");
	struct itsm_reply reply;

	if (!text_starts_with(url, "https://") && !text_starts_with(url, "http://"))
		return receipt_refuse(event->receipt, "the page has no web address");
	json_set_string(event->arena, body, "globalId",
	                jira_request_label(event->arena, event->step->key));
	json_set_string(event->arena, body, "relationship", "certsteward");
	json_set_string(event->arena, object, "url", url);
	json_set_string(event->arena, object, "title", json_member_text(given, "title", url));
	if (jira_call(event->itsm, event->arena, &request, &reply))
		event->receipt->remote_id = json_member_text(reply.root, "id", url);
	return jira_event_settle(event, &reply, true, error);
}

static bool create_task(const struct jira_event *event, struct error *error)
{
	struct jira_request request = {
		.method = "POST",
		.path = arena_print(event->arena, "%s/issue", jira_dialect(event->itsm)->api),
		.body = jira_ticket_subtask(event->itsm, event->arena, event->step),
	};
	struct itsm_reply reply;

	jira_call(event->itsm, event->arena, &request, &reply);
	if (!jira_event_settle(event, &reply, false, error))
		return false;
	if (event->receipt->outcome == RECEIPT_DONE)
		jira_push_created(event->itsm, event->arena, reply.root, event->receipt);
	return true;
}

/* A sub-task ends by the move of a task toward done. */
static bool close_task(const struct jira_event *event, struct error *error)
{
	struct json *body = json_new(event->arena, JSON_OBJECT);
	struct step move = *event->step;
	bool going;

	json_set_string(event->arena, body, "kind", ticket_kind_name(TICKET_TASK));
	json_set_string(event->arena, body, "goal", ticket_goal_name(TICKET_GOAL_DONE));
	move.kind = STEP_TICKET;
	move.verb = STEP_MOVE;
	move.body = body;
	going = jira_push_move(event->itsm, event->arena, &move, event->receipt, error);
	event->receipt->more = false;
	return going;
}

static bool push_task(const struct jira_event *event, struct error *error)
{
	const char *action = json_member_text(event->step->body, "action", "create");

	if (*jira_settings(event->itsm)->subtask_type == '\0')
		return receipt_refuse(event->receipt,
		                      "no issue type of sub-tasks is set; set types.subtask");
	return text_equal(action, "close") ? close_task(event, error) : create_task(event, error);
}

bool jira_push_event(struct itsm *itsm, struct arena *arena, const struct step *step,
                     struct receipt *receipt, struct error *error)
{
	static const struct {
		const char *name;
		bool (*push)(const struct jira_event *event, struct error *error);
	} events[] = {
		{ "note", jira_event_note },
		{ "attachment", jira_event_attachment },
		{ "link", push_link },
		{ "page", push_page },
		{ "affected", jira_event_objects },
		{ "task", push_task },
	};
	const struct jira_event event = { itsm, arena, step, receipt };
	const char *name = json_member_text(step->body, "event", "");

	if (!jira_request_is_id(step->ticket_id))
		return receipt_refuse(receipt, "the event's ticket has no id yet");
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (text_equal(name, events[i].name))
			return events[i].push(&event, error);
	return receipt_refuse(receipt,
	                      arena_print(arena, "'%s' is no kind of event in Jira", name));
}
