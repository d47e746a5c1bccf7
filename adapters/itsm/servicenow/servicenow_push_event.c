/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What hangs on a ticket: notes, links, change tasks; attachments and CIs in files of their own. */
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_event.h"
#include "servicenow_lookup.h"
#include "servicenow_push.h"
#include "servicenow_request_ticket.h"
#include <string.h>

enum { TASK_CLOSED = 3 };

bool servicenow_event_settle(const struct servicenow_event *event, const struct itsm_reply *reply,
                             bool repeatable, struct error *error)
{
	return itsm_reply_settle(reply, repeatable, event->step->key, event->receipt, error);
}

bool servicenow_event_column(const struct servicenow_event *event, const char *name,
                             const char **value, struct error *error)
{
	struct servicenow_query query = { .table = event->table,
		                          .query = arena_print(event->arena, "sys_id=%s",
		                                               event->step->ticket_id),
		                          .fields = arena_print(event->arena, "sys_id,%s", name),
		                          .limit = 1 };
	struct json *rows;

	if (!servicenow_call_rows(event->itsm, event->arena, &query, &rows, error))
		return false;
	*value = servicenow_reply_field(servicenow_reply_row(rows), name);
	return true;
}

/* Who is to be told joins those who watch already: a list is written whole. */
static bool add_watchers(const struct servicenow_event *event, struct json *fields,
                         struct error *error)
{
	const struct json *watch = json_get(event->step->body, "watch");
	const char *standing;
	TEXT(list);

	if (json_count(watch) == 0)
		return true;
	if (!servicenow_event_column(event, "watch_list", &standing, error))
		return false;
	text_append(&list, standing);
	JSON_EACH(user, watch)
	{
		const char *id = json_text(user, "");
		if (!servicenow_request_is_id(id) || strstr(text_string(&list), id) != NULL)
			continue;
		text_print(&list, "%s%s", list.length > 0 ? "," : "", id);
	}
	json_set_string(event->arena, fields, "watch_list", text_string(&list));
	return true;
}

static bool push_note(const struct servicenow_event *event, struct error *error)
{
	const struct json *body = event->step->body;
	bool public = json_is_true(json_get(body, "public"));
	struct json *fields = json_new(event->arena, JSON_OBJECT);
	struct servicenow_request request = { .method = "PATCH", .body = fields };
	struct itsm_reply reply;

	json_set_string(event->arena, fields, public ? "comments" : "work_notes",
	                servicenow_request_note(event->arena, json_member_text(body, "text", ""),
	                                        event->step->key));
	if (!add_watchers(event, fields, error))
		return false;
	request.path = servicenow_request_row(event->arena, event->table, event->step->ticket_id,
	                                      "sys_id,sys_updated_on");
	if (servicenow_call(event->itsm, event->arena, &request, &reply)) {
		const struct json *row = servicenow_reply_row(reply.result);
		event->receipt->remote_id =
			servicenow_request_note_mark(event->arena, event->step->key);
		event->receipt->version = servicenow_reply_field(row, "sys_updated_on");
	}
	return servicenow_event_settle(event, &reply, false, error);
}

/* What comes late is filled in only where nothing stands: what people have set since is theirs. */
static bool may_fill(const struct servicenow_event *event, const char *name, bool *may,
                     struct error *error)
{
	const char *value;

	*may = true;
	if (!json_is_true(json_get(event->step->body, "late")))
		return true;
	if (!servicenow_event_column(event, name, &value, error))
		return false;
	*may = *value == '\0';
	if (!*may) {
		event->receipt->outcome = RECEIPT_DONE;
		event->receipt->remote_id =
			strcmp(value, json_member_text(event->step->body, "to", "")) == 0 ? value
											  : "";
		event->receipt->reason = "it was filled in meanwhile";
	}
	return true;
}

/* A change closes its CI when it leaves New: for what comes late that is an answer like any other. */
static bool not_taken(const struct servicenow_event *event, const char *name)
{
	const char *why =
		arena_print(event->arena, "column '%s' of %s did not take it", name, event->table);

	if (!json_is_true(json_get(event->step->body, "late")))
		return receipt_refuse(event->receipt, why);
	event->receipt->outcome = RECEIPT_DONE;
	event->receipt->reason = why;
	return true;
}

