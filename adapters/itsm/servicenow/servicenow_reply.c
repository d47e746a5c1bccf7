/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Status, content type and body of an answer, turned into one verdict. */
#include "servicenow_reply.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "servicenow.h"
#include <string.h>
#include <strings.h>

enum { DELAY_MOST = CLOCK_DAY };

static bool holds(const char *text, const char *part)
{
	return strcasestr(text, part) != NULL;
}

/* {"error": {"message", "detail"}} or, from OAuth, {"error": "...", "error_description": "..."} */
static const char *told(struct arena *arena, const struct json *root)
{
	const struct json *error = json_get(root, "error");
	const char *message, *detail;

	if (error != NULL && error->type == JSON_OBJECT) {
		message = json_member_text(error, "message", "");
		detail = json_member_text(error, "detail", "");
	} else {
		message = json_text(error, "");
		detail = json_member_text(root, "error_description", "");
	}
	if (*detail == '\0' || strcmp(detail, message) == 0)
		return itsm_reply_shown(arena, message);
	return itsm_reply_shown(arena, arena_print(arena, "%s: %s", message, detail));
}

/* The end of the hour that a rate rule counts stands on every answer; it matters where the rule has
 * struck. */
static int wait_asked(const struct http_response *response)
{
	int delay = http_retry_after(response);
	const char *reset = http_response_header(response, "x-ratelimit-reset");
	int64_t until;

	if (delay > 0 || response->status != 429 || reset == NULL ||
	    !text_parse_integer(reset, &until))
		return delay;
	int64_t left = until - clock_now();
	return left > 0 && left < DELAY_MOST ? (int)left : 0;
}

static enum itsm_reply_verdict judge_forbidden(const char *message)
{
	if (holds(message, "unscoped api") || holds(message, "User Not Authorized"))
		return ITSM_REPLY_LOGIN;
	return holds(message, "unique key") ? ITSM_REPLY_CONFLICT : ITSM_REPLY_REFUSED;
}

static enum itsm_reply_verdict judge_status(int status, const char *message)
{
	if (status == 202)
		return ITSM_REPLY_POSTPONED;
	return status == 403 ? judge_forbidden(message) : itsm_reply_of_status(status);
}

static const char *explain(struct arena *arena, int status, const char *message)
{
	const char *meaning = "";

	if (status == 202)
		meaning = "not processed, its session queue is full";
	else if (status == 401)
		meaning = "login refused; check user, password or client and its grant type";
	else if (status == 404)
		meaning = "missing, or hidden by an access rule";
	else if (status == 429)
		meaning = "too many requests";
	else if (status >= 300 && status < 400)
		meaning = "a redirect, which is never followed; check the url";
	else if (holds(message, "Business Rule"))
		meaning = "stopped by a rule of the instance";
	else if (holds(message, "Data Policy"))
		meaning = "a field that the instance demands is missing";
	else if (holds(message, "ACL"))
		meaning = "our account lacks the right";
	return itsm_reply_explain(arena, status, meaning, message);
}

static bool is_json(const struct http_response *response)
{
	return text_equal(response->content_type, "application/json") ||
	       text_equal(response->content_type, "text/json");
}

static bool parse_body(struct arena *arena, const struct http_response *response,
                       struct itsm_reply *reply, struct error *error)
{
	if (response->body_length == 0 || !is_json(response))
		return true;
	reply->root = json_parse(arena, response->body, response->body_length, NULL, error);
	reply->result = json_get(reply->root, "result");
	return reply->root != NULL;
}

static void read_total(const struct http_response *response, struct itsm_reply *reply)
{
	const char *total = http_response_header(response, "x-total-count");

	if (total != NULL && (!text_parse_integer(total, &reply->total) || reply->total < 0))
		reply->total = -1;
}

void servicenow_reply_judge(struct arena *arena, const struct http_response *response,
                            struct itsm_reply *reply)
{
	struct error error = ERROR_INIT;
	const char *message;
	bool whole;

	itsm_reply_begin(response->status, reply);
	read_total(response, reply);
	whole = parse_body(arena, response, reply, &error);
	message = told(arena, reply->root);
	reply->verdict = judge_status(response->status, message);
	if (reply->verdict != ITSM_REPLY_OK) {
		reply->reason = explain(arena, response->status, message);
		reply->delay = wait_asked(response);
	} else if (!whole) {
		itsm_reply_spoil(arena, response, &error, "", reply);
	} else if (reply->root == NULL && response->status != 204) {
		itsm_reply_spoil(arena, response, NULL,
		                 "a login page, a proxy, or an instance that hibernates; open it "
		                 "once in a browser",
		                 reply);
	}
}

void servicenow_reply_judge_worker(struct arena *arena, const struct http_response *response,
                                   struct itsm_reply *reply)
{
	servicenow_reply_judge(arena, response, reply);
	if (response->status == 202 && json_at(reply->result, "worker", "sysId", NULL) != NULL) {
		reply->verdict = ITSM_REPLY_OK;
		reply->reason = "";
	}
}

bool servicenow_reply_stops(const struct itsm_reply *reply)
{
	return itsm_reply_stops(reply) || reply->verdict == ITSM_REPLY_POSTPONED;
}
