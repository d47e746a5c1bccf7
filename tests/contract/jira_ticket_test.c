/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets of Jira in both dialects: opened one by one and in bulk, edited. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/jira_fixture.h"
#include <string.h>

#define ID  "10001"
#define KEY "renewal:aaaa:1"

extern const struct itsm_type jira_itsm;

static const char normal_change[] =
	"{\"kind\":\"change/normal\",\"goal\":\"open\",\"fields\":{\"summary\":\"Renew\\nshop\","
	"\"description\":\"DO THIS BY 2026-12-24\\n\\nWHERE\\n- a.example.com:443\","
	"\"implementation_plan\":\"1. Issue\",\"test_plan\":\"Look at it\",\"impact\":\"2\","
	"\"planned_start\":\"2026-11-30 22:00:00\",\"labels\":[\"team-web\"],"
	"\"customfield_10099\":{\"id\":\"7\"}}}";

static struct receipt create(struct jira_fixture *fixture, const char *body)
{
	return jira_fixture_push(fixture,
	                         jira_fixture_step(fixture, STEP_TICKET, STEP_CREATE, KEY, body));
}

/* Marks travel in the create itself; ids stand for names; what has no field goes into the text. */
static void opens_a_change_with_its_marks(void **state)
{
	static const char *const options[] = { "impact.2=10102", "urgency.2=10202" };
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "https://example.atlassian.net/rest/api/3/issue" },
		  .not_url = "bulk",
		  .user = "robot@example.com",
		  .body = { "\"properties\":[{\"key\":\"certsteward.ticket\",\"value\":{\"key\":"
		            "\"renewal:aaaa:1\",\"kind\":\"change/normal\"}}]",
		            "\"labels\":[\"team-web\",\"certsteward\",\"cs-renewal\",\"cs-",
		            "\"customfield_10060\":{\"id\":\"10102\"}",
		            "\"customfield_10050\":\"2026-11-30T22:00:00.000+0000\"",
		            "\"customfield_10070\":\"25\"",
		            "\"issuetype\":{\"name\":\"[System] Change\"}" },
		  .status = 201,
		  .answer = "{\"id\":\"" ID "\",\"key\":\"CERT-7\",\"self\":\"x\"}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	jira_fixture_list(&fixture, &fixture.settings.options, options, COUNT_OF(options));
	struct receipt receipt = create(&fixture, normal_change);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(receipt.remote_id, ID);
	assert_string_equal(receipt.number, "CERT-7");
	assert_int_equal(fixture.state.newest, 7);
	const char *sent = fixture.script.seen[0].body;
	check_contains(sent, "\"summary\":\"Renew\\\\u000ashop\"");
	check_contains(sent, "\"panelType\":\"warning\"");
	check_contains(sent, "\"customfield_10040\":{\"content\"");
	check_contains(sent, "Look at it");
	check_contains(sent, "\"customfield_10099\":{\"id\":\"7\"}");
	jira_fixture_close(&fixture);
}

