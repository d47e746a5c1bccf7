/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What hangs on tickets: notes with their mark, files by content, CIs by a worker, links, tasks. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/servicenow_fixture.h"

#define CHANGE "c1000000000000000000000000000001"
#define KEY    "event:ticket:renewal:x:step:half"
/* First 40 hex digits of the key's SHA-256. */
#define MARK "cs:71a0cb7b228992156322c1a7f20d1b93db1488c1"
/* SHA-256 of "served". */
#define HASH "8fe88bf015b53b37b5fa84dc726cd93aacca97f601185be11f5fb74fa3d77802"

extern const struct itsm_type servicenow_itsm;

static struct receipt push(struct servicenow_fixture *fixture, const char *body, const char *handle)
{
	struct step step = servicenow_fixture_step(fixture, STEP_EVENT, STEP_CREATE, KEY, body);
	struct error error = ERROR_INIT;
	struct receipt receipt;

	step.ticket_id = CHANGE;
	if (handle != NULL) {
		step.state = STEP_ACCEPTED;
		step.handle = handle;
	}
	if (!servicenow_itsm.push(&fixture->itsm, &fixture->arena, &step, 1, &receipt, &error))
		fail_msg("%s", error.message);
	return receipt;
}

static struct receipt find(struct servicenow_fixture *fixture, const char *body)
{
	struct step step = servicenow_fixture_step(fixture, STEP_EVENT, STEP_CREATE, KEY, body);
	struct error error = ERROR_INIT;
	struct receipt receipt;

	step.ticket_id = CHANGE;
	if (!servicenow_itsm.find(&fixture->itsm, &fixture->arena, &step, 1, &receipt, &error))
		fail_msg("%s", error.message);
	return receipt;
}

static void a_note_carries_its_mark(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "GET",
		  .url = { "/api/now/table/change_request", "watch_list" },
		  .answer = "{\"result\":[{\"sys_id\":\"" CHANGE "\",\"watch_list\":\"u1,u2\"}]}" },
		{ .method = "PATCH",
		  .url = { "/api/now/table/change_request/" CHANGE },
		  .body = { "\"work_notes\":\"half (code)x(/code)\\nis gone\\n[" MARK "]\"",
		            "\"watch_list\":\"u1,u2,u3\"" },
		  .answer = "{\"result\":{\"sys_id\":\"" CHANGE "\"}}" },
	};
	struct receipt receipt;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	receipt = push(&fixture,
	               "{\"event\":\"note\",\"ticket\":\"change/normal\",\"text\":\"half "
	               "[code]x[/code]\\nis gone\",\"watch\":[\"u2\",\"u3\"]}",
	               NULL);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(receipt.remote_id, "[" MARK "]");
	servicenow_fixture_close(&fixture);
}

static void a_lost_note_is_looked_for(void **state)
{
	struct servicenow_fixture fixture;
	const char *body = "{\"event\":\"note\",\"ticket\":\"incident\",\"text\":\"x\"}";
	const struct http_script_exchange script[] = {
		{ .method = "PATCH",
		  .url = { "/api/now/table/incident/" CHANGE },
		  .outcome = HTTP_SCRIPT_LOST },
		{ .url = { "sys_journal_field", "element_id=" CHANGE },
		  .answer = "{\"result\":[{\"element_id\":\"other\",\"value\":\"[" MARK "]\"}]}" },
		{ .url = { "sys_journal_field" },
		  .answer = "{\"result\":[{\"element_id\":\"" CHANGE "\",\"value\":\"x\\n[" MARK
		            "]\"}]}" },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	assert_int_equal(push(&fixture, body, NULL).outcome, RECEIPT_UNKNOWN);
	assert_null(find(&fixture, body).remote_id);
	assert_non_null(find(&fixture, body).remote_id);
	servicenow_fixture_close(&fixture);
}

/* A step that does not say what its ticket is has it looked up. */
static void the_table_is_looked_up(void **state)
{
	struct servicenow_fixture fixture;
	ARENA(arena);
	const struct http_script_item nothing[] = { { 200, "{\"result\":[]}" },
		                                    { 200, "{\"result\":[]}" } };
	const struct http_script_exchange script[] = {
		{ .url = { "/api/now/v1/batch" }, .answer = http_script_batch(&arena, nothing, 2) },
	};
	struct receipt receipt;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	receipt = push(&fixture, "{\"event\":\"note\",\"text\":\"x\"}", NULL);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "gone or hidden");
	servicenow_fixture_close(&fixture);
}

