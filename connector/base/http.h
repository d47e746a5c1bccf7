/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP exchange as a value with one function, so that tests hand an adapter a script. */
#pragma once
#include "base/error.h"
#include "base/secret.h"
#include <stddef.h>
#include <stdint.h>

struct arena;

struct http_header {
	const char *name;
	const char *value;
};

/* What to send. URL is absolute, without user and password. Headers end with a NULL name or are NULL. */
struct http_request {
	const char *method; /* "GET", "POST", "PATCH", ... */
	const char *url;
	const struct http_header *headers;
	const void *body; /* NULL = none */
	size_t body_length;
	const char *content_type;      /* of the body; NULL = application/json */
	const char *user;              /* Basic, with password; NULL = no Basic */
	const struct secret *password; /* with user */
	const struct secret *bearer;   /* Authorization: Bearer; wins over user */
	const char *scheme;            /* another word than Bearer before it; NULL = Bearer */
	int timeout_seconds;           /* whole exchange; 0 = 60 */
	size_t body_ceiling;           /* answer's bytes; 0 = LIMIT_HTTP_BODY */
	/* Takes the body of a 200 piece by piece, as it comes; the response has none then. False ends the
	 * exchange. NULL = the body is kept. */
	bool (*take)(void *context, const void *bytes, size_t length);
	void *take_context;
	bool idempotent; /* tells tracing and statistics; nothing is repeated here */
};

/* What came back. Texts live in the arena given to http_exchange. */
struct http_response {
	int status;
	const char *content_type;          /* without parameters, lower case; "" when absent */
	const struct http_header *headers; /* names in lower case; NULL name ends */
	const char
		*body; /* NUL-terminated; where it refuses, what we logged in with is asterisks */
	size_t body_length;
};

enum http_outcome {
	HTTP_ANSWERED,  /* response is filled, whatever its status */
	HTTP_NOT_SENT,  /* could not connect, TLS refused, ...: surely nothing arrived */
	HTTP_LOST,      /* sent in part or whole, no complete answer: outcome unknown */
	HTTP_CANCELLED, /* asked to stop before anything was sent; later it is HTTP_LOST with kind
	                 * ERROR_CANCELLED */
};

struct http {
	/* error is filled unless HTTP_ANSWERED. Blocking; never follows redirects; repeats nothing. */
	enum http_outcome (*exchange)(struct http *http, const struct http_request *request,
	                              struct http_response *response, struct arena *arena,
	                              struct error *error);
	void (*close)(struct http *http);
	int64_t calls;       /* exchanges so far */
	int64_t date_offset; /* far side's Date minus our system time, of the newest answer, seconds */
	bool date_known;
};

/* A header's value by lower-case name, or NULL. */
const char *http_response_header(const struct http_response *response, const char *name);
/* Percent-encodes all but unreserved characters (RFC 3986 2.3). */
char *http_escape(struct arena *arena, const char *text);
/* Reads "Sun, 06 Nov 1994 08:49:37 GMT", the one form that may be sent (RFC 9110 5.6.7). */
bool http_parse_date(const char *text, int64_t *time);
/* Retry-After in seconds (number or date, RFC 9110 10.2.3), 0 when absent, at most one day. */
int http_retry_after(const struct http_response *response);
