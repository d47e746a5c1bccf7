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
#include "model/answer.h"

static const struct answer_limit limits[] = {
	{ "fields", "short_description", 10, true },
	{ "fields", "correlation_id", 4, false },
	{ "values", "short_description", 12, true },
	{ "", "text", 6, false },
	{ .field = NULL },
};
static const struct answer_form strict = { .limits = limits };
static const struct answer_form free_form = { .limits = limits, .free = true };

static struct json *check(struct arena *arena, const struct answer_form *form, const char *text,
                          struct error *error)
{
	*error = ERROR_INIT;
	struct json *answer = json_parse(arena, text, strlen(text), NULL, error);
	assert_non_null(answer);
	return mapping_check(arena, form, answer, error) ? answer : NULL;
}

static void assert_checked_as(const struct answer_form *form, const char *text,
                              const char *expected)
{
	ARENA(arena);
	struct error error;
	const struct json *checked = check(&arena, form, text, &error);
	if (!checked)
		fail_msg("%s: %s", text, error.message);
	assert_string_equal(json_print(&arena, checked), expected);
}

static void assert_refused_as(const struct answer_form *form, const char *text, const char *part)
{
	ARENA(arena);
	struct error error;
	if (check(&arena, form, text, &error))
		fail_msg("not refused: %s", text);
	assert_int_equal(error.kind, ERROR_ITEM);
	if (!strstr(error.message, part))
		fail_msg("%s: message '%s' lacks '%s'", text, error.message, part);
}

static void assert_checked(const char *text, const char *expected)
{
	assert_checked_as(&strict, text, expected);
}

