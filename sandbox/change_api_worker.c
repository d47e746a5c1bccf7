/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Change Management API: what runs in the background - affected CIs, schedules, conflicts. */

#include "body.h"
#include "calendar.h"
#include "change_api.h"
#include "change_flow.h"
#include "change_model.h"
#include "change_shape.h"
#include "conflict.h"
#include "fault.h"
#include "moment.h"
#include "record.h"
#include "sandbox.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { CI_MAX = 500, HORIZON_DAYS = 90, SPAN_MAX = 256 };
enum { WORKER_WAITING = 1, WORKER_DONE = 3 };

struct outcome {
	json_t *errors, *warnings, *infos, *payload; /* owned */
};

static const char *dump(struct session *session, json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT);
	const char *copy = pool_copy(session->pool, text ? text : "{}");
	free(text);
	json_decref(value);
	return copy;
}

static json_t *worker_of(struct session *session, const char *worker, const char *request,
                         int state, const char *type)
{
	static const char *const labels[] = { "", "Waiting", "In-Progress", "Complete", "Error" };
	const char *link = pool_print(session->pool, "%s/api/sn_chg_rest/change/worker/%s",
	                              session->base, worker);
	return json_pack("{s:{s:s, s:s}, s:s, s:{s:i, s:s}, s:s, s:{s:[], s:[], s:[]}}", "worker",
	                 "sysId", worker, "link", link, "request", request, "state", "value", state,
	                 "display_value", labels[state], "type", type, "messages", "errorMessages",
	                 "warningMessages", "infoMessages");
}

/* Starts a job and answers 202 with it. request_text: what was asked, as JSON. */
static void accept_job(struct session *session, const char *change, const char *type,
                       const char *request_text, struct reply *reply)
{
	JSON_SCOPE json_t *row = json_pack("{s:s, s:s, s:s, s:s}", "type", type, "request",
	                                   request_text, "state", "1", "task", change);
	record_store(session, dictionary_table("chg_mgt_worker"), row);
	reply_result(
		reply, 202,
		worker_of(session, record_get(row, "sys_id"), request_text, WORKER_WAITING, type));
}

static void say(json_t *list, const char *text)
{
	json_array_append_new(list, json_string(text));
}

static void associate(struct session *session, const char *change, const json_t *wish,
                      struct outcome *outcome)
{
	bool affected = strcmp(record_get(wish, "association_type"), "affected") == 0;
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(wish, "cmdb_ci_sys_ids"), i, one)
	{
		const char *ci = json_string_value(one);
		if (!ci || !record_class(session, dictionary_table("cmdb_ci"), ci)) {
			say(outcome->warnings, "Invalid CMDB_CI sys_id provided");
			continue;
		}
		if (affected) {
			if (!change_flow_add_ci(session, change, ci))
				say(outcome->infos,
				    "CMDB_CI sys_id already associated to provided");
			continue;
		}
		json_t *row = json_pack("{s:s, s:s, s:s}", "task", change, "cmdb_ci_service", ci,
		                        "manually_added", "true");
		record_store(session, dictionary_table("task_cmdb_ci_service"), row);
		json_decref(row);
	}
}

static void take_slot(struct session *session, const char *change, const json_t *wish,
                      struct outcome *outcome)
{
	JSON_SCOPE json_t *record =
		record_read(session, dictionary_table("change_request"), change);
	time_t from = session->now, start;
	long seconds = text_number(
		record_text(session->pool, json_object_get(wish, "duration_in_seconds")));
	moment_read(record_get(wish, "planned_start_time"), &from);
	if (!record || !calendar_first_slot(session, record_get(record, "cmdb_ci"), from, seconds,
	                                    HORIZON_DAYS, &start)) {
		say(outcome->infos, "No slots found for 90 days from now");
		return;
	}
	change_flow_move(session, change,
	                 json_pack("{s:s, s:s}", "start_date", moment_print(session->pool, start),
	                           "end_date", moment_print(session->pool, start + seconds)));
	say(outcome->infos, "Change has been updated");
}

static json_t *moment_of(struct session *session, time_t time)
{
	return json_pack("{s:s, s:s}", "value", moment_print(session->pool, time), "display_value",
	                 moment_print_zone(session->pool, time, session->user.time_zone));
}

