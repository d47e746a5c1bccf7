/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Items of the Batch API and their answers, whose bodies travel as Base64. */
#include "servicenow_request_batch.h"
#include "base/arena.h"
#include <string.h>

static void add_header(struct arena *arena, struct json *headers, const char *name,
                       const char *value)
{
	struct json *header = json_push(headers, json_new(arena, JSON_OBJECT));

	json_set_string(arena, header, "name", name);
	json_set_string(arena, header, "value", value);
}

static struct json *compose_item(struct arena *arena, const struct servicenow_request *request,
                                 size_t number)
{
	struct json *item = json_new(arena, JSON_OBJECT);
	struct json *headers = json_new(arena, JSON_ARRAY);

	json_set_string(arena, item, "id", arena_print(arena, "%zu", number));
	json_set_string(arena, item, "method", request->method);
	json_set_string(arena, item, "url", request->path);
	add_header(arena, headers, "Accept", "application/json");
	add_header(arena, headers, "Content-Type", "application/json");
	json_set(arena, item, "headers", headers);
	json_set_bool(arena, item, "exclude_response_headers", !request->headers);
	if (request->body != NULL) {
		const char *text = json_print(arena, request->body);
		json_set_string(arena, item, "body", text_base64(arena, text, strlen(text)));
	}
	return item;
}

struct json *servicenow_request_batch(struct arena *arena,
                                      const struct servicenow_request *requests, size_t count)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	struct json *items = json_new(arena, JSON_ARRAY);

	json_set_string(arena, body, "batch_request_id", "certsteward");
	for (size_t i = 0; i < count; i++)
		json_push(items, compose_item(arena, &requests[i], i));
	json_set(arena, body, "rest_requests", items);
	return body;
}

static const struct http_header *read_headers(struct arena *arena, const struct json *list)
{
	struct http_header *headers = ARENA_ARRAY(arena, struct http_header, json_count(list) + 1);
	size_t count = 0;

	if (list == NULL || list->type != JSON_ARRAY)
		return headers;
	JSON_EACH(header, list)
	{
		headers[count].name = text_lower(arena, json_member_text(header, "name", ""));
		headers[count++].value = json_member_text(header, "value", "");
	}
	return headers;
}

static void judge_item(struct arena *arena, const struct json *item, struct itsm_reply *reply)
{
	size_t length = 0;
	const char *encoded = json_member_text(item, "body", "");
	const char *body = text_unbase64(arena, encoded, &length);
	struct http_response response = { .status = (int)json_integer(json_get(item, "status_code"),
		                                                      0) };

	/* Mostly headers are left out to keep the answer small: JSON is known by its first byte. */
	response.headers = read_headers(arena, json_get(item, "headers"));
	response.body = body != NULL ? body : "";
	response.body_length = body != NULL ? length : 0;
	response.content_type = *response.body == '{' ? "application/json" : "text/html";
	if (response.body_length == 0)
		response.content_type = "";
	servicenow_reply_judge(arena, &response, reply);
}

void servicenow_request_batch_split(struct arena *arena, const struct itsm_reply *whole,
                                    size_t count, struct itsm_reply *replies)
{
	const struct json *serviced = json_get(whole->root, "serviced_requests");
	bool listed = serviced != NULL && serviced->type == JSON_ARRAY;

	for (size_t i = 0; i < count; i++) {
		replies[i] = *whole;
		if (whole->verdict != ITSM_REPLY_OK)
			continue;
		replies[i].verdict = listed ? ITSM_REPLY_NOT_SENT : ITSM_REPLY_LOST;
		replies[i].reason = listed ? "the batch ended before this item"
		                           : "the batch's answer lists no items";
	}
	if (whole->verdict != ITSM_REPLY_OK || !listed)
		return;
	JSON_EACH(item, serviced)
	{
		int64_t number = json_integer(json_get(item, "id"), -1);
		if (number >= 0 && (size_t)number < count)
			judge_item(arena, item, &replies[number]);
	}
}
