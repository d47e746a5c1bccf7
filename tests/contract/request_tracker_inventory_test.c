/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates and relations against scripted answers of RT, friendly and not. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/request_tracker_fixture.h"

extern const struct itsm_type request_tracker_itsm;

#define SHA   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define EMPTY "{\"items\":[],\"count\":0,\"total\":null}"
#define ASSET(status, links)                                                                    \
	"{\"id\":7,\"Name\":\"shop\",\"Status\":\"" status                                      \
	"\",\"Catalog\":{\"id\":\"2\",\"Name\":\"Certificates\"},\"LastUpdated\":\"2026-11-21T" \
	"06:00:00Z\",\"CustomFields\":[{\"name\":\"SHA-256\",\"values\":[\"" SHA                \
	"\"]}],\"_hyperlinks\":[" links "]}"
#define HOST_LINK "{\"ref\":\"refers-to\",\"type\":\"asset\",\"id\":\"3\"}"

static struct step certificate(struct request_tracker_fixture *fixture)
{
	return request_tracker_fixture_step(
		fixture, STEP_CERTIFICATE, STEP_CREATE, "certificate:" SHA,
		"{\"values\":{\"Name\":\"shop\",\"Status\":\"in-use\",\"Names\":[\"a\",\"b\"],"
		"\"Serial\":null,\"Subject\":\"CN=\\u202eshop\"}}");
}

static void makes_an_asset_with_its_link(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .method = "GET",
		  .url = { "https://rt.example.com/REST/2.0/assets?query=Catalog = 'Certificates' AND "
		           "('CF.{SHA-256}' = '" SHA "')" },
		  .bearer = "1-2-secret",
		  .answer = EMPTY },
		{ .method = "POST",
		  .url = { "/REST/2.0/asset" },
		  .status = 201,
		  .answer = "{\"id\":\"7\",\"type\":\"asset\"}" },
		{ .method = "GET",
		  .url = { "/REST/2.0/asset/7" },
		  .answer = ASSET("in-use", HOST_LINK) },
	};
	struct request_tracker_fixture fixture;
	struct receipt receipts[2];
	struct step steps[2];
	struct error error = ERROR_INIT;

	(void)state;
	REQUEST_TRACKER_FIXTURE(&fixture, script);
	steps[0] = certificate(&fixture);
	steps[1] = request_tracker_fixture_step(
		&fixture, STEP_RELATION, STEP_CREATE, "relation:1",
		"{\"parent\":\"asset/3\",\"child\":{\"ref\":\"certificate:" SHA "\"}}");
	assert_true(request_tracker_itsm.push(&fixture.itsm, &fixture.arena, steps, 2, receipts,
	                                      &error));
	assert_string_equal(fixture.script.seen[1].body,
	                    "{\"Catalog\":\"Certificates\",\"CustomFields\":{\"Names\":\"a\\nb\","
	                    "\"SHA-256\":\"" SHA "\",\"Subject\":\"CN=\\\\u202eshop\"},"
	                    "\"Name\":\"shop\",\"RefersTo\":[\"asset:3\"],\"Status\":\"in-use\"}");
	assert_int_equal(receipts[0].outcome, RECEIPT_DONE);
	assert_string_equal(receipts[0].remote_id, "asset/7");
	assert_string_equal(json_member_text(receipts[0].holds, "Status", ""), "in-use");
	assert_int_equal(receipts[1].outcome, RECEIPT_DONE);
	assert_string_equal(receipts[1].remote_id, "asset/7/refers-to/asset/3");
	request_tracker_fixture_close(&fixture);
}

static struct receipt push_one(const struct http_script_exchange *script, size_t count,
                               const char *remote_id, bool going, struct error *error)
{
	static struct request_tracker_fixture fixture;
	struct receipt receipt;

	request_tracker_fixture_open(&fixture, script, count);
	struct step step = certificate(&fixture);
	step.remote_id = remote_id;
	step.verb = *remote_id ? STEP_UPDATE : STEP_CREATE;
	bool done =
		request_tracker_itsm.push(&fixture.itsm, &fixture.arena, &step, 1, &receipt, error);
	assert_int_equal(done, going);
	/* What is asserted of it later are literals and outcomes. */
	char *reason = strdup(receipt.reason);
	request_tracker_fixture_close(&fixture);
	receipt.reason = reason;
	receipt.remote_id = NULL;
	receipt.holds = NULL;
	return receipt;
}

