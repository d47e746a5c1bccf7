/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Only flat, clean fields of a length the far side takes get through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "mapping/mapping_check.h"

static const struct mapping_field fields[] = {
	{ .name = "short_description", .length = 10, .one_line = true },
	{ .name = "correlation_id", .length = 4 },
	{ .name = "description", .one_line = false },
	{ .name = NULL },
};

static struct json *check(struct arena *arena, const char *text, struct error *error)
{
	*error = ERROR_INIT;
	const struct json *output = json_parse(arena, text, strlen(text), NULL, error);
	assert_non_null(output);
	return mapping_check(arena, "mappings/change.jq", fields, output, error);
}

static void assert_checked(const char *text, const char *expected)
{
	ARENA(arena);
	struct error error;
	const struct json *checked = check(&arena, text, &error);
	if (!checked)
		fail_msg("%s: %s", text, error.message);
	assert_string_equal(json_print(&arena, checked), expected);
}

static void assert_refused(const char *text, const char *part)
{
	ARENA(arena);
	struct error error;
	if (check(&arena, text, &error))
		fail_msg("not refused: %s", text);
	assert_int_equal(error.kind, ERROR_ITEM);
	if (!strstr(error.message, "mapping 'mappings/change.jq': ") ||
	    !strstr(error.message, part))
		fail_msg("%s: message '%s' lacks '%s'", text, error.message, part);
}

static void scalars_references_and_arrays_pass(void **state)
{
	static const char *const texts[] = {
		"{}",
		"{\"a\":\"x\",\"b\":1.5,\"c\":true,\"d\":false,\"e\":null}",
		"{\"ci\":{\"ref\":\"certificate:5d41\"}}",
		"{\"cis\":[{\"ref\":\"ci:production/4c8f\"},\"x\",1,null]}",
		"{\"u_a.b-C_9\":\"\"}",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_checked(texts[i], texts[i]);
}

static void anything_else_is_refused(void **state)
{
	(void)state;
	assert_refused("[]", "gave no object");
	assert_refused("\"x\"", "gave no object");
	assert_refused("null", "gave no object");
	assert_refused("{\"a\":{\"b\":1}}", "field 'a' holds an object");
	assert_refused("{\"a\":{}}", "field 'a' holds an object");
	assert_refused("{\"a\":{\"ref\":\"x:y\",\"b\":1}}", "field 'a' holds an object");
	assert_refused("{\"a\":{\"ref\":1}}", "field 'a' holds an object");
	assert_refused("{\"a\":[[1]]}", "array in an array");
	assert_refused("{\"a b\":1}", "has a name beyond");
	assert_refused("{\"\":1}", "has a name beyond");
	assert_refused("{\"a^NQb\":1}", "has a name beyond");
	assert_refused("{\"a\\u202e\":1}", "has a name beyond");
}

static void references_are_kind_and_key(void **state)
{
	static const char *const bad[] = { "",    ":",     "x",      "x:",       ":y",
		                           "X:y", "a b:c", "x:y\\n", "x:\\u0000" };
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		ARENA(arena);
		assert_refused(arena_print(&arena, "{\"a\":{\"ref\":\"%s\"}}", bad[i]),
		               "ill-formed reference");
	}
}

static void texts_are_cut_at_a_code_point(void **state)
{
	(void)state;
	assert_checked("{\"correlation_id\":\"12345\"}", "{\"correlation_id\":\"1234\"}");
	/* Four code points of two bytes each still fit. */
	assert_checked("{\"correlation_id\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}",
	               "{\"correlation_id\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}");
	/* Beyond the basic plane one counts as two, and is never halved. */
	assert_checked("{\"correlation_id\":\"abc\xf0\x9f\x94\x92\"}",
	               "{\"correlation_id\":\"abc\"}");
	assert_checked("{\"correlation_id\":\"ab\xf0\x9f\x94\x92\"}",
	               "{\"correlation_id\":\"ab\xf0\x9f\x94\x92\"}");
	assert_checked("{\"correlation_id\":[\"12345\"]}", "{\"correlation_id\":[\"1234\"]}");
}

static void control_and_direction_characters_go(void **state)
{
	(void)state;
	assert_checked(
		"{\"description\":\"a\\u0007b\\r\\nc\\td\\u007f\\u0085\\u202eevil\\u2066\\ufeff\"}",
		"{\"description\":\"ab\\nc\\tdevil\"}");
	assert_checked("{\"short_description\":\"a\\nb\\tc\"}",
	               "{\"short_description\":\"a b c\"}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_references_and_arrays_pass),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(references_are_kind_and_key),
		cmocka_unit_test(texts_are_cut_at_a_code_point),
		cmocka_unit_test(control_and_direction_characters_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
