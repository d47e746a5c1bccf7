/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the halves of the libcurl transport share: one handle, one exchange. */
#pragma once
#include "base/array.h"
#include "base/http_curl.h"

#include <curl/curl.h>

struct http_curl {
	struct http http; /* first: exchange and close get this address */
	CURL *easy;
	struct http_curl_options options; /* texts are our own copies */
};

/* One exchange while it runs. */
struct http_curl_exchange {
	struct http_curl *curl;
	const struct http_request *request;
	struct http_response *response;
	struct arena *arena;
	ARRAY(struct http_header) headers;
	size_t header_bytes;
	char *body; /* on the heap while it grows */
	size_t body_capacity;
	size_t ceiling, came; /* bytes of the body */
	CURLU *url;
	char *host; /* by libcurl's own parser, for messages and the check of loopback */
	struct curl_slist *lines;
	int sent;            /* times the request was about to be sent */
	const char *refusal; /* why we ended it, NULL when we did not */
	enum error_kind refusal_kind;
	char words[CURL_ERROR_SIZE];
};

/* Sets all options for this request; false when the request itself is refused. */
CHECKED bool http_curl_request_prepare(struct http_curl_exchange *exchange, struct error *error);
/* Wipes and frees what prepare made. */
void http_curl_request_release(struct http_curl_exchange *exchange);
/* Sets the callbacks that take in the answer. */
void http_curl_answer_prepare(struct http_curl_exchange *exchange);
/* Fills the response from what was taken in. */
void http_curl_answer_finish(struct http_curl_exchange *exchange);
