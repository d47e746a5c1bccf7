/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON body of a call. */

#include "body.h"

#include "text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_name_start(char byte)
{
	return isalpha((unsigned char)byte) || byte == '_';
}

static bool is_literal(const char *word, size_t length)
{
	return (length == 4 && (memcmp(word, "true", 4) == 0 || memcmp(word, "null", 4) == 0)) ||
	       (length == 5 && memcmp(word, "false", 5) == 0);
}

/* One quoted text, whatever its quotes; returns the place behind it. */
static const char *copy_quoted(struct text *tight, const char *at, const char *end)
{
	char quote = *at++;
	text_add(tight, "\"");
	for (; at < end && *at != quote; at++) {
		if (*at == '\\' && at + 1 < end && at[1] == '\'') {
			text_add(tight, "'");
			at++;
		} else if (*at == '\\' && at + 1 < end) {
			text_add_length(tight, at++, 2);
		} else if (*at == '"') {
			text_add(tight, "\\\"");
		} else {
			text_add_length(tight, at, 1);
		}
	}
	text_add(tight, "\"");
	return at < end ? at + 1 : at;
}

char *body_tighten(struct pool *pool, const char *body, size_t length)
{
	TEXT_SCOPE struct text tight = { 0 };
	const char *end = body + length;
	for (const char *at = body; at < end;) {
		if (*at == '\'' || *at == '"') {
			at = copy_quoted(&tight, at, end);
		} else if (is_name_start(*at)) {
			const char *word = at;
			while (at < end && (is_name_start(*at) || isdigit((unsigned char)*at)))
				at++;
			bool literal = is_literal(word, (size_t)(at - word));
			text_add(&tight, literal ? "" : "\"");
			text_add_length(&tight, word, (size_t)(at - word));
			text_add(&tight, literal ? "" : "\"");
		} else {
			text_add_length(&tight, at++, 1);
		}
	}
	return pool_copy_length(pool, text_value(&tight), tight.length);
}

static bool is_json_type(const struct request *request)
{
	const char *type = request_header(request, "Content-Type");
	return !type || !*type || strncasecmp(type, "application/json", 16) == 0 ||
	       strncasecmp(type, "text/plain", 10) == 0;
}

json_t *body_object(struct session *session, const struct request *request, struct reply *reply)
{
	if (!is_json_type(request)) {
		reply_error(reply, session->pool, 415, "Unsupported media type",
		            "The request body must be application/json");
		return NULL;
	}
	json_error_t error;
	json_t *value =
		json_loadb(request->body ? request->body : "", request->body_length, 0, &error);
	if (!value && request->body_length) {
		char *tight = body_tighten(session->pool, request->body, request->body_length);
		value = json_loads(tight, 0, NULL);
	}
	/* Of an array only the first record counts. */
	if (json_is_array(value)) {
		json_t *first = json_incref(json_array_get(value, 0));
		json_decref(value);
		value = first;
	}
	if (json_is_object(value))
		return value;
	json_decref(value);
	reply_error(reply, session->pool, 400, "Exception while reading request",
	            "The payload is not valid JSON.");
	return NULL;
}
