/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* JSON text from a hostile sender: depth, size, duplicates, bytes, halves. */
#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"

#include "support/check.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct json *parse(struct arena *arena, const char *text, struct error *error)
{
	*error = ERROR_INIT;
	return json_parse(arena, text, strlen(text), NULL, error);
}

static void values_keep_their_text(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ " {\"b\" : [1, 2.50 ,-0,1E400], \"a\":null} ",
		  "{\"a\":null,\"b\":[1,2.50,-0,1E400]}" },
		{ "true", "true" },
		{ "false", "false" },
		{ "\"x\"", "\"x\"" },
		{ "12345678901234567890123456789012345678901234567890",
		  "12345678901234567890123456789012345678901234567890" },
		{ "{}", "{}" },
		{ "[]", "[]" },
		{ "\"\\u00e9\\ud83d\\ude00\\/\\\\\\\"\\b\\f\\n\\r\\t\\u001f\\u007f\"",
		  "\"é😀/\\\\\\\"\\b\\f\\n\\r\\t\\u001f\x7F\"" },
		{ "{\"z\":1,\"é\":2,\"a\":3,\"aa\":4,\"\":5}",
		  "{\"\":5,\"a\":3,\"aa\":4,\"z\":1,\"é\":2}" },
		{ "\xEF\xBB\xBF[1]", "[1]" },
	};
	ARENA(arena);
	struct error error;
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		struct json *value = parse(&arena, cases[index][0], &error);
		if (!value)
			fail_msg("%s: %s", cases[index][0], error.message);
		assert_string_equal(json_print(&arena, value), cases[index][1]);
	}
}

static void broken_text_is_refused_with_its_place(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "", "premature EOF" },
		{ "  ", "premature EOF" },
		{ "{\"a\":[1,2", "byte 9: parse error" },
		{ "\"half", "premature EOF" },
		{ "{\"a\":1,}", "byte 8" },
		{ "[1,]", "byte 4" },
		{ "{a:1}", "lexical error" },
		{ "nul", "JSON at byte" },
		{ "[1] [2]", "trailing garbage" },
		{ "1 2", "trailing garbage" },
		{ "{}x", "JSON at byte" },
		{ "01", "JSON at byte" },
		{ "[+1]", "JSON at byte" },
		{ "[.5]", "JSON at byte" },
		{ "[NaN]", "lexical error" },
		{ "// no\n1", "JSON at byte" },
		{ "\"tab\there\"", "lexical error" },
		{ "\"\\x\"", "lexical error" },
		{ "\"\\u12\"", "lexical error" },
		{ "\xFF\xFE[1]", "byte 0: not UTF-8" },
		{ "[\"\xC0\xAF\"]", "byte 2: not UTF-8" },
		{ "[\"\xED\xA0\x80\"]", "byte 2: not UTF-8" },
	};
	ARENA(arena);
	struct error error;
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		if (parse(&arena, cases[index][0], &error))
			fail_msg("%s was taken", cases[index][0]);
		assert_int_equal(error.kind, ERROR_ITEM);
		check_contains(error.message, cases[index][1]);
	}
}

static void names_given_twice_are_refused(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error;
	assert_null(parse(&arena, "{\"a\":1,\"b\":{\"a\":1},\"a\":2}", &error));
	check_contains(error.message, "key given twice: 'a'");
	assert_null(parse(&arena, "[{\"x\":{\"\":1,\"\":2}}]", &error));
	assert_null(parse(&arena, "{\"\\u0061\":1,\"a\":2}", &error));
	/* Beyond the number of members that are compared one by one. */
	TEXT(text);
	text_append(&text, "{");
	for (int member = 0; member < 1000; member++)
		text_print(&text, "\"name%d\":%d,", member, member);
	size_t good = text.length;
	text_append(&text, "\"last\":1}");
	assert_non_null(parse(&arena, text_string(&text), &error));
	text.length = good;
	text_append(&text, "\"name500\":1}");
	assert_null(parse(&arena, text_string(&text), &error));
	check_contains(error.message, "'name500'");
}

static void nul_counts_in_strings_and_is_refused_in_names(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error;
	struct json *value = parse(&arena, "\"a\\u0000b\"", &error);
	assert_int_equal(value->length, 3);
	assert_memory_equal(value->text, "a\0b\0", 4);
	assert_string_equal(json_print(&arena, value), "\"a\\u0000b\"");
	assert_false(json_equal(value, parse(&arena, "\"a\"", &error)));
	assert_null(parse(&arena, "{\"a\\u0000b\":1}", &error));
	check_contains(error.message, "NUL in a key");
	assert_null(json_parse(&arena, "[1\0]", 4, NULL, &error));
	assert_null(json_parse(&arena, "[1]\0", 4, NULL, &error));
}

