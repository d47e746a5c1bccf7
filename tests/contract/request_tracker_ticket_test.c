/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets against scripted answers of RT: created, found, moved, read. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/request_tracker_fixture.h"

extern const struct itsm_type request_tracker_itsm;

#define KEY "renewal:aa"
#define TICKET(number, status, key)                                                           \
	"{\"id\":\"" number "\",\"Subject\":\"Renew\",\"Status\":\"" status                   \
	"\",\"Queue\":{\"id\":\"3\",\"Name\":\"Certificate Changes\"},\"Owner\":{\"id\":"     \
	"\"Nobody\"},\"Starts\":\"1970-01-01T00:00:00Z\",\"LastUpdatedBy\":{\"id\":"          \
	"\"certsteward\"},\"CustomFields\":[{\"name\":\"Correlation ID\",\"values\":[\"" key  \
	"\"]},{\"name\":\"Change Type\",\"values\":[\"normal\"]}],\"_hyperlinks\":[{\"ref\":" \
	"\"lifecycle\",\"to\":\"open\"},{\"ref\":\"lifecycle\",\"to\":\"resolved\"}]}"
#define MADE(field)                                                                                    \
	"{\"id\":\"9\",\"CustomFields\":[{\"id\":\"4\",\"name\":\"Correlation ID\",\"values\":[\"" KEY \
	"\"]},{\"id\":\"5\",\"name\":\"Change Type\",\"values\":[\"normal\"]}," field "]}"
#define EMPTY     "{\"items\":[],\"count\":0,\"total\":0}"
#define LIST(row) "{\"items\":[" row "],\"count\":1,\"total\":1}"
#define APPROVAL(status)                                                                  \
	"{\"id\":\"12\",\"Status\":\"" status "\",\"Queue\":{\"Name\":\"___Approvals\"}," \
	"\"_hyperlinks\":[{\"ref\":\"depended-on-by\",\"type\":\"ticket\",\"id\":\"9\"}]}"

static struct step make(struct request_tracker_fixture *fixture, enum step_verb verb,
                        const char *body)
{
	struct step step = request_tracker_fixture_step(fixture, STEP_TICKET, verb, KEY, body);

	step.remote_id = verb == STEP_CREATE ? "" : "ticket/9";
	return step;
}

static void opens_a_change(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "https://rt.example.com/REST/2.0/ticket" },
		  .status = 201,
		  .answer = "{\"id\":\"9\"}" },
		{ .method = "GET",
		  .url = { "/ticket/9" },
		  .answer = MADE("{\"name\":\"Class\",\"values\":[\"low\"]}") },
	};
	struct request_tracker_fixture fixture;
	struct receipt receipt;

	(void)state;
	REQUEST_TRACKER_FIXTURE(&fixture, script);
	receipt = request_tracker_fixture_push(
		&fixture,
		make(&fixture, STEP_CREATE,
	             "{\"kind\":\"change/normal\",\"fields\":{\"Subject\":\"Renew\\nX\",\"Content\":"
	             "\"line\\n\\tx\\u0007\",\"Starts\":\"2026-12-01T10:00:00Z\",\"RefersTo\":["
	             "\"asset/5\",\"ticket/4\",{\"ref\":\"certificate:x\"}],\"AdminCc\":"
	             "\"group:Web Team\",\"Class\":\"low\",\"Priority\":null}}"));
	assert_string_equal(
		fixture.script.seen[0].body,
		"{\"AdminCc\":[\"group:Web Team\"],\"Content\":\"line\\n\\tx\\\\u0007\","
		"\"ContentType\":\"text/plain\",\"CustomFields\":{\"Change Type\":\"normal\","
		"\"Class\":\"low\",\"Correlation ID\":\"" KEY "\"},\"Queue\":\"Certificate "
		"Changes\",\"RefersTo\":[\"asset:5\",\"4\"],\"Requestor\":[\"certsteward\"],"
		"\"Starts\":\"2026-12-01 10:00:00\",\"Subject\":\"Renew X\"}");
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(receipt.remote_id, "ticket/9");
	assert_string_equal(receipt.number, "#9");
	assert_string_equal(receipt.reason, "");
	request_tracker_fixture_close(&fixture);
}

static void says_when_the_key_was_dropped(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .method = "POST", .status = 201, .answer = "{\"id\":\"9\"}" },
		{ .method = "GET", .answer = TICKET("9", "new", "") },
	};
	struct request_tracker_fixture fixture;
	struct receipt receipt;

	(void)state;
	REQUEST_TRACKER_FIXTURE(&fixture, script);
	receipt = request_tracker_fixture_push(
		&fixture,
		make(&fixture, STEP_CREATE, "{\"kind\":\"change/normal\",\"fields\":{}}"));
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	check_contains(receipt.reason, "made without 'Correlation ID', which queue");
	check_contains(receipt.reason, "cannot be found again");
	request_tracker_fixture_close(&fixture);
}

