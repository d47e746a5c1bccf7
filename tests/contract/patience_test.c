/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* With the engine's patience a read that fails by bad luck is made again by the adapter, at its own place in
 * a chain of reads; a write goes out once, whatever becomes of it. */
#include "adapters/itsm/jira/jira_call.h"
#include "adapters/itsm/request_tracker/request_tracker_call.h"
#include "adapters/itsm/servicenow/servicenow_call.h"
#include "flow/patience.h"
#include "support/check.h"
#include "support/jira_fixture.h"
#include "support/request_tracker_fixture.h"
#include "support/servicenow_fixture.h"

static const struct flow flow;

/* Three kinds of bad luck, then the answer. */
static const struct http_script_exchange third_time[] = {
	{ .outcome = HTTP_SCRIPT_LOST },
	{ .answer = "{\"half\":" },
	{ .status = 503, .type = "text/html", .answer = "<html>" },
	{ .answer = "{\"result\":[]}" },
};

static const struct http_script_exchange once[] = { { .outcome = HTTP_SCRIPT_LOST } };

static void jira_reads_again(void **state)
{
	static const struct jira_request reads[] = {
		{ .method = "GET", .path = "/rest/api/3/myself" },
		{ .method = "POST", .path = "/rest/api/3/search/jql", .read = true },
	};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct jira_fixture fixture;
		struct itsm_reply reply;
		JIRA_FIXTURE(&fixture, third_time);
		struct flow_side side = { .itsm = &fixture.itsm, .name = "x" };
		patience_lend(&flow, &fixture.arena, &side);
		assert_true(jira_call(&fixture.itsm, &fixture.arena, &reads[i], &reply));
		jira_fixture_close(&fixture);
	}
}

static void jira_writes_once(void **state)
{
	const struct jira_request write = { .method = "POST", .path = "/rest/api/3/issue" };
	struct jira_fixture fixture;
	struct itsm_reply reply;
	(void)state;
	JIRA_FIXTURE(&fixture, once);
	struct flow_side side = { .itsm = &fixture.itsm, .name = "x" };
	patience_lend(&flow, &fixture.arena, &side);
	assert_false(jira_call(&fixture.itsm, &fixture.arena, &write, &reply));
	assert_int_equal(reply.verdict, ITSM_REPLY_LOST);
	jira_fixture_close(&fixture);
}

static void request_tracker_reads_again(void **state)
{
	static const struct request_tracker_request reads[] = {
		{ .method = "GET", .path = "/asset/5" },
		{ .method = "POST", .path = "/users", .read = true },
	};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct request_tracker_fixture fixture;
		struct itsm_reply reply;
		REQUEST_TRACKER_FIXTURE(&fixture, third_time);
		struct flow_side side = { .itsm = &fixture.itsm, .name = "x" };
		patience_lend(&flow, &fixture.arena, &side);
		assert_true(request_tracker_call(&fixture.itsm, &fixture.arena, &reads[i], &reply));
		request_tracker_fixture_close(&fixture);
	}
}

static void request_tracker_writes_once(void **state)
{
	const struct request_tracker_request write = { .method = "PUT", .path = "/asset/5" };
	struct request_tracker_fixture fixture;
	struct itsm_reply reply;
	(void)state;
	REQUEST_TRACKER_FIXTURE(&fixture, once);
	struct flow_side side = { .itsm = &fixture.itsm, .name = "x" };
	patience_lend(&flow, &fixture.arena, &side);
	assert_false(request_tracker_call(&fixture.itsm, &fixture.arena, &write, &reply));
	assert_int_equal(reply.verdict, ITSM_REPLY_LOST);
	request_tracker_fixture_close(&fixture);
}

static void servicenow_reads_again(void **state)
{
	const struct servicenow_request read = { .method = "GET", .path = "/api/now/table/task" };
	struct servicenow_fixture fixture;
	struct itsm_reply reply;
	(void)state;
	SERVICENOW_FIXTURE(&fixture, third_time);
	struct flow_side side = { .itsm = &fixture.itsm, .name = "x" };
	patience_lend(&flow, &fixture.arena, &side);
	assert_true(servicenow_call(&fixture.itsm, &fixture.arena, &read, &reply));
	servicenow_fixture_close(&fixture);
}

/* A batch is as harmless as what is in it. */
static void servicenow_repeats_a_batch_of_reads_only(void **state)
{
	static const struct servicenow_request mixed[] = {
		{ .method = "GET", .path = "/api/now/table/task" },
		{ .method = "PATCH", .path = "/api/now/table/incident/1" },
	};
	struct servicenow_fixture fixture;
	struct itsm_reply replies[2];
	(void)state;
	SERVICENOW_FIXTURE(&fixture, once);
	struct flow_side side = { .itsm = &fixture.itsm, .name = "x" };
	patience_lend(&flow, &fixture.arena, &side);
	servicenow_call_batch(&fixture.itsm, &fixture.arena, mixed, 2, replies);
	assert_int_equal(replies[0].verdict, ITSM_REPLY_LOST);
	servicenow_fixture_close(&fixture);
}

/* In a batch each item has an answer of its own. */
static void servicenow_repeats_what_failed_in_a_batch(void **state)
{
	static const struct servicenow_request reads[] = {
		{ .method = "GET", .path = "/api/now/table/task" },
		{ .method = "GET", .path = "/api/now/table/incident" },
	};
	static const struct http_script_item items[] = { { 200, "{\"result\":[]}" },
		                                         { 503, "{}" } };
	struct servicenow_fixture fixture;
	struct itsm_reply replies[2];
	struct arena arena = { 0 };
	(void)state;
	const struct http_script_exchange script[] = {
		{ .url = { "/batch" }, .outcome = HTTP_SCRIPT_LOST },
		{ .url = { "/batch" }, .answer = http_script_batch(&arena, items, 2) },
		{ .method = "GET", .url = { "/table/incident" }, .outcome = HTTP_SCRIPT_LOST },
		{ .method = "GET", .url = { "/table/incident" }, .answer = "{\"result\":[]}" },
	};
	SERVICENOW_FIXTURE(&fixture, script);
	struct flow_side side = { .itsm = &fixture.itsm, .name = "x" };
	patience_lend(&flow, &fixture.arena, &side);
	servicenow_call_batch(&fixture.itsm, &fixture.arena, reads, 2, replies);
	assert_int_equal(replies[0].verdict, ITSM_REPLY_OK);
	assert_int_equal(replies[1].verdict, ITSM_REPLY_OK);
	servicenow_fixture_close(&fixture);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jira_reads_again),
		cmocka_unit_test(jira_writes_once),
		cmocka_unit_test(request_tracker_reads_again),
		cmocka_unit_test(request_tracker_writes_once),
		cmocka_unit_test(servicenow_reads_again),
		cmocka_unit_test(servicenow_repeats_a_batch_of_reads_only),
		cmocka_unit_test(servicenow_repeats_what_failed_in_a_batch),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
