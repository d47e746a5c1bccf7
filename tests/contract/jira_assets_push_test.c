/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a new certificate when Assets answers badly: it is never there twice, and never lost. */
#include "base/text.h"
#include "support/check.h"
#include "support/jira_assets_script.h"

extern const struct itsm_type jira_itsm;

#define CREATE .method = "POST", .url = { "/object/create" }
#define CLASH                                                                                 \
	"{\"errorMessages\":[],\"errors\":{\"rlabs-insight-attribute-11\":\"The value is not" \
	" unique\"}}"

struct pushed {
	bool going;
	struct error error;
	struct receipt receipts[3];
};

/* The certificate, its relation, and another certificate. */
static struct pushed push(struct jira_fixture *fixture, size_t count)
{
	struct step steps[] = { jira_assets_script_certificate(fixture, ASSETS_KEY_A),
		                jira_assets_script_relation(fixture, ASSETS_KEY_A),
		                jira_assets_script_certificate(fixture, ASSETS_KEY_B) };
	struct pushed pushed = { .error = ERROR_INIT };

	pushed.going = jira_itsm.push(&fixture->itsm, &fixture->arena, steps, count,
	                              pushed.receipts, &pushed.error);
	return pushed;
}

/* Nobody knows whether it was made: where SHA-256 is unique sending it again is harmless. */
static void a_lost_create_is_sent_again_where_it_cannot_double(void **state)
{
	static const struct http_script_exchange unique[] = {
		ASSETS_SCHEMA("true"),
		ASSETS_FOUND(""),
		ASSETS_USAGE,
		{ CREATE, .outcome = HTTP_SCRIPT_LOST },
	};
	static const struct http_script_exchange loose[] = {
		ASSETS_SCHEMA("false"),
		ASSETS_FOUND(""),
		ASSETS_USAGE,
		{ CREATE, .status = 502, .type = "text/html", .answer = "<html>" },
	};
	struct jira_fixture fixture;
	struct pushed pushed;

	(void)state;
	JIRA_ASSETS_SCRIPT(&fixture, unique);
	pushed = push(&fixture, 1);
	assert_int_equal(pushed.receipts[0].outcome, RECEIPT_POSTPONED);
	assert_null(pushed.receipts[0].remote_id);
	jira_fixture_close(&fixture);
	JIRA_ASSETS_SCRIPT(&fixture, loose);
	pushed = push(&fixture, 1);
	assert_int_equal(pushed.receipts[0].outcome, RECEIPT_UNKNOWN);
	jira_fixture_close(&fixture);
}

/* Assets says nothing of how long to wait: nothing more is sent, and the engine's own pauses hold. */
static void throttling_ends_the_push(void **state)
{
	static const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("true"),
		ASSETS_FOUND(""),
		ASSETS_USAGE,
		{ CREATE, .status = 429,
		  .answer = "{\"errorMessages\":[\"Rate limit exceeded.\"]}" },
	};
	struct jira_fixture fixture;

	(void)state;
	JIRA_ASSETS_SCRIPT(&fixture, script);
	struct pushed pushed = push(&fixture, 3);
	assert_false(pushed.going);
	assert_int_equal(pushed.error.kind, ERROR_RETRY);
	assert_int_equal(pushed.error.retry_after, 0);
	assert_int_equal(pushed.receipts[0].outcome, RECEIPT_POSTPONED);
	assert_int_equal(pushed.receipts[1].outcome, RECEIPT_UNTRIED);
	assert_int_equal(pushed.receipts[2].outcome, RECEIPT_UNTRIED);
	jira_fixture_close(&fixture);
}

static void what_somebody_made_meanwhile_is_taken_over(void **state)
{
	static const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("true"),
		ASSETS_FOUND(""),
		ASSETS_USAGE,
		{ CREATE, .status = 400, .answer = CLASH },
		ASSETS_FOUND(ASSETS_OBJECT("9", ASSETS_HASH_A)),
		{ CREATE, .status = 201, .answer = "{\"id\":\"10\",\"objectKey\":\"CERT-10\"}" },
	};
	struct jira_fixture fixture;

	(void)state;
	JIRA_ASSETS_SCRIPT(&fixture, script);
	struct pushed pushed = push(&fixture, 3);
	assert_true(pushed.going);
	assert_int_equal(pushed.receipts[0].outcome, RECEIPT_DONE);
	assert_string_equal(pushed.receipts[0].remote_id, "9");
	assert_string_equal(pushed.receipts[1].remote_id, "9/77");
	assert_string_equal(pushed.receipts[2].remote_id, "10");
	jira_fixture_close(&fixture);
}