/* RT says 201 and keeps what it knows: names in any case, fields by number. */
static void says_which_fields_were_dropped(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .method = "POST", .status = 201, .answer = "{\"id\":\"9\"}" },
		{ .method = "GET",
		  .answer = MADE(
			  "{\"id\":\"6\",\"name\":\"Vendor\",\"values\":[\"x\"]},{\"id\":\"7\","
			  "\"name\":\"Site\",\"values\":[\"y\"]},{\"id\":\"8\",\"name\":\"Colour\","
			  "\"values\":[]}") },
	};
	struct request_tracker_fixture fixture;
	struct receipt receipt;

	(void)state;
	REQUEST_TRACKER_FIXTURE(&fixture, script);
	receipt = request_tracker_fixture_push(
		&fixture,
		make(&fixture, STEP_CREATE,
	             "{\"kind\":\"change/normal\",\"fields\":{\"vendor\":\"x\",\"7\":\"y\","
	             "\"Room\":\"\",\"Colour\":\"mauve\",\"Cost Centre\":\"4711\"}}"));
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(receipt.remote_id, "ticket/9");
	check_contains(receipt.reason, "made without 'Colour', 'Cost Centre', which queue "
	                               "'Certificate Changes' did not take: apply such fields");
	request_tracker_fixture_close(&fixture);
}

/* A create whose answer is lost is unknown; it is looked for by its key, each row checked. */
static void looks_for_a_lost_ticket(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .method = "POST", .outcome = HTTP_SCRIPT_LOST },
		{ .method = "GET",
		  .url = { "/tickets?query=('CF.{Correlation ID}' = '" KEY "')" },
		  .answer = "{\"items\":[" TICKET("8", "new", "another") "," TICKET(
			  "9", "new", KEY) "],\"count\":2,\"total\":2}" },
	};
	struct request_tracker_fixture fixture;
	struct receipt receipt;
	struct error error = ERROR_INIT;

	(void)state;
	REQUEST_TRACKER_FIXTURE(&fixture, script);
	struct step step =
		make(&fixture, STEP_CREATE,
	             "{\"kind\":\"change/normal\",\"fields\":{\"Cost Centre\":\"4711\"}}");
	receipt = request_tracker_fixture_push(&fixture, step);
	assert_int_equal(receipt.outcome, RECEIPT_UNKNOWN);
	assert_true(request_tracker_itsm.find(&fixture.itsm, &fixture.arena, &step, 1, &receipt,
	                                      &error));
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(receipt.remote_id, "ticket/9");
	assert_null(receipt.holds);
	check_contains(receipt.reason, "made without 'Cost Centre'");
	request_tracker_fixture_close(&fixture);
}

static void never_says_none_when_it_could_not_look(void **state)
{
	static const struct http_script_exchange answers[] = {
		{ .outcome = HTTP_SCRIPT_LOST },
		{ .status = 401, .answer = "{}" },
		{ .type = "text/html", .answer = "<html>" },
		{ .answer = "[]" },
		{ .answer = "{\"items\":{}}" },
		{ .status = 503, .answer = "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		struct request_tracker_fixture fixture;
		struct receipt receipt;
		struct error error = ERROR_INIT;
		request_tracker_fixture_open(&fixture, &answers[i], 1);
		struct step step = make(&fixture, STEP_CREATE, "{\"kind\":\"incident\"}");
		assert_false(request_tracker_itsm.find(&fixture.itsm, &fixture.arena, &step, 1,
		                                       &receipt, &error));
		assert_int_equal(receipt.outcome, RECEIPT_UNTRIED);
		assert_true(error.kind == ERROR_RETRY || error.kind == ERROR_PEER);
		request_tracker_fixture_close(&fixture);
	}
}

static struct receipt move(const struct http_script_exchange *script, size_t count,
                           const char *goal, char *reason, size_t room)
{
	struct request_tracker_fixture fixture;
	struct receipt receipt;

	request_tracker_fixture_open(&fixture, script, count);
	receipt = request_tracker_fixture_push(
		&fixture, make(&fixture, STEP_MOVE,
	                       arena_print(&fixture.arena,
	                                   "{\"kind\":\"change/normal\",\"goal\":\"%s\"}", goal)));
	(void)snprintf(reason, room, "%s", receipt.reason);
	request_tracker_fixture_close(&fixture);
	receipt.reason = reason;
	return receipt;
}

static void says_when_no_approval_came(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .answer = TICKET("9", "new", KEY) },
		{ .url = { "Type = 'approval' AND (DependedOnBy = 9)" }, .answer = EMPTY },
		{ .method = "PUT",
		  .body = { "{\"CustomFields\":{\"Approval\":\"asked\"}}" },
		  .answer = "[\"Approval asked added\"]" },
		{ .answer = "{\"id\":9,\"Status\":\"new\",\"CustomFields\":[{\"name\":\"Approval\","
		            "\"values\":[\"asked\"]}]}" },
		{ .answer = EMPTY },
	};
	struct receipt receipt;
	char reason[300];

	(void)state;
	receipt = move(script, COUNT_OF(script), "approval asked", reason, sizeof(reason));
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	check_contains(reason, "lacks the scrip");
}

