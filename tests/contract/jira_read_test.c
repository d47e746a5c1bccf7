/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets as Jira shows them, drafts written anew, and the ways to log in. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/jira_fixture.h"

#define ID "10001"

extern const struct itsm_type jira_itsm;

#define ROUND(number, decision, created, who, answer)                                       \
	"{\"id\":\"" number "\",\"finalDecision\":\"" decision "\",\"createdDate\":{"       \
	"\"epochMillis\":" created "},\"completedDate\":{\"epochMillis\":1795240800000},"   \
	"\"approvers\":[{\"approver\":{\"accountId\":\"" who "\",\"displayName\":\"Ada\"}," \
	"\"approverDecision\":\"" answer "\"},{\"approver\":{\"accountId\":\"acc-robot\"}," \
	"\"approverDecision\":\"approved\"}]}"
#define TICKET(status, more)                                                                     \
	"{\"id\":\"" ID "\",\"key\":\"CERT-7\",\"fields\":{\"summary\":\"Renew\",\"status\":{"   \
	"\"name\":\"" status "\",\"statusCategory\":{\"key\":\"indeterminate\"}},\"reporter\":{" \
	"\"accountId\":\"acc-robot\"},\"updated\":\"2026-11-21T06:00:00.000+0100\"" more "},"    \
	"\"properties\":{\"certsteward.ticket\":{\"key\":\"renewal:a:1\",\"kind\":"              \
	"\"change/normal\"}}}"

static struct ticket_seen read_one(struct jira_fixture *fixture, bool full)
{
	static const char *const ids[] = { ID, "10002" };
	struct error error = ERROR_INIT;
	struct ticket_seen seen[2];

	if (!jira_itsm.read_tickets(&fixture->itsm, &fixture->arena, ids, 2, full, seen, &error))
		fail_msg("%s", error.message);
	assert_int_equal(seen[1].phase, TICKET_PHASE_GONE);
	assert_string_equal(seen[1].id, "10002");
	return seen[0];
}

/* An older round was approved; the newest is declined. Our own decision decides nothing. */
static void the_newest_round_counts(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "/rest/api/3/issue/bulkfetch" },
		  .body = { "\"issueIdsOrKeys\":[\"" ID "\",\"10002\"]", "\"customfield_10031\"" },
		  .answer = "{\"issues\":[" TICKET(
			  "Awaiting approval",
			  ",\"customfield_10031\":[" ROUND(
				  "4", "approved", "1795230000000", "acc-ada",
				  "approved") "," ROUND("5", "declined", "1795233600000", "acc-bob",
		                                        "declined") "]") "],\"issueErrors\":[]}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct ticket_seen seen = read_one(&fixture, false);
	assert_string_equal(seen.key, "renewal:a:1");
	assert_int_equal(seen.kind, TICKET_CHANGE_NORMAL);
	assert_int_equal(seen.phase, TICKET_PHASE_AUTHORIZE);
	assert_int_equal(seen.approval, TICKET_APPROVAL_REJECTED);
	assert_int_equal(seen.decision_count, 2);
	assert_string_equal(seen.decisions[1].who, "acc-bob");
	assert_string_equal(seen.decisions[1].state, "rejected");
	assert_int_equal(seen.decisions[1].at, 1795240800);
	assert_int_equal(seen.updated_at, 1795237200);
	assert_false(seen.may_implement);
	jira_fixture_close(&fixture);
}

