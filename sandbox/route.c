/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to its answer. */

#include "route.h"

#include "cim.h"
#include "control.h"
#include "fault.h"
#include "jira/jira_face.h"
#include "moment.h"
#include "page.h"
#include "servicenow.h"
#include "session.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static const struct face *face_of(const struct request *request)
{
	return jira_face_owns(request->path) ? &jira_face : &servicenow_face;
}

static struct session open_session(struct sandbox *sandbox, const struct request *request)
{
	struct session session = { .sandbox = sandbox,
		                   .database = sandbox->database,
		                   .pool = request->pool,
		                   .now = sandbox_now(sandbox),
		                   .base = request->base };
	session.now_text = moment_print(request->pool, session.now);
	return session;
}

static void serialise(const struct request *request, struct reply *reply)
{
	if (!reply->json)
		return;
	char *text = json_dumps(reply->json, JSON_COMPACT);
	reply->body = pool_copy(request->pool, text ? text : "{}");
	reply->body_length = strlen(reply->body);
	reply->content_type = "application/json;charset=UTF-8";
	free(text);
	reply_release(reply);
}

static const char *nested(const struct request *request)
{
	enum { DEPTH = 1000 };
	TEXT_SCOPE struct text text = { 0 };
	for (size_t i = 0; i < DEPTH; i++)
		text_add(&text, "{\"result\":");
	text_add(&text, "1");
	for (size_t i = 0; i < DEPTH; i++)
		text_add(&text, "}");
	return pool_copy(request->pool, text_value(&text));
}

/* Faults after the request was carried out. */
static void fail_after(struct session *session, const struct request *request,
                       struct route_result *result)
{
	struct fault_set *faults = session->sandbox->faults;
	struct fault_call call = { request->method, request->path };
	struct reply *reply = &result->reply;
	if (fault_strikes(faults, "latency", &call))
		result->delay += fault_milliseconds(faults, "latency");
	if (fault_strikes(faults, "timeout", &call))
		result->delay += fault_milliseconds(faults, "timeout");
	if (fault_strikes(faults, "500-after", &call))
		*reply = (struct reply){ .status = 500, .body = "" };
	if (fault_strikes(faults, "lost-reply", &call))
		result->effect = ROUTE_CUT;
	else if (fault_strikes(faults, "huge-body", &call))
		result->effect = ROUTE_HUGE_BODY;
	else if (fault_strikes(faults, "half-json", &call))
		reply->body_length /= 2;
	else if (fault_strikes(faults, "deep-json", &call)) {
		reply->body = nested(request);
		reply->body_length = strlen(reply->body);
	}
}

static void call_api(struct session *session, const struct request *request,
                     struct route_result *result)
{
	const struct face *face = face_of(request);
	bool done = !face->fails_before(session, request, result);
	if (done)
		face->carry_out(session, request, &result->reply);
	serialise(request, &result->reply);
	if (done)
		fail_after(session, request, result);
	serialise(request, &result->reply);
	face->finish(session, request, done, &result->reply);
	/* With its query, but no longer than a line: the ring keeps thousands. */
	enum { SHOWN = 400 };
	const char *shown = strlen(request->target) > SHOWN
	                            ? pool_copy_length(request->pool, request->target, SHOWN)
	                            : request->target;
	struct stats_call call = { .method = request->method,
		                   .path = request->path,
		                   .shown = shown,
		                   .user = session->user.user_name,
		                   .status = result->reply.status,
		                   .received = request->body_length,
		                   .sent = result->reply.body_length,
		                   .writes = face->is_write(request) };
	stats_count(session->sandbox->stats, &call, session->now_text);
}

void route_handle(struct sandbox *sandbox, struct request *request, struct route_result *result)
{
	*result = (struct route_result){ .effect = ROUTE_ANSWER };
	pthread_mutex_lock(&sandbox->lock);
	struct session session = open_session(sandbox, request);
	cim_tick(&session);
	if (stats_api_of(request->path)) {
		call_api(&session, request, result);
	} else {
		database_begin(sandbox->database);
		if (strncmp(request->path, "/_sandbox/", 10) == 0)
			control_handle(&session, request, &result->reply);
		else
			page_handle(&session, request, &result->reply);
		if (result->reply.status >= 400)
			database_rollback(sandbox->database);
		else
			database_commit(sandbox->database);
		serialise(request, &result->reply);
	}
	pthread_mutex_unlock(&sandbox->lock);
}

void route_inner(struct sandbox *sandbox, struct request *request, struct reply *reply)
{
	struct session session = open_session(sandbox, request);
	servicenow_face.carry_out(&session, request, reply);
	serialise(request, reply);
}
