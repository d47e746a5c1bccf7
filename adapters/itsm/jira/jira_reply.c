/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Status, headers and body of an answer, turned into one verdict. */
#include "jira_reply.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include <string.h>
#include <strings.h>

enum {
	REASON_MOST = 300, /* characters of the far side's message that are shown */
	BUSY_DELAY = 30,   /* the longer window of the limit of one issue */
};

static const char *shown(struct arena *arena, const char *text)
{
	char *visible = text_visible(arena, text);

	visible[text_cut(visible, REASON_MOST)] = '\0';
	return visible;
}

static void add(struct text *out, const char *name, const char *message)
{
	if (text_is_empty(message))
		return;
	text_append(out, out->length > 0 ? "; " : "");
	if (name != NULL)
		text_print(out, "%s: ", name);
	text_append(out, message);
}

const char *jira_reply_told(struct arena *arena, const struct json *root)
{
	TEXT(out);

	JSON_EACH(message, json_get(root, "errorMessages"))
	add(&out, NULL, json_text(message, ""));
	JSON_EACH(message, json_get(root, "errors"))
	add(&out, message->key, json_text(message, ""));
	add(&out, NULL, json_member_text(root, "errorMessage", ""));
	add(&out, NULL, json_member_text(root, "error", ""));
	add(&out, NULL, json_member_text(root, "error_description", ""));
	if (out.length == 0)
		add(&out, NULL, json_member_text(root, "message", ""));
	return shown(arena, text_string(&out));
}

bool jira_reply_is_error(const struct json *root)
{
	return json_get(root, "errorMessages") != NULL || json_get(root, "errors") != NULL ||
	       json_get(root, "errorMessage") != NULL;
}

/* Retry-After, else the moment of X-RateLimit-Reset (ISO 8601, sometimes without seconds). */
static int wait_asked(const struct http_response *response)
{
	int delay = http_retry_after(response);
	const char *reset = http_response_header(response, "x-ratelimit-reset");
	int64_t until;

	if (delay > 0 || response->status != 429 || reset == NULL || !clock_parse(reset, &until))
		return delay;
	int64_t left = until - clock_now();
	return left > 0 && left < CLOCK_DAY ? (int)left : 0;
}

/* A dead token does not answer 401 everywhere: calls that are open to visitors answer 200 with what a
 * visitor sees, and say so in this header. Data Center names who asked. */
static const char *not_logged_in(const struct http_response *response)
{
	const char *reason = http_response_header(response, "x-seraph-loginreason");
	const char *user = http_response_header(response, "x-ausername");

	if (reason != NULL && (strstr(reason, "AUTHENTICATED_FAILED") != NULL ||
	                       strstr(reason, "AUTHENTICATION_DENIED") != NULL))
		return strstr(reason, "AUTHENTICATION_DENIED") != NULL
		               ? "login denied (X-Seraph-LoginReason: AUTHENTICATION_DENIED); log in "
		                 "once in a browser, there may be a captcha"
		               : "answered as to a visitor (X-Seraph-LoginReason: "
		                 "AUTHENTICATED_FAILED): the token is dead; make a new one";
	if (user != NULL && strcasecmp(user, "anonymous") == 0)
		return "answered as to a visitor (X-AUSERNAME: anonymous): the token is dead; make a "
		       "new one";
	return NULL;
}

static enum jira_verdict judge_status(const struct http_response *response)
{
	const char *reason = http_response_header(response, "ratelimit-reason");
	int status = response->status;

	if (status == 429)
		return text_equal(reason, "jira-per-issue-on-write") ? JIRA_BUSY : JIRA_POSTPONED;
	if (status == 503 && http_response_header(response, "retry-after") != NULL)
		return JIRA_POSTPONED;
	if (status >= 500 || status == 408)
		return JIRA_LOST;
	if (status >= 300 && status < 400)
		return JIRA_LOGIN;
	switch (status) {
	case 200:
	case 201:
	case 204:
		return JIRA_OK;
	case 202:
		return JIRA_LOST;
	case 401:
		return JIRA_LOGIN;
	case 404:
		return JIRA_GONE;
	case 409:
		return JIRA_CONFLICT;
	default:
		return JIRA_REFUSED;
	}
}

static const char *meaning_of(const struct http_response *response)
{
	const char *reason = http_response_header(response, "ratelimit-reason");
	int status = response->status;

	if (status >= 300 && status < 400)
		return "a redirect, which is never followed: a login page or another address; check "
		       "url and token";
	switch (status) {
	case 401:
		return "login refused; check user and token (a scoped token works only with cloud_id)";
	case 403:
		return "our account lacks the right, or the token the scope";
	case 404:
		return "missing, or hidden from our account";
	case 409:
		return "somebody else changes it just now";
	case 413:
		return "too large, or this issue holds as many of them as Jira takes";
	case 429:
		return text_equal(reason, "jira-per-issue-on-write")
		               ? "too many writes on this issue in a row"
		               : "too many requests";
	default:
		return "";
	}
}

static const char *explain(struct arena *arena, const struct http_response *response,
                           const char *message)
{
	const char *meaning = meaning_of(response);

	return arena_print(arena, "HTTP %d%s%s%s%s", response->status, *meaning ? ", " : "",
	                   meaning, *message ? ": " : "", message);
}

