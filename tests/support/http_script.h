/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* An http value that follows a script: each exchange says what must be asked and what comes back. */
#pragma once
#include "base/arena.h"
#include "base/http.h"
#include <stdbool.h>

enum http_script_outcome {
	HTTP_SCRIPT_ANSWER,
	HTTP_SCRIPT_LOST,     /* sent, the answer never came */
	HTTP_SCRIPT_NOT_SENT, /* nothing left this machine */
	HTTP_SCRIPT_CANCELLED,
};

enum { HTTP_SCRIPT_PARTS = 6, HTTP_SCRIPT_MOST = 64 };

/* Texts are looked for in the percent-decoded address and body. */
struct http_script_exchange {
	const char *method;                  /* NULL = any */
	const char *url[HTTP_SCRIPT_PARTS];  /* all must occur in the address */
	const char *not_url;                 /* must not */
	const char *body[HTTP_SCRIPT_PARTS]; /* all must occur in the body */
	const char *not_body;
	struct http_header asks;   /* a header that must be sent; name NULL = none */
	const char *bearer, *user; /* the login that must be used; NULL = not looked at */
	enum http_script_outcome outcome;
	int status;       /* 0 = 200 */
	const char *type; /* NULL = application/json */
	struct http_header headers[HTTP_SCRIPT_PARTS];
	const char *answer;
};

struct http_script {
	struct http http;
	const struct http_script_exchange *exchanges;
	size_t count, next;
	char complaint[2048]; /* "" while all goes by the script */
	struct arena arena;   /* holds what was asked */
	/* What was asked so far. */
	struct {
		const char *method, *url, *body;
	} seen[HTTP_SCRIPT_MOST];
};

/* Starts a script of count exchanges; further requests are a complaint and are not sent. */
void http_script_start(struct http_script *script, const struct http_script_exchange *exchanges,
                       size_t count);
#define HTTP_SCRIPT(script, list) \
	http_script_start((script), (list), sizeof(list) / sizeof((list)[0]))
/* Fails the test when a request was not as written or one is missing; releases the script. */
void http_script_finish(struct http_script *script);

/* The answer of a Batch call: statuses and bodies of items in order; a status of 0 leaves the item
 * unserviced. */
struct http_script_item {
	int status;
	const char *body;
};
const char *http_script_batch(struct arena *arena, const struct http_script_item *items,
                              size_t count);
/* The same with an X-Total-Count on one item; NULL = none. */
const char *http_script_batch_counted(struct arena *arena, const struct http_script_item *items,
                                      size_t count, size_t number, const char *total);
/* Bodies of the items of a Batch request, decoded; "" where an item has none. */
const char *http_script_batch_body(struct arena *arena, const char *request, size_t number);
