/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* After a lost create: the youngest keys first, then the label; never "none" where it could not be seen. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/jira_fixture.h"

#define KEY "renewal:aaaa:1"
#define MARKED(key)                                                               \
	"\"properties\":{\"certsteward.ticket\":{\"key\":\"" key "\",\"kind\":\"" \
	"change/normal\"}}"
#define ISSUE(id, number, created, more)                                            \
	"{\"id\":\"" id "\",\"key\":\"CERT-" number "\",\"fields\":{\"created\":\"" \
	"2026-11-21T" created ".000+0000\",\"status\":{\"name\":\"Open\"}}," more "}"
#define NEWEST(number)                                                                          \
	{                                                                                       \
		.url = { "/rest/api/3/search/jql" },                                            \
		.body = { "project = \\\"CERT\\\" ORDER BY created DESC", "\"maxResults\":1" }, \
		.not_body = "startAt",                                                          \
		.answer = "{\"issues\":[" ISSUE("1", number, "03:00:00",                        \
		                                "\"x\":0") "],"                                 \
							   "\"isLast\":true}"                   \
	}
#define READ(from, list)                                                                   \
	{                                                                                  \
		.url = { "/rest/api/3/issue/bulkfetch" },                                  \
		.body = { "\"issueIdsOrKeys\":[\"CERT-" from "\"", "certsteward.ticket" }, \
		.answer = "{\"issues\":[" list "],\"issueErrors\":[]}"                     \
	}
#define COMMENTED(id, number, account)                                                     \
	"{\"id\":\"" id "\",\"key\":\"CERT-" number "\",\"fields\":{\"status\":{\"name\":" \
	"\"Open\"},\"comment\":{\"comments\":[{\"author\":{\"accountId\":\"" account       \
	"\"},\"body\""                                                                     \
	":\"When?\"}]}}," MARKED(KEY) "}"
extern const struct itsm_type jira_itsm;

static struct receipt find_one(struct jira_fixture *fixture, bool wanted)
{
	struct step step = jira_fixture_step(fixture, STEP_TICKET, STEP_CREATE, KEY,
	                                     "{\"kind\":\"change/normal\"}");
	struct error error = ERROR_INIT;
	struct receipt receipt;

	clock_set(1795240800); /* 2026-11-21 06:00 */
	bool found = jira_itsm.find(&fixture->itsm, &fixture->arena, &step, 1, &receipt, &error);
	clock_set(0);
	if (found != wanted)
		fail_msg("find: %s", error.message);
	return receipt;
}

