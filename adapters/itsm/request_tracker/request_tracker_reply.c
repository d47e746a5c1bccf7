/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Status, content type and body of an answer, turned into one verdict. */
#include "request_tracker_reply.h"
#include "base/arena.h"
#include "base/text.h"
#include <string.h>

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
	return itsm_reply_explain(arena, status, meaning, message);
}

static bool is_json(const struct http_response *response)
{
	return text_equal(response->content_type, "application/json");
}

void request_tracker_reply_judge(struct arena *arena, const struct http_response *response,
                                 struct itsm_reply *reply)
{
	struct error error = ERROR_INIT;
	const char *etag = http_response_header(response, "etag");

	itsm_reply_begin(response->status, reply);
	if (etag != NULL)
		reply->etag = etag;
	if (is_json(response) && response->body_length > 0)
		reply->root =
			json_parse(arena, response->body, response->body_length, NULL, &error);
	reply->verdict = itsm_reply_of_status(response->status);
	if (reply->verdict != ITSM_REPLY_OK) {
		reply->reason = explain(
			arena, response->status,
			itsm_reply_shown(arena, json_member_text(reply->root, "message", "")));
		reply->delay = http_retry_after(response);
	} else if (reply->root == NULL && response->status != 204) {
		itsm_reply_spoil(arena, response, is_json(response) ? &error : NULL,
		                 "a login page or a proxy; the url must be RT's web address, "
		                 "without /REST/2.0",
		                 reply);
	}
}

const char *request_tracker_reply_told(struct arena *arena, const struct json *root)
{
	TEXT(out);

	if (root == NULL || root->type != JSON_ARRAY)
		return "";
	JSON_EACH(line, root)
	text_print(&out, "%s%s", out.length > 0 ? "; " : "", json_text(line, ""));
	return itsm_reply_shown(arena, text_string(&out));
}