/* Without a field of approvals the request is asked; comments of robots and of ours are no notes. */
static void details_are_read_one_by_one(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .url = { "/issue/bulkfetch" },
		  .answer = "{\"issues\":[" TICKET("In review", "") "]}" },
		{ .url = { "/issue/" ID "/comment?orderBy=-created&startAt=0" },
		  .answer =
		          "{\"total\":4,\"comments\":[{\"author\":{\"accountId\":\"acc-ada\"},"
		          "\"created\":\"2026-11-21T07:00:00.000+0000\",\"body\":{\"type\":\"doc\","
		          "\"content\":[{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\","
		          "\"text\":\"snooze 7d\"}]}]}},{\"author\":{\"accountId\":\"acc-robot\"},"
		          "\"body\":\"x\"},{\"author\":{\"accountId\":\"app\",\"accountType\":\"app\"},"
		          "\"body\":\"y\"},{\"author\":{\"accountId\":\"acc-eve\"},\"created\":"
		          "\"2026-11-21T05:00:00.000+0000\",\"body\":\"first\"}]}" },
		{ .url = { "/rest/servicedeskapi/request/" ID "/approval" },
		  .asks = { "X-ExperimentalApi", "opt-in" },
		  .answer = "{\"values\":[" ROUND("1", "approved", "1795230000000", "acc-ada",
		                                  "approved") "],\"isLastPage\":true}" },
		{ .url = { "/issue/" ID "?fields=status&expand=changelog" },
		  .answer =
		          "{\"changelog\":{\"histories\":[{\"created\":\"2026-11-21T05:00:00.000+"
		          "0000\",\"author\":{\"accountId\":\"acc-old\"},\"items\":[{\"field\":"
		          "\"status\"}]},{\"created\":\"2026-11-21T06:00:00.000+0000\",\"author\":{"
		          "\"accountId\":\"acc-ada\"},\"items\":[{\"field\":\"status\"}]},{"
		          "\"created\":\"2026-11-21T07:00:00.000+0000\",\"author\":{\"accountId\":"
		          "\"acc-eve\"},\"items\":[{\"field\":\"labels\"}]}]}}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	fixture.settings.fields.approvals = "";
	struct ticket_seen seen = read_one(&fixture, true);
	assert_int_equal(seen.approval, TICKET_APPROVAL_APPROVED);
	assert_int_equal(seen.note_count, 2);
	assert_string_equal(seen.notes[0].text, "first");
	assert_string_equal(seen.notes[1].text, "snooze 7d");
	assert_string_equal(seen.updated_by, "acc-ada");
	jira_fixture_close(&fixture);
}

/* A person who quotes our note speaks; a note of ours sent by an account of old does not. */
static void an_answer_that_quotes_us_is_heard(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .url = { "/issue/bulkfetch" },
		  .answer = "{\"issues\":[" TICKET("Planning", "") "]}" },
		{ .url = { "/comment" },
		  .answer =
		          "{\"total\":2,\"comments\":[{\"author\":{\"accountId\":\"acc-ada\"},"
		          "\"created\":\"2026-11-21T07:00:00.000+0000\",\"body\":\"not-mine Web\\n> "
		          "Who owns it?\\n> [cs:0123456789]\"},{\"author\":{\"accountId\":"
		          "\"acc-before\"},\"body\":\"Who owns it?\\n\\n[cs:0123456789]\"}]}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct ticket_seen seen = read_one(&fixture, true);
	assert_int_equal(seen.note_count, 1);
	check_contains(seen.notes[0].text, "not-mine Web");
	jira_fixture_close(&fixture);
}

/* A right that is lost, or a project in the archive, hides all tickets: that ends none of them. */
static void concludes_nothing_from_a_hidden_project(void **state)
{
#define NONE                                                                                  \
	{                                                                                     \
		.url = { "/issue/bulkfetch" }, .answer = "{\"issues\":[],\"issueErrors\":[]}" \
	}
	static const char *const ids[] = { ID };
	static const char *const said[] = {
		"the whole project 'CERT'; give our account the right to browse",
		"is in the archive"
	};
	const struct http_script_exchange script[] = {
		NONE,
		{ .url = { "/rest/api/3/project/CERT" }, .status = 404, .answer = "{}" },
		NONE,
		{ .url = { "/project/CERT" }, .answer = "{\"key\":\"CERT\",\"archived\":true}" },
		NONE,
		{ .url = { "/project/CERT" }, .answer = "{\"key\":\"CERT\"}" },
	};
	struct jira_fixture fixture;
	struct ticket_seen seen;
	struct error error = ERROR_INIT;

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	for (size_t i = 0; i < COUNT_OF(said); i++) {
		assert_false(jira_itsm.read_tickets(&fixture.itsm, &fixture.arena, ids, 1, false,
		                                    &seen, &error));
		assert_int_equal(error.kind, ERROR_PEER);
		check_contains(error.message, said[i]);
	}
	assert_true(jira_itsm.read_tickets(&fixture.itsm, &fixture.arena, ids, 1, false, &seen,
	                                   &error));
	assert_int_equal(seen.phase, TICKET_PHASE_GONE);
	jira_fixture_close(&fixture);
#undef NONE
}