static void waits_for_people(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .answer = TICKET("9", "new", KEY) },
		{ .answer = LIST(APPROVAL("open")) },
	};
	struct receipt receipt;
	char reason[300];

	(void)state;
	receipt = move(script, COUNT_OF(script), "implementing", reason, sizeof(reason));
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	check_contains(reason, "approve");
}

static void names_a_move_that_was_not_taken(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .headers = { { "etag", "\"9\"" } }, .answer = TICKET("9", "open", KEY) },
		{ .answer = LIST(APPROVAL("resolved")) },
		{ .method = "PUT",
		  .body = { "{\"Status\":\"resolved\"}" },
		  .answer = "[\"Ticket 9: That ticket has unresolved dependencies\"]" },
		{ .answer = TICKET("9", "open", KEY) },
		{ .answer = LIST(APPROVAL("resolved")) },
	};
	struct receipt receipt;
	char reason[300];

	(void)state;
	receipt = move(script, COUNT_OF(script), "done", reason, sizeof(reason));
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(reason, "unresolved dependencies");
	check_contains(reason, "statuses.*");
}

/* Our own account and scripts decide nothing. Approvals keep RT's statuses whatever those of changes are. */
static void counts_decisions_of_people_only(void **state)
{
#define STATUS(by)                                                                          \
	"{\"id\":\"70\",\"ObjectId\":\"12\",\"Type\":\"Status\",\"NewValue\":\"resolved\"," \
	"\"Creator\":{\"id\":\"" by "\"},\"Created\":\"2026-11-21T06:00:00Z\"}"
	static const char *const by[] = { STATUS("alice"), STATUS("certsteward"),
		                          STATUS("RT_System") };
#undef STATUS

	(void)state;
	for (size_t i = 0; i < COUNT_OF(by); i++) {
		struct request_tracker_fixture fixture;
		struct ticket_seen seen;
		struct error error = ERROR_INIT;
		const char *id = "ticket/9";
		ARENA(arena);
		const struct http_script_exchange script[] = {
			{ .url = { "(id = 9)" }, .answer = LIST(TICKET("9", "open", KEY)) },
			{ .answer = LIST(APPROVAL("resolved")) },
			{ .url = { "(TicketId = 9 OR TicketId = 12)" },
			  .answer = arena_print(&arena, "{\"items\":[%s],\"total\":1}", by[i]) },
		};
		REQUEST_TRACKER_FIXTURE(&fixture, script);
		struct setting_list *done = &fixture.settings.statuses.review;
		const struct setting_list kept = *done;
		*done = (struct setting_list){ 0 };
		assert_true(request_tracker_itsm.read_tickets(&fixture.itsm, &fixture.arena, &id, 1,
		                                              true, &seen, &error));
		*done = kept;
		assert_int_equal(seen.approval, TICKET_APPROVAL_APPROVED);
		assert_int_equal(seen.decision_count, i == 0 ? 1 : 0);
		request_tracker_fixture_close(&fixture);
	}
}

/* People answer by mail, under or above our note: that is theirs. A note that only carries our mark is ours, whatever
 * account wrote it then. */
