/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The words that rules look for: of names and CIs, without numbers at their end. */
#include "base/arena.h"
#include "base/json.h"
#include "flow/derive_record_words.h"
#include "support/check.h"

#include <string.h>

static const char *words_of(struct arena *arena, const char *names, const char *items)
{
	struct error error = ERROR_INIT;
	const char *text = arena_print(
		arena, "{\"certificate\":{\"names\":[%s]},\"cis\":{\"items\":[%s]}}", names, items);
	struct json *record = json_parse(arena, text, strlen(text), NULL, &error);
	if (!record)
		fail_msg("%s", error.message);
	derive_record_words(arena, record);
	return json_print(arena, json_get(record, "words"));
}

static void words_stand_between_dots_and_hyphens(void **state)
{
	ARENA(arena);
	(void)state;
	assert_string_equal(words_of(&arena,
	                             "{\"folded\":\"sso-01.login02.example.com\"},"
	                             "{\"folded\":\"*.example.com\"}",
	                             ""),
	                    "[\"com\",\"example\",\"login\",\"sso\"]");
	/* Two characters at most; a blank parts the words of a CI only. */
	assert_string_equal(words_of(&arena, "{\"folded\":\"web123.a b\"}",
	                             "{\"folded\":\"portal, online-shop (eu)\"}"),
	                    "[\"(eu\",\"a b\",\"online\",\"portal\",\"shop\",\"web1\"]");
}

static void what_is_missing_has_no_words(void **state)
{
	ARENA(arena);
	(void)state;
	assert_string_equal(words_of(&arena, "", ""), "[]");
	assert_string_equal(
		words_of(&arena, "{\"folded\":\"\"},{\"text\":\"x\"},{\"folded\":7}", ""), "[]");
	assert_string_equal(words_of(&arena, "{\"folded\":\"12.-.34\"}", "{\"name\":\"x\"}"), "[]");
}

static void a_hundred_names_are_enough(void **state)
{
	enum { NAMES = 102 };
	ARENA(arena);
	(void)state;
	char *list = arena_print(&arena, "{\"folded\":\"first\"}");
	for (int i = 1; i < NAMES; i++)
		list = arena_print(&arena, "%s,{\"folded\":\"%s\"}", list,
		                   i < 99    ? "same"
		                   : i == 99 ? "hundredth"
		                             : "late");
	assert_string_equal(words_of(&arena, list, ""), "[\"first\",\"hundredth\",\"same\"]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_stand_between_dots_and_hyphens),
		cmocka_unit_test(what_is_missing_has_no_words),
		cmocka_unit_test(a_hundred_names_are_enough),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
