/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a change's workers do behind a 202: started once, then polled. */
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_event.h"

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
		receipt->reason = "the answer names no worker";
	}
}

bool servicenow_event_worker(const struct servicenow_event *event, const char *method,
                             const char *path, const struct json *body, struct error *error)
{
	bool poll = event->step->state == STEP_ACCEPTED && !text_is_empty(event->step->handle);
	struct servicenow_request request = {
		.method = method, .path = path, .body = body, .worker = true
	};
	struct itsm_reply reply;

	if (poll)
		request = (struct servicenow_request){
			.method = "GET",
			.path = arena_print(event->arena, "/api/sn_chg_rest/change/worker/%s",
			                    http_escape(event->arena, event->step->handle)),
			.worker = true,
		};
	bool answered = servicenow_call(event->itsm, event->arena, &request, &reply);
	bool going = servicenow_event_settle(event, &reply, true, error);
	if (answered)
		judge_worker(event, servicenow_reply_row(reply.result));
	else if (poll && reply.verdict == ITSM_REPLY_GONE)
		event->receipt->outcome =
			RECEIPT_POSTPONED; /* the worker is swept away: ask anew */
	return going;
}

bool servicenow_event_slot(const struct servicenow_event *event, struct error *error)
{
	const struct json *wanted = event->step->body;
	struct json *body = json_new(event->arena, JSON_OBJECT);
	const char *after = json_member_text(wanted, "after", "");

	json_set_integer(event->arena, body, "duration_in_seconds",
	                 json_integer(json_get(wanted, "seconds"), 3600));
	if (*after != '\0')
		json_set_string(event->arena, body, "planned_start_time", after);
	return servicenow_event_worker(
		event, "PATCH",
		arena_print(event->arena, "/api/sn_chg_rest/change/%s/schedule/first_available",
	                    event->step->ticket_id),
		body, error);
}

bool servicenow_event_conflict(const struct servicenow_event *event, struct error *error)
{
	struct servicenow_request request = {
		.method = "POST",
		.path = arena_print(event->arena, "/api/sn_chg_rest/change/%s/conflict",
		                    event->step->ticket_id),
	};
	struct itsm_reply reply;

	if (servicenow_call(event->itsm, event->arena, &request, &reply))
		event->receipt->remote_id = json_text(reply.result, event->step->ticket_id);
	return servicenow_event_settle(event, &reply, true, error);
}
