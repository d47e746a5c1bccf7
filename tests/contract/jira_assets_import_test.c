/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* First fill by an import source: what is sent, what is taken up, and each way in which it goes wrong. */
#include "adapters/itsm/jira/jira_assets_import.h"
#include "base/text.h"
#include "support/check.h"
#include "support/jira_assets_script.h"

extern const struct itsm_type jira_itsm;

#define SOURCE "0b32edd6-1c9d-4a4b-8c3a-111111111111"
#define RUN    "2f0c6a4e-9d1f-4f0e-8a53-222222222222"
#define PATH   "/w1/v1/importsource/" SOURCE
#define START  .method = "POST", .url = { PATH "/executions" }
#define STARTED                                                                               \
	"{\"result\":\"success\",\"links\":{\"getExecutionStatus\":\"https://api.atlassian."  \
	"com/jsm/insight/workspace/w1/v1/importsource/" SOURCE "/executions/" RUN "/status\"" \
	"}}"
#define DATA     .method = "POST", .url = { "/executions/" RUN "/data" }
#define CANCEL   .method = "DELETE", .url = { "/executions/" RUN }
#define PROGRESS .method = "PUT", .url = { "/executions/" RUN "/progress" }
#define STATE(word)                                                       \
	{                                                                 \
		.method = "GET", .url = { "/executions/" RUN "/status" }, \
		.answer = "{\"status\":\"" word "\"}"                     \
	}

struct pushed {
	bool going;
	struct error error;
	struct receipt receipts[3];
};

/* Two certificates and a relation of the first. */
static struct pushed push(struct jira_fixture *fixture, const char *handle)
{
	struct step steps[] = { jira_assets_script_certificate(fixture, ASSETS_KEY_A),
		                jira_assets_script_relation(fixture, ASSETS_KEY_A),
		                jira_assets_script_certificate(fixture, ASSETS_KEY_B) };
	struct pushed pushed = { .error = ERROR_INIT };

	steps[0].handle = steps[2].handle = handle;
	pushed.going = jira_itsm.push(&fixture->itsm, &fixture->arena, steps, 3, pushed.receipts,
	                              &pushed.error);
	return pushed;
}

static void open_script(struct jira_fixture *fixture, const struct http_script_exchange *script,
                        size_t count)
{
	jira_assets_script_open(fixture, script, count);
	fixture->settings.assets_import_source = SOURCE;
	fixture->settings.assets_import_from = 2;
	secret_set(&fixture->settings.assets_import_token, "own", 3);
	jira_fixture_reopen(fixture);
}
#define OPEN(fixture, script) open_script((fixture), (script), COUNT_OF(script))

static void is_accepted(const struct pushed *pushed, const char *handle)
{
	for (size_t i = 0; i < 3; i += 2) {
		if (pushed->receipts[i].outcome != RECEIPT_ACCEPTED)
			fail_msg("%s %s", receipt_outcome_name(pushed->receipts[i].outcome),
			         pushed->receipts[i].reason);
		assert_string_equal(pushed->receipts[i].handle, handle);
		assert_true(pushed->receipts[i].delay > 0);
	}
	assert_int_equal(pushed->receipts[1].outcome, RECEIPT_UNTRIED);
}

static void new_ones_are_handed_over_by_the_sources_own_token(void **state)
{
	static const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("true"),
		ASSETS_USAGE,
		{ START, .bearer = "own", .answer = STARTED },
		{ PROGRESS, .bearer = "own", .body = { "\"total\":2" }, .status = 500 },
		{ DATA, .bearer = "own",
		  .body = { "\"certificates\":[{", "\"sha_256\":\"" ASSETS_HASH_A "\"",
		            "\"used_by\":\"77\"", "\"clientGeneratedId\":\"" RUN "-0\"",
		            "\"completed\":true", ASSETS_HASH_B },
		  .answer = "" },
	};
	struct jira_fixture fixture;

	(void)state;
	OPEN(&fixture, script);
	assert_true(fixture.itsm.abilities.batch > 1000);
	struct pushed pushed = push(&fixture, "");
	assert_true(pushed.going);
	is_accepted(&pushed, RUN);
	jira_fixture_close(&fixture);
}