static void a_status_named_nowhere_allows_nothing(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .answer = "{\"issues\":[" TICKET("Wibble", "") "]}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct ticket_seen seen = read_one(&fixture, false);
	assert_int_equal(seen.phase, TICKET_PHASE_UNKNOWN);
	assert_false(seen.may_implement);
	jira_fixture_close(&fixture);
}

/* People changed the summary and left the rest; the plan has no field and is part of the description. */
static void a_draft_leaves_what_people_edited(void **state)
{
	static const char body[] =
		"{\"kind\":\"change/normal\",\"goal\":\"open\",\"base\":{\"summary\":\"Old\","
		"\"description\":\"Text\",\"test_plan\":\"Look\"},\"fields\":{\"summary\":\"New\","
		"\"test_plan\":\"Look twice\"},\"written\":{\"summary\":\"New\",\"description\":"
		"\"Text\",\"test_plan\":\"Look twice\"}}";
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "GET",
		  .url = { "/rest/api/2/issue/" ID "?fields=status,updated,", "summary",
		           "description" },
		  .answer =
		          "{\"id\":\"" ID "\",\"key\":\"CERT-7\",\"fields\":{\"status\":{\"name\":"
		          "\"Open\"},\"summary\":\"By Ada\",\"description\":\"{panel}\\r\\nText\\r\\n"
		          "{panel}\\r\\n\\r\\nh3. TEST\\r\\nLook \"}}" },
		{ .method = "PUT",
		  .url = { "/rest/api/2/issue/" ID },
		  .body = { "{\"fields\":{\"description\":\"{panel}\\nText\\n{panel}\\n\\nh3. TEST\\n"
		            "Look twice\"}}" },
		  .status = 204 },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	jira_fixture_use_datacenter(&fixture);
	struct step step =
		jira_fixture_step(&fixture, STEP_TICKET, STEP_UPDATE, "renewal:a:1", body);
	step.remote_id = ID;
	struct receipt receipt = jira_fixture_push(&fixture, step);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(json_print(&fixture.arena, receipt.holds), "{\"kept\":[\"summary\"]}");
	jira_fixture_close(&fixture);
}

static void a_draft_that_left_new_is_let_be(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .answer =
		          "{\"id\":\"" ID "\",\"key\":\"CERT-7\",\"fields\":{\"status\":{\"name\":"
		          "\"Awaiting approval\"}}}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct step step = jira_fixture_step(
		&fixture, STEP_TICKET, STEP_UPDATE, "renewal:a:1",
		"{\"kind\":\"change/normal\",\"base\":{},\"fields\":{\"summary\":\"New\"}}");
	step.remote_id = ID;
	struct receipt receipt = jira_fixture_push(&fixture, step);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "left its new status");
	jira_fixture_close(&fixture);
}

