/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* /_sandbox/…: counters, switches, clock, acting as people, the whole content. */

#include "control.h"

#include "act.h"
#include "body.h"
#include "dump.h"
#include "fault.h"
#include "jira/jira_control.h"
#include "moment.h"
#include "origin.h"
#include "record.h"
#include "sandbox.h"
#include "stats.h"

#include <string.h>

static void show_stats(struct session *session, const struct request *request, struct reply *reply)
{
	(void)request;
	json_t *stats = stats_show(session->sandbox->stats);
	json_t *fired = json_object(), *faults = fault_list(session->sandbox->faults);
	const char *name;
	json_t *fault;
	json_object_foreach(faults, name, fault)
	{
		json_t *count = json_object_get(fault, "fired");
		if (json_integer_value(count))
			json_object_set(fired, name, count);
	}
	json_decref(faults);
	json_object_set_new(stats, "faults", fired);
	reply->status = 200;
	reply->json = stats;
}

static void reset_stats(struct session *session, const struct request *request, struct reply *reply)
{
	(void)request;
	stats_reset(session->sandbox->stats);
	reply_result(reply, 200, json_string("reset"));
}

static void show_requests(struct session *session, const struct request *request,
                          struct reply *reply)
{
	long limit = request_number(request, "limit", 100);
	reply->status = 200;
	reply->json =
		json_pack("{s:o}", "requests",
	                  stats_requests(session->sandbox->stats, limit > 0 ? (size_t)limit : 0));
}

static void show_faults(struct session *session, const struct request *request, struct reply *reply)
{
	(void)request;
	reply->status = 200;
	reply->json = json_pack("{s:o}", "faults", fault_list(session->sandbox->faults));
}

static void set_fault(struct session *session, const struct request *request, struct reply *reply)
{
	const char *message = "";
	JSON_SCOPE json_t *body = body_object(session, request, reply);
	if (!body)
		return;
	if (json_is_true(json_object_get(body, "clear")))
		fault_clear(session->sandbox->faults);
	else if (!fault_apply(session->sandbox->faults, body, &message)) {
		reply_error(reply, session->pool, 400, message, NULL);
		return;
	}
	show_faults(session, request, reply);
}

static void show_clock(struct session *session, const struct request *request, struct reply *reply)
{
	(void)request;
	reply->status = 200;
	reply->json = json_pack("{s:I, s:s}", "offset", (json_int_t)session->sandbox->clock_offset,
	                        "now", moment_print(session->pool, sandbox_now(session->sandbox)));
}

static void set_clock(struct session *session, const struct request *request, struct reply *reply)
{
	static const json_int_t century = 100LL * 366 * 86400;
	JSON_SCOPE json_t *body = body_object(session, request, reply);
	if (!body)
		return;
	const json_t *offset = json_object_get(body, "offset");
	json_int_t seconds = json_integer_value(offset);
	if (!json_is_integer(offset) || seconds > century || seconds < -century) {
		reply_error(reply, session->pool, 400, "offset must be a number of seconds", NULL);
		return;
	}
	session->sandbox->clock_offset = (long)seconds;
	show_clock(session, request, reply);
}

static void act(struct session *session, const struct request *request, struct reply *reply)
{
	struct failure failure;
	JSON_SCOPE json_t *body = body_object(session, request, reply);
	if (!body)
		return;
	json_t *result = act_perform(session, body, &failure);
	if (result)
		reply_result(reply, 200, result);
	else
		reply_error(reply, session->pool, failure.status, failure.message, failure.detail);
}

static void show_all(struct session *session, const struct request *request, struct reply *reply)
{
	reply->status = 200;
	reply->json = dump_all(session, request_number(request, "limit", 5000));
}

void control_handle(struct session *session, const struct request *request, struct reply *reply)
{
	static const struct {
		const char *method, *path;
		void (*handle)(struct session *session, const struct request *request,
		               struct reply *reply);
	} handlers[] = {
		{ "GET", "/_sandbox/stats", show_stats },
		{ "POST", "/_sandbox/stats/reset", reset_stats },
		{ "GET", "/_sandbox/requests", show_requests },
		{ "GET", "/_sandbox/fault", show_faults },
		{ "POST", "/_sandbox/fault", set_fault },
		{ "GET", "/_sandbox/clock", show_clock },
		{ "POST", "/_sandbox/clock", set_clock },
		{ "POST", "/_sandbox/act", act },
		{ "GET", "/_sandbox/dump", show_all },
		{ "POST", "/_sandbox/jira/act", jira_control_act },
		{ "GET", "/_sandbox/jira/dump", jira_control_dump },
	};
	if (!origin_is_own(request)) {
		reply_error(reply, session->pool, 403, "Requests of other sites are refused", NULL);
		return;
	}
	for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++)
		if (strcmp(request->path, handlers[i].path) == 0 &&
		    request_method_is(request, handlers[i].method)) {
			handlers[i].handle(session, request, reply);
			return;
		}
	reply_error(reply, session->pool, 404, "No such control: see --help", request->path);
}
