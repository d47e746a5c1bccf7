/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Status, headers and body of an answer, turned into one verdict. */
#include "jira_reply.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include <string.h>
#include <strings.h>

enum { BUSY_DELAY = 30 /* seconds: the longer window of the limit of one issue */ };

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
	return itsm_reply_shown(arena, text_string(&out));
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

static enum itsm_reply_verdict judge_status(const struct http_response *response)
{
	const char *reason = http_response_header(response, "ratelimit-reason");
	int status = response->status;

	if (status == 429)
		return text_equal(reason, "jira-per-issue-on-write") ? ITSM_REPLY_BUSY
		                                                     : ITSM_REPLY_POSTPONED;
	if (status == 503 && http_response_header(response, "retry-after") != NULL)
		return ITSM_REPLY_POSTPONED;
	return itsm_reply_of_status(status);
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

/* With the name of the limit, where Jira gives it: some are ours to wait for, others an administrator's. */
static const char *explain(struct arena *arena, const struct http_response *response)
{
	const char *limit = http_response_header(response, "ratelimit-reason");
	const char *meaning = meaning_of(response);

	return limit ? arena_print(arena, "%s (RateLimit-Reason: %s)", meaning,
	                           text_visible(arena, limit))
	             : meaning;
}

static bool is_json(const struct http_response *response)
{
	return text_starts_with(response->content_type, "application/") &&
	       text_ends_with(response->content_type, "json");
}

static bool parse_body(struct arena *arena, const struct http_response *response,
                       struct itsm_reply *reply, struct error *error)
{
	if (response->body_length == 0 || !is_json(response))
		return true;
	reply->root = json_parse(arena, response->body, response->body_length, NULL, error);
	return reply->root != NULL;
}

void jira_reply_judge(struct arena *arena, const struct http_response *response, bool write,
                      struct itsm_reply *reply)
{
	struct error error = ERROR_INIT;
	const char *stranger = not_logged_in(response);
	bool whole;

	itsm_reply_begin(response->status, reply);
	whole = parse_body(arena, response, reply, &error);
	reply->verdict = judge_status(response);
	reply->delay = wait_asked(response);
	if (stranger != NULL && reply->verdict != ITSM_REPLY_POSTPONED &&
	    reply->verdict != ITSM_REPLY_LOST) {
		reply->verdict = write && reply->verdict == ITSM_REPLY_OK ? ITSM_REPLY_LOST
		                                                          : ITSM_REPLY_LOGIN;
		reply->reason = stranger;
	} else if (reply->verdict != ITSM_REPLY_OK) {
		reply->reason =
			itsm_reply_explain(arena, response->status, explain(arena, response),
		                           jira_reply_told(arena, reply->root));
	} else if (!whole) {
		itsm_reply_spoil(arena, response, &error, "", reply);
	} else if (reply->root == NULL && !(write && response->body_length == 0)) {
		/* Writes may answer nothing at all. */
		itsm_reply_spoil(arena, response, NULL,
		                 "a login page or a proxy; open the url once in a browser", reply);
	}
	if (reply->verdict == ITSM_REPLY_BUSY && reply->delay == 0)
		reply->delay = BUSY_DELAY;
}