static void hears_people_who_quote_us(void **state)
{
#define SAID(id)                                                                        \
	"{\"id\":\"" id                                                                 \
	"\",\"ObjectId\":\"9\",\"Type\":\"Correspond\",\"Creator\":{\"id\":\"alice\"}," \
	"\"Created\":\"2026-11-21T06:00:00Z\"}"
#define PART(id, text) \
	"{\"TransactionId\":\"" id "\",\"ContentType\":\"text/plain\",\"Content\":\"" text "\"}"
	static const struct http_script_exchange script[] = {
		{ .answer = LIST(TICKET("9", "open", KEY)) },
		{ .answer = LIST("") },
		{ .url = { "/transactions" },
		  .answer = "{\"items\":[" SAID("70") "," SAID("71") "," SAID(
			  "72") "],\"total\":3}" },
		{ .url = { "/attachments" },
		  .answer = "{\"items\":[" PART("70", "I do it on Monday.\\n\\n> Please renew.\\n> [cs:abc]\\n") "," PART(
			  "71",
			  "On Friday you wrote:\\n> [cs:abc]\\n\\nDone.") "," PART("72",
		                                                                   "Please renew.\\n\\n[cs:abc]\\r\\n") "],\"total\":3}" },
	};
	struct request_tracker_fixture fixture;
	struct ticket_seen seen;
	struct error error = ERROR_INIT;
	const char *id = "ticket/9";

	(void)state;
	REQUEST_TRACKER_FIXTURE(&fixture, script);
	if (!request_tracker_itsm.read_tickets(&fixture.itsm, &fixture.arena, &id, 1, true, &seen,
	                                       &error))
		fail_msg("%s", error.message);
	assert_int_equal(seen.note_count, 2);
	check_contains(seen.notes[0].text, "on Monday");
	check_contains(seen.notes[1].text, "Done.");
	request_tracker_fixture_close(&fixture);
#undef SAID
#undef PART
}

/* Hidden or gone, or a search that answers with others: never somebody else's state. */
static void calls_the_missing_gone(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .answer = LIST(TICKET("11", "resolved", "x")) },
		{ .method = "GET", .url = { "/ticket/9" }, .status = 403, .answer = "{}" },
		{ .url = { "Queue = 'Certificate Changes' OR Queue = 'Certificate Incidents'" },
		  .answer = LIST(TICKET("11", "resolved", "x")) },
		{ .method = "GET", .url = { "/ticket/10" }, .status = 404, .answer = "{}" },
	};
	const char *const ids[] = { "ticket/9", "ticket/10", "nonsense" };
	struct request_tracker_fixture fixture;
	struct ticket_seen seen[3];
	struct error error = ERROR_INIT;

	(void)state;
	REQUEST_TRACKER_FIXTURE(&fixture, script);
	assert_true(request_tracker_itsm.read_tickets(&fixture.itsm, &fixture.arena, ids, 3, true,
	                                              seen, &error));
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(seen[i].phase, TICKET_PHASE_GONE);
		assert_string_equal(seen[i].id, ids[i]);
	}
	request_tracker_fixture_close(&fixture);
}

static void read_fails(const struct http_script_exchange *script, size_t count, const char *words)
{
	const char *id = "ticket/9";
	struct request_tracker_fixture fixture;
	struct ticket_seen seen;
	struct error error = ERROR_INIT;

	request_tracker_fixture_open(&fixture, script, count);
	assert_false(request_tracker_itsm.read_tickets(&fixture.itsm, &fixture.arena, &id, 1, true,
	                                               &seen, &error));
	assert_int_equal(error.kind, ERROR_PEER);
	check_contains(error.message, words);
	request_tracker_fixture_close(&fixture);
}

/* A right that is gone hides all of them, and ends none. */
static void concludes_nothing_from_a_lost_right(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .answer = "{\"items\":[],\"total\":0}" },
		{ .method = "GET", .url = { "/ticket/9" }, .status = 403, .answer = "{}" },
		{ .answer = "{\"items\":[],\"total\":0}" },
	};

	(void)state;
	read_fails(script, COUNT_OF(script), "give our group SeeQueue and ShowTicket");
}

static void stops_when_the_login_ends(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .status = 401, .answer = "{\"message\":\"Unauthorized\"}" },
	};

	(void)state;
	read_fails(script, COUNT_OF(script), "auth.token");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_a_change),
		cmocka_unit_test(says_when_the_key_was_dropped),
		cmocka_unit_test(says_which_fields_were_dropped),
		cmocka_unit_test(looks_for_a_lost_ticket),
		cmocka_unit_test(never_says_none_when_it_could_not_look),
		cmocka_unit_test(says_when_no_approval_came),
		cmocka_unit_test(waits_for_people),
		cmocka_unit_test(names_a_move_that_was_not_taken),
		cmocka_unit_test(counts_decisions_of_people_only),
		cmocka_unit_test(hears_people_who_quote_us),
		cmocka_unit_test(calls_the_missing_gone),
		cmocka_unit_test(concludes_nothing_from_a_lost_right),
		cmocka_unit_test(stops_when_the_login_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
