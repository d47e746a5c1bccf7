/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Changes and incidents: opened, patched, moved by one legal transition, read. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/servicenow_fixture.h"

#define CHANGE "c1000000000000000000000000000001"
#define KEY    "renewal:aaaa"
#define TABLE_ROW(state, more)                                                                \
	"{\"result\":{\"sys_id\":\"" CHANGE "\",\"number\":\"CHG0030001\",\"state\":\"" state \
	"\"" more "}}"

extern const struct itsm_type servicenow_itsm;

static struct receipt push_one(struct servicenow_fixture *fixture, enum step_verb verb,
                               const char *body)
{
	struct step step = servicenow_fixture_step(fixture, STEP_TICKET, verb, KEY, body);
	struct error error = ERROR_INIT;
	struct receipt receipt;

	if (verb != STEP_CREATE)
		step.remote_id = CHANGE;
	if (!servicenow_itsm.push(&fixture->itsm, &fixture->arena, &step, 1, &receipt, &error))
		fail_msg("%s", error.message);
	return receipt;
}

static const char normal_change[] =
	"{\"kind\":\"change/normal\",\"goal\":\"open\",\"fields\":{\"short_description\":\"Renew\","
	"\"assignment_group\":\"g1\",\"no_such_field\":\"x\"}}";

static void opens_a_normal_change(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "/api/sn_chg_rest/change/normal" },
		  .body = { "\"correlation_id\":\"" KEY "\"",
		            "\"correlation_display\":\"certsteward\"", "\"Renew\"" },
		  .not_body = "assignment_group",
		  .answer =
		          "{\"result\":{\"sys_id\":{\"value\":\"" CHANGE
		          "\",\"display_value\":\"x\"},"
		          "\"number\":{\"value\":\"CHG0030001\",\"display_value\":\"CHG0030001\"},"
		          "\"correlation_id\":{\"value\":\"" KEY "\"},\"short_description\":{"
		          "\"value\":\"Renew\"},\"assignment_group\":{\"value\":\"\"},"
		          "\"__meta\":{\"ignoredFields\":[\"no_such_field\"]}}}" },
		/* The site's rule left the group empty: ours goes in. */
		{ .method = "PATCH",
		  .url = { "/api/sn_chg_rest/change/" CHANGE },
		  .body = { "{\"assignment_group\":\"g1\"}" },
		  .answer = "{\"result\":{\"assignment_group\":{\"value\":\"g1\"}}}" },
	};
	struct receipt receipt;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	receipt = push_one(&fixture, STEP_CREATE, normal_change);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(receipt.remote_id, CHANGE);
	assert_string_equal(receipt.number, "CHG0030001");
	check_contains(receipt.reason, "no_such_field");
	assert_string_equal(json_member_text(receipt.holds, "assignment_group", ""), "g1");
	servicenow_fixture_close(&fixture);
}

/* Without its group nobody could submit the change: it does not count as made until that is in. */
static void a_lost_group_is_filled_when_found(void **state)
{
	struct servicenow_fixture fixture;
	struct error error = ERROR_INIT;
	struct receipt receipt;
	const struct http_script_exchange script[] = {
		{ .method = "POST", .answer = TABLE_ROW("-5", "") },
		{ .method = "PATCH", .outcome = HTTP_SCRIPT_LOST },
		{ .method = "GET",
		  .url = { "correlation_idIN" KEY },
		  .answer = "{\"result\":[{\"sys_id\":\"" CHANGE "\",\"correlation_id\":\"" KEY
		            "\",\"assignment_group\":\"\"}]}" },
		{ .method = "PATCH", .status = 503 },
		{ .method = "GET",
		  .answer = "{\"result\":[{\"sys_id\":\"" CHANGE "\",\"correlation_id\":\"" KEY
		            "\",\"assignment_group\":\"\"}]}" },
		{ .method = "PATCH",
		  .body = { "{\"assignment_group\":\"g1\"}" },
		  .answer = "{\"result\":{}}" },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	receipt = push_one(&fixture, STEP_CREATE, normal_change);
	assert_int_equal(receipt.outcome, RECEIPT_UNKNOWN);
	struct step step =
		servicenow_fixture_step(&fixture, STEP_TICKET, STEP_CREATE, KEY, normal_change);
	assert_true(
		servicenow_itsm.find(&fixture.itsm, &fixture.arena, &step, 1, &receipt, &error));
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	assert_true(
		servicenow_itsm.find(&fixture.itsm, &fixture.arena, &step, 1, &receipt, &error));
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(receipt.remote_id, CHANGE);
	servicenow_fixture_close(&fixture);
}

/* Samples of the API show an array for this call; both are read. */
static void takes_the_row_out_of_an_array(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .url = { "/change/normal" },
		  .answer = "{\"result\":[{\"sys_id\":\"" CHANGE
		            "\",\"assignment_group\":\"auto\"}]}" },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	assert_string_equal(push_one(&fixture, STEP_CREATE, normal_change).remote_id, CHANGE);
	servicenow_fixture_close(&fixture);
}

