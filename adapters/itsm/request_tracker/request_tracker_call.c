/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One exchange with RT, logged in by an authentication token. */
#include "request_tracker_call.h"
#include "base/arena.h"
#include "request_tracker.h"
#include <string.h>

enum {
	CALL_SECONDS = 75,
	/* Of a search that is asked for all at once: 5,000 rows. */
	PAGES_MOST = 50,
};

static bool is_read(const struct request_tracker_request *request)
{
	return request->read || text_equal(request->method, "GET");
}

static void send_once(struct itsm *itsm, struct arena *arena,
                      const struct request_tracker_request *request, struct itsm_reply *reply)
{
	struct http_header headers[] = { { "Accept", "application/json" },
		                         { "If-Match", request->etag },
		                         { NULL, NULL } };
	struct http_request http = {
		.method = request->method,
		.url = arena_print(arena, "%s/REST/2.0%s", itsm->url, request->path),
		.headers = headers,
		.bearer = &request_tracker_settings(itsm)->token,
		.scheme = "token",
		.timeout_seconds = CALL_SECONDS,
		.idempotent = is_read(request),
	};
	struct http_response response = { 0 };
	struct error error = ERROR_INIT;

	if (text_is_empty(request->etag))
		headers[1].name = NULL;
	if (request->body != NULL) {
		http.body = json_print(arena, request->body);
		http.body_length = strlen(http.body);
		http.content_type = "application/json";
	}
	enum http_outcome outcome =
		itsm->http->exchange(itsm->http, &http, &response, arena, &error);
	if (outcome == HTTP_ANSWERED)
		request_tracker_reply_judge(arena, &response, reply);
	else
		itsm_reply_unanswered(arena, outcome, &error, reply);
}

bool request_tracker_call(struct itsm *itsm, struct arena *arena,
                          const struct request_tracker_request *request, struct itsm_reply *reply)
{
	struct itsm_attempt attempt = itsm_patience_begin();

	do
		send_once(itsm, arena, request, reply);
	while (is_read(request) && itsm_patience_again(itsm, &attempt, reply));
	return reply->verdict == ITSM_REPLY_OK;
}

bool request_tracker_call_get(struct itsm *itsm, struct arena *arena, const char *path,
                              struct itsm_reply *reply)
{
	struct request_tracker_request request = { .method = "GET", .path = path };

	if (!request_tracker_call(itsm, arena, &request, reply))
		return false;
	if (reply->root != NULL && reply->root->type == JSON_OBJECT)
		return true;
	reply->verdict = ITSM_REPLY_LOST;
	reply->reason = "the answer is no record";
	return false;
}

/* Rows hidden from us are left out of pages, and the total is told only where nothing is: so only a
 * short page with a total, or an empty one, is the end. */
static bool is_end(const struct request_tracker_query *query, const struct json *root,
                   const struct json *items)
{
	const struct json *total = json_get(root, "total");

	if (json_count(items) == 0 || query->few)
		return true;
	return json_count(items) < REQUEST_TRACKER_PAGE && total != NULL &&
	       total->type == JSON_NUMBER;
}

static bool gather(struct itsm *itsm, struct arena *arena, struct request_tracker_query *query,
                   struct request_tracker_request *request, const char *subject, struct json **rows,
                   struct error *error)
{
	struct json *all = json_new(arena, JSON_ARRAY);

	for (query->page = 1; query->page <= PAGES_MOST; query->page++) {
		struct itsm_reply reply;
		request->path = request_tracker_request_search(arena, query);
		if (!request_tracker_call(itsm, arena, request, &reply))
			return itsm_reply_error(&reply, subject, error);
		const struct json *items = json_get(reply.root, "items");
		if (items == NULL || items->type != JSON_ARRAY)
			return error_set(error, ERROR_RETRY, "%s: the answer holds no list of rows",
			                 subject);
		JSON_EACH(item, items)
		json_push(all, json_share(arena, item));
		if (is_end(query, reply.root, items)) {
			*rows = all;
			return true;
		}
	}
	return error_set(error, ERROR_PEER, "%s: more than %d rows answer; narrow the settings",
	                 subject, PAGES_MOST * REQUEST_TRACKER_PAGE);
}

bool request_tracker_call_search(struct itsm *itsm, struct arena *arena,
                                 struct request_tracker_query *query, const char *subject,
                                 struct json **rows, struct error *error)
{
	struct request_tracker_request request = { .method = "GET" };

	return gather(itsm, arena, query, &request, subject, rows, error);
}

bool request_tracker_call_list(struct itsm *itsm, struct arena *arena,
                               struct request_tracker_query *query, struct json *conditions,
                               const char *subject, struct json **rows, struct error *error)
{
	struct request_tracker_request request = { .method = "POST",
		                                   .body = conditions,
		                                   .read = true };

	return gather(itsm, arena, query, &request, subject, rows, error);
}