/* OAuth by client_credentials through the gateway, renewed once after a 401. */
static void a_token_is_renewed_once(void **state)
{
	struct jira_fixture fixture;
	struct itsm_identity identity;
	struct error error = ERROR_INIT;
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "https://auth.atlassian.com/oauth/token" },
		  .body = { "grant_type=client_credentials&client_id=client&client_secret=s&cret" },
		  .answer = "{\"access_token\":\"one\",\"expires_in\":3600}" },
		{ .method = "GET",
		  .url = { "https://api.atlassian.com/ex/jira/cloud-1/rest/api/3/myself" },
		  .bearer = "one",
		  .status = 401 },
		{ .method = "POST",
		  .url = { "/oauth/token" },
		  .answer = "{\"access_token\":\"two\",\"expires_in\":3600}" },
		{ .url = { "/myself" }, .bearer = "two", .answer = "{\"accountId\":\"acc-svc\"}" },
		{ .url = { "/serverInfo" },
		  .bearer = "two",
		  .answer = "{\"baseUrl\":\"https://example.atlassian.net\"}" },
		/* No mark by label, and none among the youngest issues either. */
		{ .url = { "/search/jql" }, .answer = "{\"issues\":[],\"isLast\":true}" },
		{ .url = { "/search/jql" }, .answer = "{\"issues\":[],\"isLast\":true}" },
		{ .url = { "/issue/bulkfetch" },
		  .body = { "CERT-100", "certsteward.mark" },
		  .answer = "{\"issues\":[]}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	fixture.settings.client_id = "client";
	fixture.settings.cloud_id = "cloud-1";
	secret_set(&fixture.settings.client_secret, "s&cret", 6);
	fixture.state.account = NULL;
	jira_fixture_reopen(&fixture);
	if (!jira_itsm.identify(&fixture.itsm, &fixture.arena, &identity, &error))
		fail_msg("%s", error.message);
	assert_string_equal(identity.instance, "example.atlassian.net");
	assert_string_equal(fixture.state.account, "acc-svc");
	assert_false(identity.paused);
	jira_fixture_close(&fixture);
}

static void settings_that_cannot_work_are_told(void **state)
{
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;

	(void)state;
	jira_fixture_open(&fixture, NULL, 0);
	fixture.settings.cloud_id = "../admin";
	assert_false(jira_itsm.open(&fixture.itsm, &error));
	check_contains(error.message, "cloud_id is '../admin'");
	fixture.settings.cloud_id = "";
	fixture.settings.user = "";
	assert_false(jira_itsm.open(&fixture.itsm, &error));
	check_contains(error.message, "cloud_id");
	fixture.settings.user = "robot";
	fixture.settings.project = "it sm";
	assert_false(jira_itsm.open(&fixture.itsm, &error));
	check_contains(error.message, "no project key");
	fixture.settings.project = "ITSM";
	fixture.settings.fields.impact = "cf[10010]";
	assert_false(jira_itsm.open(&fixture.itsm, &error));
	check_contains(error.message, "fields.impact");
	fixture.settings.fields.impact = "";
	fixture.settings.mark_issue = "1";
	assert_false(jira_itsm.open(&fixture.itsm, &error));
	check_contains(error.message, "ITSM-1");
	jira_fixture_close(&fixture);
}

/* The switch that is named and cannot be read stops us. */
static void an_unreadable_switch_is_paused(void **state)
{
	struct jira_fixture fixture;
	struct itsm_identity identity;
	struct error error = ERROR_INIT;
	const struct http_script_exchange script[] = {
		{ .url = { "/serverInfo" }, .answer = "{\"baseUrl\":\"https://x.example\"}" },
		{ .url = { "/issue/bulkfetch" },
		  .body = { "\"CERT-1\"" },
		  .answer = "{\"issues\":[],\"issueErrors\":[]}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	fixture.settings.mark_issue = "CERT-1";
	assert_true(jira_itsm.identify(&fixture.itsm, &fixture.arena, &identity, &error));
	assert_true(identity.paused);
	jira_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_round_counts),
		cmocka_unit_test(details_are_read_one_by_one),
		cmocka_unit_test(an_answer_that_quotes_us_is_heard),
		cmocka_unit_test(concludes_nothing_from_a_hidden_project),
		cmocka_unit_test(a_status_named_nowhere_allows_nothing),
		cmocka_unit_test(a_draft_leaves_what_people_edited),
		cmocka_unit_test(a_draft_that_left_new_is_let_be),
		cmocka_unit_test(a_token_is_renewed_once),
		cmocka_unit_test(settings_that_cannot_work_are_told),
		cmocka_unit_test(an_unreadable_switch_is_paused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