/* Whatever comes back: a receipt that says so, and never a second create without looking. */
static const struct {
	struct http_script_exchange answer;
	enum receipt_outcome outcome;
	bool going;
	int delay;
	const char *reason;
} bad_answers[] = {
	{ { .outcome = HTTP_SCRIPT_LOST }, RECEIPT_POSTPONED, true, 30, "before the answer" },
	{ { .outcome = HTTP_SCRIPT_NOT_SENT }, RECEIPT_UNTRIED, false, 0, "refused" },
	{ { .status = 500, .answer = "{}" }, RECEIPT_POSTPONED, true, 30, "HTTP 500" },
	{ { .type = "text/html", .answer = "<html>login" },
	  RECEIPT_POSTPONED,
	  true,
	  30,
	  "login page" },
	{ { .status = 201, .answer = "{\"id\":\"7" },
	  RECEIPT_POSTPONED,
	  true,
	  30,
	  "no whole JSON" },
	{ { .status = 201, .answer = "{\"type\":\"asset\"}" },
	  RECEIPT_POSTPONED,
	  true,
	  30,
	  "names no asset" },
	{ { .status = 401, .answer = "{\"message\":\"Unauthorized\"}" },
	  RECEIPT_UNTRIED,
	  false,
	  0,
	  "auth.token" },
	{ { .status = 403, .answer = "{\"message\":\"Permission Denied\"}" },
	  RECEIPT_REFUSED,
	  true,
	  0,
	  "lacks the right" },
	{ { .status = 400,
	    .answer = "{\"message\":\"Couldn't add custom field value on create: Custom "
	              "field Nope not found\"}" },
	  RECEIPT_REFUSED,
	  true,
	  0,
	  "Nope not found" },
	{ { .status = 429, .headers = { { "retry-after", "17" } }, .answer = "{}" },
	  RECEIPT_POSTPONED,
	  false,
	  17,
	  "too many requests" },
	{ { .status = 302, .answer = "{}" }, RECEIPT_UNTRIED, false, 0, "redirect" },
};

static void takes_bad_answers_to_a_create(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad_answers); i++) {
		struct http_script_exchange script[] = {
			{ .method = "GET", .url = { "/assets?" }, .answer = EMPTY },
			bad_answers[i].answer,
		};
		struct error error = ERROR_INIT;
		script[1].method = "POST";
		struct receipt receipt = push_one(script, 2, "", bad_answers[i].going, &error);
		assert_int_equal(receipt.outcome, bad_answers[i].outcome);
		assert_int_equal(receipt.delay, bad_answers[i].delay);
		check_contains(receipt.reason, bad_answers[i].reason);
		free((char *)receipt.reason);
	}
}

/* The asset came to be although its answer was lost: found, and only what differs is written. */
static void finds_what_a_lost_answer_made(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .answer = "{\"items\":[" ASSET("new", "") "]}" },
		{ .method = "GET",
		  .url = { "/asset/7" },
		  .headers = { { "etag", "\"75\"" } },
		  .answer = ASSET("new", "") },
		{ .method = "PUT",
		  .url = { "/REST/2.0/asset/7" },
		  .body = { "\"Status\":\"in-use\"" },
		  .not_body = "\"Name\"",
		  .answer = "[\"Asset shop: Status changed from 'new' to 'in-use'\"]" },
		{ .method = "GET",
		  .url = { "/asset/7" },
		  .answer = "{\"id\":7,\"Name\":\"shop\",\"Status\":\"in-use\",\"CustomFields\":["
		            "{\"name\":\"Names\",\"values\":[\"a\\nb\"]},{\"name\":\"Subject\","
		            "\"values\":[\"CN=\\\\u202eshop\"]}]}" },
	};
	struct error error = ERROR_INIT;
	struct receipt receipt;

	(void)state;
	receipt = push_one(script, COUNT_OF(script), "", true, &error);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	free((char *)receipt.reason);
}

