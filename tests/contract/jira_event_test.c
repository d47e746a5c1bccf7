/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Events on tickets of Jira: notes, files, links and sub-tasks; one ticket that is slowed down. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/jira_fixture.h"

#define ID     "10001"
#define TASK   "{\"event\":\"task\",\"action\":\"create\",\"fields\":{\"summary\":\"Deploy\"}}"
#define NOTE   "{\"event\":\"note\",\"text\":\"still 3 of 4\"}"
#define PUBLIC "{\"event\":\"note\",\"text\":\"for you\",\"public\":true}"

extern const struct itsm_type jira_itsm;

static struct step event_of(struct jira_fixture *fixture, const char *key, const char *ticket,
                            const char *body)
{
	struct step step = jira_fixture_step(fixture, STEP_EVENT, STEP_CREATE, key, body);

	step.ticket_id = ticket;
	return step;
}

/* A sub-task whose answer names no id cannot be closed later: it is looked for, not taken as made. */
static void a_task_without_an_id_is_unknown(void **state)
{
	static const char *const answers[] = { "{}", "{\"id\":\"../../evil\",\"key\":\"CERT-8\"}",
		                               "{\"id\":{}}", "[]" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		struct jira_fixture fixture;
		const struct http_script_exchange script[] = {
			{ .method = "POST",
			  .url = { "/rest/api/3/issue" },
			  .body = { "\"parent\":{\"id\":\"" ID "\"}", "certsteward.ticket" },
			  .status = 201,
			  .answer = answers[i] },
		};
		JIRA_FIXTURE(&fixture, script);
		fixture.settings.subtask_type = "Sub-task";
		struct receipt receipt =
			jira_fixture_push(&fixture, event_of(&fixture, "task:1", ID, TASK));
		assert_int_equal(receipt.outcome, RECEIPT_UNKNOWN);
		assert_null(receipt.remote_id);
		jira_fixture_close(&fixture);
	}
}

/* Internal unless it is said to be public; never a comment of the platform on a request. */
static void a_note_is_internal_unless_public(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "/rest/servicedeskapi/request/" ID "/comment" },
		  .body = { "\"public\":false", "still 3 of 4", "cs:" },
		  .status = 201,
		  .answer = "{\"id\":\"1\"}" },
		{ .method = "POST",
		  .url = { "/rest/servicedeskapi/request/" ID "/comment" },
		  .body = { "\"public\":true" },
		  .status = 201,
		  .answer = "{\"id\":\"2\"}" },
		{ .method = "POST",
		  .url = { "/rest/api/3/issue/" ID "/comment" },
		  .body = { "\"sd.public.comment\"", "\"internal\":true" },
		  .status = 201,
		  .answer = "{\"id\":\"3\"}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	assert_int_equal(
		jira_fixture_push(&fixture, event_of(&fixture, "note:1", ID, NOTE)).outcome,
		RECEIPT_DONE);
	assert_int_equal(
		jira_fixture_push(&fixture, event_of(&fixture, "note:2", ID, PUBLIC)).outcome,
		RECEIPT_DONE);
	fixture.settings.notes = "platform";
	assert_int_equal(
		jira_fixture_push(&fixture, event_of(&fixture, "note:3", ID, NOTE)).outcome,
		RECEIPT_DONE);
	jira_fixture_close(&fixture);
}

/* The change is the cause: it is the inward end, the incident the outward one. */
static void a_link_has_a_direction(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "/rest/api/3/issueLink" },
		  .body = { "\"inwardIssue\":{\"id\":\"10005\"}",
		            "\"outwardIssue\":{\"id\":\"" ID "\"}" },
		  .status = 201 },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct receipt receipt = jira_fixture_push(
		&fixture, event_of(&fixture, "link:1", ID,
	                           "{\"event\":\"link\",\"field\":\"rfc\",\"to\":\"10005\"}"));
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	jira_fixture_close(&fixture);
}

/* A file of equal content is not sent again, whoever renamed the ticket since. */
static void a_file_that_is_there_is_not_sent(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .url = { "/issue/" ID "?fields=attachment" },
		  .answer = "{\"id\":\"" ID "\",\"fields\":{\"attachment\":[{\"id\":\"5\","
		            "\"filename\":\"proof.2cf24dba5fb0.txt\"}]}}" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct receipt receipt = jira_fixture_push(
		&fixture,
		event_of(&fixture, "file:1", ID,
	                 "{\"event\":\"attachment\",\"name\":\"proof.txt\",\"text\":\"hello\"}"));
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(receipt.remote_id, "5");
	jira_fixture_close(&fixture);
}

