/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies that are handed over as they come: whole, within their ceiling, and only of answers that are
 * what was asked for. */
#include "base/arena.h"
#include "base/http_curl.h"
#include "base/memory.h"
#include "support/check.h"
#include "support/loopback.h"

#include <string.h>

struct taker {
	char bytes[256];
	size_t length, pieces, enough;
};

static bool take(void *context, const void *bytes, size_t length)
{
	struct taker *taker = context;
	assert_true(taker->length + length < sizeof(taker->bytes));
	memcpy(taker->bytes + taker->length, bytes, length);
	taker->length += length;
	taker->pieces++;
	return !taker->enough || taker->length < taker->enough;
}

struct fixture {
	struct loopback *server;
	struct http *http;
	struct arena arena;
	struct http_response response;
	struct error error;
	struct taker taker;
};

static void close_fixture(struct fixture *fixture)
{
	fixture->http->close(fixture->http);
	loopback_stop(&fixture->server);
	arena_release(&fixture->arena);
}

static void open_fixture(struct fixture *fixture, const struct loopback_turn *turns)
{
	*fixture = (struct fixture){ .server = loopback_start(turns) };
	fixture->http = http_curl_open(NULL, &fixture->error);
	assert_non_null(fixture->http);
}

static enum http_outcome get(struct fixture *fixture, size_t ceiling)
{
	const struct http_request request = { .method = "GET",
		                              .url = loopback_url(fixture->server, "/"),
		                              .take = take,
		                              .take_context = &fixture->taker,
		                              .body_ceiling = ceiling };
	return fixture->http->exchange(fixture->http, &request, &fixture->response, &fixture->arena,
	                               &fixture->error);
}

static void a_body_is_handed_over(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = {
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: \"x\"\r\n\r\n"
		  "6\r\n123456\r\n5\r\nabcde\r\n0\r\n\r\n",
		  LOOPBACK_CLOSE },
		{ .answer = NULL },
	};
	CLEANUP(close_fixture) struct fixture fixture;
	open_fixture(&fixture, turns);
	assert_int_equal(get(&fixture, 11), HTTP_ANSWERED);
	assert_int_equal(fixture.taker.length, 11);
	assert_memory_equal(fixture.taker.bytes, "123456abcde", 11);
	assert_true(fixture.taker.pieces >= 2);
	assert_int_equal(fixture.response.body_length, 0);
	assert_string_equal(fixture.response.body, "");
	assert_string_equal(http_response_header(&fixture.response, "etag"), "\"x\"");
}

static void who_takes_may_end_it(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = {
		{ "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901", LOOPBACK_CLOSE },
		{ .answer = NULL },
	};
	CLEANUP(close_fixture) struct fixture fixture;
	open_fixture(&fixture, turns);
	fixture.taker.enough = 1;
	assert_int_equal(get(&fixture, 100), HTTP_LOST);
	assert_int_equal(fixture.error.kind, ERROR_ITEM);
	check_contains(fixture.error.message, "not what was asked for");
}

static void its_ceiling_holds(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = {
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		  "6\r\n123456\r\n5\r\nabcde\r\n0\r\n\r\n",
		  LOOPBACK_CLOSE },
		{ .answer = NULL },
	};
	CLEANUP(close_fixture) struct fixture fixture;
	open_fixture(&fixture, turns);
	assert_int_equal(get(&fixture, 10), HTTP_LOST);
	check_contains(fixture.error.message, "larger than allowed");
	assert_true(fixture.taker.length <= 10);
}

static void other_answers_are_kept(void **state)
{
	(void)state;
	static const struct loopback_turn turns[] = {
		{ "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone", LOOPBACK_CLOSE },
		{ .answer = NULL },
	};
	CLEANUP(close_fixture) struct fixture fixture;
	open_fixture(&fixture, turns);
	assert_int_equal(get(&fixture, 100), HTTP_ANSWERED);
	assert_int_equal(fixture.response.status, 404);
	assert_string_equal(fixture.response.body, "none");
	assert_int_equal(fixture.taker.pieces, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_is_handed_over),
		cmocka_unit_test(who_takes_may_end_it),
		cmocka_unit_test(its_ceiling_holds),
		cmocka_unit_test(other_answers_are_kept),
	};
	http_curl_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
