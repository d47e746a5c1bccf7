/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* After lost answers Assets is searched once for fifty objects, not once for each. */
#include "base/text.h"
#include "support/check.h"
#include "support/jira_assets_script.h"

extern const struct itsm_type jira_itsm;

enum { LOST = 52 }; /* the last of them bears a key that is none */

#define FIRST  "0000000000000000000000000000000000000000000000000000000000000000"
#define FIFTH  "0000000000000000000000000000000000000000000000000000000000000005"
#define NEXT   "0000000000000000000000000000000000000000000000000000000000000049"
#define SECOND "0000000000000000000000000000000000000000000000000000000000000050"

struct looked {
	bool going;
	struct error error;
	struct receipt receipts[LOST];
};

static struct looked look(struct jira_fixture *fixture)
{
	struct step steps[LOST];
	struct looked looked = { .error = ERROR_INIT };

	for (size_t i = 0; i < LOST; i++)
		steps[i] = jira_fixture_step(
			fixture, STEP_CERTIFICATE, STEP_CREATE,
			i + 1 < LOST ? arena_print(&fixture->arena, "certificate:%064zu", i)
				     : "certificate:none",
			"{}");
	looked.going = jira_itsm.find(&fixture->itsm, &fixture->arena, steps, LOST, looked.receipts,
	                              &looked.error);
	return looked;
}

/* Any further search would not be in the script, and fail the test. */
static void fifty_lost_answers_cost_one_search(void **state)
{
	static const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("true"),
		{ .method = "POST",
		  .url = { "/object/aql" },
		  .body = { FIRST, FIFTH, NEXT },
		  .not_body = SECOND,
		  .answer = "{\"values\":[" ASSETS_OBJECT("9", FIFTH) "],\"isLast\":true}" },
		{ .method = "POST",
		  .url = { "/object/aql" },
		  .body = { SECOND },
		  .not_body = NEXT,
		  .answer = "{\"values\":[" ASSETS_OBJECT("7", SECOND) "],\"isLast\":true}" },
	};
	struct jira_fixture fixture;

	(void)state;
	JIRA_ASSETS_SCRIPT(&fixture, script);
	struct looked looked = look(&fixture);
	assert_true(looked.going);
	for (size_t i = 0; i + 1 < LOST; i++) {
		assert_int_equal(looked.receipts[i].outcome, RECEIPT_DONE);
		if (i != 5 && i != 50)
			assert_null(looked.receipts[i].remote_id);
	}
	assert_string_equal(looked.receipts[5].remote_id, "9");
	assert_string_equal(looked.receipts[5].number, "CERT-9");
	assert_string_equal(looked.receipts[50].remote_id, "7");
	assert_int_equal(looked.receipts[LOST - 1].outcome, RECEIPT_REFUSED);
	jira_fixture_close(&fixture);
}

/* What could not be looked for is never told as "none". */
static void half_a_search_says_nothing_of_any(void **state)
{
	static const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("true"),
		ASSETS_FOUND(ASSETS_OBJECT("9", FIFTH)),
		{ .method = "POST", .url = { "/object/aql" }, .outcome = HTTP_SCRIPT_LOST },
	};
	struct jira_fixture fixture;

	(void)state;
	JIRA_ASSETS_SCRIPT(&fixture, script);
	struct looked looked = look(&fixture);
	assert_false(looked.going);
	check_contains(looked.error.message, "certificates in Assets");
	for (size_t i = 0; i < LOST; i++) {
		assert_int_equal(looked.receipts[i].outcome, RECEIPT_UNTRIED);
		assert_null(looked.receipts[i].remote_id);
	}
	jira_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fifty_lost_answers_cost_one_search),
		cmocka_unit_test(half_a_search_says_nothing_of_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
