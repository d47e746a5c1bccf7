/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What may stand in a query of RT, its ids, and bodies out of flat values. */
#include "adapters/itsm/request_tracker/request_tracker.h"
#include "adapters/itsm/request_tracker/request_tracker_request_ticket.h"
#include "base/json.h"
#include "support/check.h"
#include <string.h>

static void lets_no_quote_into_a_query(void **state)
{
	static const char *const bad[] = { "",    NULL,  "a'b",  "a\"b", "a\\b",
		                           "a}b", "a{b", "a\nb", "\x7f", "\xff\xfe" };

	(void)state;
	assert_true(request_tracker_request_is_word("Certificate Changes (\xc3\xa4)"));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(request_tracker_request_is_word(bad[i]));
	assert_true(request_tracker_request_is_key("renewal:ab12#2"));
	assert_false(request_tracker_request_is_key("a' OR id > 0"));
	assert_false(request_tracker_request_is_key(""));
	assert_false(request_tracker_request_is_hex("AB"));
}

/* A condition that lost all its values must not find everything. */
static void finds_nothing_by_nothing(void **state)
{
	static const char *const values[] = { "it's", "one", "two" };
	TEXT(query);

	(void)state;
	request_tracker_request_any(&query, "Catalog", values, 1);
	assert_string_equal(text_string(&query), "(id = 0)");
	text_clear(&query);
	request_tracker_request_any(&query, "Catalog", values, 3);
	assert_string_equal(text_string(&query), "(Catalog = 'one' OR Catalog = 'two')");
}

static void reads_ids(void **state)
{
	static const char *const bad[] = { NULL,
		                           "",
		                           "asset/",
		                           "asset/0",
		                           "asset/x",
		                           "asset/07",
		                           "ticket/5",
		                           "asset/5/",
		                           "asset/-1",
		                           "asset/5 OR",
		                           "asset/99999999999999999999" };
	int64_t certificate, host;
	ARENA(arena);

	(void)state;
	assert_int_equal(request_tracker_request_number("asset/5", "asset"), 5);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(request_tracker_request_number(bad[i], "asset"), 0);
	const char *id = request_tracker_request_relation_id(&arena, 7, 3);
	assert_true(request_tracker_request_parse_relation(id, &certificate, &host));
	assert_int_equal(certificate, 7);
	assert_int_equal(host, 3);
	assert_false(request_tracker_request_parse_relation("asset/7", &certificate, &host));
	assert_false(request_tracker_request_parse_relation("asset/7x/refers-to/asset/3",
	                                                    &certificate, &host));
	assert_false(request_tracker_request_parse_relation(NULL, &certificate, &host));
	assert_string_equal(request_tracker_request_link(&arena, "asset/5"), "asset:5");
	assert_string_equal(request_tracker_request_link(&arena, "ticket/5"), "5");
	assert_null(request_tracker_request_link(&arena, "http://x"));
}

static struct json *parsed(struct arena *arena, const char *text)
{
	struct error error = ERROR_INIT;
	struct json *value = json_parse(arena, text, strlen(text), NULL, &error);

	if (value == NULL)
		fail_msg("%s", error.message);
	return value;
}

static void sorts_values_into_core_and_custom(void **state)
{
	ARENA(arena);

	(void)state;
	struct json *body = request_tracker_request_body(
		&arena, "ticket",
		parsed(&arena,
	               "{\"Subject\":\"a\\tb\",\"Due\":\"2026-12-01T11:00:00+01:00\","
	               "\"Class\":\"x\\ny\",\"Cc\":[],\"Owner\":null,\"MemberOf\":"
	               "[\"ticket/4\",\"nonsense\"],\"Flag\":true,\"Names\":[\"a\",\"b\"]}"));
	assert_string_equal(json_print(&arena, body),
	                    "{\"Cc\":[],\"CustomFields\":{\"Class\":\"x\\ny\",\"Flag\":\"true\","
	                    "\"Names\":\"a\\nb\"},\"Due\":\"2026-12-01 10:00:00\",\"MemberOf\":"
	                    "[\"4\"],\"Subject\":\"a b\"}");
	/* A mapping that answers nonsense makes an empty body. */
	body = request_tracker_request_body(&arena, "asset", parsed(&arena, "[\"x\",{}]"));
	assert_int_equal(json_count(body), 0);
	assert_int_equal(json_count(request_tracker_request_body(&arena, "asset", NULL)), 0);
}

static void marks_notes_by_their_key(void **state)
{
	ARENA(arena);

	(void)state;
	const char *mark = request_tracker_request_mark(&arena, "event:1");
	assert_int_equal(strlen(mark), 45);
	struct json *note = request_tracker_request_note(&arena, "one\ntwo\x1b", "event:1");
	const char *text = json_member_text(note, "Content", "");
	check_contains(text, "one\ntwo\\u001b\n");
	assert_string_equal(text + strlen(text) - 45, mark);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lets_no_quote_into_a_query),
		cmocka_unit_test(finds_nothing_by_nothing),
		cmocka_unit_test(reads_ids),
		cmocka_unit_test(sorts_values_into_core_and_custom),
		cmocka_unit_test(marks_notes_by_their_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