static void it_is_asked_after_until_it_has_ended(void **state)
{
	static const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("true"),
		STATE("PROCESSING"),
		STATE("DONE"),
		ASSETS_FOUND(ASSETS_OBJECT("9", ASSETS_HASH_A)),
		/* Not shown by search yet: looked for once more, then made by itself. */
		ASSETS_FOUND(""),
		ASSETS_FOUND(""),
		ASSETS_USAGE,
		{ .method = "POST",
		  .url = { "/object/create" },
		  .status = 201,
		  .answer = "{\"id\":\"10\",\"objectKey\":\"CERT-10\"}" },
	};
	struct jira_fixture fixture;

	(void)state;
	OPEN(&fixture, script);
	struct pushed pushed = push(&fixture, RUN);
	is_accepted(&pushed, RUN);
	pushed = push(&fixture, RUN);
	assert_int_equal(pushed.receipts[0].outcome, RECEIPT_DONE);
	assert_string_equal(pushed.receipts[0].remote_id, "9");
	assert_int_equal(pushed.receipts[1].outcome, RECEIPT_DONE);
	assert_string_equal(pushed.receipts[1].remote_id, "9/77");
	assert_int_equal(pushed.receipts[2].outcome, RECEIPT_ACCEPTED);
	assert_string_equal(pushed.receipts[2].handle, RUN " looked");
	struct step step = jira_assets_script_certificate(&fixture, ASSETS_KEY_B);
	step.handle = pushed.receipts[2].handle;
	struct receipt receipt = jira_fixture_push(&fixture, step);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(receipt.remote_id, "10");
	jira_fixture_close(&fixture);
}

static void what_stands_in_the_way_is_told_with_its_mend(void **state)
{
	static const struct {
		int status;
		const char *answer, *words;
	} cases[] = {
		{ 409, "{\"result\":\"error\",\"errorCode\":\"MISSING_MAPPING\"}",
		  "has no mapping yet; give it the one that 'certsteward init" },
		{ 409, "{\"result\":\"error\",\"errorCode\":\"DISABLED\"}",
		  "is disabled; enable it" },
		{ 409, "{\"result\":\"error\",\"errorCode\":\"INVALID_IMPORT_MODULE_KEY\"}",
		  "make one of the type External" },
		{ 404, "{\"errorMessages\":[\"gone\"]}", "set assets_import_source" },
		{ 401, "{\"errorMessages\":[\"no\"]}", "set assets_import_token" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct http_script_exchange script[] = {
			ASSETS_SCHEMA("true"),
			ASSETS_USAGE,
			{ START, .status = cases[i].status, .answer = cases[i].answer },
		};
		struct jira_fixture fixture;
		OPEN(&fixture, script);
		struct pushed pushed = push(&fixture, "");
		assert_true(pushed.going);
		assert_int_equal(pushed.receipts[0].outcome, RECEIPT_POSTPONED);
		assert_int_equal(pushed.receipts[2].delay, 600);
		check_contains(pushed.receipts[0].reason, cases[i].words);
		check_contains(pushed.receipts[0].reason, SOURCE);
		jira_fixture_close(&fixture);
	}
}

/* Somebody's run, or ours from before we were killed: it does its work, then it is our turn. */
static void a_source_at_work_is_waited_for(void **state)
{
	static const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("true"),
		ASSETS_USAGE,
		{ START, .status = 409, .answer = "{\"errorCode\":\"IN_PROGRESS\"}" },
		{ .method = "GET",
		  .url = { PATH "/executions/status" },
		  .answer = "{\"executionId\":\"" RUN "\",\"status\":\"PROCESSING\"}" },
	};
	struct jira_fixture fixture;

	(void)state;
	OPEN(&fixture, script);
	struct pushed pushed = push(&fixture, "");
	assert_true(pushed.going);
	assert_int_equal(pushed.receipts[0].outcome, RECEIPT_POSTPONED);
	assert_true(pushed.receipts[0].delay < 60);
	check_contains(pushed.receipts[0].reason, "wait until it has ended, or cancel it");
	jira_fixture_close(&fixture);
}

/* A program that was killed between two chunks leaves a run that would wait for ever. */
static void a_run_left_behind_is_cancelled(void **state)
{
	static const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("true"),
		ASSETS_USAGE,
		{ START, .status = 409, .answer = "{\"errorCode\":\"IN_PROGRESS\"}" },
		{ .method = "GET",
		  .url = { PATH "/executions/status" },
		  .answer = "{\"executionId\":\"old-one\",\"status\":\"INGESTING\"}" },
		{ .method = "DELETE", .url = { PATH "/executions/old-one" }, .answer = "" },
		{ START, .answer = STARTED },
		{ PROGRESS, .answer = "" },
		{ DATA, .answer = "" },
	};
	struct jira_fixture fixture;

	(void)state;
	OPEN(&fixture, script);
	struct pushed pushed = push(&fixture, "");
	is_accepted(&pushed, RUN);
	jira_fixture_close(&fixture);
}

