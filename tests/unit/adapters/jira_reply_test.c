/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What Jira's answers mean: dead tokens that answer 200, pages instead of JSON, limits and their times. */
#include "adapters/itsm/jira/jira_reply.h"
#include "base/arena.h"
#include "base/clock.h"
#include "support/check.h"
#include <string.h>

struct answer {
	int status;
	const char *type, *body;
	struct http_header headers[4];
};

static struct itsm_reply judge(struct arena *arena, const struct answer *answer, bool write)
{
	struct itsm_reply reply;
	struct http_response response = {
		.status = answer->status,
		.content_type = answer->type ? answer->type : "application/json",
		.headers = answer->headers,
		.body = answer->body ? answer->body : "{}",
		.body_length = strlen(answer->body ? answer->body : "{}"),
	};

	jira_reply_judge(arena, &response, write, &reply);
	return reply;
}

/* The duplicate machine: an expired token, an empty search, "no ticket, create one". */
static void a_dead_token_is_never_an_empty_answer(void **state)
{
	const struct answer empty = { 200,
		                      NULL,
		                      "{\"issues\":[],\"isLast\":true}",
		                      { { "x-seraph-loginreason", "AUTHENTICATED_FAILED" } } };
	const struct answer denied = {
		403, NULL, NULL, { { "x-seraph-loginreason", "AUTHENTICATION_DENIED" } }
	};
	const struct answer made = { 201,
		                     NULL,
		                     "{\"id\":\"1\",\"key\":\"A-1\"}",
		                     { { "x-seraph-loginreason", "AUTHENTICATED_FAILED" } } };
	const struct answer visitor = { 200, NULL, "[]", { { "x-ausername", "anonymous" } } };
	const struct answer fine = { 200, NULL, "[]", { { "x-seraph-loginreason", "OK" } } };
	struct error error = ERROR_INIT;
	ARENA(arena);

	(void)state;
	struct itsm_reply reply = judge(&arena, &empty, false);
	assert_int_equal(reply.verdict, ITSM_REPLY_LOGIN);
	check_contains(reply.reason, "make a new one");
	assert_false(itsm_reply_error(&reply, "search", &error));
	assert_int_equal(error.kind, ERROR_PEER);
	reply = judge(&arena, &denied, false);
	assert_int_equal(reply.verdict, ITSM_REPLY_LOGIN);
	check_contains(reply.reason, "captcha");
	/* Who knows what a visitor's create has done. */
	assert_int_equal(judge(&arena, &made, true).verdict, ITSM_REPLY_LOST);
	assert_int_equal(judge(&arena, &visitor, false).verdict, ITSM_REPLY_LOGIN);
	assert_int_equal(judge(&arena, &fine, false).verdict, ITSM_REPLY_OK);
}

static void pages_are_no_answers(void **state)
{
	const struct answer page = { 200, "text/html", "<html>", { { NULL, NULL } } };
	const struct answer login = { 302, "text/html", "", { { "location", "/login.jsp" } } };
	const struct answer slow = { 429, "text/html", "<html>", { { "retry-after", "7" } } };
	const struct answer cut = { 200, NULL, "{\"issues\":[", { { NULL, NULL } } };
	const struct answer nothing = { 200, NULL, "", { { NULL, NULL } } };
	ARENA(arena);

	(void)state;
	assert_int_equal(judge(&arena, &page, true).verdict, ITSM_REPLY_LOST);
	struct itsm_reply reply = judge(&arena, &login, true);
	assert_int_equal(reply.verdict, ITSM_REPLY_LOGIN);
	check_contains(reply.reason, "never followed");
	reply = judge(&arena, &slow, true);
	assert_int_equal(reply.verdict, ITSM_REPLY_POSTPONED);
	assert_int_equal(reply.delay, 7);
	assert_int_equal(judge(&arena, &cut, false).verdict, ITSM_REPLY_LOST);
	assert_int_equal(judge(&arena, &nothing, false).verdict, ITSM_REPLY_LOST);
	assert_int_equal(judge(&arena, &nothing, true).verdict, ITSM_REPLY_OK);
}

static void limits_say_whom_they_stop(void **state)
{
	const struct answer one = {
		429, NULL, NULL, { { "ratelimit-reason", "jira-per-issue-on-write" } }
	};
	const struct answer all = { 429,
		                    NULL,
		                    NULL,
		                    { { "ratelimit-reason", "jira-burst-based" },
		                      { "x-ratelimit-reset", "2026-11-21T06:01Z" } } };
	const struct answer later = { 503, NULL, NULL, { { "retry-after", "30" } } };
	const struct answer broken = { 503, NULL, NULL, { { NULL, NULL } } };
	struct receipt receipt = { 0 };
	ARENA(arena);

	(void)state;
	clock_set(1795240800); /* 2026-11-21 06:00:00 */
	struct itsm_reply reply = judge(&arena, &one, true);
	assert_int_equal(reply.verdict, ITSM_REPLY_BUSY);
	assert_int_equal(reply.delay, 30);
	itsm_reply_receipt(&reply, false, &receipt);
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	reply = judge(&arena, &all, true);
	assert_int_equal(reply.verdict, ITSM_REPLY_POSTPONED);
	assert_in_range(reply.delay, 59, 60);
	assert_int_equal(judge(&arena, &later, true).verdict, ITSM_REPLY_POSTPONED);
	assert_int_equal(judge(&arena, &broken, true).verdict, ITSM_REPLY_LOST);
	clock_set(0);
}

static void refusals_keep_jiras_words(void **state)
{
	const struct answer field = {
		400,
		NULL,
		"{\"errorMessages\":[\"bad\\u202e\"],\"errors\":{\"summary\":\"You must specify a "
		"summary\"}}",
		{ { NULL, NULL } }
	};
	const struct answer desk = { 404,
		                     NULL,
		                     "{\"errorMessage\":\"The request does not exist\","
		                     "\"i18nErrorMessage\":{\"i18nKey\":\"x\",\"parameters\":[]}}",
		                     { { NULL, NULL } } };
	const struct answer full = { 413, NULL, NULL, { { NULL, NULL } } };
	struct receipt receipt = { 0 };
	ARENA(arena);

	(void)state;
	struct itsm_reply reply = judge(&arena, &field, true);
	assert_int_equal(reply.verdict, ITSM_REPLY_REFUSED);
	check_contains(reply.reason, "bad\\u202e; summary: You must specify a summary");
	reply = judge(&arena, &desk, true);
	assert_int_equal(reply.verdict, ITSM_REPLY_GONE);
	check_contains(reply.reason, "The request does not exist");
	reply = judge(&arena, &full, true);
	itsm_reply_receipt(&reply, true, &receipt);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "as many of them as Jira takes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dead_token_is_never_an_empty_answer),
		cmocka_unit_test(pages_are_no_answers),
		cmocka_unit_test(limits_say_whom_they_stop),
		cmocka_unit_test(refusals_keep_jiras_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
