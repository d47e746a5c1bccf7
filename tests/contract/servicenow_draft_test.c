/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A draft of ours that is made anew. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/servicenow_fixture.h"

#include <string.h>

#define CHANGE "c1000000000000000000000000000001"
#define TABLE_ROW(state, more)                                                                \
	"{\"result\":{\"sys_id\":\"" CHANGE "\",\"number\":\"CHG0030001\",\"state\":\"" state \
	"\"" more "}}"
#define DRAFT_BODY                                                                           \
	"{\"kind\":\"change/normal\",\"goal\":\"open\",\"fields\":{\"description\":\"new\"," \
	"\"short_description\":\"two\",\"test_plan\":\"look\"},\"base\":{\"description\":"   \
	"\"a\\nb\",\"short_description\":\"one\"}}"

extern const struct itsm_type servicenow_itsm;

static struct receipt push_draft(struct servicenow_fixture *fixture)
{
	struct step step = servicenow_fixture_step(fixture, STEP_TICKET, STEP_UPDATE,
	                                           "renewal:aaaa", DRAFT_BODY);
	struct error error = ERROR_INIT;
	struct receipt receipt;

	step.remote_id = CHANGE;
	if (!servicenow_itsm.push(&fixture->itsm, &fixture->arena, &step, 1, &receipt, &error))
		fail_msg("%s", error.message);
	return receipt;
}

/* Line ends are the instance's own; the title was edited; the test plan was empty. */
static void a_draft_made_anew_leaves_what_people_edited(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "GET",
		  .url = { "/api/now/table/change_request/" CHANGE, "short_description" },
		  .answer = TABLE_ROW("-5", ",\"description\":\"a\\r\\nb \","
		                            "\"short_description\":\"Ours\",\"test_plan\":\"\"") },
		{ .method = "PATCH",
		  .url = { "/api/sn_chg_rest/change/" CHANGE },
		  .body = { "{\"description\":\"new\",\"test_plan\":\"look\"}" },
		  .answer = TABLE_ROW("-5", ",\"description\":\"new\",\"test_plan\":\"look\","
		                            "\"sys_updated_on\":\"2026-11-01 10:00:00\"") },
		{ .method = "GET",
		  .url = { "/api/now/table/change_request/" CHANGE },
		  .answer = TABLE_ROW("-4", ",\"description\":\"a\\nb\"") },
	};
	struct receipt receipt;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	receipt = push_draft(&fixture);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(json_text(json_get(receipt.holds, "kept")->first, ""),
	                    "short_description");
	assert_int_equal(json_count(json_get(receipt.holds, "kept")), 1);
	assert_int_equal(receipt.at, 1793527200);
	receipt = push_draft(&fixture);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	assert_non_null(strstr(receipt.reason, "left New"));
	servicenow_fixture_close(&fixture);
}

static void one_that_people_rewrote_is_left_whole(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "GET",
		  .url = { "/api/now/table/change_request/" CHANGE },
		  .answer = TABLE_ROW("-5", ",\"description\":\"x\",\"short_description\":\"y\","
		                            "\"test_plan\":\"z\"") },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	struct receipt receipt = push_draft(&fixture);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_int_equal(json_count(json_get(receipt.holds, "kept")), 3);
	servicenow_fixture_close(&fixture);
}

/* What the instance's calendar planned for us may be taken back; a time that people set may not. */
static void dates_that_are_ours_are_written(void **state)
{
	static const char body[] =
		"{\"kind\":\"change/normal\",\"goal\":\"open\",\"fields\":{\"start_date\":"
		"\"2026-11-05 10:00:00\",\"end_date\":\"2026-11-05 12:00:00\"},\"base\":{},"
		"\"planned\":{\"start\":1793527200,\"end\":1793534400}}";
	struct servicenow_fixture fixture;
	struct error error = ERROR_INIT;
	struct receipt receipt;
	const struct http_script_exchange script[] = {
		{ .method = "GET",
		  .url = { "/api/now/table/change_request/" CHANGE },
		  .answer = TABLE_ROW("-5", ",\"start_date\":\"2026-11-01 10:00:00\","
		                            "\"end_date\":\"2026-11-01 13:00:00\"") },
		{ .method = "PATCH",
		  .url = { "/api/sn_chg_rest/change/" CHANGE },
		  .body = { "{\"start_date\":\"2026-11-05 10:00:00\"}" },
		  .answer = TABLE_ROW("-5", ",\"start_date\":\"2026-11-05 10:00:00\"") },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	struct step step =
		servicenow_fixture_step(&fixture, STEP_TICKET, STEP_UPDATE, "renewal:aaaa", body);
	step.remote_id = CHANGE;
	assert_true(
		servicenow_itsm.push(&fixture.itsm, &fixture.arena, &step, 1, &receipt, &error));
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(json_text(json_get(receipt.holds, "kept")->first, ""), "end_date");
	servicenow_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_draft_made_anew_leaves_what_people_edited),
		cmocka_unit_test(dates_that_are_ours_are_written),
		cmocka_unit_test(one_that_people_rewrote_is_left_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