#define FILE_BODY                                                                           \
	"{\"event\":\"attachment\",\"ticket\":\"change/normal\",\"name\":\"proof 1.json\"," \
	"\"type\":\"application/json\",\"base64\":\"c2VydmVk\"}"

static void a_file_is_uploaded_once(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .url = { "/api/now/table/sys_attachment", "table_sys_id=" CHANGE },
		  .answer = "{\"result\":[{\"sys_id\":\"z\",\"table_sys_id\":\"" CHANGE
		            "\",\"hash\":\"00\"}]}" },
		{ .method = "POST",
		  .url = { "/api/now/attachment/file?table_name=change_request",
		           "file_name=proof 1.json" },
		  .body = { "served" },
		  .status = 201,
		  .answer = "{\"result\":{\"sys_id\":\"a1\"}}" },
		{ .url = { "/api/now/table/sys_attachment" },
		  .answer = "{\"result\":[{\"sys_id\":\"a1\",\"table_sys_id\":\"" CHANGE
		            "\",\"hash\":\"" HASH "\"}]}" },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	assert_string_equal(push(&fixture, FILE_BODY, NULL).remote_id, "a1");
	assert_string_equal(push(&fixture, FILE_BODY, NULL).remote_id, "a1");
	servicenow_fixture_close(&fixture);
}

#define AFFECTED \
	"{\"event\":\"affected\",\"ticket\":\"change/normal\",\"cis\":[\"ci1\",{\"ref\":\"x\"}]}"
#define WORKER(state, messages)                                                  \
	"{\"result\":{\"worker\":{\"sysId\":\"w1\"},\"state\":{\"value\":" state \
	"},\"messages\":{" messages "}}}"

static void affected_cis_are_polled_for(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "/api/sn_chg_rest/change/" CHANGE "/ci" },
		  .body = { "\"cmdb_ci_sys_ids\":[\"ci1\"]", "\"association_type\":\"affected\"" },
		  .status = 202,
		  .answer = WORKER("1", "") },
		{ .method = "GET",
		  .url = { "/api/sn_chg_rest/change/worker/w1" },
		  .answer = WORKER("2", "") },
		{ .url = { "/change/worker/w1" },
		  .answer = WORKER("3",
		                   "\"warningMessages\":[\"Invalid CMDB_CI sys_id provided.\"]") },
		{ .url = { "/change/worker/w1" },
		  .answer = WORKER("4", "\"errorMessages\":[\"not in this state\"]") },
		{ .url = { "/change/worker/w1" }, .status = 404, .answer = "{}" },
		{ .method = "POST", .url = { "/ci" }, .status = 202 },
	};
	struct receipt receipt;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	receipt = push(&fixture, AFFECTED, NULL);
	assert_int_equal(receipt.outcome, RECEIPT_ACCEPTED);
	assert_string_equal(receipt.handle, "w1");
	assert_int_equal(push(&fixture, AFFECTED, "w1").outcome, RECEIPT_ACCEPTED);
	receipt = push(&fixture, AFFECTED, "w1");
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	check_contains(receipt.reason, "Invalid CMDB_CI");
	receipt = push(&fixture, AFFECTED, "w1");
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "not in this state");
	assert_int_equal(push(&fixture, AFFECTED, "w1").outcome, RECEIPT_POSTPONED);

	/* The 202 of a full session queue has no worker. */
	struct step step =
		servicenow_fixture_step(&fixture, STEP_EVENT, STEP_CREATE, KEY, AFFECTED);
	struct error error = ERROR_INIT;
	step.ticket_id = CHANGE;
	assert_false(
		servicenow_itsm.push(&fixture.itsm, &fixture.arena, &step, 1, &receipt, &error));
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	servicenow_fixture_close(&fixture);
}

