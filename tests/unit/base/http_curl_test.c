/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The libcurl transport against a scripted server: what was surely not sent, what was lost. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/http_curl.h"
#include "base/memory.h"
#include "base/text.h"

#include "support/check.h"
#include "support/loopback.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define EMPTY_ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

/* One server, one handle, one exchange's results. */
struct fixture {
	struct loopback *server;
	struct http *http;
	struct arena arena;
	struct http_response response;
	struct error error;
};

static void fixture_close(struct fixture *fixture)
{
	if (fixture->http)
		fixture->http->close(fixture->http);
	loopback_stop(&fixture->server);
	arena_release(&fixture->arena);
}

static void fixture_open(struct fixture *fixture, const struct loopback_turn *turns,
                         const struct http_curl_options *options)
{
	*fixture = (struct fixture){ 0 };
	if (turns)
		fixture->server = loopback_start(turns);
	fixture->http = http_curl_open(options, &fixture->error);
	assert_non_null(fixture->http);
}

static enum http_outcome exchange(struct fixture *fixture, const struct http_request *request)
{
	fixture->error = ERROR_INIT;
	return fixture->http->exchange(fixture->http, request, &fixture->response, &fixture->arena,
	                               &fixture->error);
}

static enum http_outcome get(struct fixture *fixture, const char *path)
{
	const struct http_request request = { .method = "GET",
		                              .url = loopback_url(fixture->server, path) };
	return exchange(fixture, &request);
}

static enum http_outcome post(struct fixture *fixture, const char *body)
{
	const struct http_request request = {
		.method = "POST",
		.url = loopback_url(fixture->server, "/post"),
		.body = body,
		.body_length = strlen(body),
	};
	return exchange(fixture, &request);
}

static void an_answer_is_taken_in(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = {
		{ "HTTP/1.1 200 OK\r\nContent-TYPE: Text/HTML ; charset=x\r\nX-Total-COUNT:  7 \r\nEmpty:\r\n"
		  "Content-Length: 5\r\n\r\n<p>\xC3\xA9",
		  LOOPBACK_CLOSE },
		{ .answer = NULL },
	};
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, turns, NULL);
	assert_int_equal(get(&fixture, "/a?b=c"), HTTP_ANSWERED);
	assert_int_equal(fixture.response.status, 200);
	assert_string_equal(fixture.response.content_type, "text/html");
	assert_string_equal(http_response_header(&fixture.response, "x-total-count"), "7");
	assert_string_equal(http_response_header(&fixture.response, "empty"), "");
	assert_null(http_response_header(&fixture.response, "X-Total-Count"));
	assert_string_equal(fixture.response.body, "<p>\xC3\xA9");
	assert_int_equal(fixture.response.body_length, 5);
	assert_int_equal(fixture.http->calls, 1);
	const char *sent = loopback_request(fixture.server, 0);
	assert_memory_equal(sent, "GET /a?b=c HTTP/1.1\r\n", 21);
	assert_null(strstr(sent, "Content-"));
	assert_null(strstr(sent, "Authorization"));
}

