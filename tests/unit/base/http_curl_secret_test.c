/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A far side that shows in its refusal what it was asked with: none of it reaches our messages. */
#include "base/arena.h"
#include "base/http_curl.h"
#include "support/check.h"
#include "support/loopback.h"

#include <string.h>

#define PASSWORD "correct-horse-battery"
#define PAIR     "cm9ib3Q6Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5" /* robot:PASSWORD in base64 */
#define ECHO                                                                           \
	"Content-Type: application/json\r\n\r\n{\"message\":\"bad " PASSWORD ", " PAIR \
	", again " PASSWORD "\"}"

static const char *answer_to(const struct http_request *wanted, const struct loopback_turn *turns,
                             struct arena *arena)
{
	struct error error = ERROR_INIT;
	struct loopback *server = loopback_start(turns);
	struct http *http = http_curl_open(NULL, &error);
	struct http_request request = *wanted;
	struct http_response response = { 0 };

	assert_non_null(http);
	request.method = "GET";
	request.url = loopback_url(server, "/");
	assert_int_equal(http->exchange(http, &request, &response, arena, &error), HTTP_ANSWERED);
	http->close(http);
	loopback_stop(&server);
	return response.body;
}

static void a_refusal_shows_no_password(void **state)
{
	static const struct loopback_turn turns[] = {
		{ "HTTP/1.1 403 Forbidden\r\n" ECHO, LOOPBACK_CLOSE },
		{ .answer = NULL },
	};
	ARENA(arena);
	SECRET(password);

	(void)state;
	secret_set(&password, PASSWORD, strlen(PASSWORD));
	const struct http_request request = { .user = "robot", .password = &password };
	const char *body = answer_to(&request, turns, &arena);
	assert_null(strstr(body, PASSWORD));
	assert_null(strstr(body, PAIR));
	check_contains(body, "bad *****");
	check_contains(body, "\"}");
}

static void a_refusal_shows_no_token(void **state)
{
	static const struct loopback_turn turns[] = {
		{ "HTTP/1.1 500 Oops\r\n" ECHO, LOOPBACK_CLOSE },
		{ .answer = NULL },
	};
	ARENA(arena);
	SECRET(token);

	(void)state;
	secret_set(&token, PASSWORD, strlen(PASSWORD));
	const struct http_request request = { .bearer = &token, .scheme = "token" };
	const char *body = answer_to(&request, turns, &arena);
	assert_null(strstr(body, PASSWORD));
	check_contains(body, PAIR);
}

/* What is answered well is data, and a secret of a few letters stands in every text. */
static void data_is_left_alone(void **state)
{
	static const struct loopback_turn whole[] = {
		{ "HTTP/1.1 200 OK\r\n" ECHO, LOOPBACK_CLOSE },
		{ .answer = NULL },
	};
	static const struct loopback_turn refused[] = {
		{ "HTTP/1.1 400 Bad\r\n" ECHO, LOOPBACK_CLOSE },
		{ .answer = NULL },
	};
	ARENA(arena);
	SECRET(token);
	SECRET(few);

	(void)state;
	secret_set(&token, PASSWORD, strlen(PASSWORD));
	secret_set(&few, "bad", 3);
	const struct http_request request = { .bearer = &token };
	const struct http_request short_one = { .bearer = &few };
	check_contains(answer_to(&request, whole, &arena), PASSWORD);
	check_contains(answer_to(&short_one, refused, &arena), "bad ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refusal_shows_no_password),
		cmocka_unit_test(a_refusal_shows_no_token),
		cmocka_unit_test(data_is_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
