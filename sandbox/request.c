/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP request as the handlers see it, and the answer they make. */

#include "request.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ARGUMENT_MAX = 128 };

static void parse_arguments(struct request *request, const char *query)
{
	request->arguments = pool_take(request->pool, ARGUMENT_MAX * sizeof(*request->arguments));
	while (*query && request->argument_count < ARGUMENT_MAX) {
		size_t length = strcspn(query, "&");
		const char *equals = memchr(query, '=', length);
		size_t name = equals ? (size_t)(equals - query) : length;
		struct pair *pair = &request->arguments[request->argument_count++];
		pair->name = text_url_decode(request->pool, query, name, true);
		pair->value =
			equals ? text_url_decode(request->pool, equals + 1, length - name - 1, true)
			       : "";
		query += length + (query[length] == '&');
	}
}

bool request_parse_target(struct request *request, const char *target)
{
	/* A zero byte would end our texts early: two readers would see two paths. */
	if (*target != '/' || strstr(target, "%00"))
		return false;
	size_t length = strcspn(target, "?#");
	request->target = target;
	request->path = text_url_decode(request->pool, target, length, false);
	for (const char *at = request->path; *at && request->segment_count < SEGMENT_MAX;) {
		at += strspn(at, "/");
		size_t part = strcspn(at, "/");
		if (part)
			request->segments[request->segment_count++] =
				pool_copy_length(request->pool, at, part);
		at += part;
	}
	parse_arguments(request, target[length] == '?' ? target + length + 1 : "");
	return true;
}

const char *request_argument(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->argument_count; i++)
		if (strcmp(request->arguments[i].name, name) == 0)
			return request->arguments[i].value;
	return NULL;
}

const char *request_header(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (strcasecmp(request->headers[i].name, name) == 0)
			return request->headers[i].value;
	return NULL;
}

bool request_flag(const struct request *request, const char *name, bool absent)
{
	const char *value = request_argument(request, name);
	return value ? strcasecmp(value, "true") == 0 : absent;
}

long request_number(const struct request *request, const char *name, long absent)
{
	const char *value = request_argument(request, name);
	if (!value || !*value)
		return absent;
	char *end = NULL;
	long number = strtol(value, &end, 10);
	return *end ? absent : number;
}

const char *request_form(const struct request *request, const char *name)
{
	struct request form = { .pool = request->pool };
	char *body = pool_copy_length(request->pool, request->body ? request->body : "",
	                              request->body_length);
	parse_arguments(&form, body);
	return request_argument(&form, name);
}

bool request_method_is(const struct request *request, const char *method)
{
	return strcmp(request->method, method) == 0;
}

void reply_header(struct reply *reply, const char *name, const char *value)
{
	if (reply->header_count < HEADER_MAX)
		reply->headers[reply->header_count++] = (struct pair){ name, value };
}

void reply_result(struct reply *reply, int status, json_t *value)
{
	reply->status = status;
	json_decref(reply->json);
	reply->json = json_pack("{s:o}", "result", value);
}

void reply_error(struct reply *reply, struct pool *pool, int status, const char *message,
                 const char *detail)
{
	/* Both texts may quote what a caller sent. */
	const char *said = text_is_utf8(message, strlen(message)) ? message : "Invalid request";
	const char *more =
		detail && text_is_utf8(detail, strlen(detail)) ? pool_copy(pool, detail) : NULL;
	reply->status = status;
	json_decref(reply->json);
	reply->body = NULL;
	reply->json = json_pack("{s:{s:s, s:s?}, s:s}", "error", "message", said, "detail", more,
	                        "status", "failure");
}

void reply_release(struct reply *reply)
{
	json_decref(reply->json);
	reply->json = NULL;
}
