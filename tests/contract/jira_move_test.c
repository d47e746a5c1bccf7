/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets of Jira are moved by one transition at a time, with what its screen and its approval require. */
#include "base/text.h"
#include "support/check.h"
#include "support/jira_fixture.h"

#define ID  "10001"
#define KEY "renewal:aaaa:1"

static struct receipt move(struct jira_fixture *fixture, const char *body)
{
	struct step step = jira_fixture_step(fixture, STEP_TICKET, STEP_MOVE, KEY, body);

	step.remote_id = ID;
	return jira_fixture_push(fixture, step);
}

#define STANDS(status, more)                                                                   \
	"{\"id\":\"" ID "\",\"key\":\"CERT-7\",\"fields\":{\"status\":{\"name\":\"" status     \
	"\",\"statusCategory\":{\"key\":\"x\"}},\"updated\":\"2026-11-21T06:00:00.000+0000\"," \
	"\"reporter\":{\"accountId\":\"acc-robot\"}" more "}}"
#define OFFERED                                                                                 \
	"{\"transitions\":[{\"id\":\"11\",\"name\":\"Close\",\"to\":{\"id\":\"6\",\"name\":"    \
	"\"Closed\"},\"fields\":{\"resolution\":{\"required\":true}}},{\"id\":\"41\",\"name\":" \
	"\"Request approval\",\"to\":{\"id\":\"9\",\"name\":\"Awaiting CAB approval\"}},{"      \
	"\"id\":\"51\",\"name\":\"Cancel\",\"to\":{\"id\":\"8\",\"name\":\"Canceled\"},"        \
	"\"fields\":{\"resolution\":{\"required\":true}}}]}"

/* Approvers first, and only those who may decide; then the transition by its target. */
static void asks_for_approval(void **state)
{
	static const char *const approvers[] = { "acc-robot", "acc-eve", "acc-gone", "acc-ada" };
	static const char *const exclude[] = { "reporter", "assignee" };
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "GET",
		  .url = { "/rest/api/3/issue/" ID "?fields=status,updated,reporter,assignee,"
		           "customfield_10030" },
		  .answer = STANDS("Planning", ",\"assignee\":{\"accountId\":\"acc-eve\"},"
		                               "\"customfield_10030\":null") },
		{ .method = "GET",
		  .url = { "/issue/" ID "/transitions?expand=transitions.fields" },
		  .answer = OFFERED },
		{ .method = "GET",
		  .url = { "/user?accountId=acc-gone" },
		  .status = 404,
		  .answer = "{\"errorMessages\":[\"no\"]}" },
		{ .method = "GET",
		  .url = { "/user?accountId=acc-ada" },
		  .answer = "{\"accountId\":\"acc-ada\",\"active\":true}" },
		{ .method = "PUT",
		  .url = { "/issue/" ID },
		  .body = { "{\"fields\":{\"customfield_10030\":[{\"accountId\":\"acc-ada\"}]}}" },
		  .status = 204 },
		{ .method = "POST",
		  .url = { "/issue/" ID "/transitions" },
		  .body = { "{\"transition\":{\"id\":\"41\"}}" },
		  .status = 204 },
		{ .method = "GET", .answer = STANDS("Awaiting CAB approval", "") },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	jira_fixture_list(&fixture, &fixture.settings.approvers, approvers, COUNT_OF(approvers));
	jira_fixture_list(&fixture, &fixture.settings.exclude, exclude, COUNT_OF(exclude));
	struct receipt receipt =
		move(&fixture, "{\"kind\":\"change/normal\",\"goal\":\"approval asked\"}");
	assert_string_equal(receipt.reason, "");
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_false(receipt.more);
	assert_int_equal(receipt.at, 1795240800);
	jira_fixture_close(&fixture);
}

/* People named the reporter, who may not decide, and somebody who has left: somebody who may is asked beside. Only
 * who has left is taken out, as Jira takes no list with him. */
static void who_stands_there_is_kept(void **state)
{
	static const char *const approvers[] = { "acc-ada" };
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .answer = STANDS(
			  "Planning",
			  ",\"customfield_10030\":[{\"accountId\":\"acc-robot\",\"active\":true},{\"accountId\":\"acc-left\",\"active\":false}]") },
		{ .answer = OFFERED },
		{ .url = { "/user?accountId=acc-ada" },
		  .answer = "{\"accountId\":\"acc-ada\",\"active\":true}" },
		{ .method = "PUT",
		  .body = { "{\"fields\":{\"customfield_10030\":[{\"accountId\":\"acc-robot\"},{"
		            "\"accountId\":\"acc-ada\"}]}}" },
		  .status = 204 },
		{ .method = "POST", .url = { "/transitions" }, .status = 204 },
		{ .method = "GET", .answer = STANDS("Awaiting CAB approval", "") },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	jira_fixture_list(&fixture, &fixture.settings.approvers, approvers, COUNT_OF(approvers));
	assert_int_equal(
		move(&fixture, "{\"kind\":\"change/normal\",\"goal\":\"approval asked\"}").outcome,
		RECEIPT_DONE);
	jira_fixture_close(&fixture);
}