static void assert_refused(const char *text, const char *part)
{
	assert_refused_as(&strict, text, part);
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
	assert_checked_as(&(struct answer_form){ .may_be_null = true }, "null", "null");
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

static void fields_stand_in_parts(void **state)
{
	static const char *const texts[] = {
		"{\"class\":\"c\",\"insert\":{},\"seed\":{\"a\":\"x\"},\"values\":{\"cis\":[{\"ref\":"
		"\"ci:p/1\"}]}}",
		"{\"fields\":{\"a_1\":null},\"kind\":\"change/normal\",\"template\":null}",
		"{\"event\":\"note\",\"text\":\"x\",\"watch\":[\"u\"]}",
		"{\"child\":{\"ref\":\"certificate:5d41\"},\"parent\":{\"ref\":\"ci:p/1\"},\"type\":"
		"\"Uses::Used by\"}",
		"{\"told\":null,\"values\":\"none\"}",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_checked(texts[i], texts[i]);
	assert_refused("{\"values\":{\"a b!\":\"x\"}}", "field 'a b!' has a name beyond");
	assert_refused("{\"fields\":{\"a\":{\"b\":1}}}", "field 'a' holds an object");
	assert_refused("{\"fields\":{\"values\":{\"b\":1}}}", "field 'values' holds an object");
	assert_refused("{\"other\":{\"a\":\"x\"}}", "field 'other' holds an object");
}

static void people_name_the_fields_of_a_free_form(void **state)
{
	static const char *const texts[] = {
		"{\"values\":{\"Gr\xc3\xb6\xc3\x9f"
		"e\":\"x\",\"Serial number\":\"5\"}}",
		"{\"fields\":{\"customfield_1\":{\"child\":{\"value\":\"b\"},\"value\":\"a\"},"
		"\"customfield_2\":[[1],{\"id\":\"2\"}]}}",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_checked_as(&free_form, texts[i], texts[i]);
	assert_checked_as(&free_form,
	                  "{\"fields\":{\"a b!\":{\"value\":[\"x\\u202ey\",{\"z\":\"\\u0007\"}]}}}",
	                  "{\"fields\":{\"a b!\":{\"value\":[\"xy\",{\"z\":\"\"}]}}}");
	assert_refused_as(&free_form, "{\"a b\":\"x\"}", "has a name beyond");
	assert_refused_as(&free_form, "{\"values\":{\"\":1}}", "has a name");
	assert_refused_as(&free_form, "{\"values\":{\" a\":1}}", "has a name");
	assert_refused_as(&free_form, "{\"values\":{\"a\\nb\":1}}", "has a name");
	assert_refused_as(&free_form, "{\"values\":{\"a\\u202e\":1}}", "has a name");
	assert_refused_as(&free_form, "{\"values\":{\"a\":{\"b\\u200f\":1}}}", "field 'a' holds");
	assert_refused_as(&free_form, "{\"values\":{\"a\":{\"ref\":\"x\"}}}", "ill-formed");
}

static void texts_are_cut_at_a_code_point(void **state)
{
	(void)state;
	assert_checked("{\"fields\":{\"correlation_id\":\"12345\"}}",
	               "{\"fields\":{\"correlation_id\":\"1234\"}}");
	/* Four code points of two bytes each still fit. */
	assert_checked(
		"{\"fields\":{\"correlation_id\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}}",
		"{\"fields\":{\"correlation_id\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}}");
	/* Beyond the basic plane one counts as two, and is never halved. */
	assert_checked("{\"fields\":{\"correlation_id\":\"abc\xf0\x9f\x94\x92\"}}",
	               "{\"fields\":{\"correlation_id\":\"abc\"}}");
	assert_checked("{\"fields\":{\"correlation_id\":\"ab\xf0\x9f\x94\x92\"}}",
	               "{\"fields\":{\"correlation_id\":\"ab\xf0\x9f\x94\x92\"}}");
	assert_checked("{\"fields\":{\"correlation_id\":[\"12345\"]}}",
	               "{\"fields\":{\"correlation_id\":[\"1234\"]}}");
}

static void limits_hold_in_their_part(void **state)
{
	(void)state;
	assert_checked("{\"fields\":{\"short_description\":\"123456789012345\"}}",
	               "{\"fields\":{\"short_description\":\"1234567890\"}}");
	assert_checked("{\"values\":{\"short_description\":\"123456789012345\"}}",
	               "{\"values\":{\"short_description\":\"123456789012\"}}");
	assert_checked("{\"seed\":{\"short_description\":\"123456789012345\"}}",
	               "{\"seed\":{\"short_description\":\"123456789012\"}}");
	assert_checked("{\"values\":{\"text\":\"1234567\"},\"text\":\"1234567\"}",
	               "{\"text\":\"123456\",\"values\":{\"text\":\"1234567\"}}");
}

static void control_and_direction_characters_go(void **state)
{
	(void)state;
	assert_checked("{\"fields\":{\"description\":\"a\\u0007b\\r\\nc\\td\\u007f\\u0085"
	               "\\u202eevil\\u2066\\ufeff\\u0000.\"}}",
	               "{\"fields\":{\"description\":\"ab\\nc\\tdevil.\"}}");
	assert_checked("{\"fields\":{\"short_description\":\"a\\nb\\tc\"}}",
	               "{\"fields\":{\"short_description\":\"a b c\"}}");
	assert_checked("{\"text\":\"a\\nb\\u202e\"}", "{\"text\":\"a\\nb\"}");
}

/* What is good is not even copied. */
static void good_texts_stay_where_they_are(void **state)
{
	ARENA(arena);
	struct error error;
	(void)state;
	static const char text[] =
		"{\"fields\":{\"short_description\":\"0123456789\",\"description\":\"a\\nb\xc3\xa9\"}}";
	struct json *answer = json_parse(&arena, text, strlen(text), NULL, &error);
	const char *line = json_text(json_at(answer, "fields", "short_description", NULL), "");
	const char *lines = json_text(json_at(answer, "fields", "description", NULL), "");
	assert_true(mapping_check(&arena, &strict, answer, &error));
	assert_ptr_equal(line, json_text(json_at(answer, "fields", "short_description", NULL), ""));
	assert_ptr_equal(lines, json_text(json_at(answer, "fields", "description", NULL), ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_references_and_arrays_pass),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(references_are_kind_and_key),
		cmocka_unit_test(fields_stand_in_parts),
		cmocka_unit_test(people_name_the_fields_of_a_free_form),
		cmocka_unit_test(texts_are_cut_at_a_code_point),
		cmocka_unit_test(limits_hold_in_their_part),
		cmocka_unit_test(control_and_direction_characters_go),
		cmocka_unit_test(good_texts_stay_where_they_are),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