static void slots_and_conflicts_are_asked_for(void **state)
{
	struct servicenow_fixture fixture;
	const char *slot = "{\"event\":\"slot\",\"ticket\":\"change/normal\",\"seconds\":7200,"
			   "\"after\":\"2026-12-01 20:00:00\"}";
	const struct http_script_exchange script[] = {
		{ .method = "PATCH",
		  .url = { "/api/sn_chg_rest/change/" CHANGE "/schedule/first_available" },
		  .body = { "\"duration_in_seconds\":7200",
		            "\"planned_start_time\":\"2026-12-01 20:00:00\"" },
		  .status = 202,
		  .answer = WORKER("1", "") },
		{ .method = "GET", .url = { "/change/worker/w1" }, .answer = WORKER("3", "") },
		{ .method = "POST",
		  .url = { "/api/sn_chg_rest/change/" CHANGE "/conflict" },
		  .answer = "{\"result\":\"p1\"}" },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	assert_int_equal(push(&fixture, slot, NULL).outcome, RECEIPT_ACCEPTED);
	assert_int_equal(push(&fixture, slot, "w1").outcome, RECEIPT_DONE);
	assert_string_equal(
		push(&fixture, "{\"event\":\"conflict\",\"ticket\":\"change/normal\"}", NULL)
			.remote_id,
		"p1");
	servicenow_fixture_close(&fixture);
}

static void links_are_read_back(void **state)
{
	struct servicenow_fixture fixture;
	const char *body = "{\"event\":\"link\",\"ticket\":\"incident\",\"field\":\"rfc\",\"to\":"
			   "\"" CHANGE "\"}";
	const struct http_script_exchange script[] = {
		{ .method = "PATCH",
		  .url = { "/api/now/table/incident/" CHANGE },
		  .body = { "{\"rfc\":\"" CHANGE "\"}" },
		  .answer = "{\"result\":{\"rfc\":{\"value\":\"" CHANGE "\",\"link\":\"x\"}}}" },
		{ .method = "PATCH", .answer = "{\"result\":{\"rfc\":\"\"}}" },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	assert_int_equal(push(&fixture, body, NULL).outcome, RECEIPT_DONE);
	assert_int_equal(push(&fixture, body, NULL).outcome, RECEIPT_REFUSED);
	servicenow_fixture_close(&fixture);
}

static void tasks_are_made_and_closed(void **state)
{
	struct servicenow_fixture fixture;
	struct error error = ERROR_INIT;
	struct receipt receipt;
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "/api/sn_chg_rest/change/" CHANGE "/task" },
		  .body = { "\"correlation_id\":\"" MARK "\"", "\"short_description\":\"Deploy\"" },
		  .answer =
		          "{\"result\":[{\"sys_id\":{\"value\":\"t1\"},\"__meta\":{\"ignoredFields\":["
		          "\"x\"]}}]}" },
		{ .url = { "/api/now/table/change_task", "correlation_id=" MARK },
		  .answer = "{\"result\":[{\"sys_id\":\"t1\",\"correlation_id\":\"" MARK "\"}]}" },
		{ .method = "PATCH",
		  .url = { "/api/sn_chg_rest/change/" CHANGE "/task/t1" },
		  .body = { "\"state\":3", "\"close_notes\":\"proof\"" },
		  .answer = "{\"result\":{\"sys_id\":{\"value\":\"t1\"}}}" },
	};
	const char *create = "{\"event\":\"task\",\"ticket\":\"change/normal\",\"fields\":{\"short_"
			     "description\":\"Deploy\"}}";

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	receipt = push(&fixture, create, NULL);
	assert_string_equal(receipt.remote_id, "t1");
	check_contains(receipt.reason, "fields ignored: x");
	assert_string_equal(find(&fixture, create).remote_id, "t1");
	struct step step = servicenow_fixture_step(
		&fixture, STEP_EVENT, STEP_UPDATE, KEY,
		"{\"event\":\"task\",\"ticket\":\"change/normal\",\"action\":\"close\",\"fields\":{"
		"\"close_notes\":\"proof\"}}");
	step.ticket_id = CHANGE;
	step.remote_id = "t1";
	assert_true(
		servicenow_itsm.push(&fixture.itsm, &fixture.arena, &step, 1, &receipt, &error));
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	servicenow_fixture_close(&fixture);
}

