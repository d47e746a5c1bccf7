/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Files for people: no cell may start a formula, nothing hidden stays hidden. */
#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_event_table.h"
#include "support/check.h"

#include <string.h>

static void assert_cell(const char *value, const char *expected)
{
	ARENA(arena);
	TEXT(out);
	derive_event_cell(&arena, &out, value);
	assert_string_equal(text_string(&out), expected);
}

static void plain_cells_stay_as_they_are(void **state)
{
	(void)state;
	assert_cell("web-01.example.com", "web-01.example.com");
	assert_cell("2001:db8::7", "2001:db8::7");
	assert_cell("", "");
	assert_cell(NULL, "");
}

static void separators_and_quotes_are_quoted(void **state)
{
	(void)state;
	assert_cell("a,b", "\"a,b\"");
	assert_cell("say \"x\"", "\"say \"\"x\"\"\"");
	assert_cell("a;b", "\"a;b\"");
}

static void no_cell_starts_a_formula(void **state)
{
	static const char *const hostile[] = { "=cmd|' /C calc'!A0", "+1+1",   "-2+3",
		                               "@SUM(A1)",           "  =1+1", "|calc",
		                               "\uff1d1+1",          "%0A=1" };
	(void)state;
	for (size_t i = 0; i < COUNT_OF(hostile); i++) {
		ARENA(arena);
		TEXT(out);
		derive_event_cell(&arena, &out, hostile[i]);
		if (!text_starts_with(text_string(&out), "\"'"))
			fail_msg("'%s' became '%s'", hostile[i], text_string(&out));
	}
}

static void no_cell_breaks_its_row(void **state)
{
	(void)state;
	ARENA(arena);
	TEXT(out);
	derive_event_cell(&arena, &out, "a\r\n=1,\"b\"\t\xe2\x80\xae");
	assert_null(strpbrk(text_string(&out), "\r\n\t"));
	assert_null(strstr(text_string(&out), "\xe2\x80\xae"));
}

static void the_certificate_lists_all_names(void **state)
{
	(void)state;
	ARENA(arena);
	TEXT(out);
	struct error error = ERROR_INIT;
	const char *text = "{\"subject\":{\"text\":\"CN=a\\u001b[2J\"},\"serial\":\"01\",\"key\":{"
			   "\"type\":\"ec\",\"curve\":\"P-256\"},\"name_count\":2,\"names\":[{"
			   "\"type\":\"dns\",\"text\":\"a.example\"},{\"type\":\"ip\",\"text\":"
			   "\"10.0.0.1\"}]}";
	struct json *facts = json_parse(&arena, text, strlen(text), NULL, &error);
	assert_non_null(facts);
	derive_event_certificate(&arena, facts, &out);
	check_contains(text_string(&out), "Key             ec P-256\n");
	check_contains(text_string(&out), "Names (2)\n  dns   a.example\n  ip    10.0.0.1\n");
	check_contains(text_string(&out), "Not after       no end\n");
	assert_null(strchr(text_string(&out), '\x1b'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_cells_stay_as_they_are),
		cmocka_unit_test(separators_and_quotes_are_quoted),
		cmocka_unit_test(no_cell_starts_a_formula),
		cmocka_unit_test(no_cell_breaks_its_row),
		cmocka_unit_test(the_certificate_lists_all_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