static void opens_each_kind_at_its_place(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "GET",
		  .url = { "/api/sn_chg_rest/change/standard/template" },
		  .answer =
		          "{\"result\":[{\"sys_id\":{\"value\":\"t1\"},\"sys_name\":{\"value\":\"Renew "
		          "a certificate\"}}]}" },
		{ .method = "POST",
		  .url = { "/api/sn_chg_rest/change/standard/t1" },
		  .body = { "\"requested_by\":\"u1\"" },
		  .answer = TABLE_ROW("-5", "") },
		{ .method = "POST",
		  .url = { "/api/sn_chg_rest/change/emergency" },
		  .answer = TABLE_ROW("-5", "") },
		{ .method = "GET",
		  .url = { "/api/now/table/sys_user", "user_name=certificates" },
		  .answer = "{\"result\":[{\"sys_id\":\"u2\",\"user_name\":\"other\",\"active\":"
		            "\"true\"},{\"sys_id\":\"u3\",\"user_name\":\"certificates\","
		            "\"active\":\"true\"}]}" },
		{ .method = "POST",
		  .url = { "/api/now/table/incident" },
		  .body = { "\"caller_id\":\"u3\"", "\"impact\":\"2\"" },
		  .status = 201,
		  .answer = TABLE_ROW("1", "") },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	fixture.settings.caller = "certificates";
	fixture.settings.requested_by = "00000000000000000000000000000000";
	fixture.state.requested_by_id = "u1";
	assert_int_equal(push_one(&fixture, STEP_CREATE,
	                          "{\"kind\":\"change/standard\",\"template\":\"Renew a "
	                          "certificate\",\"fields\":{}}")
	                         .outcome,
	                 RECEIPT_DONE);
	assert_int_equal(
		push_one(&fixture, STEP_CREATE, "{\"kind\":\"change/emergency\",\"fields\":{}}")
			.outcome,
		RECEIPT_DONE);
	assert_int_equal(
		push_one(&fixture, STEP_CREATE, "{\"kind\":\"incident\",\"fields\":{\"impact\":2}}")
			.outcome,
		RECEIPT_DONE);
	servicenow_fixture_close(&fixture);
}

static void a_missing_template_is_refused(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = { { .url = { "/standard/template" },
		                                         .answer = "{\"result\":[]}" } };
	struct receipt receipt;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	receipt = push_one(&fixture, STEP_CREATE,
	                   "{\"kind\":\"change/standard\",\"template\":\"No\",\"fields\":{}}");
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "'No'");
	servicenow_fixture_close(&fixture);
}