/* Free stretches between the blackouts of the coming ninety days. */
static void list_slots(struct session *session, const char *ci, struct outcome *outcome)
{
	struct calendar_span *spans = pool_take(session->pool, SPAN_MAX * sizeof(*spans));
	time_t end = session->now + (time_t)HORIZON_DAYS * 86400, at = session->now;
	size_t count = calendar_spans(session, ci, at, end, spans, SPAN_MAX);
	json_t *list = json_array();
	for (size_t i = 0; i <= count; i++) {
		if (i < count && !spans[i].blackout)
			continue;
		time_t until = i < count ? spans[i].start : end;
		if (until > at)
			json_array_append_new(list, json_pack("{s:o, s:o}", "start",
			                                      moment_of(session, at), "end",
			                                      moment_of(session, until)));
		if (i < count && spans[i].end > at)
			at = spans[i].end;
	}
	outcome->payload = json_pack("{s:o}", "spans", list);
}

static void run_worker(struct session *session, const json_t *worker, struct outcome *outcome)
{
	JSON_SCOPE json_t *wish = json_loads(record_get(worker, "request"), 0, NULL);
	const char *type = record_get(worker, "type"), *change = record_get(worker, "task");
	JSON_SCOPE json_t *record =
		record_read(session, dictionary_table("change_request"), change);
	if (json_object_get(wish, "cmdb_ci_sys_ids"))
		associate(session, change, wish, outcome);
	else if (strcmp(type, "schedule") == 0 && json_object_get(wish, "duration_in_seconds"))
		take_slot(session, change, wish, outcome);
	else if (strcmp(type, "schedule") == 0)
		list_slots(session,
		           *record_get(wish, "cmdb_ci") ? record_get(wish, "cmdb_ci")
		                                        : record_get(record, "cmdb_ci"),
		           outcome);
}

/* The job is done when somebody looks for the second time: first waiting, then in progress. */
static int advance(struct session *session, json_t *worker, struct outcome *outcome)
{
	int state = text_number(record_get(worker, "state"));
	if (state >= WORKER_DONE)
		return state;
	const char *next = state == WORKER_WAITING ? "2" : "3";
	struct fault_call call = { "GET", "/api/sn_chg_rest/change/worker" };
	if (*next == '3' && fault_strikes(session->sandbox->faults, "worker-error", &call)) {
		next = "4";
		say(outcome->errors, "Worker failed: maximum execution time exceeded");
	} else if (*next == '3') {
		run_worker(session, worker, outcome);
	}
	const char *messages =
		dump(session, json_pack("{s:O, s:O, s:O}", "errorMessages", outcome->errors,
	                                "warningMessages", outcome->warnings, "infoMessages",
	                                outcome->infos));
	const char *payload = outcome->payload ? dump(session, json_incref(outcome->payload)) : "";
	record_patch(session, "chg_mgt_worker", record_get(worker, "sys_id"),
	             json_pack("{s:s, s:s, s:s}", "state", next, "messages", messages, "payload",
	                       payload));
	record_set(worker, "messages", messages);
	record_set(worker, "payload", payload);
	return text_number(next);
}

void change_api_worker(struct session *session, const char *worker_id, struct reply *reply)
{
	JSON_SCOPE json_t *worker =
		record_read(session, dictionary_table("chg_mgt_worker"), worker_id);
	if (!worker) {
		reply_error(reply, session->pool, 404, "Record not found", "No such worker");
		return;
	}
	struct outcome outcome = { json_array(), json_array(), json_array(), NULL };
	int state = advance(session, worker, &outcome);
	json_t *shown = worker_of(session, worker_id, record_get(worker, "request"), state,
	                          record_get(worker, "type"));
	json_t *messages = json_loads(record_get(worker, "messages"), 0, NULL);
	if (messages)
		json_object_set_new(shown, "messages", messages);
	json_t *payload = json_loads(record_get(worker, "payload"), 0, NULL);
	if (payload)
		json_object_set_new(shown, "payload", payload);
	reply_result(reply, 200, shown);
	json_decref(outcome.errors);
	json_decref(outcome.warnings);
	json_decref(outcome.infos);
	json_decref(outcome.payload);
}

static json_t *ids_of(struct session *session, const json_t *value)
{
	if (json_is_array(value))
		return json_incref((json_t *)value);
	const char *parts[CI_MAX];
	const char *text = record_text(session->pool, value);
	size_t count = *text ? text_split(session->pool, text, ',', parts, CI_MAX) : 0;
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_string(parts[i]));
	return list;
}