static void nobody_to_approve_is_said(void **state)
{
	static const char *const approvers[] = { "acc-robot" };
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .answer = STANDS("Planning", "") },
		{ .answer = OFFERED },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	jira_fixture_list(&fixture, &fixture.settings.approvers, approvers, COUNT_OF(approvers));
	struct receipt receipt =
		move(&fixture, "{\"kind\":\"change/normal\",\"goal\":\"approval asked\"}");
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "nobody could approve");
	jira_fixture_close(&fixture);
}

static void cancels_with_a_resolution(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .answer = STANDS("Planning", "") },
		{ .answer = OFFERED },
		{ .method = "POST",
		  .body = { "\"transition\":{\"id\":\"51\"}",
		            "\"resolution\":{\"name\":\"Won't Do\"}" },
		  .status = 204 },
		{ .answer = STANDS("Canceled", "") },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	assert_int_equal(
		move(&fixture, "{\"kind\":\"change/normal\",\"goal\":\"not needed\"}").outcome,
		RECEIPT_DONE);
	jira_fixture_close(&fixture);
}

/* What the screen of a transition requires is filled from `constants`; what it only offers is not. */
static void a_screen_gets_what_it_requires(void **state)
{
	static const char *const constants[] = { "customfield_10098=moved by certsteward",
		                                 "customfield_10097=not asked for" };
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .answer = STANDS("Planning", "") },
		{ .answer = "{\"transitions\":[{\"id\":\"61\",\"name\":\"Cancel\",\"to\":{\"name\":"
		            "\"Canceled\"},\"fields\":{\"customfield_10098\":{\"required\":true},"
		            "\"customfield_10097\":{\"required\":false}}}]}" },
		{ .method = "POST",
		  .body = { "\"fields\":{\"customfield_10098\":\"moved by certsteward\"}" },
		  .not_body = "resolution",
		  .status = 204 },
		{ .answer = STANDS("Canceled", "") },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	jira_fixture_list(&fixture, &fixture.settings.constants, constants, COUNT_OF(constants));
	assert_int_equal(
		move(&fixture, "{\"kind\":\"change/normal\",\"goal\":\"not needed\"}").outcome,
		RECEIPT_DONE);
	jira_fixture_close(&fixture);
}

static void a_missing_transition_is_said(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .answer = STANDS("Implementing", "") },
		{ .answer = OFFERED },
		{ .answer = STANDS("Wibble", "") },
		{ .answer = STANDS("Awaiting CAB approval", "") },
		{ .answer = STANDS("Planning", "") },
		{ .answer = "{\"transitions\":[]}" },
	};
	static const char body[] = "{\"kind\":\"change/normal\",\"goal\":\"done\"}";

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct receipt receipt = move(&fixture, body);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "'Implementing'");
	check_contains(receipt.reason, "'Cancel' to 'Canceled'");
	check_contains(receipt.reason, "phases.review");
	receipt = move(&fixture, body);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "'Wibble': its status belongs to no phase");
	receipt = move(&fixture, body);
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	assert_int_equal(receipt.delay, 900);
	/* A normal change may be assessed first, or not. */
	receipt = move(&fixture, "{\"kind\":\"change/normal\",\"goal\":\"approval asked\"}");
	check_contains(receipt.reason, "to the phase assess or authorize is open");
	check_contains(receipt.reason, "open are: none");
	check_contains(receipt.reason, "name its status in phases.assess or phases.authorize");
	jira_fixture_close(&fixture);
}

/* 409 and 413 of a transition, and a move that Jira took but that did not take. */
static void conflicts_are_tried_again(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .answer = STANDS("Planning", "") },
		{ .answer = OFFERED },
		{ .status = 409, .answer = "{\"errorMessages\":[\"conflict\"]}" },
		{ .answer = STANDS("Planning", "") },
		{ .answer = OFFERED },
		{ .status = 413, .answer = "{\"errorMessages\":[\"limit\"]}" },
		{ .answer = STANDS("Planning", "") },
		{ .answer = OFFERED },
		{ .status = 204 },
		{ .answer = STANDS("Planning", "") },
	};
	static const char body[] = "{\"kind\":\"change/normal\",\"goal\":\"not needed\"}";

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	assert_int_equal(move(&fixture, body).outcome, RECEIPT_POSTPONED);
	struct receipt receipt = move(&fixture, body);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "transition 'Cancel'");
	receipt = move(&fixture, body);
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	check_contains(receipt.reason, "it stands in 'Planning'");
	jira_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_for_approval),
		cmocka_unit_test(who_stands_there_is_kept),
		cmocka_unit_test(nobody_to_approve_is_said),
		cmocka_unit_test(cancels_with_a_resolution),
		cmocka_unit_test(a_screen_gets_what_it_requires),
		cmocka_unit_test(a_missing_transition_is_said),
		cmocka_unit_test(conflicts_are_tried_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