/* Writes on one issue that come too fast, or an issue that is full, hold that issue alone: the push goes
 * on to the others and ends well. */
static void one_slow_ticket_stops_no_other(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .url = { "/request/10001/comment" },
		  .status = 429,
		  .headers = { { "retry-after", "9" },
		               { "ratelimit-reason", "jira-per-issue-on-write" } },
		  .answer = "{}" },
		{ .url = { "/request/10002/comment" }, .status = 409, .answer = "{}" },
		{ .url = { "/request/10003/comment" },
		  .status = 413,
		  .answer = "{\"errorMessages\":[\"limit of comments\"]}" },
		{ .url = { "/request/10004/comment" }, .status = 500, .answer = "{}" },
		{ .url = { "/request/10005/comment" }, .status = 201, .answer = "{\"id\":\"1\"}" },
	};
	static const enum receipt_outcome outcomes[] = { RECEIPT_POSTPONED, RECEIPT_UNKNOWN,
		                                         RECEIPT_REFUSED, RECEIPT_UNKNOWN,
		                                         RECEIPT_DONE };
	static const char *const tickets[] = { "10001", "10002", "10003", "10004", "10005" };
	struct step steps[COUNT_OF(tickets)];
	struct receipt receipts[COUNT_OF(tickets)];
	struct error error = ERROR_INIT;

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	for (size_t i = 0; i < COUNT_OF(tickets); i++)
		steps[i] = event_of(&fixture, tickets[i], tickets[i], NOTE);
	assert_true(jira_itsm.push(&fixture.itsm, &fixture.arena, steps, COUNT_OF(tickets),
	                           receipts, &error));
	for (size_t i = 0; i < COUNT_OF(tickets); i++)
		assert_int_equal(receipts[i].outcome, outcomes[i]);
	assert_int_equal(receipts[0].delay, 9);
	jira_fixture_close(&fixture);
}

/* Certificates that waited to be sent when `assets` was set to none end there, one by one. */
static void no_objects_are_kept_without_assets(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = { { .url = { "never" } } };
	struct receipt receipts[2];
	struct error error = ERROR_INIT;

	(void)state;
	jira_fixture_open(&fixture, script, 0);
	fixture.settings.assets = "none";
	struct step steps[] = {
		jira_fixture_step(&fixture, STEP_CERTIFICATE, STEP_CREATE, "certificate:aa", "{}"),
		jira_fixture_step(&fixture, STEP_RELATION, STEP_CREATE, "relation:aa", "{}"),
	};
	assert_true(jira_itsm.push(&fixture.itsm, &fixture.arena, steps, 2, receipts, &error));
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(receipts[i].outcome, RECEIPT_REFUSED);
		check_contains(receipts[i].reason, "assets is none");
	}
	assert_true(jira_itsm.find(&fixture.itsm, &fixture.arena, steps, 2, receipts, &error));
	assert_int_equal(receipts[0].outcome, RECEIPT_REFUSED);
	jira_fixture_close(&fixture);
}

/* What the site names as workspace becomes part of an address. */
static void a_workspace_is_an_id(void **state)
{
	struct jira_fixture fixture;
	const struct http_script_exchange script[] = {
		{ .url = { "/rest/servicedeskapi/assets/workspace" },
		  .answer = "{\"values\":[{\"workspaceId\":\"..\"}]}" },
	};
	struct itsm_fetch fetch = { .cursor = "" };
	struct error error = ERROR_INIT;

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	fixture.settings.assets = "text";
	jira_fixture_reopen(&fixture);
	fetch.scratch = &fixture.arena;
	assert_false(jira_itsm.fetch(&fixture.itsm, CI_CERTIFICATE, &fetch, &error));
	check_contains(error.message, "an id that is none");
	jira_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_task_without_an_id_is_unknown),
		cmocka_unit_test(a_note_is_internal_unless_public),
		cmocka_unit_test(a_link_has_a_direction),
		cmocka_unit_test(a_file_that_is_there_is_not_sent),
		cmocka_unit_test(one_slow_ticket_stops_no_other),
		cmocka_unit_test(no_objects_are_kept_without_assets),
		cmocka_unit_test(a_workspace_is_an_id),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
