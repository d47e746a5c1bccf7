/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The real thing behind struct http: libcurl, HTTP/1.1, TLS verified, one handle kept alive. */
#pragma once
#include "base/http.h"

struct http_curl_options {
	const char *ca_file;  /* PEM; NULL = the system's */
	const char *proxy;    /* URL; NULL = none (environment proxies are not read) */
	const char *user_agent;
	int connect_seconds; /* 0 = 10 */
	/* Asked about once a second; true ends the exchange as HTTP_CANCELLED. NULL = never. */
	bool (*cancelled)(void *context);
	void *context;
	/* Called after each exchange for tracing; no bodies, no secrets. NULL = none. */
	void (*trace)(void *context, const char *method, const char *url, int status, int64_t milliseconds);
};

/* Opens one handle: HTTP/1.1 only, keep-alive, no cookies, no redirects, no signals. http:// only to
 * loopback unless the caller's URL says otherwise is refused with ERROR_LOCAL. */
CHECKED struct http *http_curl_open(const struct http_curl_options *options, struct error *error);
/* One call at process start, while single-threaded. */
void http_curl_start(void);