static void a_clash_that_search_does_not_show_waits(void **state)
{
	static const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("true"), ASSETS_FOUND(""),
		ASSETS_USAGE,          { CREATE, .status = 400, .answer = CLASH },
		ASSETS_FOUND(""),
	};
	struct jira_fixture fixture;

	(void)state;
	JIRA_ASSETS_SCRIPT(&fixture, script);
	struct pushed pushed = push(&fixture, 1);
	assert_int_equal(pushed.receipts[0].outcome, RECEIPT_POSTPONED);
	assert_int_equal(pushed.receipts[0].delay, 90);
	check_contains(pushed.receipts[0].reason, "does not show");
	jira_fixture_close(&fixture);
}

/* The object that uses it is of a type that "Used by" may not refer to. */
static void a_refused_reference_costs_the_reference_alone(void **state)
{
	static const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("true"),
		ASSETS_FOUND(""),
		ASSETS_USAGE,
		{ CREATE, .body = { "\"objectTypeAttributeId\":\"12\"", "\"77\"" }, .status = 400,
		  .answer =
		          "{\"errorMessages\":[],\"errors\":{\"rlabs-insight-attribute-12\":\"The "
		          "object type is not allowed\"}}" },
		ASSETS_FOUND(""),
		{ CREATE, .not_body = "\"objectTypeAttributeId\":\"12\"", .status = 201,
		  .answer = "{\"id\":\"10\",\"objectKey\":\"CERT-10\"}" },
	};
	struct jira_fixture fixture;

	(void)state;
	JIRA_ASSETS_SCRIPT(&fixture, script);
	struct pushed pushed = push(&fixture, 2);
	assert_true(pushed.going);
	assert_int_equal(pushed.receipts[0].outcome, RECEIPT_DONE);
	assert_string_equal(pushed.receipts[0].remote_id, "10");
	assert_int_equal(pushed.receipts[1].outcome, RECEIPT_REFUSED);
	check_contains(pushed.receipts[1].reason, "not allowed");
	check_contains(pushed.receipts[1].reason, "'Used by'");
	jira_fixture_close(&fixture);
}

#define HIDDEN_BESIDE(id, hash)                                                                                 \
	"{\"id\":\"" id                                                                                         \
	"\",\"objectType\":{\"id\":\"5\"},\"attributes\":[{\"objectTypeAttributeId\":\"11\","                   \
	"\"objectAttributeValues\":[{\"value\":\"" hash "\"}]},{\"objectTypeAttributeId\":\"12\","              \
	"\"objectAttributeValues\":[{\"referencedObject\":{\"id\":\"78\"}},{\"displayValue\":\"secret-01\"}]}," \
	"{\"objectTypeAttributeId\":\"13\",\"objectAttributeValues\":[{\"value\":\"old name\"}]}]}"

/* A reference is written as a whole list. Whom people named there and we may not see must not vanish by it: the name
 * is written, the reference is told. */
static void references_that_we_do_not_see_are_not_lost(void **state)
{
	struct jira_fixture fixture;
	struct receipt receipts[2];
	struct error error = ERROR_INIT;
	const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("true"),
		ASSETS_FOUND(HIDDEN_BESIDE("40", ASSETS_HASH_A)),
		{ .method = "PUT",
		  .url = { "/object/40" },
		  .body = { "\"objectTypeAttributeId\":\"13\"" },
		  .not_body = "\"objectTypeAttributeId\":\"12\"",
		  .answer = ASSETS_OBJECT("40", ASSETS_HASH_A) },
		{ .method = "GET",
		  .url = { "/object/40" },
		  .answer = HIDDEN_BESIDE("40", ASSETS_HASH_A) },
	};

	(void)state;
	JIRA_ASSETS_SCRIPT(&fixture, script);
	struct step steps[2] = { jira_assets_script_certificate(&fixture, ASSETS_KEY_A),
		                 jira_assets_script_relation(&fixture, ASSETS_KEY_A) };
	assert_true(jira_itsm.push(&fixture.itsm, &fixture.arena, steps, 2, receipts, &error));
	assert_int_equal(receipts[0].outcome, RECEIPT_DONE);
	assert_int_equal(receipts[1].outcome, RECEIPT_REFUSED);
	check_contains(receipts[1].reason, "may not see");
	/* The same alone, later. */
	steps[1].body =
		jira_fixture_step(&fixture, STEP_RELATION, STEP_CREATE, "x",
	                          "{\"type\":\"Used by\",\"parent\":\"77\",\"child\":\"40\"}")
			.body;
	struct receipt alone = jira_fixture_push(&fixture, steps[1]);
	assert_int_equal(alone.outcome, RECEIPT_REFUSED);
	check_contains(alone.reason, "Object schema user");
	jira_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lost_create_is_sent_again_where_it_cannot_double),
		cmocka_unit_test(throttling_ends_the_push),
		cmocka_unit_test(what_somebody_made_meanwhile_is_taken_over),
		cmocka_unit_test(a_clash_that_search_does_not_show_waits),
		cmocka_unit_test(a_refused_reference_costs_the_reference_alone),
		cmocka_unit_test(references_that_we_do_not_see_are_not_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