static bool is_json(const struct http_response *response)
{
	return text_starts_with(response->content_type, "application/") &&
	       text_ends_with(response->content_type, "json");
}

static bool parse_body(struct arena *arena, const struct http_response *response,
                       struct jira_reply *reply, struct error *error)
{
	if (response->body_length == 0 || !is_json(response))
		return true;
	reply->root = json_parse(arena, response->body, response->body_length, NULL, error);
	return reply->root != NULL;
}

/* A success must be JSON, whatever its status says; writes may answer nothing at all. */
static void judge_success(struct arena *arena, const struct http_response *response, bool write,
                          struct jira_reply *reply)
{
	if (reply->root != NULL || (write && response->body_length == 0))
		return;
	reply->verdict = JIRA_LOST;
	reply->reason = arena_print(arena,
	                            "HTTP %d with '%s' instead of JSON: a login page or a proxy; "
	                            "open the url once in a browser",
	                            response->status, shown(arena, response->content_type));
}

void jira_reply_judge(struct arena *arena, const struct http_response *response, bool write,
                      struct jira_reply *reply)
{
	struct error error = ERROR_INIT;
	const char *stranger = not_logged_in(response);
	bool whole;

	*reply = (struct jira_reply){ .status = response->status, .reason = "" };
	whole = parse_body(arena, response, reply, &error);
	reply->verdict = judge_status(response);
	reply->delay = wait_asked(response);
	if (stranger != NULL && reply->verdict != JIRA_POSTPONED && reply->verdict != JIRA_LOST) {
		reply->verdict = write && reply->verdict == JIRA_OK ? JIRA_LOST : JIRA_LOGIN;
		reply->reason = stranger;
	} else if (reply->verdict == JIRA_OK && whole) {
		judge_success(arena, response, write, reply);
	} else if (reply->verdict == JIRA_OK) {
		reply->verdict = JIRA_LOST;
		reply->reason = arena_print(arena, "HTTP %d with a body that is no whole JSON: %s",
		                            response->status, error.message);
	} else {
		reply->reason = explain(arena, response, jira_reply_told(arena, reply->root));
	}
	if (reply->verdict == JIRA_BUSY && reply->delay == 0)
		reply->delay = BUSY_DELAY;
}

void jira_reply_unanswered(struct arena *arena, enum http_outcome outcome,
                           const struct error *error, struct jira_reply *reply)
{
	static const enum jira_verdict verdicts[] = {
		[HTTP_ANSWERED] = JIRA_LOST,
		[HTTP_NOT_SENT] = JIRA_NOT_SENT,
		[HTTP_LOST] = JIRA_LOST,
		[HTTP_CANCELLED] = JIRA_CANCELLED,
	};

	*reply = (struct jira_reply){ .verdict = verdicts[outcome],
		                      .reason = arena_copy(arena, error->message) };
}

bool jira_reply_error(const struct jira_reply *reply, const char *subject, struct error *error)
{
	enum error_kind kind = ERROR_PEER;

	if (reply->verdict == JIRA_CANCELLED)
		kind = ERROR_CANCELLED;
	else if (reply->verdict == JIRA_POSTPONED || reply->verdict == JIRA_LOST ||
	         reply->verdict == JIRA_NOT_SENT || reply->verdict == JIRA_BUSY ||
	         reply->verdict == JIRA_CONFLICT)
		kind = ERROR_RETRY;
	error_set(error, kind, "%s: %s", subject, reply->reason);
	if (error != NULL && kind == ERROR_RETRY)
		error->retry_after = reply->delay;
	return false;
}

void jira_reply_receipt(const struct jira_reply *reply, bool repeatable, struct receipt *receipt)
{
	receipt->reason = reply->reason;
	receipt->delay = reply->delay;
	switch (reply->verdict) {
	case JIRA_OK:
		receipt->outcome = RECEIPT_DONE;
		break;
	case JIRA_REFUSED:
	case JIRA_GONE:
		receipt->outcome = RECEIPT_REFUSED;
		break;
	case JIRA_BUSY:
	case JIRA_POSTPONED:
		receipt->outcome = RECEIPT_POSTPONED;
		break;
	case JIRA_CONFLICT:
	case JIRA_LOST:
		receipt->outcome = repeatable ? RECEIPT_POSTPONED : RECEIPT_UNKNOWN;
		break;
	case JIRA_CANCELLED:
		/* Stopped somewhere on its way: as lost as a cut connection. */
		receipt->outcome = repeatable ? RECEIPT_UNTRIED : RECEIPT_UNKNOWN;
		break;
	case JIRA_NOT_SENT:
	case JIRA_LOGIN:
		receipt->outcome = RECEIPT_UNTRIED;
		break;
	}
}

bool jira_reply_stops(const struct jira_reply *reply)
{
	return reply->verdict == JIRA_LOGIN || reply->verdict == JIRA_NOT_SENT ||
	       reply->verdict == JIRA_CANCELLED;
}

const char *jira_reply_token(const struct jira_reply *reply, int64_t *life)
{
	const char *token = json_member_text(reply->root, "access_token", "");

	*life = json_integer(json_get(reply->root, "expires_in"), 0);
	return *token != '\0' ? token : NULL;
}
