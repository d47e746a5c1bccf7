/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* YAML: what configuration may say, and that errors name their place. */
#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/yaml.h"

#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct yaml *parse(struct arena *arena, const char *text, struct error *error)
{
	*error = ERROR_INIT;
	return yaml_parse(arena, "f.yaml", text, strlen(text), error);
}

static void values_know_their_places(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error;
	struct yaml *root = parse(&arena, "name: x\nlist:\n  - 'a'\n  - {b: c}\n", &error);
	assert_int_equal(root->type, YAML_MAP);
	assert_int_equal(root->count, 2);
	const struct yaml *list = yaml_get(root, "list");
	assert_int_equal(list->type, YAML_LIST);
	assert_int_equal(list->key_line, 2);
	assert_int_equal(list->key_column, 1);
	assert_string_equal(list->first->text, "a");
	assert_true(list->first->quoted);
	assert_int_equal(list->first->line, 3);
	assert_int_equal(list->first->column, 5);
	const struct yaml *deep = yaml_get(list->first->next, "b");
	assert_string_equal(deep->text, "c");
	assert_string_equal(deep->file, "f.yaml");
	assert_null(yaml_get(list, "b"));
	assert_null(yaml_get(NULL, "b"));
	assert_false(yaml_refuse(deep, &error, "'%s' is wrong", "b"));
	assert_string_equal(error.message, "f.yaml:4:9: 'b' is wrong");
	assert_int_equal(error.kind, ERROR_LOCAL);
}

static void scalars_stay_text(void **state)
{
	(void)state;
	static const char *const words[] = { "no",         "012",      "1e3", "null",
		                             "~",          "0x10",     "yes", "1_000",
		                             "2026-11-20", "12:30:45", ".inf" };
	ARENA(arena);
	struct error error;
	for (size_t index = 0; index < COUNT_OF(words); index++) {
		struct yaml *root =
			parse(&arena, arena_print(&arena, "a: %s\n", words[index]), &error);
		assert_string_equal(yaml_get(root, "a")->text, words[index]);
		assert_false(yaml_get(root, "a")->quoted);
	}
	struct yaml *root = parse(&arena, "no: |\n  two\n  lines\nempty:\n", &error);
	assert_string_equal(yaml_get(root, "no")->text, "two\nlines\n");
	assert_string_equal(yaml_get(root, "empty")->text, "");
}

static void nothing_is_an_empty_map(void **state)
{
	(void)state;
	static const char *const nothing[] = { "", "\n\n", "# only words\n", "\xEF\xBB\xBF" };
	ARENA(arena);
	struct error error;
	for (size_t index = 0; index < COUNT_OF(nothing); index++) {
		struct yaml *root = parse(&arena, nothing[index], &error);
		assert_non_null(root);
		assert_int_equal(root->type, YAML_MAP);
		assert_int_equal(root->count, 0);
	}
}

static void what_hides_a_value_is_refused(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "a: &x 1\nb: *x\n", "f.yaml:1:4: anchors" },
		{ "a: 1\nb: *x\n", "f.yaml:2:4: anchors" },
		{ "a: &x [1]\n", "f.yaml:1:4: anchors" },
		{ "a: &x {}\n", "f.yaml:1:4: anchors" },
		{ "&x a: 1\n", "f.yaml:1:1: anchors" },
		{ "a: !!str 1\n", "f.yaml:1:4: tags" },
		{ "a: !secret {}\n", "f.yaml:1:4: tags" },
		{ "a: !!python/object []\n", "f.yaml:1:4: tags" },
		{ "a: ! x\n", "f.yaml:1:4: tags" },
		{ "b: {a: 1}\n<<: {a: 2}\n", "f.yaml:2:1: merge keys" },
		{ "a: 1\nb: 2\na: 3\n", "f.yaml:3:1: 'a' is given twice, first in line 1" },
		{ "x: {\"a\": 1, a: 2}\n", "f.yaml:1:13: 'a' is given twice" },
		{ "? [a]\n: 1\n", "f.yaml:1:3: a name must be plain text" },
		{ "{a: b}: 1\n", "f.yaml:1:1: a name must be plain text" },
		{ "'': 1\n", "f.yaml:1:1: a name is empty" },
		{ "a: \"x\\0y\"\n", "f.yaml:1:4: a NUL" },
		{ "a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document" },
		{ "a: [1, 2\n", "f.yaml:2:1: " },
		{ "a: 'x\n", "f.yaml:2:1: " },
		{ "\ta: 1\n", "f.yaml:1:1: " },
		{ "a: b: c\n", "f.yaml:1:5: " },
		{ "a: \xFF\n", "UTF-8" },
		{ "a: \x01\n", "control characters" },
	};
	ARENA(arena);
	struct error error;
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		if (parse(&arena, cases[index][0], &error))
			fail_msg("%s was taken", cases[index][0]);
		assert_int_equal(error.kind, ERROR_LOCAL);
		check_contains(error.message, cases[index][1]);
	}
}

static void encodings_are_not_guessed(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error;
	static const char utf16[] = "\xFF\xFE"
				    "a\0:\0 \0"
				    "1\0";
	assert_null(yaml_parse(&arena, "f.yaml", utf16, sizeof(utf16) - 1, &error));
}

static void depth_size_and_members_have_ceilings(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error;
	char nested[2001] = { 0 };
	memset(nested, '[', 1000);
	memset(nested + 1000, ']', 1000);
	assert_null(parse(&arena, nested, &error));
	check_contains(error.message, "f.yaml:1:17: nested deeper than 16");
	nested[1016] = '\0';
	assert_non_null(parse(&arena, nested + 984, &error));
	char *large = malloc(LIMIT_YAML_BYTES + 1);
	memset(large, '#', LIMIT_YAML_BYTES + 1);
	assert_null(yaml_parse(&arena, "f.yaml", large, LIMIT_YAML_BYTES + 1, &error));
	check_contains(error.message, "larger than");
	free(large);
	TEXT(members);
	for (int member = 0; member < 10001; member++)
		text_print(&members, "k%d: 1\n", member);
	assert_null(parse(&arena, text_string(&members), &error));
	check_contains(error.message, "f.yaml:10001:1: more than 10000");
}

static void files_are_read_whole(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error = ERROR_INIT;
	char path[] = "/tmp/yaml_test.XXXXXX";
	int descriptor = mkstemp(path);
	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, "a: b\nc", 6), 6);
	assert_null(yaml_read(&arena, path, &error));
	check_contains(error.message, path);
	check_contains(error.message, ":3:1: ");
	assert_int_equal(write(descriptor, ": d\n", 4), 4);
	struct yaml *root = yaml_read(&arena, path, &error);
	assert_string_equal(yaml_get(root, "c")->text, "d");
	close(descriptor);
	unlink(path);
	assert_null(yaml_read(&arena, path, &error));
	assert_int_equal(error.kind, ERROR_LOCAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_know_their_places),
		cmocka_unit_test(scalars_stay_text),
		cmocka_unit_test(nothing_is_an_empty_map),
		cmocka_unit_test(what_hides_a_value_is_refused),
		cmocka_unit_test(encodings_are_not_guessed),
		cmocka_unit_test(depth_size_and_members_have_ceilings),
		cmocka_unit_test(files_are_read_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