/* Search shows CERT-250 as the newest; ours is CERT-252, with a hole before it. */
static void finds_what_search_does_not_show(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		NEWEST("250"),
		READ("251", ISSUE("77", "252", "05:59:30", MARKED(KEY))),
		READ("351", ""),
		READ("151", ISSUE("50", "240", "03:00:00", "\"properties\":{}")),
		{ .url = { "/rest/api/3/search/jql" },
		  .answer = "{\"issues\":[],\"isLast\":true}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct receipt receipt = find_one(&fixture, true);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(receipt.remote_id, "77");
	assert_string_equal(receipt.number, "CERT-252");
	assert_null(receipt.holds);
	jira_fixture_close(&fixture);
}

/* Nothing is bulk-fetched for nothing: without hits there is one call less. */
static void none_is_none_only_when_all_was_seen(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		NEWEST("50"),
		READ("51", ""),
		READ("1", ISSUE("50", "40", "05:30:00", "\"properties\":{}")),
		{ .url = { "/rest/api/3/search/jql" },
		  .answer = "{\"issues\":[],\"isLast\":true}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct receipt receipt = find_one(&fixture, true);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_null(receipt.remote_id);
	jira_fixture_close(&fixture);
}

static void what_jira_leaves_out_is_not_none(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		NEWEST("50"),
		{ .url = { "/issue/bulkfetch" },
		  .answer = "{\"issues\":[],\"issueErrors\":[{\"id\":\"not an id\","
		            "\"errorMessage\":\"timeout\"}]}" },
		READ("1", ISSUE("50", "40", "05:30:00", "\"properties\":{}")),
		{ .url = { "/rest/api/3/search/jql" },
		  .answer = "{\"issues\":[],\"isLast\":true}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct receipt receipt = find_one(&fixture, true);
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	check_contains(receipt.reason, "could not look");
	jira_fixture_close(&fixture);
}

/* The one that somebody took is kept, though it is younger. */
static void twins_are_told(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		NEWEST("50"),
		READ("51", ISSUE("90", "52", "05:59:00", MARKED(KEY))),
		READ("151", ""),
		READ("1", ISSUE("50", "40", "03:30:00", "\"properties\":{}")),
		{ .url = { "/rest/api/3/search/jql" },
		  .body = { "labels in" },
		  .answer = "{\"issues\":[{\"id\":\"60\"},{\"id\":\"90\"}],\"isLast\":true}" },
		{ .url = { "/issue/bulkfetch" },
		  .body = { "\"issueIdsOrKeys\":[\"60\",\"90\"]" },
		  .answer = "{\"issues\":[" ISSUE("60", "41", "04:00:00", MARKED(KEY)) "," ISSUE(
			  "90", "52", "05:59:00",
			  MARKED(KEY)) ",{\"id\":\"95\",\"key\":\"CERT-53\","
		                       "\"fields\":{\"status\":{\"name\":\"In Progress\"}}," MARKED(
					       KEY) "}]}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct receipt receipt = find_one(&fixture, true);
	assert_string_equal(receipt.remote_id, "95");
	check_contains(json_print(&fixture.arena, receipt.holds), "\"twins\":[");
	assert_int_equal(json_count(json_get(receipt.holds, "twins")), 2);
	jira_fixture_close(&fixture);
}

/* Neither is assigned nor moved: the one that people wrote on is kept, not the older one that we wrote on. */
static void the_twin_that_people_comment_on_is_kept(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		NEWEST("50"),
		READ("51", ""),
		READ("1", ISSUE("50", "40", "03:30:00", "\"properties\":{}")),
		{ .url = { "/rest/api/3/search/jql" },
		  .answer = "{\"issues\":[{\"id\":\"60\"},{\"id\":\"90\"}],\"isLast\":true}" },
		{ .url = { "/issue/bulkfetch" },
		  .body = { "\"comment\"" },
		  .answer = "{\"issues\":[" COMMENTED("60", "41", "acc-robot") "," COMMENTED(
			  "90", "42", "acc-ada") "]}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	assert_string_equal(find_one(&fixture, true).remote_id, "90");
	jira_fixture_close(&fixture);
}

/* An empty search of a dead token. */
static void a_dead_token_finds_nothing_out(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .url = { "/rest/api/3/search/jql" },
		  .headers = { { "x-seraph-loginreason", "AUTHENTICATED_FAILED" } },
		  .answer = "{\"issues\":[],\"isLast\":true}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	assert_int_equal(find_one(&fixture, false).outcome, RECEIPT_UNTRIED);
	jira_fixture_close(&fixture);
}

/* Issue by issue, and search by startAt and total. */
static void data_center_reads_one_by_one(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .url = { "/rest/api/2/search" },
		  .body = { "\"startAt\":0" },
		  .answer = "{\"issues\":[{\"id\":\"1\",\"key\":\"CERT-1\",\"fields\":{}}],"
		            "\"total\":1}" },
		{ .url = { "/rest/api/2/issue/CERT-2?fields=" },
		  .answer = ISSUE("77", "2", "05:59:30", MARKED(KEY)) },
		{ .url = { "/issue/CERT-3?" }, .status = 404 },
		{ .url = { "/issue/CERT-4?" }, .status = 404 },
		{ .url = { "/issue/CERT-5?" }, .status = 404 },
		{ .url = { "/issue/CERT-6?" }, .status = 404 },
		{ .url = { "/issue/CERT-7?" }, .status = 404 },
		{ .url = { "/issue/CERT-8?" }, .status = 404 },
		{ .url = { "/issue/CERT-9?" }, .status = 404 },
		{ .url = { "/issue/CERT-10?" }, .status = 404 },
		{ .url = { "/issue/CERT-11?" }, .status = 404 },
		{ .url = { "/issue/CERT-1?" },
		  .answer = ISSUE("1", "1", "01:00:00", "\"properties\":{}") },
		{ .url = { "/rest/api/2/search" }, .answer = "{\"issues\":[],\"total\":0}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	jira_fixture_use_datacenter(&fixture);
	assert_string_equal(find_one(&fixture, true).remote_id, "77");
	jira_fixture_close(&fixture);
}

/* A page may be empty where all of it is hidden from us: the next one is asked for all the same. */
static void an_empty_page_is_not_the_end(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		NEWEST("250"),
		READ("251", ""),
		READ("151", ISSUE("50", "240", "03:00:00", "\"properties\":{}")),
		{ .url = { "/rest/api/3/search/jql" },
		  .not_body = "nextPageToken",
		  .answer = "{\"issues\":[],\"nextPageToken\":\"two\",\"isLast\":false}" },
		{ .url = { "/rest/api/3/search/jql" },
		  .body = { "\"nextPageToken\":\"two\"" },
		  .answer = "{\"issues\":[{\"id\":\"77\",\"key\":\"CERT-9\"}],\"isLast\":true}" },
		{ .url = { "/rest/api/3/issue/bulkfetch" },
		  .body = { "\"issueIdsOrKeys\":[\"77\"]" },
		  .answer = "{\"issues\":[" ISSUE("77", "9", "01:00:00", MARKED(KEY)) "]}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct receipt receipt = find_one(&fixture, true);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(receipt.remote_id, "77");
	jira_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_page_is_not_the_end),
		cmocka_unit_test(finds_what_search_does_not_show),
		cmocka_unit_test(none_is_none_only_when_all_was_seen),
		cmocka_unit_test(what_jira_leaves_out_is_not_none),
		cmocka_unit_test(twins_are_told),
		cmocka_unit_test(the_twin_that_people_comment_on_is_kept),
		cmocka_unit_test(a_dead_token_finds_nothing_out),
		cmocka_unit_test(data_center_reads_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
