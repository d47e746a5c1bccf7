/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Limits of Jira: whom each stops, for how long, and what a person is told of it. */
#include "adapters/itsm/jira/jira_assets_call.h"
#include "adapters/itsm/jira/jira_assets_space.h"
#include "adapters/itsm/jira/jira_call.h"
#include "base/clock.h"
#include "base/json.h"
#include "support/check.h"
#include "support/jira_assets_script.h"

extern const struct itsm_type jira_itsm;

enum { THREE = 3 };

#define REMOTE_LINK(issue) "/rest/api/3/issue/" issue "/remotelink"

/* One page on each of three issues: one call each. */
static bool push_three(struct jira_fixture *fixture, struct receipt *receipts, struct error *error)
{
	static const char *const issues[] = { "10001", "10002", "10003" };
	struct step steps[THREE];

	for (size_t i = 0; i < THREE; i++) {
		steps[i] = jira_fixture_step(
			fixture, STEP_EVENT, STEP_CREATE,
			arena_print(&fixture->arena, "event:renewal:%zu:1:runbook", i),
			"{\"event\":\"page\",\"url\":\"https://example.com/\",\"title\":\"x\"}");
		steps[i].ticket_id = issues[i];
	}
	return jira_itsm.push(&fixture->itsm, &fixture->arena, steps, THREE, receipts, error);
}

