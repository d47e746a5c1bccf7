/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Compares each request with the script and answers as it says. */
#include "support/http_script.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"

static char *decoded(struct arena *arena, const char *text)
{
	char *out = arena_allocate(arena, strlen(text) + 1);
	size_t used = 0;

	while (*text != '\0') {
		unsigned char byte;
		char digits[3] = { 0 };
		if (*text == '%' && text[1] != '\0' && text[2] != '\0') {
			memcpy(digits, text + 1, 2);
			if (text_unhex(digits, &byte, 1)) {
				out[used++] = (char)byte;
				text += 3;
				continue;
			}
		}
		out[used++] = *text++;
	}
	return out;
}

static void complain(struct http_script *script, const char *what, const char *wanted,
                     const char *got)
{
	if (script->complaint[0] == '\0')
		(void)snprintf(script->complaint, sizeof(script->complaint),
		               "exchange %zu: %s\n  wanted: %s\n  got: %.1500s", script->next, what,
		               wanted != NULL ? wanted : "-", got != NULL ? got : "-");
}

static void check_parts(struct http_script *script, const char *what, const char *const *parts,
                        const char *not_part, const char *text)
{
	for (size_t i = 0; i < HTTP_SCRIPT_PARTS && parts[i] != NULL; i++)
		if (strstr(text, parts[i]) == NULL)
			complain(script, what, parts[i], text);
	if (not_part != NULL && strstr(text, not_part) != NULL)
		complain(script, what, "absence of it", text);
}

static void check_login(struct http_script *script, const struct http_script_exchange *wanted,
                        const struct http_request *request)
{
	const char *bearer = request->bearer != NULL ? secret_reveal(request->bearer) : NULL;

	if (wanted->bearer != NULL && !text_equal(wanted->bearer, bearer))
		complain(script, "bearer", wanted->bearer, bearer);
	if (wanted->user != NULL && !text_equal(wanted->user, request->user))
		complain(script, "user", wanted->user, request->user);
}

static void check_header(struct http_script *script, const struct http_header *wanted,
                         const struct http_request *request)
{
	const struct http_header *header = request->headers;

	if (wanted->name == NULL)
		return;
	while (header != NULL && header->name != NULL && strcmp(header->name, wanted->name) != 0)
		header++;
	const char *sent = header != NULL && header->name != NULL ? header->value : NULL;
	if (!text_equal(sent, wanted->value))
		complain(script, wanted->name, wanted->value, sent);
}

static void check(struct http_script *script, const struct http_script_exchange *wanted,
                  const char *method, const char *url, const char *body)
{
	if (wanted->method != NULL && strcmp(wanted->method, method) != 0)
		complain(script, "method", wanted->method, method);
	check_parts(script, "address", wanted->url, wanted->not_url, url);
	check_parts(script, "body", wanted->body, wanted->not_body, body);
}

static enum http_outcome without_answer(enum http_script_outcome outcome, struct error *error)
{
	switch (outcome) {
	case HTTP_SCRIPT_LOST:
		error_set(error, ERROR_RETRY, "the connection ended before the answer");
		return HTTP_LOST;
	case HTTP_SCRIPT_CANCELLED:
		error_set(error, ERROR_CANCELLED, "stopped");
		return HTTP_CANCELLED;
	default:
		error_set(error, ERROR_RETRY, "connection refused");
		return HTTP_NOT_SENT;
	}
}

static enum http_outcome exchange(struct http *http, const struct http_request *request,
                                  struct http_response *response, struct arena *arena,
                                  struct error *error)
{
	struct http_script *script = (struct http_script *)http;
	const struct http_script_exchange *wanted;
	const char *url = decoded(&script->arena, request->url);
	const char *raw = request->body != NULL ? arena_copy_bytes(&script->arena, request->body,
	                                                           request->body_length)
	                                        : "";

	http->calls++;
	if (script->next >= script->count) {
		complain(script, "one request too many", NULL, url);
		return without_answer(HTTP_SCRIPT_NOT_SENT, error);
	}
	wanted = &script->exchanges[script->next];
	if (script->next < HTTP_SCRIPT_MOST) {
		script->seen[script->next].method = arena_copy(&script->arena, request->method);
		script->seen[script->next].url = url;
		script->seen[script->next].body = raw;
	}
	check(script, wanted, request->method, url, decoded(&script->arena, raw));
	check_login(script, wanted, request);
	check_header(script, &wanted->asks, request);
	script->next++;
	if (wanted->outcome != HTTP_SCRIPT_ANSWER)
		return without_answer(wanted->outcome, error);
	*response = (struct http_response){
		.status = wanted->status != 0 ? wanted->status : 200,
		.content_type = wanted->type != NULL ? wanted->type : "application/json",
		.headers = wanted->headers,
		.body = arena_copy(arena, wanted->answer != NULL ? wanted->answer : ""),
	};
	response->body_length = strlen(response->body);
	return HTTP_ANSWERED;
}

static void close_nothing(struct http *http)
{
	(void)http;
}

void http_script_start(struct http_script *script, const struct http_script_exchange *exchanges,
                       size_t count)
{
	*script = (struct http_script){ .http = { .exchange = exchange, .close = close_nothing },
		                        .exchanges = exchanges,
		                        .count = count };
}

void http_script_finish(struct http_script *script)
{
	if (script->complaint[0] == '\0' && script->next < script->count)
		complain(script, "not asked", script->exchanges[script->next].url[0], NULL);
	arena_release(&script->arena);
	if (script->complaint[0] != '\0')
		fail_msg("%s", script->complaint);
}

static struct json *total_header(struct arena *arena, const char *total)
{
	struct json *headers = json_new(arena, JSON_ARRAY);
	struct json *header = json_push(headers, json_new(arena, JSON_OBJECT));

	json_set_string(arena, header, "name", "X-Total-Count");
	json_set_string(arena, header, "value", total);
	return headers;
}

const char *http_script_batch_counted(struct arena *arena, const struct http_script_item *items,
                                      size_t count, size_t number, const char *total)
{
	struct json *root = json_new(arena, JSON_OBJECT);
	struct json *serviced = json_new(arena, JSON_ARRAY);
	struct json *unserviced = json_new(arena, JSON_ARRAY);

	for (size_t i = 0; i < count; i++) {
		const char *id = arena_print(arena, "%zu", i);
		if (items[i].status == 0) {
			json_push_string(arena, unserviced, id);
			continue;
		}
		struct json *item = json_push(serviced, json_new(arena, JSON_OBJECT));
		json_set_string(arena, item, "id", id);
		json_set_integer(arena, item, "status_code", items[i].status);
		json_set_string(arena, item, "body",
		                text_base64(arena, items[i].body, strlen(items[i].body)));
		if (total != NULL && i == number)
			json_set(arena, item, "headers", total_header(arena, total));
	}
	json_set(arena, root, "serviced_requests", serviced);
	json_set(arena, root, "unserviced_requests", unserviced);
	return json_print(arena, root);
}

const char *http_script_batch(struct arena *arena, const struct http_script_item *items,
                              size_t count)
{
	return http_script_batch_counted(arena, items, count, 0, NULL);
}

const char *http_script_batch_body(struct arena *arena, const char *request, size_t number)
{
	struct error error = ERROR_INIT;
	struct json *root = json_parse(arena, request, strlen(request), NULL, &error);
	size_t i = 0, length;

	JSON_EACH(item, json_get(root, "rest_requests"))
	if (i++ == number) {
		const char *encoded = json_member_text(item, "body", "");
		const char *text = text_unbase64(arena, encoded, &length);
		return text != NULL ? text : "";
	}
	return "";
}