static void a_request_carries_what_it_was_given(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = { { EMPTY_ANSWER, LOOPBACK_KEEP },
		                                      { .answer = NULL } };
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, turns,
	             &(struct http_curl_options){ .user_agent = "certsteward/test" });
	SECRET(secret);
	secret_set(&secret, "open:sesame", 11);
	const struct http_header headers[] = { { "Accept", "application/json" },
		                               { "X-Empty", "" },
		                               { NULL, NULL } };
	struct http_request request = {
		.method = "PATCH",
		.url = loopback_url(fixture.server, "/x"),
		.headers = headers,
		.body = "{\"a\":\0}",
		.body_length = 7,
		.user = "Aladdin",
		.password = &secret,
	};
	assert_int_equal(exchange(&fixture, &request), HTTP_ANSWERED);
	const char *sent = loopback_request(fixture.server, 0);
	assert_memory_equal(sent, "PATCH /x HTTP/1.1\r\n", 19);
	check_contains(sent, "Authorization: Basic QWxhZGRpbjpvcGVuOnNlc2FtZQ==\r\n");
	check_contains(sent, "Content-Type: application/json\r\n");
	check_contains(sent, "Content-Length: 7\r\n");
	check_contains(sent, "Accept: application/json\r\n");
	check_contains(sent, "X-Empty:");
	check_contains(sent, "User-Agent: certsteward/test\r\n");
	assert_memory_equal(strstr(sent, "\r\n\r\n") + 4, "{\"a\":\0}", 7);
	/* A bearer wins; a POST without body still says so. The handle forgets the request before. */
	request = (struct http_request){
		.method = "POST", .url = request.url, .user = "x", .bearer = &secret
	};
	assert_int_equal(exchange(&fixture, &request), HTTP_ANSWERED);
	sent = loopback_request(fixture.server, 1);
	check_contains(sent, "Authorization: Bearer open:sesame\r\n");
	check_contains(sent, "Content-Length: 0\r\n");
	assert_null(strstr(sent, "Basic"));
	assert_null(strstr(sent, "X-Empty"));
	assert_int_equal(get(&fixture, "/y"), HTTP_ANSWERED);
	sent = loopback_request(fixture.server, 2);
	assert_null(strstr(sent, "Authorization"));
	assert_null(strstr(sent, "Content-"));
	assert_int_equal(loopback_connections(fixture.server), 1);
}

static void what_would_split_a_request_is_not_sent(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = { { EMPTY_ANSWER, LOOPBACK_CLOSE },
		                                      { .answer = NULL } };
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, turns, NULL);
	const char *url = loopback_url(fixture.server, "/");
	const struct http_header value[] = { { "X", "a\r\nEvil: 1" }, { NULL, NULL } };
	const struct http_header name[] = { { "X: 1\nEvil", "a" }, { NULL, NULL } };
	SECRET(secret);
	secret_set(&secret, "a\nEvil: 1", 9);
	const struct http_request requests[] = {
		{ .method = "GET", .url = url, .headers = value },
		{ .method = "GET", .url = url, .headers = name },
		{ .method = "GET / HTTP/1.1\r\nEvil: 1\r\n\r\nGET", .url = url },
		{ .method = "", .url = url },
		{ .method = "GET", .url = url, .bearer = &secret },
		{ .method = "GET", .url = url, .user = "a:b" },
		{ .method = "POST",
		  .url = url,
		  .body = "x",
		  .body_length = 1,
		  .content_type = "a\nEvil: 1" },
		{ .method = "GET", .url = "http://127.0.0.1/ x" },
		{ .method = "GET", .url = "http://127.0.0.1/\r\nEvil: 1" },
		{ .method = "GET", .url = "http://user:password@127.0.0.1/" },
		{ .method = "GET", .url = "ftp://127.0.0.1/" },
		{ .method = "GET", .url = "file:///etc/passwd" },
		{ .method = "GET", .url = "127.0.0.1" },
		{ .method = "GET", .url = "" },
	};
	for (size_t index = 0; index < COUNT_OF(requests); index++) {
		assert_int_equal(exchange(&fixture, &requests[index]), HTTP_NOT_SENT);
		assert_true(fixture.error.kind == ERROR_LOCAL || fixture.error.kind == ERROR_ITEM);
		assert_null(strstr(fixture.error.message, "password@"));
	}
	assert_int_equal(loopback_count(fixture.server), 0);
}

static void clear_text_stays_on_loopback(void **state)
{
	(void)state;
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, NULL, NULL);
	static const char *const urls[] = { "http://example.com/", "http://192.0.2.1/",
		                            "http://127.0.0.1.example.com/", "http://[::2]/",
		                            "http://localhost.example.com/" };
	for (size_t index = 0; index < COUNT_OF(urls); index++) {
		const struct http_request request = { .method = "GET", .url = urls[index] };
		assert_int_equal(exchange(&fixture, &request), HTTP_NOT_SENT);
		assert_int_equal(fixture.error.kind, ERROR_LOCAL);
		check_contains(fixture.error.message, "use https://");
	}
}

