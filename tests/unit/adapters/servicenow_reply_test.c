/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What each status, content type and body of ServiceNow means. */
#include "adapters/itsm/servicenow/servicenow_reply.h"
#include "base/arena.h"
#include "base/clock.h"
#include "support/check.h"
#include <string.h>

#define ERROR_BODY(message, detail) \
	"{\"error\":{\"message\":\"" message "\",\"detail\":\"" detail "\"},\"status\":\"failure\"}"

struct sample {
	const char *name;
	int status;
	const char *type, *body;
	enum itsm_reply_verdict verdict;
	enum receipt_outcome once, repeatable; /* receipts of a create and of a patch */
	const char *reason;                    /* must occur */
};

static const struct sample samples[] = {
	{ "read", 200, "application/json", "{\"result\":[]}", ITSM_REPLY_OK, RECEIPT_DONE,
	  RECEIPT_DONE, "" },
	{ "created", 201, "application/json", "{\"result\":{}}", ITSM_REPLY_OK, RECEIPT_DONE,
	  RECEIPT_DONE, "" },
	{ "deleted", 204, "", "", ITSM_REPLY_OK, RECEIPT_DONE, RECEIPT_DONE, "" },
	{ "session queue", 202, "application/json", "", ITSM_REPLY_POSTPONED, RECEIPT_POSTPONED,
	  RECEIPT_POSTPONED, "not processed" },
	{ "asleep", 200, "text/html", "<html>", ITSM_REPLY_LOST, RECEIPT_UNKNOWN, RECEIPT_POSTPONED,
	  "text/html" },
	{ "no body", 200, "application/json", "", ITSM_REPLY_LOST, RECEIPT_UNKNOWN,
	  RECEIPT_POSTPONED, "instead of JSON" },
	{ "half", 201, "application/json", "{\"result\":{\"sys_id\":", ITSM_REPLY_LOST,
	  RECEIPT_UNKNOWN, RECEIPT_POSTPONED, "no whole JSON" },
	{ "bad request", 400, "application/json", ERROR_BODY("Invalid table x", ""),
	  ITSM_REPLY_REFUSED, RECEIPT_REFUSED, RECEIPT_REFUSED, "Invalid table x" },
	{ "login", 401, "application/json",
	  ERROR_BODY("User Not Authenticated", "Required to provide Auth information"),
	  ITSM_REPLY_LOGIN, RECEIPT_UNTRIED, RECEIPT_UNTRIED, "Required to provide" },
	{ "oauth", 401, "application/json",
	  "{\"error\":\"server_error\",\"error_description\":\"access_denied\"}", ITSM_REPLY_LOGIN,
	  RECEIPT_UNTRIED, RECEIPT_UNTRIED, "server_error: access_denied" },
	{ "acl", 403, "application/json",
	  ERROR_BODY("Operation Failed", "ACL Exception Insert Failed due to security constraints"),
	  ITSM_REPLY_REFUSED, RECEIPT_REFUSED, RECEIPT_REFUSED, "lacks the right" },
	{ "rule", 403, "application/json",
	  ERROR_BODY("Operation Failed", "Operation against file 'incident' was aborted by "
	                                 "Business Rule 'Stop'"),
	  ITSM_REPLY_REFUSED, RECEIPT_REFUSED, RECEIPT_REFUSED, "stopped by a rule" },
	{ "policy", 403, "application/json",
	  ERROR_BODY("Operation Failed", "Data Policy Exception: The following fields are "
	                                 "mandatory: Close notes"),
	  ITSM_REPLY_REFUSED, RECEIPT_REFUSED, RECEIPT_REFUSED, "mandatory: Close notes" },
	{ "scope", 403, "application/json",
	  ERROR_BODY("User Not Authorized", "Access to unscoped api is not allowed"),
	  ITSM_REPLY_LOGIN, RECEIPT_UNTRIED, RECEIPT_UNTRIED, "unscoped" },
	{ "unique", 403, "application/json",
	  ERROR_BODY("Operation Failed", "Unique Key violation detected by database"),
	  ITSM_REPLY_CONFLICT, RECEIPT_UNKNOWN, RECEIPT_POSTPONED, "Unique Key" },
	{ "gone", 404, "application/json",
	  ERROR_BODY("No Record found", "Record doesn't exist or ACL restricts the record"),
	  ITSM_REPLY_GONE, RECEIPT_REFUSED, RECEIPT_REFUSED, "missing, or hidden" },
	{ "conflict", 409, "application/json", "{}", ITSM_REPLY_CONFLICT, RECEIPT_UNKNOWN,
	  RECEIPT_POSTPONED, "409" },
	{ "throttled", 429, "application/json", ERROR_BODY("Rate limit exceeded", ""),
	  ITSM_REPLY_POSTPONED, RECEIPT_POSTPONED, RECEIPT_POSTPONED, "too many" },
	{ "error", 500, "application/json",
	  ERROR_BODY("Transaction cancelled: maximum execution time exceeded", ""), ITSM_REPLY_LOST,
	  RECEIPT_UNKNOWN, RECEIPT_POSTPONED, "maximum execution" },
	{ "gateway", 502, "text/html", "<html>", ITSM_REPLY_LOST, RECEIPT_UNKNOWN,
	  RECEIPT_POSTPONED, "502" },
	{ "redirect", 302, "text/html", "", ITSM_REPLY_LOGIN, RECEIPT_UNTRIED, RECEIPT_UNTRIED,
	  "never followed" },
};