/* RT drops a query that it cannot parse and answers with whatever it has. */
static void trusts_no_row_that_was_not_asked_for(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .answer =
		          "{\"items\":[{\"id\":\"1\",\"Name\":\"shop\",\"Catalog\":{\"id\":\"1\","
		          "\"Name\":\"Hosts\"},\"CustomFields\":[{\"name\":\"SHA-256\",\"values\":"
		          "[\"" SHA "\"]}]},{\"id\":\"2\",\"Catalog\":{\"Name\":\"Certificates\"},"
		          "\"CustomFields\":[{\"name\":\"SHA-256\",\"values\":[\"bb\"]}]}]}" },
		{ .method = "POST", .url = { "/asset" }, .status = 403, .answer = "{}" },
	};
	struct error error = ERROR_INIT;
	struct receipt receipt;

	(void)state;
	receipt = push_one(script, COUNT_OF(script), "", true, &error);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	free((char *)receipt.reason);
}

static void reads_again_when_somebody_was_faster(void **state)
{
	static const struct http_script_exchange stale = { .method = "PUT",
		                                           .asks = { "If-Match", "\"75\"" },
		                                           .status = 412,
		                                           .answer = "{\"message\":\"x\"}" };
	static const struct http_script_exchange look = { .method = "GET",
		                                          .headers = { { "etag", "\"75\"" } },
		                                          .answer = ASSET("new", "") };
	const struct http_script_exchange script[] = { look, stale, look, stale };
	struct error error = ERROR_INIT;
	struct receipt receipt;

	(void)state;
	receipt = push_one(script, COUNT_OF(script), "asset/7", true, &error);
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	assert_int_equal(receipt.delay, 5);
	free((char *)receipt.reason);
}

static void tells_what_was_not_taken(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .answer = ASSET("new", "") },
		{ .method = "PUT",
		  .answer = "[\"Asset shop: Status 'in-use' ist kein g\xc3\xbcltiger Status\"]" },
		{ .answer = ASSET("new", "") },
	};
	struct error error = ERROR_INIT;
	struct receipt receipt;

	(void)state;
	receipt = push_one(script, COUNT_OF(script), "asset/7", true, &error);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "'Status'");
	check_contains(receipt.reason, "kein g");
	free((char *)receipt.reason);
}

static void waits_for_the_other_end(void **state)
{
	struct request_tracker_fixture fixture;
	struct receipt receipt;

	(void)state;
	request_tracker_fixture_open(&fixture, NULL, 0);
	receipt = request_tracker_fixture_push(
		&fixture, request_tracker_fixture_step(&fixture, STEP_RELATION, STEP_CREATE, "r",
	                                               "{\"parent\":\"asset/3\",\"child\":{\"ref\":"
	                                               "\"certificate:" SHA "\"}}"));
	assert_int_equal(receipt.outcome, RECEIPT_UNTRIED);
	receipt = request_tracker_fixture_push(
		&fixture, request_tracker_fixture_step(&fixture, STEP_DOMAIN, STEP_CREATE, "d",
	                                               "{\"name\":\"x\"}"));
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	receipt = request_tracker_fixture_push(
		&fixture, request_tracker_fixture_step(&fixture, STEP_CERTIFICATE, STEP_CREATE,
	                                               "certificate:' OR id > 0", "{}"));
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	request_tracker_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_an_asset_with_its_link),
		cmocka_unit_test(takes_bad_answers_to_a_create),
		cmocka_unit_test(finds_what_a_lost_answer_made),
		cmocka_unit_test(trusts_no_row_that_was_not_asked_for),
		cmocka_unit_test(reads_again_when_somebody_was_faster),
		cmocka_unit_test(tells_what_was_not_taken),
		cmocka_unit_test(waits_for_the_other_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