/* Not every create screen has it, and Jira takes only what stands there. */
static void a_due_date_may_be_left_out(void **state)
{
	struct jira_fixture fixture;
	static const char body[] = "{\"kind\":\"change/normal\",\"fields\":{\"summary\":\"x\","
				   "\"due\":\"2026-12-07\"}}";
	const struct http_script_exchange script[] = {
		{ .body = { "\"duedate\":\"2026-12-07\"" },
		  .status = 201,
		  .answer = "{\"id\":\"1\"}" },
		{ .not_body = "2026-12-07", .status = 201, .answer = "{\"id\":\"2\"}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	assert_int_equal(create(&fixture, body).outcome, RECEIPT_DONE);
	fixture.settings.fields.due = "";
	assert_int_equal(create(&fixture, body).outcome, RECEIPT_DONE);
	jira_fixture_close(&fixture);
}

static void writes_markup_on_data_center(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "https://jira.example.com/jira/rest/api/2/issue" },
		  .bearer = "token",
		  .body = { "\"description\":\"{panel}\\nDO THIS BY 2026\\\\-12\\\\-24\\n{panel}",
		            "h3. WHERE\\n* a.example.com:443", "h3. TEST\\nLook at it",
		            "\"customfield_10040\":\"1. Issue\"" },
		  .not_body = "\"doc\"",
		  .status = 201,
		  .answer = "{\"id\":\"" ID "\",\"key\":\"CERT-7\"}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	jira_fixture_use_datacenter(&fixture);
	assert_int_equal(create(&fixture, normal_change).outcome, RECEIPT_DONE);
	jira_fixture_close(&fixture);
}

static void a_wrong_field_says_which(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .status = 400,
		  .answer =
		          "{\"errorMessages\":[],\"errors\":{\"customfield_10040\":\"Field "
		          "'customfield_10040' cannot be set. It is not on the appropriate screen, "
		          "or unknown.\"}}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct receipt receipt = create(&fixture, normal_change);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "customfield_10040: Field");
	jira_fixture_close(&fixture);
}

static void push_many(struct jira_fixture *fixture, struct receipt *receipts, size_t count,
                      bool wanted)
{
	struct step steps[3];
	struct error error = ERROR_INIT;

	for (size_t i = 0; i < count; i++)
		steps[i] = jira_fixture_step(fixture, STEP_TICKET, STEP_CREATE,
		                             arena_print(&fixture->arena, "renewal:%zu:1", i),
		                             normal_change);
	assert_int_equal(
		jira_itsm.push(&fixture->itsm, &fixture->arena, steps, count, receipts, &error),
		wanted);
}

#define ISSUE(id, key, mark)                                                    \
	"{\"id\":\"" id "\",\"key\":\"" key "\",\"fields\":{},\"properties\":{" \
	"\"certsteward.ticket\":{\"key\":\"" mark "\",\"kind\":\"change/normal\"}}}"

/* One of three failed; the order of the others is not promised, so each is known by its property. */
static void opens_many_in_one_call(void **state)
{
	struct jira_fixture fixture;
	struct receipt receipts[3];
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "/rest/api/3/issue/bulk" },
		  .body = { "\"issueUpdates\":[{" },
		  .status = 201,
		  .answer =
		          "{\"issues\":[{\"id\":\"12\",\"key\":\"CERT-2\"},{\"id\":\"11\",\"key\":"
		          "\"CERT-1\"}],\"errors\":[{\"status\":400,\"failedElementNumber\":1,"
		          "\"elementErrors\":{\"errorMessages\":[],\"errors\":{\"duedate\":\"bad\"}}"
		          "}]}" },
		{ .method = "POST",
		  .url = { "/rest/api/3/issue/bulkfetch" },
		  .body = { "\"issueIdsOrKeys\":[\"12\",\"11\"]",
		            "\"properties\":[\"certsteward." },
		  .answer = "{\"issues\":[" ISSUE("11", "CERT-1", "renewal:0:1") "," ISSUE(
			  "12", "CERT-2", "renewal:2:1") "],\"issueErrors\":[]}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	push_many(&fixture, receipts, 3, true);
	assert_int_equal(receipts[0].outcome, RECEIPT_DONE);
	assert_string_equal(receipts[0].reason, "");
	assert_string_equal(receipts[0].remote_id, "11");
	assert_int_equal(receipts[1].outcome, RECEIPT_REFUSED);
	check_contains(receipts[1].reason, "duedate: bad");
	check_contains(receipts[1].reason, "duedate is fields.due");
	assert_int_equal(receipts[2].outcome, RECEIPT_DONE);
	assert_string_equal(receipts[2].remote_id, "12");
	jira_fixture_close(&fixture);
}

/* People move it to its approval: whom Jira then asks must stand there already. Looked up once for both, and not where
 * nothing is approved. */