static void nobody_there_means_not_sent(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = { { EMPTY_ANSWER, LOOPBACK_CLOSE },
		                                      { .answer = NULL } };
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, turns, NULL);
	const char *url =
		arena_print(&fixture.arena, "http://127.0.0.1:%d/", loopback_closed_port());
	const struct http_request refused = {
		.method = "POST", .url = url, .body = "x", .body_length = 1
	};
	assert_int_equal(exchange(&fixture, &refused), HTTP_NOT_SENT);
	assert_int_equal(fixture.error.kind, ERROR_RETRY);
	check_contains(fixture.error.message, "'127.0.0.1': ");
	assert_int_equal(fixture.response.status, 0);
	assert_string_equal(fixture.response.body, "");
	/* A server that speaks no TLS. */
	url = arena_print(&fixture.arena, "https://127.0.0.1:%d/", loopback_port(fixture.server));
	const struct http_request secure = {
		.method = "POST", .url = url, .body = "x", .body_length = 1, .timeout_seconds = 1
	};
	assert_int_equal(exchange(&fixture, &secure), HTTP_NOT_SENT);
	assert_int_equal(loopback_count(fixture.server), 0);
}

static void an_answer_cut_short_is_lost(void **state)
{
	(void)state;
	static const struct loopback_turn endings[][2] = {
		{ { "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", LOOPBACK_CLOSE },
		  { .answer = NULL } },
		{ { "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", LOOPBACK_RESET },
		  { .answer = NULL } },
		{ { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
		    LOOPBACK_CLOSE },
		  { .answer = NULL } },
		{ { "HTTP/1.1 201 Crea", LOOPBACK_CLOSE }, { .answer = NULL } },
		{ { "", LOOPBACK_CLOSE }, { .answer = NULL } },
		{ { "", LOOPBACK_RESET }, { .answer = NULL } },
		{ { "SSH-2.0-OpenSSH\r\n", LOOPBACK_CLOSE }, { .answer = NULL } },
	};
	for (size_t index = 0; index < COUNT_OF(endings); index++) {
		CLEANUP(fixture_close) struct fixture fixture;
		fixture_open(&fixture, endings[index], NULL);
		assert_int_equal(post(&fixture, "{}"), HTTP_LOST);
		assert_int_equal(fixture.error.kind, ERROR_RETRY);
		assert_int_equal(fixture.response.status, 0);
		assert_int_equal(loopback_count(fixture.server), 1);
	}
}

/* libcurl by itself would send the POST again over a new connection. */
static void a_dead_kept_connection_repeats_no_post(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = {
		{ EMPTY_ANSWER, LOOPBACK_KEEP },  { "", LOOPBACK_CLOSE },
		{ EMPTY_ANSWER, LOOPBACK_KEEP },  { "", LOOPBACK_CLOSE },
		{ EMPTY_ANSWER, LOOPBACK_CLOSE }, { .answer = NULL },
	};
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, turns, NULL);
	assert_int_equal(post(&fixture, "1"), HTTP_ANSWERED);
	assert_int_equal(post(&fixture, "2"), HTTP_LOST);
	assert_int_equal(fixture.error.kind, ERROR_RETRY);
	assert_int_equal(loopback_count(fixture.server), 2);
	/* A GET may go out again. */
	assert_int_equal(post(&fixture, "3"), HTTP_ANSWERED);
	assert_int_equal(get(&fixture, "/"), HTTP_ANSWERED);
	assert_int_equal(loopback_count(fixture.server), 5);
}

