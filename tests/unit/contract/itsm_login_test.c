/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens that are lent: asked for once, renewed after a 401, and what a login that fails means. */
#include "contract/itsm_login.h"
#include "support/check.h"
#include "support/http_script.h"
#include <string.h>

#define TOKEN(text) "{\"access_token\":\"" text "\",\"expires_in\":3600}"

struct fixture {
	struct arena arena;
	struct http_script script;
	struct itsm_login login;
	struct secret client_secret, password;
	struct itsm_login_grant grant;
	struct itsm_reply reply;
	int sent;
};

/* Only as much as the tests need: 429 and 5xx apart, all else by its hundreds. */
static void judge(struct arena *arena, const struct http_response *response,
                  struct itsm_reply *reply)
{
	struct error error = ERROR_INIT;

	itsm_reply_begin(response->status, reply);
	reply->root = json_parse(arena, response->body, response->body_length, NULL, &error);
	reply->delay = http_retry_after(response);
	reply->verdict = response->status == 429   ? ITSM_REPLY_POSTPONED
	                 : response->status == 401 ? ITSM_REPLY_LOGIN
	                 : response->status == 404 ? ITSM_REPLY_GONE
	                 : response->status >= 500 ? ITSM_REPLY_LOST
	                 : response->status >= 400 ? ITSM_REPLY_REFUSED
	                                           : ITSM_REPLY_OK;
	if (reply->verdict != ITSM_REPLY_OK)
		reply->reason = arena_print(arena, "HTTP %d%s", response->status,
		                            json_member_text(reply->root, "message", ""));
}

static void send_request(void *context, struct itsm_reply *reply)
{
	struct fixture *fixture = context;
	struct http_request request = { .method = "GET",
		                        .url = "https://far.example.com/thing",
		                        .bearer = &fixture->login.token,
		                        .timeout_seconds = 5 };
	struct http_response response = { 0 };
	struct error error = ERROR_INIT;
	struct http *http = &fixture->script.http;

	fixture->sent++;
	if (http->exchange(http, &request, &response, &fixture->arena, &error) == HTTP_ANSWERED)
		judge(&fixture->arena, &response, reply);
}

static void open_fixture(struct fixture *fixture, const struct http_script_exchange *exchanges,
                         size_t count)
{
	*fixture = (struct fixture){ 0 };
	http_script_start(&fixture->script, exchanges, count);
	secret_set(&fixture->client_secret, "s&cret", 6);
	secret_set(&fixture->password, "pass word", 9);
	fixture->grant = (struct itsm_login_grant){ .url = "https://login.example.com/token",
		                                    .client_id = "client",
		                                    .client_secret = &fixture->client_secret,
		                                    .password = &fixture->password,
		                                    .judge = judge,
		                                    .timeout_seconds = 5 };
}

static void close_fixture(struct fixture *fixture)
{
	http_script_finish(&fixture->script);
	itsm_login_release(&fixture->login);
	secret_release(&fixture->client_secret);
	secret_release(&fixture->password);
	arena_release(&fixture->arena);
}

#define OPEN(fixture, list) open_fixture((fixture), (list), COUNT_OF(list))

static enum itsm_reply_verdict ask(struct fixture *fixture)
{
	itsm_reply_begin(0, &fixture->reply);
	itsm_login_send(&fixture->login, &fixture->script.http, &fixture->arena, &fixture->grant,
	                send_request, fixture, &fixture->reply);
	return fixture->reply.verdict;
}

static void a_token_is_asked_for_once(void **state)
{
	struct fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "https://login.example.com/token" },
		  .not_url = "secret",
		  .body = { "grant_type=client_credentials", "client_id=client",
		            "client_secret=s&cret", "scope=READ WRITE" },
		  .answer = TOKEN("one") },
		{ .url = { "/thing" }, .bearer = "one", .answer = "{}" },
		{ .url = { "/thing" }, .bearer = "one", .answer = "{}" },
	};

	(void)state;
	OPEN(&fixture, script);
	fixture.grant.scope = "READ WRITE";
	assert_int_equal(ask(&fixture), ITSM_REPLY_OK);
	assert_int_equal(ask(&fixture), ITSM_REPLY_OK);
	close_fixture(&fixture);
}

static void a_user_asks_with_a_password(void **state)
{
	struct fixture fixture;
	const struct http_script_exchange script[] = {
		{ .body = { "grant_type=password", "username=svc", "password=pass word" },
		  .not_body = "scope",
		  .answer = TOKEN("one") },
		{ .url = { "/thing" }, .bearer = "one", .answer = "{}" },
	};

	(void)state;
	OPEN(&fixture, script);
	fixture.grant.user = "svc";
	assert_int_equal(ask(&fixture), ITSM_REPLY_OK);
	close_fixture(&fixture);
}

