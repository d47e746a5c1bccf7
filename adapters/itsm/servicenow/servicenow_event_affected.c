/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Affected CIs of a ticket. */
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_event.h"
#include "servicenow_move.h"
#include <string.h>

static struct json *list_of(struct arena *arena, const struct json *cis)
{
	struct json *list = json_new(arena, JSON_ARRAY);

	JSON_EACH(ci, cis)
	if (servicenow_request_is_id(json_text(ci, "")))
		json_push_string(arena, list, ci->text);
	return list;
}

static bool push_change(const struct servicenow_event *event, const struct json *cis,
                        struct error *error)
{
	struct json *body = json_new(event->arena, JSON_OBJECT);

	json_set(event->arena, body, "cmdb_ci_sys_ids", list_of(event->arena, cis));
	json_set_string(event->arena, body, "association_type", "affected");
	return servicenow_event_worker(
		event, "POST",
		arena_print(event->arena, "/api/sn_chg_rest/change/%s/ci", event->step->ticket_id),
		body, error);
}

static bool is_present(const struct json *rows, const char *ci)
{
	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "ci_item"), ci) == 0)
		return true;
	return false;
}

static bool push_rows(const struct servicenow_event *event, const struct json *cis,
                      struct error *error)
{
	struct arena *arena = event->arena;
	struct servicenow_query query = { .table = "task_ci",
		                          .query = arena_print(arena, "task=%s",
		                                               event->step->ticket_id),
		                          .fields = "sys_id,task,ci_item" };
	struct json *rows;

	if (!servicenow_call_rows(event->itsm, arena, &query, &rows, error))
		return false;
	event->receipt->outcome = RECEIPT_DONE;
	event->receipt->remote_id = event->step->ticket_id;
	JSON_EACH(ci, cis)
	{
		struct servicenow_request request = { .method = "POST",
			                              .path = servicenow_request_row(
							      arena, "task_ci", NULL, "sys_id") };
		struct itsm_reply reply;
		struct json *body = json_new(arena, JSON_OBJECT);
		if (is_present(rows, ci->text))
			continue;
		json_set_string(arena, body, "task", event->step->ticket_id);
		json_set_string(arena, body, "ci_item", ci->text);
		request.body = body;
		if (!servicenow_call(event->itsm, arena, &request, &reply))
			return servicenow_event_settle(event, &reply, true, error);
	}
	return true;
}

static bool done(const struct servicenow_event *event, const char *reason)
{
	event->receipt->outcome = RECEIPT_DONE;
	event->receipt->reason = reason;
	return true;
}

/* The list of a change is closed when it leaves New; what comes late must not be refused for that. */
static bool is_open(const struct servicenow_event *event, bool *open, struct error *error)
{
	const char *state;
	int64_t value;

	*open = true;
	if (!json_is_true(json_get(event->step->body, "late")) || *event->step->handle != '\0' ||
	    strcmp(event->table, "change_request") != 0)
		return true;
	if (!servicenow_event_column(event, "state", &state, error))
		return false;
	*open = text_parse_integer(state, &value) && value == SERVICENOW_CHANGE_NEW;
	return true;
}

bool servicenow_event_affected(const struct servicenow_event *event, struct error *error)
{
	struct json *cis = list_of(event->arena, json_get(event->step->body, "cis"));

	bool open;

	if (json_count(json_get(event->step->body, "cis")) == 0)
		return done(event, "none of these CIs is there yet");
	if (json_count(cis) == 0)
		return receipt_refuse(event->receipt, "the list of CIs holds no sys_id");
	if (!is_open(event, &open, error))
		return false;
	if (!open)
		return done(event, "the change has left New: its list of CIs is closed");
	if (strcmp(event->table, "change_request") == 0)
		return push_change(event, cis, error);
	return push_rows(event, cis, error);
}
