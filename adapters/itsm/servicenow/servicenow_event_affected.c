/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Affected CIs of a ticket. */
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_event.h"
#include <string.h>

enum {
	WORKER_DELAY = 5, /* seconds between two looks at a worker */
	WORKER_COMPLETE = 3,
	WORKER_ERROR = 4,
};

static const char *messages(struct arena *arena, const struct json *result, const char *kind)
{
	TEXT(out);

	JSON_EACH(message, json_at(result, "messages", kind, NULL))
	text_print(&out, "%s%s", out.length > 0 ? "; " : "",
	           text_visible(arena, json_text(message, "?")));
	return arena_copy(arena, text_string(&out));
}

/* The worker's state: 1 waiting, 2 in progress, 3 complete, 4 error. */
static void judge_worker(const struct servicenow_event *event, const struct json *result)
{
	struct receipt *receipt = event->receipt;
	const char *worker = json_text(json_at(result, "worker", "sysId", NULL), "");
	int64_t state = json_integer(json_at(result, "state", "value", NULL), 0);

	receipt->outcome = RECEIPT_ACCEPTED;
	receipt->delay = WORKER_DELAY;
	receipt->handle = *worker != '\0' ? worker : event->step->handle;
	receipt->remote_id = receipt->handle;
	if (state == WORKER_COMPLETE) {
		receipt->outcome = RECEIPT_DONE;
		receipt->reason = messages(event->arena, result, "warningMessages");
	} else if (state == WORKER_ERROR) {
		receipt->outcome = RECEIPT_REFUSED;
		receipt->reason = arena_print(event->arena, "the instance's worker failed: %s",
		                              messages(event->arena, result, "errorMessages"));
	} else if (!servicenow_request_is_id(receipt->handle)) {
		receipt->outcome = RECEIPT_POSTPONED;
		receipt->delay = SERVICENOW_DELAY;
		receipt->reason = "the answer names no worker";
	}
}

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
	struct arena *arena = event->arena;
	bool poll = event->step->state == STEP_ACCEPTED && !text_is_empty(event->step->handle);
	struct json *body = json_new(arena, JSON_OBJECT);
	struct servicenow_request request = { .method = poll ? "GET" : "POST", .worker = true };
	struct servicenow_reply reply;

	if (poll) {
		request.path = arena_print(arena, "/api/sn_chg_rest/change/worker/%s",
		                           http_escape(arena, event->step->handle));
	} else {
		request.path =
			arena_print(arena, "/api/sn_chg_rest/change/%s/ci", event->step->ticket_id);
		json_set(arena, body, "cmdb_ci_sys_ids", list_of(arena, cis));
		json_set_string(arena, body, "association_type", "affected");
		request.body = body;
	}
	bool answered = servicenow_call(event->itsm, arena, &request, &reply);
	bool going = servicenow_event_settle(event, &reply, true, error);
	if (answered)
		judge_worker(event, servicenow_reply_row(reply.result));
	else if (poll && reply.verdict == SERVICENOW_GONE)
		event->receipt->outcome =
			RECEIPT_POSTPONED; /* the worker is swept away: ask anew */
	return going;
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
		struct servicenow_reply reply;
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

bool servicenow_event_affected(const struct servicenow_event *event, struct error *error)
{
	struct json *cis = list_of(event->arena, json_get(event->step->body, "cis"));

	if (json_count(cis) == 0)
		return servicenow_event_refuse(event, "the list of CIs holds no sys_id");
	if (strcmp(event->table, "change_request") == 0)
		return push_change(event, cis, error);
	return push_rows(event, cis, error);
}
