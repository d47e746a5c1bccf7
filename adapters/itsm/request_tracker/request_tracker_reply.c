/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Status, content type and body of an answer, turned into one verdict. */
#include "request_tracker_reply.h"
#include "base/arena.h"
#include "base/text.h"
#include <string.h>

enum { REASON_MOST = 300 /* characters of the far side's message that are shown */ };

static const char *shown(struct arena *arena, const char *text)
{
	char *visible = text_visible(arena, text);

	visible[text_cut(visible, REASON_MOST)] = '\0';
	return visible;
}

static enum request_tracker_verdict judge_status(int status)
{
	if (status >= 500 || status == 408)
		return REQUEST_TRACKER_LOST;
	switch (status) {
	case 200:
	case 201:
	case 204:
		return REQUEST_TRACKER_OK;
	case 401:
		return REQUEST_TRACKER_LOGIN;
	case 404:
		return REQUEST_TRACKER_GONE;
	case 412:
		return REQUEST_TRACKER_STALE;
	case 429:
		return REQUEST_TRACKER_POSTPONED;
	default:
		return REQUEST_TRACKER_REFUSED;
	}
}

static const char *explain(struct arena *arena, int status, const char *message)
{
	const char *meaning = "";

	if (status == 400)
		meaning = "RT cannot use a value or a field of it; fields must be applied to the "
			  "queue or catalog, see certsteward check";
	else if (status == 401)
		meaning = "login refused; check auth.token, it may have been revoked";
	else if (status == 403)
		meaning = "our user lacks the right, or the queue or catalog does not exist; see "
			  "certsteward check";
	else if (status == 404)
		meaning = "missing; if nothing is found at all, check the url";
	else if (status == 412)
		meaning = "changed by somebody meanwhile";
	else if (status == 429)
		meaning = "too many requests";
	else if (status >= 300 && status < 400)
		meaning = "a redirect, which is never followed; check the url";
	return arena_print(arena, "HTTP %d%s%s%s%s", status, *meaning ? ", " : "", meaning,
	                   *message ? ": " : "", message);
}

static bool is_json(const struct http_response *response)
{
	return text_equal(response->content_type, "application/json");
}

/* A success must be JSON (or an empty 204), whatever its status says. */
static void judge_success(struct arena *arena, const struct http_response *response,
                          const struct error *error, struct request_tracker_reply *reply)
{
	if (response->status == 204 || reply->root != NULL)
		return;
	reply->verdict = REQUEST_TRACKER_LOST;
	if (!is_json(response))
		reply->reason = arena_print(
			arena,
			"HTTP %d with '%s' instead of JSON: a login page or a proxy; the url must "
			"be RT's web address, without /REST/2.0",
			response->status, shown(arena, response->content_type));
	else
		reply->reason = arena_print(arena, "HTTP %d with a body that is no whole JSON: %s",
		                            response->status, error->message);
}

void request_tracker_reply_judge(struct arena *arena, const struct http_response *response,
                                 struct request_tracker_reply *reply)
{
	struct error error = ERROR_INIT;
	const char *etag = http_response_header(response, "etag");

	*reply = (struct request_tracker_reply){ .status = response->status,
		                                 .reason = "",
		                                 .etag = etag != NULL ? etag : "" };
	if (is_json(response) && response->body_length > 0)
		reply->root =
			json_parse(arena, response->body, response->body_length, NULL, &error);
	reply->verdict = judge_status(response->status);
	if (reply->verdict == REQUEST_TRACKER_OK) {
		judge_success(arena, response, &error, reply);
		return;
	}
	reply->reason = explain(arena, response->status,
	                        shown(arena, json_member_text(reply->root, "message", "")));
	reply->delay = http_retry_after(response);
}

void request_tracker_reply_unanswered(struct arena *arena, enum http_outcome outcome,
                                      const struct error *error,
                                      struct request_tracker_reply *reply)
{
	static const enum request_tracker_verdict verdicts[] = {
		[HTTP_ANSWERED] = REQUEST_TRACKER_LOST,
		[HTTP_NOT_SENT] = REQUEST_TRACKER_NOT_SENT,
		[HTTP_LOST] = REQUEST_TRACKER_LOST,
		[HTTP_CANCELLED] = REQUEST_TRACKER_CANCELLED,
	};

	*reply = (struct request_tracker_reply){ .verdict = verdicts[outcome],
		                                 .etag = "",
		                                 .reason = arena_copy(arena, error->message) };
}

bool request_tracker_reply_error(const struct request_tracker_reply *reply, const char *subject,
                                 struct error *error)
{
	enum error_kind kind = ERROR_PEER;

	if (reply->verdict == REQUEST_TRACKER_CANCELLED)
		kind = ERROR_CANCELLED;
	else if (reply->verdict == REQUEST_TRACKER_POSTPONED ||
	         reply->verdict == REQUEST_TRACKER_LOST ||
	         reply->verdict == REQUEST_TRACKER_STALE ||
	         reply->verdict == REQUEST_TRACKER_NOT_SENT)
		kind = ERROR_RETRY;
	error_set(error, kind, "%s: %s", subject, reply->reason);
	if (error != NULL && kind == ERROR_RETRY)
		error->retry_after = reply->delay;
	return false;
}

void request_tracker_reply_receipt(const struct request_tracker_reply *reply, bool repeatable,
                                   struct receipt *receipt)
{
	receipt->reason = reply->reason;
	receipt->delay = reply->delay;
	switch (reply->verdict) {
	case REQUEST_TRACKER_OK:
		receipt->outcome = RECEIPT_DONE;
		break;
	case REQUEST_TRACKER_REFUSED:
	case REQUEST_TRACKER_GONE:
		receipt->outcome = RECEIPT_REFUSED;
		break;
	case REQUEST_TRACKER_STALE:
	case REQUEST_TRACKER_POSTPONED:
		receipt->outcome = RECEIPT_POSTPONED;
		break;
	case REQUEST_TRACKER_LOST:
		receipt->outcome = repeatable ? RECEIPT_POSTPONED : RECEIPT_UNKNOWN;
		break;
	case REQUEST_TRACKER_CANCELLED:
		/* Stopped somewhere on its way: as lost as a cut connection. */
		receipt->outcome = repeatable ? RECEIPT_UNTRIED : RECEIPT_UNKNOWN;
		break;
	case REQUEST_TRACKER_NOT_SENT:
	case REQUEST_TRACKER_LOGIN:
		receipt->outcome = RECEIPT_UNTRIED;
		break;
	}
}

bool request_tracker_reply_stops(const struct request_tracker_reply *reply)
{
	return reply->verdict == REQUEST_TRACKER_LOGIN ||
	       reply->verdict == REQUEST_TRACKER_NOT_SENT ||
	       reply->verdict == REQUEST_TRACKER_CANCELLED ||
	       reply->verdict == REQUEST_TRACKER_POSTPONED;
}

const char *request_tracker_reply_told(struct arena *arena, const struct json *root)
{
	TEXT(out);

	if (root == NULL || root->type != JSON_ARRAY)
		return "";
	JSON_EACH(line, root)
	text_print(&out, "%s%s", out.length > 0 ? "; " : "", json_text(line, ""));
	return shown(arena, text_string(&out));
}
