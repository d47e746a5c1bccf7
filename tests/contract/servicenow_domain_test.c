/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rows for alternative names: fifty in one call, each with an answer of its own. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/servicenow_fixture.h"

#define ID_A "a0000000000000000000000000000001"
#define ID_B "b0000000000000000000000000000001"

extern const struct itsm_type servicenow_itsm;

static void names_go_by_the_batch(void **state)
{
	struct servicenow_fixture fixture;
	struct step steps[4];
	struct receipt receipts[4];
	struct error error = ERROR_INIT;
	ARENA(arena);
	const struct http_script_item items[] = {
		{ 201, "{\"result\":{\"sys_id\":\"" ID_A "\",\"domain\":\"a.example\"}}" },
		{ 403,
		  "{\"error\":{\"message\":\"Operation Failed\",\"detail\":\"ACL Exception\"}}" },
		{ 201, "{\"result\":{\"sys_id\":\"" ID_B "\",\"domain\":\"\"}}" },
		{ 0, "" },
	};
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "/api/now/v1/batch" },
		  .body = { "/api/now/table/certificate_domain" },
		  .answer = http_script_batch(&arena, items, 4) },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	for (int i = 0; i < 4; i++)
		steps[i] = servicenow_fixture_step(
			&fixture, STEP_DOMAIN, STEP_CREATE, "domain:x",
			arena_print(&fixture.arena, "{\"name\":\"%c.example\"}", 'a' + i));
	assert_true(
		servicenow_itsm.push(&fixture.itsm, &fixture.arena, steps, 4, receipts, &error));
	assert_string_equal(http_script_batch_body(&arena, fixture.script.seen[0].body, 0),
	                    "{\"domain\":\"a.example\"}");
	assert_int_equal(receipts[0].outcome, RECEIPT_DONE);
	assert_string_equal(receipts[0].remote_id, ID_A);
	assert_int_equal(receipts[1].outcome, RECEIPT_REFUSED);
	assert_int_equal(receipts[2].outcome, RECEIPT_REFUSED);
	check_contains(receipts[2].reason, "did not take the name");
	assert_int_equal(receipts[3].outcome, RECEIPT_UNTRIED);
	servicenow_fixture_close(&fixture);
}

static void lost_names_are_unknown(void **state)
{
	struct servicenow_fixture fixture;
	struct receipt receipts[2];
	struct error error = ERROR_INIT;
	const struct http_script_exchange script[] = { { .url = { "/api/now/v1/batch" },
		                                         .outcome = HTTP_SCRIPT_LOST } };
	struct step steps[2];

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	for (int i = 0; i < 2; i++)
		steps[i] = servicenow_fixture_step(&fixture, STEP_DOMAIN, STEP_CREATE, "domain:x",
		                                   "{\"name\":\"x\"}");
	assert_true(
		servicenow_itsm.push(&fixture.itsm, &fixture.arena, steps, 2, receipts, &error));
	assert_int_equal(receipts[0].outcome, RECEIPT_UNKNOWN);
	assert_int_equal(receipts[1].outcome, RECEIPT_UNKNOWN);
	servicenow_fixture_close(&fixture);
}

/* Without the right to the Batch API each name is a call of its own. */
static void a_closed_batch_api_costs_calls_only(void **state)
{
	struct servicenow_fixture fixture;
	struct receipt receipts[2];
	struct error error = ERROR_INIT;
	const struct http_script_exchange script[] = {
		{ .url = { "/api/now/v1/batch" }, .status = 403, .answer = "{}" },
		{ .method = "POST",
		  .url = { "/api/now/table/certificate_domain" },
		  .status = 201,
		  .answer = "{\"result\":{\"sys_id\":\"" ID_A "\",\"domain\":\"x\"}}" },
		{ .method = "POST",
		  .url = { "/api/now/table/certificate_domain" },
		  .outcome = HTTP_SCRIPT_LOST },
	};
	struct step steps[2];

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	for (int i = 0; i < 2; i++)
		steps[i] = servicenow_fixture_step(&fixture, STEP_DOMAIN, STEP_CREATE, "domain:x",
		                                   "{\"name\":\"x\"}");
	assert_true(
		servicenow_itsm.push(&fixture.itsm, &fixture.arena, steps, 2, receipts, &error));
	assert_int_equal(receipts[0].outcome, RECEIPT_DONE);
	assert_int_equal(receipts[1].outcome, RECEIPT_UNKNOWN);
	servicenow_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_go_by_the_batch),
		cmocka_unit_test(lost_names_are_unknown),
		cmocka_unit_test(a_closed_batch_api_costs_calls_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