#define LATE_LINK                                                                        \
	"{\"event\":\"link\",\"ticket\":\"change/normal\",\"field\":\"cmdb_ci\",\"to\":" \
	"\"" CHANGE "\",\"late\":true}"
#define ITEM(value) "{\"result\":[{\"sys_id\":\"" CHANGE "\",\"cmdb_ci\":\"" value "\"}]}"

static void what_comes_late_fills_only_what_is_empty(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "GET",
		  .url = { "/api/now/table/change_request", "cmdb_ci" },
		  .answer = ITEM("") },
		{ .method = "PATCH",
		  .url = { "/api/now/table/change_request/" CHANGE },
		  .body = { "{\"cmdb_ci\":\"" CHANGE "\"}" },
		  .answer =
		          "{\"result\":{\"cmdb_ci\":{\"value\":\"" CHANGE "\",\"link\":\"x\"}}}" },
		{ .method = "GET", .answer = ITEM("of people") },
		{ .method = "GET", .answer = ITEM(CHANGE) },
		{ .method = "GET", .answer = ITEM("") },
		{ .method = "PATCH", .answer = "{\"result\":{\"cmdb_ci\":\"\"}}" },
	};
	struct receipt receipt;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	assert_string_equal(push(&fixture, LATE_LINK, NULL).remote_id, CHANGE);
	receipt = push(&fixture, LATE_LINK, NULL);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(receipt.remote_id, "");
	assert_string_equal(push(&fixture, LATE_LINK, NULL).remote_id, CHANGE);
	receipt = push(&fixture, LATE_LINK, NULL);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_true(text_is_empty(receipt.remote_id));
	check_contains(receipt.reason, "did not take it");
	servicenow_fixture_close(&fixture);
}

#define LATE_LIST                                                                 \
	"{\"event\":\"affected\",\"ticket\":\"change/normal\",\"cis\":[\"ci1\"]," \
	"\"late\":true}"
#define STATE(value) "{\"result\":[{\"sys_id\":\"" CHANGE "\",\"state\":\"" value "\"}]}"

static void what_comes_late_is_listed_while_it_is_new(void **state)
{
	struct servicenow_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "GET", .url = { "state" }, .answer = STATE("-5") },
		{ .method = "POST",
		  .url = { "/api/sn_chg_rest/change/" CHANGE "/ci" },
		  .body = { "\"cmdb_ci_sys_ids\":[\"ci1\"]" },
		  .status = 202,
		  .answer = WORKER("1", "") },
		{ .method = "GET", .url = { "state" }, .answer = STATE("-4") },
	};
	struct receipt receipt;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	assert_int_equal(push(&fixture, LATE_LIST, NULL).outcome, RECEIPT_ACCEPTED);
	receipt = push(&fixture, LATE_LIST, NULL);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	check_contains(receipt.reason, "has left New");
	receipt = push(&fixture, "{\"event\":\"affected\",\"ticket\":\"change/normal\",\"cis\":[]}",
	               NULL);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	servicenow_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_note_carries_its_mark),
		cmocka_unit_test(a_lost_note_is_looked_for),
		cmocka_unit_test(the_table_is_looked_up),
		cmocka_unit_test(a_file_is_uploaded_once),
		cmocka_unit_test(affected_cis_are_polled_for),
		cmocka_unit_test(slots_and_conflicts_are_asked_for),
		cmocka_unit_test(links_are_read_back),
		cmocka_unit_test(tasks_are_made_and_closed),
		cmocka_unit_test(what_comes_late_fills_only_what_is_empty),
		cmocka_unit_test(what_comes_late_is_listed_while_it_is_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