static void a_new_change_names_who_is_to_approve(void **state)
{
	static const char *const approvers[] = { "acc-robot", "acc-gone", "acc-ada" };
	static const char *const groups[] = { "CAB", "Gone" };
	struct jira_fixture fixture;
	struct receipt receipts[3];
	const struct http_script_exchange script[] = {
		{ .url = { "/user?accountId=acc-gone" }, .status = 404, .answer = "{}" },
		{ .url = { "/user?accountId=acc-ada" },
		  .answer = "{\"accountId\":\"acc-ada\",\"active\":true}" },
		{ .url = { "/groups/picker", "query=CAB" },
		  .answer = "{\"groups\":[{\"name\":\"CAB\"},{\"name\":\"CAB Approval\"}]}" },
		{ .url = { "/groups/picker", "query=Gone" }, .answer = "{\"groups\":[]}" },
		{ .url = { "/issue/bulk" },
		  .body = { "\"customfield_10030\":[{\"accountId\":\"acc-ada\"}]",
		            "\"customfield_10031\":[{\"name\":\"CAB\"}]" },
		  .status = 400,
		  .answer =
		          "{\"errors\":[{\"failedElementNumber\":0},{\"failedElementNumber\":1}]}" },
		{ .url = { "/rest/api/3/issue" },
		  .not_body = "acc-ada",
		  .status = 201,
		  .answer = "{\"id\":\"1\"}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	fixture.settings.fields.approver_groups = "customfield_10031";
	jira_fixture_list(&fixture, &fixture.settings.approvers, approvers, COUNT_OF(approvers));
	jira_fixture_list(&fixture, &fixture.settings.approver_groups, groups, COUNT_OF(groups));
	push_many(&fixture, receipts, 2, true);
	assert_int_equal(receipts[1].outcome, RECEIPT_REFUSED);
	assert_int_equal(
		create(&fixture, "{\"kind\":\"change/standard\",\"fields\":{\"summary\":\"x\"}}")
			.outcome,
		RECEIPT_DONE);
	jira_fixture_close(&fixture);
}

/* What was made and cannot be read back is looked for later, never made again at once. */
static void many_that_cannot_be_read_back_are_unknown(void **state)
{
	struct jira_fixture fixture;
	struct receipt receipts[2];
	const struct http_script_exchange script[] = {
		{ .url = { "/issue/bulk" },
		  .status = 201,
		  .answer =
		          "{\"issues\":[{\"id\":\"12\",\"key\":\"CERT-2\"},{\"id\":\"11\",\"key\":"
		          "\"CERT-1\"}],\"errors\":[]}" },
		{ .url = { "/issue/bulkfetch" }, .status = 502, .type = "text/html" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	push_many(&fixture, receipts, 2, true);
	assert_int_equal(receipts[0].outcome, RECEIPT_UNKNOWN);
	assert_int_equal(receipts[1].outcome, RECEIPT_UNKNOWN);
	jira_fixture_close(&fixture);
}

static void all_of_many_can_fail(void **state)
{
	struct jira_fixture fixture;
	struct receipt receipts[2];
	const struct http_script_exchange script[] = {
		{ .status = 400,
		  .answer =
		          "{\"issues\":[],\"errors\":[{\"status\":400,\"failedElementNumber\":0,"
		          "\"elementErrors\":{\"errors\":{\"project\":\"project is required\"}}},{"
		          "\"status\":400,\"failedElementNumber\":1,\"elementErrors\":{\"errors\":{"
		          "\"project\":\"no such project\"}}}]}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	push_many(&fixture, receipts, 2, true);
	check_contains(receipts[0].reason, "is required");
	check_contains(receipts[1].reason, "no such project");
	assert_int_equal(receipts[1].outcome, RECEIPT_REFUSED);
	jira_fixture_close(&fixture);
}

/* One came too fast, one was hit by an outage, one has a field that no screen shows: only that one waits for a
 * person, who is told which setting it is. */
static void each_of_many_is_judged_by_itself(void **state)
{
	struct jira_fixture fixture;
	struct receipt receipts[3];
	const struct http_script_exchange script[] = {
		{ .status = 400,
		  .answer =
		          "{\"issues\":[],\"errors\":[{\"status\":429,\"failedElementNumber\":0,"
		          "\"elementErrors\":{\"errorMessages\":[\"slow down\"]}},{\"status\":500,"
		          "\"failedElementNumber\":1,\"elementErrors\":{}},{\"status\":400,"
		          "\"failedElementNumber\":2,\"elementErrors\":{\"errors\":{"
		          "\"customfield_10040\":\"It is not on the appropriate screen\"}}}]}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	push_many(&fixture, receipts, 3, true);
	assert_int_equal(receipts[0].outcome, RECEIPT_POSTPONED);
	check_contains(receipts[0].reason, "slow down");
	assert_int_equal(receipts[1].outcome, RECEIPT_UNKNOWN);
	assert_int_equal(receipts[2].outcome, RECEIPT_REFUSED);
	check_contains(receipts[2].reason, "not on the appropriate screen");
	check_contains(receipts[2].reason,
	               "customfield_10040 is fields.implementation_plan: it must stand on the "
	               "create screen");
	jira_fixture_close(&fixture);
}

static void a_lost_create_is_unknown(void **state)
{
	struct jira_fixture fixture;
	struct receipt receipts[2];
	const struct http_script_exchange script[] = {
		{ .outcome = HTTP_SCRIPT_LOST },
		{ .status = 200, .type = "text/html", .answer = "<html>Log in</html>" },
		{ .outcome = HTTP_SCRIPT_LOST },
		{ .outcome = HTTP_SCRIPT_NOT_SENT },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	assert_int_equal(create(&fixture, normal_change).outcome, RECEIPT_UNKNOWN);
	assert_int_equal(create(&fixture, normal_change).outcome, RECEIPT_UNKNOWN);
	push_many(&fixture, receipts, 2, true);
	assert_int_equal(receipts[0].outcome, RECEIPT_UNKNOWN);
	assert_int_equal(receipts[1].outcome, RECEIPT_UNKNOWN);
	push_many(&fixture, receipts, 2, false);
	assert_int_equal(receipts[1].outcome, RECEIPT_UNTRIED);
	jira_fixture_close(&fixture);
}

/* One label with a blank, or a summary too long in Jira's own count, would cost the whole ticket. */
static void what_jira_would_refuse_is_not_sent(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "/issue" },
		  .body = { "\"labels\":[\"team_web_eu\"," },
		  .status = 201,
		  .answer = "{\"id\":\"" ID "\",\"key\":\"CERT-7\"}" },
	};
	TEXT(body);

	(void)state;
	text_append(&body, "{\"kind\":\"change/normal\",\"goal\":\"open\",\"fields\":{\"labels\":["
	                   "\"team web eu\",\"\"],\"summary\":\"x");
	for (int i = 0; i < 200; i++)
		text_append(&body, "\xf0\x9f\x94\x92");
	text_append(&body, "\"}}");
	JIRA_FIXTURE(&fixture, script);
	assert_int_equal(create(&fixture, text_string(&body)).outcome, RECEIPT_DONE);
	struct json *sent = json_parse(&fixture.arena, fixture.script.seen[0].body,
	                               strlen(fixture.script.seen[0].body), NULL, NULL);
	/* 1 and 127 of two units each: 255. */
	assert_int_equal(strlen(json_text(json_at(sent, "fields", "summary", NULL), "")),
	                 1 + 127 * 4);
	jira_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_a_change_with_its_marks),
		cmocka_unit_test(a_new_change_names_who_is_to_approve),
		cmocka_unit_test(a_due_date_may_be_left_out),
		cmocka_unit_test(writes_markup_on_data_center),
		cmocka_unit_test(a_wrong_field_says_which),
		cmocka_unit_test(opens_many_in_one_call),
		cmocka_unit_test(many_that_cannot_be_read_back_are_unknown),
		cmocka_unit_test(all_of_many_can_fail),
		cmocka_unit_test(each_of_many_is_judged_by_itself),
		cmocka_unit_test(a_lost_create_is_unknown),
		cmocka_unit_test(what_jira_would_refuse_is_not_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
