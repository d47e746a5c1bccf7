/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The libcurl transport: opening, exchanging, judging how it ended. */
#include "base/http_curl.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/http_curl_exchange.h"
#include "base/memory.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What the caller does next about a transfer that failed. */
static enum error_kind kind_of(CURLcode code)
{
	switch (code) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_ISSUER_ERROR:
		return ERROR_PEER;
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_URL_MALFORMAT:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return ERROR_LOCAL;
	default:
		return ERROR_RETRY;
	}
}

static enum http_outcome judge_failure(const struct http_curl_exchange *exchange, CURLcode code,
                                       struct error *error)
{
	const char *words = exchange->words[0] ? exchange->words : curl_easy_strerror(code);
	if (exchange->refusal)
		error_set(error, exchange->refusal_kind, "'%s': %s", exchange->host,
		          exchange->refusal);
	else
		error_set(error, kind_of(code), "'%s': %s", exchange->host, words);
	if (exchange->sent)
		return HTTP_LOST;
	return exchange->refusal && exchange->refusal_kind == ERROR_CANCELLED ? HTTP_CANCELLED
	                                                                      : HTTP_NOT_SENT;
}

static void note_date(struct http *http, const struct http_response *response)
{
	int64_t date;
	if (!http_parse_date(http_response_header(response, "date"), &date))
		return;
	http->date_offset = date - (int64_t)time(NULL);
	http->date_known = true;
}

static enum http_outcome run(struct http_curl_exchange *exchange, struct error *error)
{
	if (!http_curl_request_prepare(exchange, error))
		return HTTP_NOT_SENT;
	http_curl_answer_prepare(exchange);
	CURLcode code = curl_easy_perform(exchange->curl->easy);
	if (code != CURLE_OK)
		return judge_failure(exchange, code, error);
	http_curl_answer_finish(exchange);
	note_date(&exchange->curl->http, exchange->response);
	return HTTP_ANSWERED;
}

static enum http_outcome http_curl_exchange(struct http *http, const struct http_request *request,
                                            struct http_response *response, struct arena *arena,
                                            struct error *error)
{
	struct http_curl *curl = (struct http_curl *)http;
	struct http_curl_exchange exchange = {
		.curl = curl,
		.request = request,
		.response = response,
		.arena = arena,
	};
	*response = (struct http_response){ .content_type = "", .body = "" };
	int64_t started = clock_monotonic_ms();
	http->calls++;
	enum http_outcome outcome = run(&exchange, error);
	http_curl_request_release(&exchange);
	free(exchange.body);
	if (outcome != HTTP_ANSWERED)
		*response = (struct http_response){ .content_type = "", .body = "" };
	if (curl->options.trace)
		curl->options.trace(curl->options.context, request->method, request->url,
		                    response->status, clock_monotonic_ms() - started);
	return outcome;
}

static void http_curl_close(struct http *http)
{
	struct http_curl *curl = (struct http_curl *)http;
	curl_easy_cleanup(curl->easy);
	free((char *)curl->options.ca_file);
	free((char *)curl->options.proxy);
	free((char *)curl->options.user_agent);
	free(curl);
}

static char *copy_option(const char *text)
{
	return text ? memory_copy_text(text) : NULL;
}

struct http *http_curl_open(const struct http_curl_options *options, struct error *error)
{
	CURL *easy = curl_easy_init();
	if (!easy) {
		error_set(error, ERROR_LOCAL, "the HTTP library cannot be started");
		return NULL;
	}
	struct http_curl *curl = memory_zero(1, sizeof(*curl));
	curl->http.exchange = http_curl_exchange;
	curl->http.close = http_curl_close;
	curl->easy = easy;
	if (options)
		curl->options = *options;
	curl->options.ca_file = copy_option(curl->options.ca_file);
	curl->options.proxy = copy_option(curl->options.proxy);
	curl->options.user_agent = copy_option(curl->options.user_agent);
	return &curl->http;
}

void http_curl_start(void)
{
	signal(SIGPIPE, SIG_IGN);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
}
