/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP request as the handlers see it, and the answer they make. */
#pragma once

#include "pool.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct pair {
	const char *name, *value;
};

enum { SEGMENT_MAX = 12, HEADER_MAX = 16 };

struct request {
	struct pool *pool;
	const char *method;
	const char *target; /* path and query as sent */
	const char *path;   /* decoded */
	const char *segments[SEGMENT_MAX];
	size_t segment_count;
	struct pair *arguments; /* decoded query parameters, in order */
	size_t argument_count;
	struct pair *headers;
	size_t header_count;
	const char *body;
	size_t body_length;
	const char *base; /* "http://127.0.0.1:1234" */
	bool inner;       /* one item of a Batch call */
};

struct reply {
	int status;
	json_t *json; /* owned; sent when there is no body */
	const char *body;
	size_t body_length;
	const char *content_type;
	struct pair headers[HEADER_MAX];
	size_t header_count;
};

/* Splits target into path, segments and arguments. False when it does not start with a slash
 * or holds a zero byte. */
bool request_parse_target(struct request *request, const char *target);
/* NULL when absent. Header names without regard to case. */
const char *request_argument(const struct request *request, const char *name);
const char *request_header(const struct request *request, const char *name);
/* Argument as a flag or number, with the value to take when it is absent or unreadable. */
bool request_flag(const struct request *request, const char *name, bool absent);
long request_number(const struct request *request, const char *name, long absent);
/* Form data of the body (application/x-www-form-urlencoded). NULL when absent. */
const char *request_form(const struct request *request, const char *name);
bool request_method_is(const struct request *request, const char *method);

void reply_header(struct reply *reply, const char *name, const char *value);
/* {"result": value}; takes the reference. */
void reply_result(struct reply *reply, int status, json_t *value);
/* The error body of the vendor's APIs. */
void reply_error(struct reply *reply, struct pool *pool, int status, const char *message,
                 const char *detail);
void reply_release(struct reply *reply);