static void a_busy_issue_stops_no_other(void **state)
{
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;
	struct receipt receipts[THREE];
	const struct http_script_exchange script[] = {
		{ .url = { REMOTE_LINK("10001") }, .answer = "{\"id\":1}", .status = 201 },
		{ .url = { REMOTE_LINK("10002") },
		  .status = 429,
		  .headers = { { "ratelimit-reason", "jira-per-issue-on-write" },
		               { "retry-after", "12" } },
		  .answer = "{\"errorMessages\":[\"Rate limit exceeded.\"]}" },
		{ .url = { REMOTE_LINK("10003") }, .answer = "{\"id\":3}", .status = 201 },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	assert_true(push_three(&fixture, receipts, &error));
	assert_int_equal(receipts[0].outcome, RECEIPT_DONE);
	assert_int_equal(receipts[1].outcome, RECEIPT_POSTPONED);
	assert_int_equal(receipts[1].delay, 12);
	check_contains(receipts[1].reason, "too many writes on this issue");
	check_contains(receipts[1].reason, "RateLimit-Reason: jira-per-issue-on-write");
	assert_int_equal(receipts[2].outcome, RECEIPT_DONE);
	jira_fixture_close(&fixture);
}

/* A limit of the whole site: what follows is not even sent, and comes when the site says so. */
static void a_burst_stops_all(void **state)
{
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;
	struct receipt receipts[THREE];
	const struct http_script_exchange script[] = {
		{ .url = { REMOTE_LINK("10001") },
		  .status = 429,
		  .headers = { { "ratelimit-reason", "jira-burst-based" },
		               { "retry-after", "3" } } },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	assert_false(push_three(&fixture, receipts, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	assert_int_equal(error.retry_after, 3);
	assert_int_equal(receipts[0].outcome, RECEIPT_POSTPONED);
	check_contains(receipts[0].reason, "RateLimit-Reason: jira-burst-based");
	assert_int_equal(receipts[1].outcome, RECEIPT_UNTRIED);
	assert_int_equal(receipts[2].outcome, RECEIPT_UNTRIED);
	jira_fixture_close(&fixture);
}

/* Only the moment of the reset is given, without seconds as the Cloud sometimes writes it. */
static void the_moment_of_the_reset_is_waited_for(void **state)
{
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;
	struct receipt receipts[THREE];
	const struct http_script_exchange script[] = {
		{ .url = { REMOTE_LINK("10001") },
		  .status = 429,
		  .type = "text/html",
		  .headers = { { "x-ratelimit-reset", "2026-11-21T06:02Z" } },
		  .answer = "<html>Too Many Requests</html>" },
	};

	(void)state;
	clock_set(1795240800); /* 2026-11-21 06:00:00 */
	JIRA_FIXTURE(&fixture, script);
	assert_false(push_three(&fixture, receipts, &error));
	assert_in_range(error.retry_after, 119, 120);
	assert_int_equal(receipts[0].outcome, RECEIPT_POSTPONED);
	assert_in_range(receipts[0].delay, 119, 120);
	jira_fixture_close(&fixture);
	clock_set(0);
}

/* What Jira calls its limits comes from outside: a person's terminal is safe from it. */
static void a_hostile_reason_is_shown_harmlessly(void **state)
{
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;
	struct receipt receipts[THREE];
	const struct http_script_exchange script[] = {
		{ .status = 429, .headers = { { "ratelimit-reason", "jira\x1b[2J" } } },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	assert_false(push_three(&fixture, receipts, &error));
	check_contains(receipts[0].reason, "RateLimit-Reason: jira\\u001b[2J");
	jira_fixture_close(&fixture);
}

/* A site that answers all it is asked. */
static enum http_outcome answer_all(struct http *http, const struct http_request *request,
                                    struct http_response *response, struct arena *arena,
                                    struct error *error)
{
	static const struct http_header none[] = { { NULL, NULL } };

	(void)request;
	(void)arena;
	(void)error;
	http->calls++;
	*response = (struct http_response){ .status = 200,
		                            .content_type = "application/json",
		                            .headers = none,
		                            .body = "{}",
		                            .body_length = 2 };
	return HTTP_ANSWERED;
}

/* Asks so often and at once; how many calls left, and how long that took. */
static int64_t ask_often(struct jira_fixture *fixture, enum jira_assets_meter meter, int count,
                         int64_t *milliseconds)
{
	struct http site = { .exchange = answer_all };
	const struct jira_request request = { .method = "GET", .path = "/object/1" };
	int64_t start = clock_monotonic_ms(), refused = 0;

	fixture->itsm.http = &site;
	jira_assets_of(&fixture->itsm)->base = "https://api.example.com/v1";
	for (int i = 0; i < count; i++) {
		ARENA(arena);
		struct itsm_reply reply;
		if (jira_assets_call(&fixture->itsm, &arena, meter, &request, &reply))
			continue;
		assert_int_equal(reply.verdict, ITSM_REPLY_POSTPONED);
		assert_true(reply.delay > 0);
		refused++;
	}
	*milliseconds = clock_monotonic_ms() - start;
	assert_int_equal(site.calls + refused, count);
	return site.calls;
}

/* Assets takes 500 searches and 2,000 creates a minute: some leave at once, the others only as time goes by, so
 * that no minute ever holds more. */
static void assets_is_never_asked_more_than_it_takes(void **state)
{
	static const struct {
		enum jira_assets_meter meter;
		int minute, at_once;
	} limits[] = { { JIRA_ASSETS_SEARCH, 500, 50 }, { JIRA_ASSETS_CREATE, 2000, 100 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(limits); i++) {
		struct jira_fixture fixture;
		int64_t milliseconds, sent;
		jira_assets_script_open(&fixture, NULL, 0);
		sent = ask_often(&fixture, limits[i].meter, 2 * limits[i].minute, &milliseconds);
		assert_true(sent >= limits[i].at_once);
		assert_true(sent <=
		            limits[i].at_once + 1 +
		                    milliseconds * (limits[i].minute - limits[i].at_once) / 60000);
		jira_fixture_close(&fixture);
	}
}

static void data_center_has_no_such_limit(void **state)
{
	struct jira_fixture fixture;
	int64_t milliseconds;

	(void)state;
	jira_assets_script_open(&fixture, NULL, 0);
	jira_fixture_use_datacenter(&fixture);
	assert_int_equal(ask_often(&fixture, JIRA_ASSETS_SEARCH, 600, &milliseconds), 600);
	jira_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_busy_issue_stops_no_other),
		cmocka_unit_test(a_burst_stops_all),
		cmocka_unit_test(the_moment_of_the_reset_is_waited_for),
		cmocka_unit_test(a_hostile_reason_is_shown_harmlessly),
		cmocka_unit_test(assets_is_never_asked_more_than_it_takes),
		cmocka_unit_test(data_center_has_no_such_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