/* An answer without the length of its life is trusted for a minute, not for ever. */
static void a_token_without_an_end_is_not_kept_for_ever(void **state)
{
	struct fixture fixture;
	const struct http_script_exchange script[] = {
		{ .url = { "/token" }, .answer = "{\"access_token\":\"one\"}" },
		{ .url = { "/thing" }, .bearer = "one", .answer = "{}" },
		{ .url = { "/token" }, .answer = TOKEN("two") },
		{ .url = { "/thing" }, .bearer = "two", .answer = "{}" },
	};

	(void)state;
	OPEN(&fixture, script);
	assert_int_equal(ask(&fixture), ITSM_REPLY_OK);
	fixture.login.until -= 61 * 1000;
	assert_int_equal(ask(&fixture), ITSM_REPLY_OK);
	close_fixture(&fixture);
}

/* Bad luck four times; the fifth time a person must look. */
static void fresh_tokens_that_never_work_are_told(void **state)
{
	struct fixture fixture;
	struct http_script_exchange passes[20];
	size_t count = 0;

	(void)state;
	for (int pass = 0; pass < 5; pass++) {
		const struct http_script_exchange token = { .url = { "/token" },
			                                    .answer = TOKEN("one") };
		const struct http_script_exchange refused = {
			.url = { "/thing" }, .bearer = "one", .status = 401, .answer = "{}"
		};
		/* Its token has ended, and so has the fresh one. */
		passes[count++] = token;
		passes[count++] = refused;
		passes[count++] = token;
		passes[count++] = refused;
	}
	open_fixture(&fixture, passes, count);
	for (int pass = 0; pass < 4; pass++)
		assert_int_equal(ask(&fixture), ITSM_REPLY_POSTPONED);
	assert_int_equal(ask(&fixture), ITSM_REPLY_LOGIN);
	assert_int_equal(fixture.sent, 10);
	close_fixture(&fixture);
}

static void a_login_that_fails_sends_nothing(void **state)
{
	static const struct {
		int status;
		const char *answer;
		enum itsm_reply_verdict verdict;
		const char *reason;
	} rows[] = {
		{ 400, "{\"error\":\"invalid_grant\"}", ITSM_REPLY_LOGIN, "login: HTTP 400" },
		{ 401, "{}", ITSM_REPLY_LOGIN, "login: HTTP 401" },
		{ 400, "{\"message\":\": s&cret is wrong\"}", ITSM_REPLY_LOGIN,
		  "login: HTTP 400: ****** is wrong" },
		{ 404, "{}", ITSM_REPLY_LOGIN, "login: HTTP 404" },
		{ 429, "{}", ITSM_REPLY_POSTPONED, "login: HTTP 429" },
		{ 500, "{}", ITSM_REPLY_NOT_SENT, "login: HTTP 500" },
		{ 200, "{}", ITSM_REPLY_LOGIN, "login: its answer holds no access_token" },
		{ 200, "{\"access_token\":null}", ITSM_REPLY_LOGIN, "login: its answer holds no" },
		{ 200, "{\"access_token\":\"\"}", ITSM_REPLY_LOGIN, "login: its answer holds no" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct fixture fixture;
		const struct http_script_exchange script[] = {
			{ .url = { "/token" },
			  .status = rows[i].status,
			  .headers = { { "retry-after", "7" } },
			  .answer = rows[i].answer },
		};
		OPEN(&fixture, script);
		assert_int_equal(ask(&fixture), rows[i].verdict);
		check_contains(fixture.reply.reason, rows[i].reason);
		assert_int_equal(fixture.reply.delay, 7);
		assert_null(fixture.reply.root);
		assert_int_equal(fixture.sent, 0);
		close_fixture(&fixture);
	}
}

static void a_login_that_is_cut_off_sends_nothing(void **state)
{
	struct fixture fixture;
	const struct http_script_exchange script[] = {
		{ .url = { "/token" }, .outcome = HTTP_SCRIPT_LOST },
		{ .url = { "/token" }, .outcome = HTTP_SCRIPT_CANCELLED },
	};

	(void)state;
	OPEN(&fixture, script);
	assert_int_equal(ask(&fixture), ITSM_REPLY_NOT_SENT);
	assert_int_equal(ask(&fixture), ITSM_REPLY_CANCELLED);
	assert_int_equal(fixture.sent, 0);
	close_fixture(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_asked_for_once),
		cmocka_unit_test(a_user_asks_with_a_password),
		cmocka_unit_test(a_token_without_an_end_is_not_kept_for_ever),
		cmocka_unit_test(fresh_tokens_that_never_work_are_told),
		cmocka_unit_test(a_login_that_fails_sends_nothing),
		cmocka_unit_test(a_login_that_is_cut_off_sends_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
