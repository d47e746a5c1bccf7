/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What may stand in a query, and how values are written. */
#include "adapters/itsm/servicenow/servicenow.h"
#include "adapters/itsm/servicenow/servicenow_request.h"
#include "adapters/itsm/servicenow/servicenow_request_ticket.h"
#include "base/arena.h"
#include "support/check.h"

/* The encoded query has no escape: each of these would become a condition of its own or a script. */
static void hostile_values_never_stand_in_a_query(void **state)
{
	static const char *const hostile[] = {
		"",      "a^b",  "x^NQactive=true", "a,b",         "javascript:gs.getUserID()",
		"a\nb",  "a b^", "ORDERBY^",        "caf\xc3\xa9", "a@b",
		"a\x01", "^",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(hostile); i++) {
		assert_false(servicenow_request_is_id(hostile[i]));
		assert_false(servicenow_request_is_key(hostile[i]));
		assert_false(servicenow_request_is_name(hostile[i]));
		assert_false(servicenow_request_is_element(hostile[i]));
	}
	assert_false(servicenow_request_is_word("a^b"));
	assert_false(servicenow_request_is_word("javascript:x"));
	assert_false(servicenow_request_is_word(NULL));
}

static void ordinary_values_do(void **state)
{
	(void)state;
	assert_true(servicenow_request_is_id("46C6f9efa9fe198101ddf5eed9adf6e7"));
	assert_false(servicenow_request_is_id("46c6f9efa9fe198101ddf5eed9adf6e7x"));
	assert_true(servicenow_request_is_key("ticket:renewal:ab12/2026-11-20#2"));
	assert_true(servicenow_request_is_name("*.shop-1.example.com"));
	assert_false(servicenow_request_is_name("Shop.example.com"));
	assert_true(servicenow_request_is_element("u_domain_name"));
	assert_false(servicenow_request_is_element("1domain"));
	assert_true(servicenow_request_is_word("Uses::Used by"));
}

static void addresses_are_percent_encoded(void **state)
{
	struct servicenow_query query = { .table = "cmdb_ci",
		                          .query = "sys_id>a^ORDERBYsys_id",
		                          .fields = "sys_id,type.name",
		                          .limit = 10,
		                          .offset = 20 };
	ARENA(arena);

	(void)state;
	assert_string_equal(servicenow_request_rows(&arena, &query),
	                    "/api/now/table/cmdb_ci?sysparm_exclude_reference_link=true"
	                    "&sysparm_query=sys_id%3Ea%5EORDERBYsys_id"
	                    "&sysparm_fields=sys_id%2Ctype.name&sysparm_limit=10"
	                    "&sysparm_offset=20&sysparm_no_count=true");
}

static void texts_become_plain(void **state)
{
	ARENA(arena);

	(void)state;
	assert_string_equal(servicenow_request_plain(&arena, "a\n[code]<b>[/CODE]\tx [coder]"),
	                    "a\n(code)<b>(/CODE)\tx [coder]");
	assert_string_equal(servicenow_request_plain(&arena, "\x1b[31m"), "\\u001b[31m");
	assert_string_equal(servicenow_request_plain(&arena, "a\xe2\x80\xae"
	                                                     "b"),
	                    "a\\u202eb");
	assert_string_equal(servicenow_request_plain(&arena, ""), "");
}

static void unknown_is_left_out_and_empty_is_written(void **state)
{
	const char *text = "{\"a\":\"x\",\"empty\":\"\",\"none\":null,\"open\":{\"ref\":\"r\"},"
			   "\"list\":[\"1\",{\"ref\":\"r\"},\"2\"],\"yes\":true,\"number\":7,"
			   "\"sys_id\":\"evil\",\"bad name\":\"x\"}";
	struct error error = ERROR_INIT;
	ARENA(arena);
	struct json *fields = servicenow_request_fields(
		&arena, json_parse(&arena, text, strlen(text), NULL, &error));

	(void)state;
	assert_string_equal(json_print(&arena, fields),
	                    "{\"a\":\"x\",\"empty\":\"\",\"list\":\"1,2\",\"number\":\"7\","
	                    "\"yes\":\"true\"}");
}

static void fingerprints_in_four_spellings(void **state)
{
	ARENA(arena);

	(void)state;
	assert_string_equal(servicenow_request_fingerprint(&arena, "aB0c", SERVICENOW_LOWER),
	                    "ab0c");
	assert_string_equal(servicenow_request_fingerprint(&arena, "ab0c", SERVICENOW_UPPER),
	                    "AB0C");
	assert_string_equal(servicenow_request_fingerprint(&arena, "ab0c", SERVICENOW_COLON_LOWER),
	                    "ab:0c");
	assert_string_equal(servicenow_request_fingerprint(&arena, "ab0c", SERVICENOW_COLON_UPPER),
	                    "AB:0C");
}

static void notes_end_with_their_mark(void **state)
{
	ARENA(arena);
	const char *note = servicenow_request_note(&arena, "text", "event:x");
	const char *mark = servicenow_request_note_mark(&arena, "event:x");

	(void)state;
	assert_int_equal(strlen(mark), strlen("[cs:]") + 40);
	assert_string_equal(note, arena_print(&arena, "text\n%s", mark));
	assert_string_not_equal(mark, servicenow_request_note_mark(&arena, "event:y"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_values_never_stand_in_a_query),
		cmocka_unit_test(ordinary_values_do),
		cmocka_unit_test(addresses_are_percent_encoded),
		cmocka_unit_test(texts_become_plain),
		cmocka_unit_test(unknown_is_left_out_and_empty_is_written),
		cmocka_unit_test(fingerprints_in_four_spellings),
		cmocka_unit_test(notes_end_with_their_mark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