static void a_stalled_answer_is_lost_in_time(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = { { "HTTP/1.1 200 OK\r\n", LOOPBACK_STALL },
		                                      { .answer = NULL } };
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, turns, NULL);
	const struct http_request request = { .method = "GET",
		                              .url = loopback_url(fixture.server, "/"),
		                              .timeout_seconds = 1 };
	int64_t before = clock_monotonic_ms();
	assert_int_equal(exchange(&fixture, &request), HTTP_LOST);
	assert_int_equal(fixture.error.kind, ERROR_RETRY);
	assert_true(clock_monotonic_ms() - before < 20000);
}

static void ceilings_hold(void **state)
{
	(void)state;
	static const char chunked[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
				      "6\r\n123456\r\n5\r\n12345\r\n0\r\n\r\n";
	static const struct loopback_turn turns[] = {
		{ "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901", LOOPBACK_CLOSE },
		{ chunked, LOOPBACK_CLOSE },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234567890", LOOPBACK_CLOSE },
		{ .answer = NULL },
	};
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, turns, NULL);
	const struct http_request request = { .method = "GET",
		                              .url = loopback_url(fixture.server, "/"),
		                              .body_ceiling = 10 };
	for (int turn = 0; turn < 2; turn++) {
		assert_int_equal(exchange(&fixture, &request), HTTP_LOST);
		assert_int_equal(fixture.error.kind, ERROR_ITEM);
		check_contains(fixture.error.message, "larger than allowed");
	}
	assert_int_equal(exchange(&fixture, &request), HTTP_ANSWERED);
	assert_string_equal(fixture.response.body, "1234567890");
}

static void headers_have_a_ceiling(void **state)
{
	(void)state;
	TEXT(answer);
	text_append(&answer, "HTTP/1.1 200 OK\r\n");
	for (int line = 0; line < 6000; line++)
		text_print(&answer, "X-%d: 0123456789012345678901234567890123456789\r\n", line);
	text_append(&answer, "Content-Length: 0\r\n\r\n");
	const struct loopback_turn turns[] = { { text_string(&answer), LOOPBACK_CLOSE },
		                               { .answer = NULL } };
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, turns, NULL);
	assert_int_equal(get(&fixture, "/"), HTTP_LOST);
	assert_int_equal(fixture.error.kind, ERROR_ITEM);
}

static void redirects_are_shown_not_followed(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = {
		{ "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/stolen\r\nContent-Length: 0\r\n\r\n",
		  LOOPBACK_CLOSE },
		{ .answer = NULL },
	};
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, turns, NULL);
	assert_int_equal(get(&fixture, "/"), HTTP_ANSWERED);
	assert_int_equal(fixture.response.status, 302);
	assert_string_equal(http_response_header(&fixture.response, "location"),
	                    "http://127.0.0.1:1/stolen");
	assert_string_equal(fixture.response.content_type, "");
}

static void interim_answers_do_not_mix_in(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = {
		{ "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 204 No Content\r\nX-Late: 2\r\n\r\n",
		  LOOPBACK_CLOSE },
		{ .answer = NULL },
	};
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, turns, NULL);
	assert_int_equal(get(&fixture, "/"), HTTP_ANSWERED);
	assert_int_equal(fixture.response.status, 204);
	assert_null(http_response_header(&fixture.response, "x-early"));
	assert_string_equal(http_response_header(&fixture.response, "x-late"), "2");
}

static void the_far_clock_is_noted(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = {
		{ "HTTP/1.1 429 Slow\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n",
		  LOOPBACK_CLOSE },
		{ "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n\r\n",
		  LOOPBACK_CLOSE },
		{ .answer = NULL },
	};
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, turns, NULL);
	assert_int_equal(get(&fixture, "/"), HTTP_ANSWERED);
	assert_int_equal(http_retry_after(&fixture.response), 17);
	assert_false(fixture.http->date_known);
	assert_int_equal(get(&fixture, "/"), HTTP_ANSWERED);
	assert_true(fixture.http->date_known);
	assert_in_range(fixture.http->date_offset + (int64_t)time(NULL), 784111777 - 5,
	                784111777 + 5);
}