static void a_lost_create_is_unknown(void **state)
{
	static const struct http_script_exchange answers[] = {
		{ .outcome = HTTP_SCRIPT_LOST },
		{ .outcome = HTTP_SCRIPT_CANCELLED },
		{ .status = 503 },
		{ .type = "text/html", .answer = "<html>" },
		{ .status = 201, .answer = "{\"result\":{\"sys" },
		{ .status = 201, .answer = "{\"result\":{}}" },
		{ .status = 409, .answer = "{}" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		struct servicenow_fixture fixture;
		struct error error = ERROR_INIT;
		struct receipt receipt;
		servicenow_fixture_open(&fixture, &answers[i], 1);
		struct step step = servicenow_fixture_step(&fixture, STEP_TICKET, STEP_CREATE, KEY,
		                                           normal_change);
		bool going = servicenow_itsm.push(&fixture.itsm, &fixture.arena, &step, 1, &receipt,
		                                  &error);
		assert_true(going || error.kind == ERROR_CANCELLED);
		if (receipt.outcome != RECEIPT_UNKNOWN)
			fail_msg("answer %zu: %s, '%s'", i, receipt_outcome_name(receipt.outcome),
			         receipt.reason);
		assert_null(receipt.remote_id);
		servicenow_fixture_close(&fixture);
	}
}

/* 202 and 429 were surely not processed; what follows is not sent into the same wall. */
static void throttling_stops_the_rest(void **state)
{
	struct servicenow_fixture fixture;
	struct error error = ERROR_INIT;
	struct step steps[2];
	struct receipt receipts[2];
	const struct http_script_exchange script[] = {
		{ .status = 429, .headers = { { "retry-after", "77" } }, .answer = "{}" }
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	for (int i = 0; i < 2; i++)
		steps[i] = servicenow_fixture_step(&fixture, STEP_TICKET, STEP_CREATE, KEY,
		                                   normal_change);
	assert_false(
		servicenow_itsm.push(&fixture.itsm, &fixture.arena, steps, 2, receipts, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	assert_int_equal(error.retry_after, 77);
	assert_int_equal(receipts[0].outcome, RECEIPT_POSTPONED);
	assert_int_equal(receipts[0].delay, 77);
	assert_int_equal(receipts[1].outcome, RECEIPT_UNTRIED);
	servicenow_fixture_close(&fixture);
}

static void patches_only_given_fields(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "PATCH",
		  .url = { "/api/sn_chg_rest/change/" CHANGE },
		  .body = { "{\"description\":\"a (code)b(/code) c\"}" },
		  .answer = TABLE_ROW("-5", ",\"description\":\"a (code)b(/code) c\"") },
		{ .method = "PATCH", .url = { "/change/" CHANGE }, .outcome = HTTP_SCRIPT_LOST },
	};
	const char *body =
		"{\"kind\":\"change/normal\",\"fields\":{\"description\":\"a [code]b[/CODE] "
		"c\"}}";
	struct receipt receipt;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	receipt = push_one(
		&fixture, STEP_UPDATE,
		"{\"kind\":\"change/normal\",\"fields\":{\"description\":\"a [code]b[/code] "
		"c\"}}");
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	receipt = push_one(&fixture, STEP_UPDATE, body);
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	assert_string_equal(receipt.remote_id, CHANGE);
	servicenow_fixture_close(&fixture);
}

#define TRANSITION(to, open, automatic, conditions)               \
	"{\"to_state\":\"" to "\",\"transition_available\":" open \
	",\"automatic_transition\":" automatic ",\"conditions\":[" conditions "]}"
#define NEXT(list) "{\"result\":{\"state_transitions\":[[" list "]],\"available_states\":[]}}"
#define MOVE(goal) "{\"kind\":\"change/normal\",\"goal\":\"" goal "\",\"fields\":{}}"

static void asks_before_it_moves(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "GET",
		  .url = { "/api/now/table/change_request/" CHANGE },
		  .answer = TABLE_ROW("-5", ",\"type\":\"normal\"") },
		{ .method = "GET",
		  .url = { "/api/sn_chg_rest/change/" CHANGE "/nextstates" },
		  .answer = NEXT(TRANSITION("4", "true", "false",
		                            "") "," TRANSITION("-4", "true", "false", "")) },
		{ .method = "PATCH",
		  .url = { "/api/sn_chg_rest/change/" CHANGE },
		  .body = { "\"state\":\"-4\"" },
		  .answer = TABLE_ROW("-4", ",\"type\":\"normal\"") },
	};
	struct receipt receipt;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	receipt = push_one(&fixture, STEP_MOVE, MOVE("approval asked"));
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_false(receipt.more);
	assert_null(receipt.holds);
	servicenow_fixture_close(&fixture);
}

