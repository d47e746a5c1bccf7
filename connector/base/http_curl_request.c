/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From our request to libcurl's options; what could be smuggled into a request line is refused. */
#include "base/arena.h"
#include "base/http_curl_exchange.h"
#include "base/memory.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

/* Letters, digits and what RFC 9110 5.6.2 allows beside them. */
static bool is_token(const char *text)
{
	static const char allowed[] = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	return text && *text && !text[strspn(text, allowed)];
}

static bool is_one_line(const char *text)
{
	return !text[strcspn(text, "\r\n")];
}

static bool is_loopback(const char *host)
{
	if (text_equal_folded(host, "localhost"))
		return true;
	struct in_addr address;
	if (inet_pton(AF_INET, host, &address) == 1)
		return ntohl(address.s_addr) >> 24 == IN_LOOPBACKNET;
	return text_equal(host, "[::1]");
}

/* True when the URL has the part; libcurl answers "no user" and the like with a code of its own. */
static bool has_part(CURLU *url, CURLUPart part)
{
	char *value = NULL;
	bool found = curl_url_get(url, part, &value, 0) == CURLUE_OK;
	curl_free(value);
	return found;
}

static bool check_url(struct http_curl_exchange *exchange, struct error *error)
{
	exchange->url = curl_url();
	CURLUcode code = exchange->url ? curl_url_set(exchange->url, CURLUPART_URL,
	                                              exchange->request->url, 0)
	                               : CURLUE_OUT_OF_MEMORY;
	if (code == CURLUE_OK)
		code = curl_url_get(exchange->url, CURLUPART_HOST, &exchange->host, 0);
	if (code != CURLUE_OK)
		return error_set(error, ERROR_LOCAL, "'%.200s' is no URL to send to: %s",
		                 exchange->request->url, curl_url_strerror(code));
	if (has_part(exchange->url, CURLUPART_USER) || has_part(exchange->url, CURLUPART_PASSWORD))
		return error_set(error, ERROR_LOCAL,
		                 "the URL for '%s' holds a user or password: set them apart",
		                 exchange->host);
	char *scheme = NULL;
	curl_url_get(exchange->url, CURLUPART_SCHEME, &scheme, 0);
	bool secure = text_equal(scheme, "https");
	bool plain = text_equal(scheme, "http");
	curl_free(scheme);
	if (!secure && !plain)
		return error_set(error, ERROR_LOCAL, "the URL for '%s' must start with https://",
		                 exchange->host);
	if (plain && !exchange->curl->options.plain && !is_loopback(exchange->host))
		return error_set(error, ERROR_LOCAL,
		                 "'%s' would be spoken to in clear: use https://", exchange->host);
	return true;
}

static void add_line(struct http_curl_exchange *exchange, const char *line)
{
	struct curl_slist *longer = curl_slist_append(exchange->lines, line);
	if (!longer)
		abort();
	exchange->lines = longer;
}

static void wipe_text(struct text *text)
{
	memory_wipe(text->data, text->data ? text->capacity : 0);
	text_release(text);
}

/* Built by ourselves rather than by libcurl: so we can wipe it afterwards. */
static bool add_authorization(struct http_curl_exchange *exchange, struct error *error)
{
	const struct http_request *request = exchange->request;
	CLEANUP(wipe_text) struct text line = { 0 };
	if (!secret_is_empty(request->bearer)) {
		const char *scheme = request->scheme ? request->scheme : "Bearer";
		line.capacity = strlen(scheme) + request->bearer->length + 64;
		line.data = memory_allocate(line.capacity);
		text_append(&line, "Authorization: ");
		text_append(&line, scheme);
		text_append(&line, " ");
		text_append(&line, secret_reveal(request->bearer));
	} else if (request->user) {
		if (strchr(request->user, ':'))
			return error_set(error, ERROR_LOCAL,
			                 "user '%s' holds a colon: HTTP Basic cannot carry it",
			                 request->user);
		/* Room at once: growing would leave copies behind. */
		size_t length = request->password ? request->password->length : 0;
		CLEANUP(wipe_text) struct text pair = { 0 };
		pair.capacity = strlen(request->user) + length + 2;
		pair.data = memory_allocate(pair.capacity);
		text_append(&pair, request->user);
		text_append(&pair, ":");
		text_append(&pair, request->password ? secret_reveal(request->password) : "");
		ARENA(arena);
		char *encoded = text_base64(&arena, pair.data, pair.length);
		line.capacity = strlen(encoded) + 64;
		line.data = memory_allocate(line.capacity);
		text_append(&line, "Authorization: Basic ");
		text_append(&line, encoded);
		memory_wipe(encoded, strlen(encoded));
	}
	if (!line.length)
		return true;
	if (!is_one_line(line.data))
		return error_set(error, ERROR_LOCAL, "the secret for '%s' holds a line break",
		                 exchange->host);
	add_line(exchange, line.data);
	return true;
}