struct watch {
	int traced;
	int status;
	bool cancel;
	struct loopback *cancel_beyond; /* cancel once it has read two requests */
	bool refuse;
	uint16_t port;
};

static void on_trace(void *context, const char *method, const char *url, int status,
                     int64_t milliseconds)
{
	struct watch *watch = context;
	watch->traced++;
	watch->status = status;
	assert_string_equal(method, "GET");
	assert_non_null(strstr(url, "http://127.0.0.1:"));
	assert_true(milliseconds >= 0);
}

static bool is_cancelled(void *context)
{
	const struct watch *watch = context;
	return watch->cancel || (watch->cancel_beyond && loopback_count(watch->cancel_beyond) == 2);
}

static bool is_address_allowed(void *context, const struct sockaddr *address)
{
	struct watch *watch = context;
	watch->port = ntohs(((const struct sockaddr_in *)(const void *)address)->sin_port);
	return !watch->refuse;
}

static void callbacks_watch_each_exchange(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = { { EMPTY_ANSWER, LOOPBACK_CLOSE },
		                                      { "HTTP/1.1 2", LOOPBACK_STALL },
		                                      { .answer = NULL } };
	struct watch watch = { .refuse = true };
	const struct http_curl_options options = {
		.cancelled = is_cancelled,
		.address_allowed = is_address_allowed,
		.trace = on_trace,
		.context = &watch,
	};
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, turns, &options);
	assert_int_equal(get(&fixture, "/"), HTTP_NOT_SENT);
	assert_int_equal(fixture.error.kind, ERROR_ITEM);
	check_contains(fixture.error.message, "address is not allowed");
	assert_int_equal(watch.port, loopback_port(fixture.server));
	watch.refuse = false;
	assert_int_equal(get(&fixture, "/"), HTTP_ANSWERED);
	assert_int_equal(watch.status, 200);
	watch.cancel = true;
	assert_int_equal(get(&fixture, "/"), HTTP_CANCELLED);
	assert_int_equal(fixture.error.kind, ERROR_CANCELLED);
	assert_int_equal(watch.status, 0);
	/* Once it has been sent, stopping does not unsend it. */
	watch.cancel = false;
	watch.cancel_beyond = fixture.server;
	assert_int_equal(get(&fixture, "/"), HTTP_LOST);
	assert_int_equal(fixture.error.kind, ERROR_CANCELLED);
	assert_int_equal(watch.traced, 4);
	assert_int_equal(fixture.http->calls, 4);
}

static void environment_proxies_are_not_used(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = { { EMPTY_ANSWER, LOOPBACK_CLOSE },
		                                      { .answer = NULL } };
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	CLEANUP(fixture_close) struct fixture fixture;
	fixture_open(&fixture, turns, NULL);
	assert_int_equal(get(&fixture, "/"), HTTP_ANSWERED);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
}

int main(void)
{
	http_curl_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_taken_in),
		cmocka_unit_test(a_request_carries_what_it_was_given),
		cmocka_unit_test(what_would_split_a_request_is_not_sent),
		cmocka_unit_test(clear_text_stays_on_loopback),
		cmocka_unit_test(nobody_there_means_not_sent),
		cmocka_unit_test(an_answer_cut_short_is_lost),
		cmocka_unit_test(a_dead_kept_connection_repeats_no_post),
		cmocka_unit_test(a_stalled_answer_is_lost_in_time),
		cmocka_unit_test(ceilings_hold),
		cmocka_unit_test(headers_have_a_ceiling),
		cmocka_unit_test(redirects_are_shown_not_followed),
		cmocka_unit_test(interim_answers_do_not_mix_in),
		cmocka_unit_test(the_far_clock_is_noted),
		cmocka_unit_test(callbacks_watch_each_exchange),
		cmocka_unit_test(environment_proxies_are_not_used),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
