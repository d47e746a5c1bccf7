/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From libcurl's callbacks to our response, under our ceilings. */
#include "base/arena.h"
#include "base/http_curl_exchange.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/secret.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { HIDDEN_LEAST = 8 /* bytes of a secret */ };

static size_t refuse(struct http_curl_exchange *exchange, const char *why)
{
	exchange->refusal = why;
	exchange->refusal_kind = ERROR_ITEM;
	/* Any count but the one given ends the transfer. */
	return 0;
}

static size_t trim(const char **text, size_t length)
{
	while (length && strchr(" \t\r\n", (*text)[length - 1]))
		length--;
	while (length && strchr(" \t", **text)) {
		(*text)++;
		length--;
	}
	return length;
}

/* One line of the head; interim answers (1xx) each start a new head. */
static size_t on_header(char *line, size_t size, size_t count, void *context)
{
	struct http_curl_exchange *exchange = context;
	size_t length = size * count;
	exchange->header_bytes += length;
	if (exchange->header_bytes > LIMIT_HTTP_HEADERS)
		return refuse(exchange, "the answer's headers are larger than allowed");
	if (length >= 5 && memcmp(line, "HTTP/", 5) == 0) {
		exchange->headers.count = 0;
		return length;
	}
	const char *colon = memchr(line, ':', length);
	if (!colon || colon == line || strchr(" \t", line[0]))
		return length;
	const char *value = colon + 1;
	size_t value_length = trim(&value, length - (size_t)(value - line));
	const char *name = arena_copy_bytes(exchange->arena, line, (size_t)(colon - line));
	struct http_header *header = &ARRAY_ADD(exchange->arena, &exchange->headers);
	header->name = text_lower(exchange->arena, name);
	header->value = arena_copy_bytes(exchange->arena, value, value_length);
	return length;
}

static bool is_taken(const struct http_curl_exchange *exchange)
{
	long status = 0;
	curl_easy_getinfo(exchange->curl->easy, CURLINFO_RESPONSE_CODE, &status);
	return exchange->request->take && status == 200;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
	struct http_curl_exchange *exchange = context;
	const struct http_request *request = exchange->request;
	struct http_response *response = exchange->response;
	size_t length = size * count;
	if (length > exchange->ceiling - exchange->came)
		return refuse(exchange, "the answer is larger than allowed");
	exchange->came += length;
	if (is_taken(exchange))
		return request->take(request->take_context, bytes, length)
		               ? length
		               : refuse(exchange, "the answer is not what was asked for");
	size_t needed = response->body_length + length;
	if (needed > exchange->body_capacity) {
		size_t doubled = exchange->body_capacity * 2;
		exchange->body_capacity = doubled > needed ? doubled : needed + CURL_MAX_WRITE_SIZE;
		exchange->body = memory_resize(exchange->body, exchange->body_capacity);
	}
	memcpy(exchange->body + response->body_length, bytes, length);
	response->body_length = needed;
	return length;
}

static int on_progress(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                       curl_off_t up)
{
	(void)down_total;
	(void)down;
	(void)up_total;
	(void)up;
	struct http_curl_exchange *exchange = context;
	const struct http_curl_options *options = &exchange->curl->options;
	if (!options->cancelled || !options->cancelled(options->context))
		return 0;
	exchange->refusal = "asked to stop";
	exchange->refusal_kind = ERROR_CANCELLED;
	return 1;
}

/* Just before the request goes out. libcurl comes here again when a kept connection turned out to be
 * dead: whether the far side had read the request before it closed is then not known. */
static int on_send(void *context, char *remote_ip, char *local_ip, int remote_port, int local_port)
{
	(void)remote_ip;
	(void)local_ip;
	(void)remote_port;
	(void)local_port;
	struct http_curl_exchange *exchange = context;
	const struct http_request *request = exchange->request;
	bool harmless = request->idempotent || text_equal(request->method, "GET") ||
	                text_equal(request->method, "HEAD");
	if (exchange->sent++ == 0 || harmless)
		return CURL_PREREQFUNC_OK;
	exchange->refusal = "the connection was closed when the request had been sent";
	exchange->refusal_kind = ERROR_RETRY;
	return CURL_PREREQFUNC_ABORT;
}

static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)purpose;
	struct http_curl_exchange *exchange = context;
	const struct http_curl_options *options = &exchange->curl->options;
	if (options->address_allowed &&
	    !options->address_allowed(options->context, &address->addr)) {
		exchange->refusal = "its address is not allowed here";
		exchange->refusal_kind = ERROR_ITEM;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void http_curl_answer_prepare(struct http_curl_exchange *exchange)
{
	CURL *easy = exchange->curl->easy;
	size_t ceiling = exchange->request->body_ceiling;
	exchange->ceiling = ceiling ? ceiling : LIMIT_HTTP_BODY;
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(easy, CURLOPT_XFERINFODATA, exchange);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_send);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, exchange);
}

/* The credential as it was sent: a token, or the pair of Basic. */
static void read_sent(const struct http_curl_exchange *exchange, struct secret *sent)
{
	for (const struct curl_slist *line = exchange->lines; line; line = line->next)
		if (text_starts_with(line->data, "Authorization: ")) {
			const char *credential = strrchr(line->data, ' ') + 1;
			secret_set(sent, credential, strlen(credential));
		}
}

/* Who refuses may show what it was asked with, and its words go into logs, tickets and the audit. Short
 * ones stay: they would be found where they are none. */
static void hide_secrets(const struct http_curl_exchange *exchange, char *body)
{
	SECRET(sent);
	const struct secret *secrets[] = { &sent, exchange->request->password };

	read_sent(exchange, &sent);
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (!secret_is_empty(secrets[i]) && secrets[i]->length >= HIDDEN_LEAST)
			secret_mask(secrets[i], body);
}

void http_curl_answer_finish(struct http_curl_exchange *exchange)
{
	struct http_response *response = exchange->response;
	long status = 0;
	curl_easy_getinfo(exchange->curl->easy, CURLINFO_RESPONSE_CODE, &status);
	response->status = (int)status;
	(void)ARRAY_ADD(exchange->arena, &exchange->headers);
	response->headers = exchange->headers.items;
	char *body = arena_copy_bytes(exchange->arena, exchange->body, response->body_length);
	if (status >= 400)
		hide_secrets(exchange, body);
	response->body = body;
	const char *type = http_response_header(response, "content-type");
	size_t length = type ? strcspn(type, "; \t") : 0;
	response->content_type =
		text_lower(exchange->arena, arena_copy_bytes(exchange->arena, type, length));
}