static void a_run_without_its_end_is_given_up(void **state)
{
	static const struct http_script_exchange lost[] = {
		ASSETS_SCHEMA("true"),
		ASSETS_USAGE,
		{ START, .answer = STARTED },
		{ PROGRESS, .answer = "" },
		{ DATA, .outcome = HTTP_SCRIPT_LOST },
		/* It never arrived: once more from the begin. */
		STATE("INGESTING"),
		{ CANCEL, .answer = "" },
	};
	static const struct http_script_exchange refused[] = {
		ASSETS_SCHEMA("true"),
		ASSETS_USAGE,
		{ START, .answer = STARTED },
		{ PROGRESS, .answer = "" },
		{ DATA, .status = 413, .answer = "{\"errorMessages\":[\"too large\"]}" },
		{ CANCEL, .answer = "" },
	};
	struct jira_fixture fixture;
	struct pushed pushed;

	(void)state;
	OPEN(&fixture, lost);
	pushed = push(&fixture, "");
	is_accepted(&pushed, RUN " unsure");
	pushed = push(&fixture, RUN " unsure");
	is_accepted(&pushed, "again");
	jira_fixture_close(&fixture);
	OPEN(&fixture, refused);
	pushed = push(&fixture, "");
	is_accepted(&pushed, "single");
	jira_fixture_close(&fixture);
}

/* Cancelled by a person, or nobody knows it: what is there is taken, the rest is made one by one. */
static void a_run_that_failed_loses_nothing(void **state)
{
	static const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("true"),
		STATE("CANCELLED"),
		ASSETS_FOUND(ASSETS_OBJECT("9", ASSETS_HASH_A)),
		ASSETS_FOUND(""),
		ASSETS_USAGE,
		{ .method = "POST",
		  .url = { "/object/create" },
		  .body = { ASSETS_HASH_B },
		  .status = 201,
		  .answer = "{\"id\":\"10\",\"objectKey\":\"CERT-10\"}" },
	};
	struct jira_fixture fixture;

	(void)state;
	OPEN(&fixture, script);
	struct pushed pushed = push(&fixture, RUN);
	assert_string_equal(pushed.receipts[0].remote_id, "9");
	assert_string_equal(pushed.receipts[2].remote_id, "10");
	jira_fixture_close(&fixture);
}

/* An import would not stop at the licence; single creates do. */
static void a_licence_too_small_for_all_is_filled_one_by_one(void **state)
{
	static const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("true"),
		ASSETS_USAGE,
		ASSETS_FOUND(""),
		{ .method = "POST",
		  .url = { "/object/create" },
		  .status = 201,
		  .answer = "{\"id\":\"10\",\"objectKey\":\"CERT-10\"}" },
	};
	struct jira_fixture fixture;

	(void)state;
	OPEN(&fixture, script);
	fixture.settings.assets_limit = 11;
	struct pushed pushed = push(&fixture, "");
	assert_int_equal(pushed.receipts[0].outcome, RECEIPT_DONE);
	assert_int_equal(pushed.receipts[2].outcome, RECEIPT_POSTPONED);
	assert_true(pushed.receipts[2].full);
	jira_fixture_close(&fixture);
}

static void datacenter_has_none(void **state)
{
	static const struct http_script_exchange none[1];
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;

	(void)state;
	jira_assets_script_open(&fixture, none, 0);
	jira_fixture_use_datacenter(&fixture);
	fixture.settings.assets_import_source = SOURCE;
	assert_false(jira_itsm.open(&fixture.itsm, &error));
	check_contains(error.message, "Data Center has no import sources");
	jira_fixture_close(&fixture);
}

static void handles_of_strangers_are_none(void **state)
{
	ARENA(arena);

	(void)state;
	assert_string_equal(jira_assets_import_handle(&arena, "../../5 looked").execution, "");
	assert_string_equal(jira_assets_import_handle(&arena, "").execution, "");
	assert_false(jira_assets_import_handle(&arena, "a b").looked);
	assert_true(jira_assets_import_handle(&arena, "a looked").looked);
	assert_true(jira_assets_import_handle(&arena, "again").again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_ones_are_handed_over_by_the_sources_own_token),
		cmocka_unit_test(it_is_asked_after_until_it_has_ended),
		cmocka_unit_test(what_stands_in_the_way_is_told_with_its_mend),
		cmocka_unit_test(a_source_at_work_is_waited_for),
		cmocka_unit_test(a_run_left_behind_is_cancelled),
		cmocka_unit_test(a_run_without_its_end_is_given_up),
		cmocka_unit_test(a_run_that_failed_loses_nothing),
		cmocka_unit_test(a_licence_too_small_for_all_is_filled_one_by_one),
		cmocka_unit_test(datacenter_has_none),
		cmocka_unit_test(handles_of_strangers_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
