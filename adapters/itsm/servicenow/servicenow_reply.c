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

enum {
	REASON_MOST = 300, /* characters of the far side's message that are shown */
	DELAY_MOST = CLOCK_DAY,
};

static bool holds(const char *text, const char *part)
{
	return strcasestr(text, part) != NULL;
}

static const char *shown(struct arena *arena, const char *text)
{
	char *visible = text_visible(arena, text);

	visible[text_cut(visible, REASON_MOST)] = '\0';
	return visible;
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
		return shown(arena, message);
	return shown(arena, arena_print(arena, "%s: %s", message, detail));
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

static enum servicenow_verdict judge_forbidden(const char *message)
{
	if (holds(message, "unscoped api") || holds(message, "User Not Authorized"))
		return SERVICENOW_LOGIN;
	return holds(message, "unique key") ? SERVICENOW_TAKEN : SERVICENOW_REFUSED;
}

static enum servicenow_verdict judge_status(int status, const char *message)
{
	if (status >= 500 || status == 408)
		return SERVICENOW_LOST;
	switch (status) {
	case 200:
	case 201:
	case 204:
		return SERVICENOW_OK;
	case 202:
	case 429:
		return SERVICENOW_POSTPONED;
	case 401:
		return SERVICENOW_LOGIN;
	case 403:
		return judge_forbidden(message);
	case 404:
		return SERVICENOW_GONE;
	case 409:
		return SERVICENOW_TAKEN;
	default:
		return SERVICENOW_REFUSED;
	}
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
	return arena_print(arena, "HTTP %d%s%s%s%s", status, *meaning ? ", " : "", meaning,
	                   *message ? ": " : "", message);
}

static bool is_json(const struct http_response *response)
{
	return text_equal(response->content_type, "application/json") ||
	       text_equal(response->content_type, "text/json");
}

static bool parse_body(struct arena *arena, const struct http_response *response,
                       struct servicenow_reply *reply, struct error *error)
{
	if (response->body_length == 0 || !is_json(response))
		return true;
	reply->root = json_parse(arena, response->body, response->body_length, NULL, error);
	reply->result = json_get(reply->root, "result");
	return reply->root != NULL;
}

static void read_total(const struct http_response *response, struct servicenow_reply *reply)
{
	const char *total = http_response_header(response, "x-total-count");

	reply->total = -1;
	if (total != NULL && (!text_parse_integer(total, &reply->total) || reply->total < 0))
		reply->total = -1;
}

/* A success must be JSON (or an empty 204), whatever its status says. */
static void judge_success(struct arena *arena, const struct http_response *response,
                          struct servicenow_reply *reply)
{
	if (response->status == 204)
		return;
	if (reply->root == NULL) {
		reply->verdict = SERVICENOW_LOST;
		reply->reason = arena_print(
			arena,
			"HTTP %d with '%s' instead of JSON: a login page, a proxy, or an "
			"instance that hibernates; open it once in a browser",
			response->status, shown(arena, response->content_type));
	}
}

void servicenow_reply_judge(struct arena *arena, const struct http_response *response,
                            struct servicenow_reply *reply)
{
	struct error error = ERROR_INIT;
	const char *message;
	bool whole;

	*reply = (struct servicenow_reply){ .status = response->status, .reason = "" };
	read_total(response, reply);
	whole = parse_body(arena, response, reply, &error);
	message = told(arena, reply->root);
	reply->verdict = judge_status(response->status, message);
	if (reply->verdict == SERVICENOW_OK && whole) {
		judge_success(arena, response, reply);
	} else if (reply->verdict == SERVICENOW_OK) {
		reply->verdict = SERVICENOW_LOST;
		reply->reason = arena_print(arena, "HTTP %d with a body that is no whole JSON: %s",
		                            response->status, error.message);
	} else {
		reply->reason = explain(arena, response->status, message);
		reply->delay = wait_asked(response);
	}
}

void servicenow_reply_judge_worker(struct arena *arena, const struct http_response *response,
                                   struct servicenow_reply *reply)
{
	servicenow_reply_judge(arena, response, reply);
	if (response->status == 202 && json_at(reply->result, "worker", "sysId", NULL) != NULL) {
		reply->verdict = SERVICENOW_OK;
		reply->reason = "";
	}
}

void servicenow_reply_unanswered(struct arena *arena, enum http_outcome outcome,
                                 const struct error *error, struct servicenow_reply *reply)
{
	static const enum servicenow_verdict verdicts[] = {
		[HTTP_ANSWERED] = SERVICENOW_LOST,
		[HTTP_NOT_SENT] = SERVICENOW_NOT_SENT,
		[HTTP_LOST] = SERVICENOW_LOST,
		[HTTP_CANCELLED] = SERVICENOW_CANCELLED,
	};

	*reply = (struct servicenow_reply){ .verdict = verdicts[outcome],
		                            .total = -1,
		                            .reason = arena_copy(arena, error->message) };
}

bool servicenow_reply_error(const struct servicenow_reply *reply, const char *subject,
                            struct error *error)
{
	enum error_kind kind = ERROR_PEER;

	if (reply->verdict == SERVICENOW_CANCELLED)
		kind = ERROR_CANCELLED;
	else if (reply->verdict == SERVICENOW_POSTPONED || reply->verdict == SERVICENOW_LOST ||
	         reply->verdict == SERVICENOW_NOT_SENT)
		kind = ERROR_RETRY;
	error_set(error, kind, "%s: %s", subject, reply->reason);
	if (error != NULL && kind == ERROR_RETRY)
		error->retry_after = reply->delay;
	return false;
}

void servicenow_reply_receipt(const struct servicenow_reply *reply, bool repeatable,
                              struct receipt *receipt)
{
	receipt->reason = reply->reason;
	receipt->delay = reply->delay;
	switch (reply->verdict) {
	case SERVICENOW_OK:
		receipt->outcome = RECEIPT_DONE;
		break;
	case SERVICENOW_REFUSED:
	case SERVICENOW_GONE:
		receipt->outcome = RECEIPT_REFUSED;
		break;
	case SERVICENOW_POSTPONED:
		receipt->outcome = RECEIPT_POSTPONED;
		break;
	case SERVICENOW_TAKEN:
	case SERVICENOW_LOST:
		receipt->outcome = repeatable ? RECEIPT_POSTPONED : RECEIPT_UNKNOWN;
		break;
	case SERVICENOW_CANCELLED:
		/* Stopped somewhere on its way: as lost as a cut connection. */
		receipt->outcome = repeatable ? RECEIPT_UNTRIED : RECEIPT_UNKNOWN;
		break;
	case SERVICENOW_NOT_SENT:
	case SERVICENOW_LOGIN:
		receipt->outcome = RECEIPT_UNTRIED;
		break;
	}
}

bool servicenow_reply_stops(const struct servicenow_reply *reply)
{
	return reply->verdict == SERVICENOW_LOGIN || reply->verdict == SERVICENOW_NOT_SENT ||
	       reply->verdict == SERVICENOW_CANCELLED || reply->verdict == SERVICENOW_POSTPONED;
}
