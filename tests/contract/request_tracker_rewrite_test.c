/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A new text for a ticket against scripted answers of RT: said once, as a comment, and to drafts alone. */
#include "base/json.h"
#include "support/check.h"
#include "support/request_tracker_fixture.h"

extern const struct itsm_type request_tracker_itsm;

enum { COMMENT_AT = 3 /* of what is asked */ };

#define TICKET(number, status)                                                     \
	"{\"id\":\"" number "\",\"Subject\":\"Renew\",\"Status\":\"" status        \
	"\",\"Queue\":{\"id\":\"3\",\"Name\":\"Certificate Changes\"},\"Starts\":" \
	"\"1970-01-01T00:00:00Z\",\"LastUpdatedBy\":{\"id\":\"certsteward\"}}"
#define EMPTY "{\"items\":[],\"count\":0,\"total\":0}"
#define NEW_TEXT                                                                            \
	"{\"kind\":\"change/normal\",\"fields\":{\"Subject\":\"Ours\",\"Content\":\"new\"," \
	"\"Due\":\"2026-12-03 10:00:00\"},\"base\":{\"Subject\":\"Before\",\"Content\":\"old\"}}"
#define OPENED(answered)                                                      \
	{ .headers = { { "etag", "\"1\"" } }, .answer = TICKET("9", "new") }, \
		{ .url = { "Type = 'approval'" }, .answer = EMPTY },          \
	{                                                                     \
		.url = { "TicketId" }, .answer = answered                     \
	}
#define COMMENTED                                                                               \
	{                                                                                       \
		.method = "POST", .url = { "/ticket/9/comment" }, .status = 201, .answer = "[]" \
	}

static struct receipt rewrite(const struct http_script_exchange *script, size_t count, char *sent,
                              size_t room)
{
	struct request_tracker_fixture fixture;

	request_tracker_fixture_open(&fixture, script, count);
	struct step step = request_tracker_fixture_step(&fixture, STEP_TICKET, STEP_UPDATE,
	                                                "renewal:aa", NEW_TEXT);
	step.remote_id = "ticket/9";
	/* A pause of the whole side is an error, too: what counts is what was asked. */
	struct receipt receipt = { .outcome = RECEIPT_UNTRIED };
	struct error error = ERROR_INIT;
	(void)!request_tracker_itsm.push(&fixture.itsm, &fixture.arena, &step, 1, &receipt, &error);
	if (sent != NULL)
		(void)snprintf(sent, room, "%s", fixture.script.seen[COMMENT_AT].body);
	request_tracker_fixture_close(&fixture);
	return receipt;
}

/* The comment that brings a new text moves the ticket on: what is then written goes by the newest state, so that
 * it strikes nobody's edit. */
static void edits_what_it_read_after_its_comment(void **state)
{
	static const struct http_script_exchange script[] = {
		OPENED(EMPTY),
		COMMENTED,
		{ .url = { "/ticket/9?" },
		  .headers = { { "etag", "\"2\"" } },
		  .answer = TICKET("9", "new") },
		{ .url = { "Type = 'approval'" }, .answer = EMPTY },
		{ .method = "PUT",
		  .url = { "/ticket/9" },
		  .asks = { "If-Match", "\"2\"" },
		  .body = { "{\"Due\":\"2026-12-03 10:00:00\"}" },
		  .status = 412,
		  .answer = "{\"message\":\"Precondition Failed\"}" },
	};

	(void)state;
	assert_int_equal(rewrite(script, COUNT_OF(script), NULL, 0).outcome, RECEIPT_POSTPONED);
}

/* Meanwhile people may have begun to decide, or merged it. */
static void judges_again_after_its_comment(void **state)
{
	static const struct http_script_exchange begun[] = {
		OPENED(EMPTY),
		COMMENTED,
		{ .url = { "/ticket/9?" }, .answer = TICKET("9", "open") },
		{ .url = { "Type = 'approval'" }, .answer = EMPTY },
	};
	static const struct http_script_exchange merged[] = {
		OPENED(EMPTY),
		COMMENTED,
		{ .url = { "/ticket/9?" }, .answer = TICKET("11", "new") },
	};

	(void)state;
	assert_int_equal(rewrite(begun, COUNT_OF(begun), NULL, 0).outcome, RECEIPT_REFUSED);
	assert_int_equal(rewrite(merged, COUNT_OF(merged), NULL, 0).outcome, RECEIPT_POSTPONED);
}

/* The comment came and the next read was put off: no attempt is counted, and yet it is not said twice. A text of
 * before the newest one is said again. */
static void says_a_new_text_once(void **state)
{
#define COMMENT(id) "{\"id\":\"" id "\",\"ObjectId\":\"9\",\"Type\":\"Comment\"}"
	static const struct http_script_exchange put_off[] = {
		OPENED(EMPTY),
		COMMENTED,
		{ .url = { "/ticket/9?" }, .status = 429, .answer = "{}" },
	};
	char body[2000], parts[8000];
	ARENA(arena);

	(void)state;
	assert_int_equal(rewrite(put_off, COUNT_OF(put_off), body, sizeof(body)).outcome,
	                 RECEIPT_POSTPONED);
	const struct json *comment = json_parse(&arena, body, strlen(body), NULL, NULL);
	struct json *older = json_new(&arena, JSON_OBJECT), *newer = json_new(&arena, JSON_OBJECT);
	json_set_string(&arena, older, "TransactionId", "41");
	json_set_string(&arena, newer, "TransactionId", "42");
	json_set_string(&arena, newer, "Content", json_member_text(comment, "Content", ""));
	json_set_string(&arena, older, "Content",
	                "The facts have changed. This text takes the place of the one above:\n\n"
	                "older\n[cs:1]");
	(void)snprintf(parts, sizeof(parts), "{\"items\":[%s,%s],\"count\":2,\"total\":2}",
	               json_print(&arena, newer), json_print(&arena, older));
	const struct http_script_exchange again[] = {
		OPENED("{\"items\":[" COMMENT("41") "," COMMENT("42") "],\"count\":2,\"total\":2}"),
		{ .url = { "/attachments" }, .answer = parts },
		{ .method = "PUT",
		  .url = { "/ticket/9" },
		  .asks = { "If-Match", "\"1\"" },
		  .status = 412,
		  .answer = "{\"message\":\"Precondition Failed\"}" },
	};
	assert_int_equal(rewrite(again, COUNT_OF(again), NULL, 0).outcome, RECEIPT_POSTPONED);

	json_set_string(&arena, older, "TransactionId", "42");
	json_set_string(&arena, newer, "TransactionId", "41");
	(void)snprintf(parts, sizeof(parts), "{\"items\":[%s,%s],\"count\":2,\"total\":2}",
	               json_print(&arena, newer), json_print(&arena, older));
	const struct http_script_exchange back[] = {
		again[0],
		again[1],
		again[2],
		again[3],
		COMMENTED,
		{ .url = { "/ticket/9?" }, .answer = TICKET("9", "open") },
		{ .url = { "Type = 'approval'" }, .answer = EMPTY },
	};
	assert_int_equal(rewrite(back, COUNT_OF(back), NULL, 0).outcome, RECEIPT_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits_what_it_read_after_its_comment),
		cmocka_unit_test(judges_again_after_its_comment),
		cmocka_unit_test(says_a_new_text_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