static void add_cis(struct session *session, const struct request *request, const char *change,
                    struct reply *reply)
{
	JSON_SCOPE json_t *body = body_object(session, request, reply);
	if (!body)
		return;
	const char *type = record_get(body, "association_type");
	bool known = strcmp(type, "affected") == 0 || strcmp(type, "impacted") == 0 ||
	             strcmp(type, "offering") == 0;
	const char *state =
		database_value(session->database, session->pool,
	                       "SELECT state FROM task WHERE sys_id = ?", VALUES(change));
	JSON_SCOPE json_t *ids = ids_of(session, json_object_get(body, "cmdb_ci_sys_ids"));
	if (!known || !json_array_size(ids))
		reply_error(reply, session->pool, 400, "Invalid request",
		            "association_type (affected, impacted, offering) and cmdb_ci_sys_ids "
		            "are required");
	else if (!state || text_number(state) != CHANGE_NEW)
		reply_error(reply, session->pool, 400, "Configuration items cannot be modified",
		            "The model allows to modify configuration items in state New only");
	else
		accept_job(session, change, type,
		           dump(session, json_pack("{s:O, s:s, s:s}", "cmdb_ci_sys_ids", ids,
		                                   "association_type", type, "task", change)),
		           reply);
}

void change_api_cis(struct session *session, const struct request *request, const char *change,
                    struct reply *reply)
{
	if (request_method_is(request, "POST")) {
		add_cis(session, request, change, reply);
		return;
	}
	const char *type = request_argument(request, "association_type");
	const char *table = type && strcmp(type, "impacted") == 0   ? "task_cmdb_ci_service"
	                    : type && strcmp(type, "offering") == 0 ? "task_service_offering"
	                                                            : "task_ci";
	reply_result(reply, 200,
	             change_shape_list(session, dictionary_table(table),
	                               pool_print(session->pool, "task=%s", change),
	                               request_number(request, "sysparm_limit", 500),
	                               request_number(request, "sysparm_offset", 0),
	                               CHANGE_SPELL_TEXT));
}

void change_api_schedule(struct session *session, const struct request *request, const char *change,
                         bool first_available, struct reply *reply)
{
	JSON_SCOPE json_t *record =
		record_read(session, dictionary_table("change_request"), change);
	JSON_SCOPE json_t *body =
		first_available ? body_object(session, request, reply) : json_object();
	if (!body)
		return;
	long seconds = text_number(
		record_text(session->pool, json_object_get(body, "duration_in_seconds")));
	time_t when;
	const char *from = record_get(body, "planned_start_time");
	bool dated = *record_get(record, "start_date") && *record_get(record, "end_date");
	if (!*record_get(record, "cmdb_ci"))
		reply_error(reply, session->pool, 400, "Invalid change request",
		            "The change request has no configuration item");
	else if (first_available && (seconds <= 0 || (*from && !moment_read(from, &when))))
		reply_error(reply, session->pool, 400, "Invalid request",
		            "duration_in_seconds or planned_start_time is not valid");
	else if (first_available && text_number(record_get(record, "state")) >= CHANGE_AUTHORIZE)
		reply_error(reply, session->pool, 403, "User Not Authorized",
		            "No write access to the planned start and end date");
	else if (!first_available && !dated)
		reply_error(reply, session->pool, 400, "Invalid change request",
		            "The planned start and end dates are missing");
	else {
		record_set(body, "change_sys_id", change);
		record_set(body, "timezone", session->user.time_zone);
		accept_job(session, change, "schedule", dump(session, json_copy(body)), reply);
	}
}

void change_api_ci_schedule(struct session *session, const struct request *request, const char *ci,
                            struct reply *reply)
{
	(void)request;
	if (!record_class(session, dictionary_table("cmdb_ci"), ci)) {
		reply_error(reply, session->pool, 404, "Record not found", "No such CI");
		return;
	}
	accept_job(session, "", "schedule",
	           dump(session, json_pack("{s:s, s:s}", "cmdb_ci", ci, "timezone",
	                                   session->user.time_zone)),
	           reply);
}

void change_api_refresh(struct session *session, const char *change, struct reply *reply)
{
	accept_job(session, change, "impacted", dump(session, json_pack("{s:s}", "task", change)),
	           reply);
}

void change_api_conflict(struct session *session, const struct request *request, const char *change,
                         struct reply *reply)
{
	if (request_method_is(request, "POST")) {
		struct failure failure;
		const char *run = conflict_check(session, change, &failure);
		if (run)
			reply_result(reply, 200, json_string(run));
		else
			change_api_refuse(session, &failure, reply);
	} else if (request_method_is(request, "DELETE")) {
		database_run(session->database, "DELETE FROM conflict WHERE \"change\" = ?",
		             VALUES(change));
		reply->status = 204;
		reply->body = "";
	} else {
		reply_result(reply, 200, conflict_show(session, change));
	}
}