static void lone_surrogates_become_valid_text(void **state)
{
	(void)state;
	static const char *const cases[] = { "\"x\\udc00y\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
		                             "\"\\udfff\\udfff\"", "{\"\\udc00\":1}" };
	ARENA(arena);
	struct error error;
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		struct json *value = parse(&arena, cases[index], &error);
		assert_non_null(value);
		const char *printed = json_print(&arena, value);
		assert_true(text_is_utf8(printed, strlen(printed)));
	}
	assert_string_equal(parse(&arena, "\"x\\udc00y\"", &error)->text, "x\uFFFDy");
}

static void depth_has_a_ceiling(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error;
	char text[2001] = { 0 };
	memset(text, '[', 1000);
	memset(text + 1000, ']', 1000);
	assert_null(parse(&arena, text, &error));
	check_contains(error.message, "byte 65: nested deeper");
	/* The default ceiling itself is taken, whole and in halves. */
	assert_non_null(json_parse(&arena, text + 1000 - 64, 128, NULL, &error));
	assert_null(json_parse(&arena, text + 1000 - 64, 127, NULL, &error));
	const struct json_limits limits = { .depth = 2 };
	assert_non_null(json_parse(&arena, "[{}]", 4, &limits, &error));
	assert_null(json_parse(&arena, "[{\"a\":[]}]", 10, &limits, &error));
}

static void size_nodes_and_numbers_have_ceilings(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error;
	const struct json_limits bytes = { .bytes = 3 };
	assert_non_null(json_parse(&arena, "[1]", 3, &bytes, &error));
	assert_null(json_parse(&arena, "[1] ", 4, &bytes, &error));
	check_contains(error.message, "at most 3");
	const struct json_limits nodes = { .nodes = 3 };
	assert_non_null(json_parse(&arena, "[1,2]", 5, &nodes, &error));
	assert_null(json_parse(&arena, "[1,2,3]", 7, &nodes, &error));
	check_contains(error.message, "more values");
	char digits[4000];
	memset(digits, '9', sizeof(digits));
	assert_null(json_parse(&arena, digits, sizeof(digits), NULL, &error));
	check_contains(error.message, "number longer");
	assert_non_null(json_parse(&arena, digits, 1233, NULL, &error));
}

/* Keys that are each other's prefix make the deepest index there is. */
static void chosen_keys_do_not_slow_the_parser(void **state)
{
	(void)state;
	enum { KEYS = 4000 };
	ARENA(arena);
	TEXT(text);
	char *key = malloc(KEYS + 1);
	memset(key, 'a', KEYS);
	key[KEYS] = '\0';
	text_append(&text, "{");
	for (int length = 0; length < KEYS; length++)
		text_print(&text, "%s\"%s\":1", length ? "," : "", key + KEYS - length);
	text_append(&text, "}");
	struct error error;
	struct timespec before, after;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
	struct json *object = parse(&arena, text_string(&text), &error);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
	assert_non_null(object);
	assert_int_equal(json_count(object), KEYS);
	assert_non_null(json_get(object, key + 1));
	assert_null(json_get(object, "b"));
	/* Takes well below a second even under sanitizers. */
	assert_true(after.tv_sec - before.tv_sec < 10);
	free(key);
}

static void every_prefix_of_a_document_is_refused(void **state)
{
	(void)state;
	static const char document[] =
		"{\"result\":[{\"sys_id\":\"6816f79c\",\"n\":-1.5e3,\"ok\":true,\"none\":null,"
		"\"text\":\"caf\\u00e9 \xC3\xA9\"}],\"more\":false}";
	ARENA(arena);
	struct error error;
	assert_non_null(parse(&arena, document, &error));
	for (size_t length = 0; length < sizeof(document) - 1; length++) {
		/* On the heap and without a NUL, so that reading on is seen. */
		char *half = malloc(length + 1);
		char *exact = length ? realloc(half, length) : half;
		memcpy(exact, document, length);
		if (json_parse(&arena, exact, length, NULL, &error))
			fail_msg("the first %zu bytes were taken", length);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_keep_their_text),
		cmocka_unit_test(broken_text_is_refused_with_its_place),
		cmocka_unit_test(names_given_twice_are_refused),
		cmocka_unit_test(nul_counts_in_strings_and_is_refused_in_names),
		cmocka_unit_test(lone_surrogates_become_valid_text),
		cmocka_unit_test(depth_has_a_ceiling),
		cmocka_unit_test(size_nodes_and_numbers_have_ceilings),
		cmocka_unit_test(chosen_keys_do_not_slow_the_parser),
		cmocka_unit_test(every_prefix_of_a_document_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
