/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The real thing behind struct http: libcurl, HTTP/1.1, TLS verified, one handle kept alive. */
#pragma once
#include "base/http.h"

struct sockaddr;

struct http_curl_options {
	const char *ca_file; /* PEM; NULL = the system's */
	const char *proxy;   /* URL; NULL = none (environment proxies are not read) */
	const char *user_agent;
	int connect_seconds; /* 0 = 10 */
	/* Allows http:// to hosts beyond loopback: for OCSP and CRLs, which are signed themselves. */
	bool plain;
	/* Asked about once a second; true ends the exchange. NULL = never. */
	bool (*cancelled)(void *context);
	/* Asked with each resolved address before a socket is opened to it; false refuses it. For
	 * URLs that come from certificates. Not for use with a proxy. NULL = all. */
	bool (*address_allowed)(void *context, const struct sockaddr *address);
	/* Called after each exchange for tracing; no bodies, no secrets. status 0 = no answer. */
	void (*trace)(void *context, const char *method, const char *url, int status,
	              int64_t milliseconds);
	void *context; /* for the three above */
};

/* Opens one handle, for one thread at a time: HTTP/1.1 only, TLS 1.2 at least, keep-alive, no cookies,
 * no redirects, no signals. The options' texts are copied.
 *
 * An http:// URL beyond loopback is HTTP_NOT_SENT with ERROR_LOCAL unless options say `plain`. A
 * certificate or host name that does not hold is HTTP_NOT_SENT with ERROR_PEER, an answer above its
 * ceiling HTTP_LOST with ERROR_ITEM, all else ERROR_RETRY. Only a GET, a HEAD or an idempotent request
 * is sent anew when a kept connection turns out to be dead. */
CHECKED struct http *http_curl_open(const struct http_curl_options *options, struct error *error);
/* One call at process start, while single-threaded. Also ignores SIGPIPE, which TLS writes raise. */
void http_curl_start(void);