static bool push_link(const struct servicenow_event *event, struct error *error)
{
	const char *name = json_member_text(event->step->body, "field", "");
	const char *to = json_member_text(event->step->body, "to", "");
	struct json *fields = json_new(event->arena, JSON_OBJECT);
	struct servicenow_request request = { .method = "PATCH", .body = fields };
	struct itsm_reply reply;
	bool may;

	if (!servicenow_request_is_element(name) || !servicenow_request_is_id(to))
		return receipt_refuse(event->receipt, "the link names no column or no sys_id");
	if (!may_fill(event, name, &may, error))
		return false;
	if (!may)
		return true;
	json_set_string(event->arena, fields, name, to);
	request.path =
		servicenow_request_row(event->arena, event->table, event->step->ticket_id,
	                               arena_print(event->arena, "sys_id,sys_updated_on,%s", name));
	if (servicenow_call(event->itsm, event->arena, &request, &reply)) {
		const struct json *row = servicenow_reply_row(reply.result);
		if (strcmp(servicenow_reply_field(row, name), to) != 0)
			return not_taken(event, name);
		event->receipt->remote_id = to;
		event->receipt->holds = servicenow_reply_fields(event->arena, row);
	}
	return servicenow_event_settle(event, &reply, true, error);
}

static bool is_close(const struct servicenow_event *event)
{
	return text_equal(json_member_text(event->step->body, "action", "create"), "close");
}

static struct json *compose_task(const struct servicenow_event *event)
{
	struct json *fields =
		servicenow_request_fields(event->arena, json_get(event->step->body, "fields"));

	if (!is_close(event)) {
		json_set_string(event->arena, fields, "correlation_id",
		                servicenow_request_task_key(event->arena, event->step->key));
		json_set_string(event->arena, fields, "correlation_display", "certsteward");
		return fields;
	}
	if (json_get(fields, "state") == NULL)
		json_set_integer(event->arena, fields, "state", TASK_CLOSED);
	if (json_get(fields, "close_code") == NULL)
		json_set_string(event->arena, fields, "close_code",
		                servicenow_settings(event->itsm)->change_close_code);
	return fields;
}

/* A change task; children of other tickets are tickets of their own. */
static bool push_task(const struct servicenow_event *event, struct error *error)
{
	bool close = is_close(event);
	struct servicenow_request request = { .method = close ? "PATCH" : "POST" };
	struct itsm_reply reply;

	if (strcmp(event->table, "change_request") != 0)
		return receipt_refuse(event->receipt, "only changes have tasks");
	if (close && !servicenow_request_is_id(event->step->remote_id))
		return receipt_refuse(event->receipt, "the task has no sys_id yet");
	request.path = arena_print(event->arena, "/api/sn_chg_rest/change/%s/task%s%s",
	                           event->step->ticket_id, close ? "/" : "",
	                           close ? event->step->remote_id : "");
	request.body = compose_task(event);
	if (servicenow_call(event->itsm, event->arena, &request, &reply)) {
		const struct json *row = servicenow_reply_row(reply.result);
		event->receipt->remote_id = servicenow_reply_field(row, "sys_id");
		event->receipt->number = servicenow_reply_field(row, "number");
		event->receipt->version = servicenow_reply_field(row, "sys_updated_on");
	}
	bool going = servicenow_event_settle(event, &reply, close, error);
	if (reply.verdict == ITSM_REPLY_OK)
		event->receipt->reason =
			servicenow_reply_ignored(event->arena, servicenow_reply_row(reply.result));
	return going;
}

/* A step says its ticket's kind, or the instance is asked. */
static bool find_table(struct servicenow_event *event, struct error *error)
{
	enum ticket_kind kind;
	const char *word = json_member_text(event->step->body, "ticket", "");

	if (ticket_parse_kind(word, &kind) && kind != TICKET_NONE) {
		event->table =
			servicenow_request_ticket_table(servicenow_settings(event->itsm), kind);
		return true;
	}
	return servicenow_lookup_table(event->itsm, event->arena, event->step->ticket_id,
	                               &event->table, error);
}

bool servicenow_push_event(struct itsm *itsm, struct arena *arena, const struct step *step,
                           struct receipt *receipt, struct error *error)
{
	static const struct {
		const char *name;
		bool (*push)(const struct servicenow_event *event, struct error *error);
	} events[] = {
		{ "note", push_note },
		{ "attachment", servicenow_event_attachment },
		{ "affected", servicenow_event_affected },
		{ "link", push_link },
		{ "slot", servicenow_event_slot },
		{ "conflict", servicenow_event_conflict },
		{ "task", push_task },
	};
	struct servicenow_event event = { itsm, arena, step, receipt, "" };
	const char *name = json_member_text(step->body, "event", "");

	if (!servicenow_request_is_id(step->ticket_id))
		return receipt_refuse(receipt, "the event's ticket has no sys_id yet");
	if (!find_table(&event, error))
		return false;
	if (*event.table == '\0')
		return receipt_refuse(receipt, "its ticket is gone or hidden from us");
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (text_equal(name, events[i].name))
			return events[i].push(&event, error);
	return receipt_refuse(receipt, arena_print(arena, "'%s' is no kind of event", name));
}