static bool add_headers(struct http_curl_exchange *exchange, struct error *error)
{
	const struct http_request *request = exchange->request;
	for (const struct http_header *header = request->headers; header && header->name;
	     header++) {
		if (!is_token(header->name) || !header->value || !is_one_line(header->value))
			return error_set(
				error, ERROR_ITEM,
				"header '%.64s' for '%s' is malformed or holds a line break",
				header->name, exchange->host);
		/* libcurl takes "name:" as an order to leave the header out, "name;" as empty. */
		add_line(exchange, *header->value
		                           ? arena_print(exchange->arena, "%s: %s", header->name,
		                                         header->value)
		                           : arena_print(exchange->arena, "%s;", header->name));
	}
	const char *type = request->content_type ? request->content_type : "application/json";
	if (!is_one_line(type))
		return error_set(error, ERROR_ITEM, "content type for '%s' holds a line break",
		                 exchange->host);
	if (request->body)
		add_line(exchange, arena_print(exchange->arena, "Content-Type: %s", type));
	else
		add_line(exchange, "Content-Type:");
	/* Waiting for "100 Continue" costs a second at servers that do not know it. */
	add_line(exchange, "Expect:");
	return add_authorization(exchange, error);
}

static void set_method(const struct http_curl_exchange *exchange)
{
	const struct http_request *request = exchange->request;
	CURL *easy = exchange->curl->easy;
	bool reads = text_equal(request->method, "GET") || text_equal(request->method, "DELETE");
	if (text_equal(request->method, "HEAD")) {
		curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
		return;
	}
	if (request->body || !reads) {
		curl_easy_setopt(easy, CURLOPT_POST, 1L);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body ? request->body : "");
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
		                 (curl_off_t)(request->body ? request->body_length : 0));
	}
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static void set_connection(const struct http_curl_exchange *exchange)
{
	const struct http_curl_options *options = &exchange->curl->options;
	CURL *easy = exchange->curl->easy;
	int timeout = exchange->request->timeout_seconds;
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, timeout > 0 ? (long)timeout : 60L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT,
	                 options->connect_seconds > 0 ? (long)options->connect_seconds : 10L);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	/* Servers close idle connections after 5 to 75 s; one about to be closed loses a request. */
	curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, 30L);
	/* Empty texts keep libcurl from looking into the environment. */
	curl_easy_setopt(easy, CURLOPT_PROXY, options->proxy ? options->proxy : "");
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
	curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(easy, CURLOPT_USERAGENT,
	                 options->user_agent ? options->user_agent : "certsteward");
	if (options->ca_file) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, options->ca_file);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
}

bool http_curl_request_prepare(struct http_curl_exchange *exchange, struct error *error)
{
	if (!is_token(exchange->request->method))
		return error_set(error, ERROR_LOCAL, "a request needs a method like GET");
	if (!check_url(exchange, error) || !add_headers(exchange, error))
		return false;
	CURL *easy = exchange->curl->easy;
	curl_easy_reset(easy);
	curl_easy_setopt(easy, CURLOPT_CURLU, exchange->url);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange->lines);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->words);
	set_connection(exchange);
	set_method(exchange);
	return true;
}

void http_curl_request_release(struct http_curl_exchange *exchange)
{
	for (struct curl_slist *line = exchange->lines; line; line = line->next)
		memory_wipe(line->data, strlen(line->data));
	curl_slist_free_all(exchange->lines);
	curl_url_cleanup(exchange->url);
	curl_free(exchange->host);
}