static void judges_each_answer(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const struct sample *sample = &samples[i];
		struct http_response response = { .status = sample->status,
			                          .content_type = sample->type,
			                          .body = sample->body,
			                          .body_length = strlen(sample->body) };
		struct itsm_reply reply;
		struct receipt once = { 0 }, repeatable = { 0 };
		ARENA(arena);
		servicenow_reply_judge(&arena, &response, &reply);
		itsm_reply_receipt(&reply, false, &once);
		itsm_reply_receipt(&reply, true, &repeatable);
		if (reply.verdict != sample->verdict || once.outcome != sample->once ||
		    repeatable.outcome != sample->repeatable ||
		    strstr(reply.reason, sample->reason) == NULL)
			fail_msg("'%s': verdict %d, once %d, repeatable %d, reason '%s'",
			         sample->name, (int)reply.verdict, (int)once.outcome,
			         (int)repeatable.outcome, reply.reason);
	}
}

static int delay_with(int status, const struct http_header *headers)
{
	struct http_response response = {
		.status = status, .content_type = "application/json", .body = "", .headers = headers
	};
	struct itsm_reply reply;
	ARENA(arena);

	servicenow_reply_judge(&arena, &response, &reply);
	return reply.delay;
}

static void waits_as_long_as_asked(void **state)
{
	const struct http_header after[] = { { "retry-after", "77" }, { NULL, NULL } };
	const struct http_header reset[] = { { "x-ratelimit-limit", "500" },
		                             { "x-ratelimit-reset", "1800000090" },
		                             { NULL, NULL } };
	const struct http_header past[] = { { "x-ratelimit-reset", "5" }, { NULL, NULL } };
	const struct http_header none[] = { { NULL, NULL } };

	(void)state;
	clock_set(1800000000);
	assert_int_equal(delay_with(429, after), 77);
	assert_int_equal(delay_with(503, after), 77);
	assert_in_range(delay_with(429, reset), 85, 90);
	/* Every answer tells when the hour ends: no reason to wait for it after any other. */
	assert_int_equal(delay_with(500, reset), 0);
	assert_int_equal(delay_with(429, past), 0);
	assert_int_equal(delay_with(429, none), 0);
	clock_set(0);
}

static void a_worker_answers_with_202(void **state)
{
	const char *body =
		"{\"result\":{\"worker\":{\"sysId\":\"f490f4c6dbac330084f07ffdbf961952\"},"
		"\"state\":{\"value\":1}}}";
	struct http_response response = { .status = 202,
		                          .content_type = "application/json",
		                          .body = body,
		                          .body_length = strlen(body) };
	struct itsm_reply reply;
	ARENA(arena);

	(void)state;
	servicenow_reply_judge_worker(&arena, &response, &reply);
	assert_int_equal(reply.verdict, ITSM_REPLY_OK);
	servicenow_reply_judge(&arena, &response, &reply);
	assert_int_equal(reply.verdict, ITSM_REPLY_POSTPONED);
	response.body = "";
	response.body_length = 0;
	servicenow_reply_judge_worker(&arena, &response, &reply);
	assert_int_equal(reply.verdict, ITSM_REPLY_POSTPONED);
}

static void reads_fields_in_all_three_forms(void **state)
{
	const char *text = "{\"plain\":\"a\",\"link\":{\"link\":\"https://x/y\",\"value\":\"b\"},"
			   "\"shown\":{\"display_value\":\"New\",\"value\":\"-5\"},\"empty\":\"\","
			   "\"number\":7,\"none\":null,"
			   "\"__meta\":{\"ignoredFields\":[\"no_such_field\",\"x\"]}}";
	struct error error = ERROR_INIT;
	ARENA(arena);
	struct json *row = json_parse(&arena, text, strlen(text), NULL, &error);
	struct json *fields = servicenow_reply_fields(&arena, row);

	(void)state;
	assert_string_equal(servicenow_reply_field(row, "plain"), "a");
	assert_string_equal(servicenow_reply_field(row, "link"), "b");
	assert_string_equal(servicenow_reply_field(row, "shown"), "-5");
	assert_string_equal(servicenow_reply_field(row, "empty"), "");
	assert_string_equal(servicenow_reply_field(row, "none"), "");
	assert_string_equal(servicenow_reply_field(row, "absent"), "");
	assert_string_equal(servicenow_reply_field(NULL, "absent"), "");
	assert_string_equal(json_member_text(fields, "number", ""), "7");
	assert_null(json_get(fields, "__meta"));
	assert_string_equal(servicenow_reply_ignored(&arena, row),
	                    "fields ignored: no_such_field, x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_each_answer),
		cmocka_unit_test(waits_as_long_as_asked),
		cmocka_unit_test(a_worker_answers_with_202),
		cmocka_unit_test(reads_fields_in_all_three_forms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
