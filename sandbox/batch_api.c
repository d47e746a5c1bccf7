/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Batch API: items one after the other, each a request and a transaction of its own. */

#include "batch_api.h"

#include "body.h"
#include "record.h"
#include "route.h"
#include "sandbox.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { INPUT_MAX = 5 * 1024 * 1024, OUTPUT_MAX = 10 * 1024 * 1024, SECONDS_MAX = 30 };

static const char *status_text(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 201:
		return "Created";
	case 202:
		return "Accepted";
	case 204:
		return "No Content";
	case 400:
		return "Bad Request";
	case 401:
		return "Unauthorized";
	case 403:
		return "Forbidden";
	case 404:
		return "Not Found";
	default:
		return status >= 500 ? "Internal Server Error" : "Error";
	}
}

/* The item's own headers; the caller's login goes with every item. */
static void add_headers(const struct request *outer, struct request *inner, const json_t *item)
{
	json_t *headers = json_object_get(item, "headers");
	inner->headers =
		pool_take(outer->pool, (json_array_size(headers) + 1) * sizeof(struct pair));
	inner->headers[inner->header_count++] =
		(struct pair){ "Authorization", request_header(outer, "Authorization") };
	size_t i;
	json_t *header;
	json_array_foreach(headers, i, header)
	{
		const char *name = record_get(header, "name");
		if (*name && strcasecmp(name, "Authorization") != 0)
			inner->headers[inner->header_count++] =
				(struct pair){ pool_copy(outer->pool, name),
				               pool_copy(outer->pool,
				                         record_get(header, "value")) };
	}
}

static bool make_request(const struct request *outer, const json_t *item, struct request *inner)
{
	const char *url = record_get(item, "url");
	*inner = (struct request){ .pool = outer->pool,
		                   .method = pool_copy(outer->pool, record_get(item, "method")),
		                   .base = outer->base,
		                   .body = "",
		                   .inner = true };
	const char *body = record_get(item, "body");
	if (*body) {
		inner->body = text_base64_decode(outer->pool, body, &inner->body_length);
		if (!inner->body || inner->body_length > INPUT_MAX)
			return false;
	}
	add_headers(outer, inner, item);
	if (*url == '/')
		return request_parse_target(inner, pool_copy(outer->pool, url));
	return request_parse_target(inner, pool_print(outer->pool, "/%s", url));
}

static json_t *headers_of(const struct reply *reply, const json_t *item)
{
	json_t *headers = json_array();
	if (json_is_true(json_object_get(item, "exclude_response_headers")))
		return headers;
	if (reply->content_type)
		json_array_append_new(headers, json_pack("{s:s, s:s}", "name", "Content-Type",
		                                         "value", reply->content_type));
	for (size_t i = 0; i < reply->header_count; i++)
		json_array_append_new(headers,
		                      json_pack("{s:s, s:s}", "name", reply->headers[i].name,
		                                "value", reply->headers[i].value));
	return headers;
}

static json_t *serve(struct session *session, const struct request *outer, const json_t *item,
                     size_t *writes)
{
	struct request inner;
	struct reply reply = { 0 };
	const char *problem = NULL;
	if (!make_request(outer, item, &inner)) {
		reply.status = 400;
		problem = "The item is not a valid request";
	} else {
		route_inner(session->sandbox, &inner, &reply);
		*writes += strcmp(inner.method, "GET") != 0;
	}
	if (reply.body_length > OUTPUT_MAX) {
		reply.status = 500;
		reply.body = "";
		reply.body_length = 0;
		problem = "Response exceeds the maximum output size";
	}
	json_t *answer = json_pack(
		"{s:s, s:s, s:i, s:s, s:o, s:i}", "id", record_get(item, "id"), "body",
		text_base64_encode(outer->pool, reply.body ? reply.body : "", reply.body_length),
		"status_code", reply.status, "status_text", status_text(reply.status), "headers",
		headers_of(&reply, item), "execution_time", 1);
	if (problem)
		record_set(answer, "error_message", problem);
	reply_release(&reply);
	return answer;
}

void batch_api_handle(struct session *session, const struct request *request, struct reply *reply)
{
	if (!request_method_is(request, "POST")) {
		reply_error(reply, session->pool, 405, "Method not supported", NULL);
		return;
	}
	JSON_SCOPE json_t *body = body_object(session, request, reply);
	json_t *items = json_object_get(body, "rest_requests");
	if (!body)
		return;
	if (!json_is_array(items)) {
		reply_error(reply, session->pool, 400, "Invalid batch request",
		            "rest_requests is required");
		return;
	}
	time_t begun = time(NULL);
	size_t i, writes = 0;
	json_t *item, *serviced = json_array(), *unserviced = json_array();
	json_array_foreach(items, i, item)
	{
		if (time(NULL) - begun >= SECONDS_MAX)
			json_array_append_new(unserviced, json_string(record_get(item, "id")));
		else
			json_array_append_new(serviced, serve(session, request, item, &writes));
	}
	stats_add_batch(session->sandbox->stats, json_array_size(items), writes);
	reply->status = 200;
	reply->json =
		json_pack("{s:s, s:o, s:o}", "batch_request_id",
	                  record_text(session->pool, json_object_get(body, "batch_request_id")),
	                  "serviced_requests", serviced, "unserviced_requests", unserviced);
}