static void what_the_model_refuses_is_said(void **state)
{
	static const struct {
		const char *next;
		enum receipt_outcome outcome;
		const char *reason;
	} models[] = {
		{ NEXT(TRANSITION("-4", "false", "false",
		                  "{\"passed\":false,\"condition\":{\"name\":\"Group set\"}}")),
		  RECEIPT_POSTPONED, "'Group set'" },
		{ NEXT(TRANSITION("-4", "true", "true", "")), RECEIPT_POSTPONED, "by itself" },
		{ NEXT(TRANSITION("4", "true", "false", "")), RECEIPT_REFUSED, "no move" },
		{ "{\"result\":{}}", RECEIPT_REFUSED, "no move" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(models); i++) {
		struct servicenow_fixture fixture;
		const struct http_script_exchange script[] = {
			{ .answer = TABLE_ROW("-5", ",\"type\":\"normal\"") },
			{ .answer = models[i].next },
		};
		struct receipt receipt;
		SERVICENOW_FIXTURE(&fixture, script);
		receipt = push_one(&fixture, STEP_MOVE, MOVE("approval asked"));
		if (receipt.outcome != models[i].outcome)
			fail_msg("model %zu: %s", i, receipt.reason);
		check_contains(receipt.reason, models[i].reason);
		servicenow_fixture_close(&fixture);
	}
}

/* State, goal and what comes of it without asking: people's moves are never made. */
static void people_grant_what_is_theirs(void **state)
{
	static const struct {
		const char *row, *goal;
		enum receipt_outcome outcome;
	} cases[] = {
		{ TABLE_ROW("-4", ""), "approval asked", RECEIPT_DONE },
		{ TABLE_ROW("-4", ""), "implementing", RECEIPT_POSTPONED },
		{ TABLE_ROW("-3", ""), "implementing", RECEIPT_POSTPONED },
		{ TABLE_ROW("-2", ",\"on_hold\":\"true\""), "implementing", RECEIPT_POSTPONED },
		{ TABLE_ROW("-2", ""), "done", RECEIPT_POSTPONED },
		{ TABLE_ROW("0", ""), "done", RECEIPT_DONE },
		{ TABLE_ROW("3", ""), "done", RECEIPT_DONE },
		{ TABLE_ROW("4", ""), "done", RECEIPT_REFUSED },
		{ TABLE_ROW("0", ""), "not needed", RECEIPT_REFUSED },
		{ TABLE_ROW("4", ""), "not needed", RECEIPT_DONE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct servicenow_fixture fixture;
		const struct http_script_exchange script[] = { { .method = "GET",
			                                         .answer = cases[i].row } };
		struct receipt receipt;
		SERVICENOW_FIXTURE(&fixture, script);
		receipt = push_one(&fixture, STEP_MOVE,
		                   arena_print(&fixture.arena,
		                               "{\"kind\":\"change/normal\",\"goal\":\"%s\"}",
		                               cases[i].goal));
		if (receipt.outcome != cases[i].outcome)
			fail_msg("case %zu: %s, '%s'", i, receipt_outcome_name(receipt.outcome),
			         receipt.reason);
		servicenow_fixture_close(&fixture);
	}
}

static void a_standard_change_goes_on_to_closed(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .answer = TABLE_ROW("-1", ",\"type\":\"standard\"") },
		{ .answer = NEXT(TRANSITION("0", "true", "false", "")) },
		{ .method = "PATCH",
		  .body = { "\"state\":\"0\"", "\"close_code\":\"successful\"",
		            "\"close_notes\":\"p\"" },
		  .answer = TABLE_ROW("0", ",\"type\":\"standard\"") },
	};
	struct receipt receipt;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	receipt = push_one(&fixture, STEP_MOVE,
	                   "{\"kind\":\"change/standard\",\"goal\":\"done\",\"close\":true,"
	                   "\"fields\":{\"close_notes\":\"p\"}}");
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_true(receipt.more);
	servicenow_fixture_close(&fixture);
}

static void a_move_that_did_not_take_is_not_done(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .answer = TABLE_ROW("-5", "") },
		{ .answer = NEXT(TRANSITION("4", "true", "false", "")) },
		{ .body = { "\"work_notes\":\"renewed elsewhere\"", "\"state\":\"4\"" },
		  .answer = TABLE_ROW("-5", ",\"__meta\":{\"ignoredFields\":[\"state\"]}") },
	};
	struct receipt receipt;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	receipt =
		push_one(&fixture, STEP_MOVE,
	                 "{\"kind\":\"change/normal\",\"goal\":\"not needed\",\"reason\":\"renewed "
	                 "elsewhere\"}");
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	check_contains(receipt.reason, "stands at -5");
	check_contains(receipt.reason, "fields ignored: state");
	servicenow_fixture_close(&fixture);
}

static void resolves_incidents_never_closes(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .url = { "/api/now/table/incident/" CHANGE }, .answer = TABLE_ROW("2", "") },
		{ .method = "PATCH",
		  .url = { "/api/now/table/incident/" CHANGE },
		  .body = { "\"state\":\"6\"", "\"close_code\":\"Solution provided\"" },
		  .status = 403,
		  .answer = "{\"error\":{\"message\":\"Operation Failed\",\"detail\":\"Data Policy "
		            "Exception: mandatory: Close notes\"}}" },
	};
	struct receipt receipt;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	receipt = push_one(&fixture, STEP_MOVE, "{\"kind\":\"incident\",\"goal\":\"done\"}");
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "Close notes");
	servicenow_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_a_normal_change),
		cmocka_unit_test(a_lost_group_is_filled_when_found),
		cmocka_unit_test(takes_the_row_out_of_an_array),
		cmocka_unit_test(opens_each_kind_at_its_place),
		cmocka_unit_test(a_missing_template_is_refused),
		cmocka_unit_test(a_lost_create_is_unknown),
		cmocka_unit_test(throttling_stops_the_rest),
		cmocka_unit_test(patches_only_given_fields),
		cmocka_unit_test(asks_before_it_moves),
		cmocka_unit_test(what_the_model_refuses_is_said),
		cmocka_unit_test(people_grant_what_is_theirs),
		cmocka_unit_test(a_standard_change_goes_on_to_closed),
		cmocka_unit_test(a_move_that_did_not_take_is_not_done),
		cmocka_unit_test(resolves_incidents_never_closes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
