/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Text: the builder's ceiling, numbers, comparison, UTF-8, what is safe to show, hex and Base64. */
#include "base/arena.h"
#include "base/text.h"

#include "support/check.h"

#include <string.h>

static void builder_grows_to_its_ceiling(void **state)
{
	(void)state;
	TEXT(text);
	assert_string_equal(text_string(&text), "");
	text.ceiling = 1000;
	for (int round = 0; round < 100; round++)
		text_append(&text, "0123456789");
	assert_false(text.over);
	assert_int_equal(text.length, 1000);
	text_append_character(&text, 'x');
	assert_true(text.over);
	/* What comes later stays out, even if it would fit: no holes. */
	text_append(&text, "");
	text_print(&text, "%d", 1);
	assert_int_equal(text.length, 1000);
	text_clear(&text);
	assert_false(text.over);
	text_append(&text, NULL);
	text_print(&text, "%s-%700d", "a", 5);
	assert_int_equal(text.length, 702);
	assert_int_equal(text.data[701], '5');
	text_print(&text, "%900d", 5);
	assert_true(text.over);
	assert_int_equal(text.length, 702);
}

static void integers_fill_the_whole_text(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool good;
		int64_t value;
	} cases[] = {
		{ "0", true, 0 },
		{ "-7", true, -7 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "007", true, 7 },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775809", false, 0 },
		{ "99999999999999999999999", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ "+1", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 },
		{ "1.0", false, 0 },
		{ "0x1", false, 0 },
		{ NULL, false, 0 },
	};
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		int64_t value = 0;
		assert_int_equal(text_parse_integer(cases[index].text, &value), cases[index].good);
		if (cases[index].good)
			assert_true(value == cases[index].value);
	}
}

static void texts_are_compared(void **state)
{
	(void)state;
	assert_true(text_equal(NULL, NULL));
	assert_false(text_equal(NULL, ""));
	assert_true(text_equal_folded("WWW.Example", "www.eXAMPLE"));
	assert_false(text_equal_folded("a", "ab"));
	assert_false(text_equal_folded("[", "{"));
	assert_true(text_equal_lines("a\r\nb \n\n", "a\nb"));
	assert_true(text_equal_lines(" \r\n", ""));
	assert_false(text_equal_lines("a b", "ab"));
	assert_false(text_equal_lines(" a", "a"));
	assert_false(text_equal_lines("a", "a\nb"));
	assert_true(text_starts_with("abc", "ab"));
	assert_false(text_starts_with("a", "ab"));
	assert_true(text_ends_with("abc", "bc"));
	assert_false(text_ends_with("c", "bc"));
	assert_int_equal(text_distance("interval", "intervall"), 1);
	assert_int_equal(text_distance("kitten", "sitting"), 3);
	assert_int_equal(text_distance("", "abc"), 3);
	assert_int_equal(text_distance("ABC", "abc"), 0);
	char long_name[4000];
	memset(long_name, 'a', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	assert_true(text_distance(long_name, "a") > 100);
	ARENA(arena);
	assert_string_equal(text_lower(&arena, "ÄBC-Z"), "Äbc-z");
}

static void utf8_is_judged_by_rfc3629(void **state)
{
	(void)state;
	static const char *const good[] = {
		"", "plain", "é", "€", "😀", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF", "12345678é"
	};
	static const char *const bad[] = {
		"\x80",         "\xC0\xAF",     "\xC1\xBF",         "\xE0\x80\x80",
		"\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
		"\xF5",         "\xFF",         "\xE2\x82",         "12345678\xC3",
	};
	for (size_t index = 0; index < COUNT_OF(good); index++)
		assert_true(text_is_utf8(good[index], strlen(good[index])));
	for (size_t index = 0; index < COUNT_OF(bad); index++)
		assert_false(text_is_utf8(bad[index], strlen(bad[index])));
	assert_int_equal(text_utf8_prefix("abcdefghij\xFFz", 12), 10);
	/* A sequence cut off by the end is not looked for behind it. */
	assert_int_equal(text_utf8_prefix("a\xC3\xA9", 2), 1);
	ARENA(arena);
	assert_string_equal(text_clean_utf8(&arena, "a\xFF\xC3\xA9\xE2\x82", 6),
	                    "a\uFFFDé\uFFFD\uFFFD");
}

static void cuts_fall_between_code_points(void **state)
{
	(void)state;
	assert_int_equal(text_cut("abc", 10), 3);
	assert_int_equal(text_cut("abc", 3), 3);
	assert_int_equal(text_cut("abc", 2), 2);
	assert_int_equal(text_cut("aé", 2), 1);
	assert_int_equal(text_cut("aé", 3), 3);
	assert_int_equal(text_cut("😀x", 3), 0);
	assert_int_equal(text_cut("😀x", 4), 4);
	assert_int_equal(text_cut("", 0), 0);
	assert_int_equal(text_cut("\x80\x80\x80\x80\x80\x80", 5), 5);
}

static void hidden_characters_are_shown(void **state)
{
	(void)state;
	ARENA(arena);
	assert_null(text_visible(&arena, NULL));
	assert_string_equal(text_visible(&arena, "plain é 😀"), "plain é 😀");
	assert_string_equal(text_visible(&arena, "a\nb\x1B[31m\x7F"),
	                    "a\\u000ab\\u001b[31m\\u007f");
	/* Right-to-left override, isolate, zero width joiner, line separator, byte order mark. */
	assert_string_equal(text_visible(&arena, "evil\u202Egpj\u2066\u200D\u2028\uFEFF"),
	                    "evil\\u202egpj\\u2066\\u200d\\u2028\\ufeff");
	/* C1 controls drive old terminals; tags hide text in a flag. */
	assert_string_equal(text_visible(&arena, "\xC2\x9B"
	                                         "1m"),
	                    "\\u009b1m");
	assert_string_equal(text_visible(&arena, "\U000E0041"), "\\udb40\\udc41");
	assert_string_equal(text_visible(&arena, "\xFFz"), "\uFFFDz");
}

static void hex_goes_both_ways(void **state)
{
	(void)state;
	char hex[9];
	unsigned char bytes[4];
	text_hex("\x00\x7F\xA0\xFF", 4, hex);
	assert_string_equal(hex, "007fa0ff");
	assert_true(text_unhex("007FA0fF", bytes, 4));
	assert_memory_equal(bytes, "\x00\x7F\xA0\xFF", 4);
	assert_false(text_unhex("007fa0f", bytes, 4));
	assert_false(text_unhex("007fa0ff0", bytes, 4));
	assert_false(text_unhex("007fa0fg", bytes, 4));
	assert_false(text_unhex("", bytes, 1));
}

static void base64_keeps_rfc4648(void **state)
{
	(void)state;
	static const char *const vectors[][2] = {
		{ "", "" },
		{ "f", "Zg==" },
		{ "fo", "Zm8=" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" },
	};
	ARENA(arena);
	size_t length;
	for (size_t index = 0; index < COUNT_OF(vectors); index++) {
		const char *plain = vectors[index][0];
		assert_string_equal(text_base64(&arena, plain, strlen(plain)), vectors[index][1]);
		assert_string_equal(text_unbase64(&arena, vectors[index][1], &length), plain);
		assert_int_equal(length, strlen(plain));
	}
	static const char *const bad[] = { "Z",    "Zg=",   "Zg===",    "Z===", "====", "Zh==",
		                           "Zm9=", "Zm\nv", "Zg==Zg==", "Zm9_", "=Zm9" };
	for (size_t index = 0; index < COUNT_OF(bad); index++)
		assert_null(text_unbase64(&arena, bad[index], &length));
	unsigned char all[256];
	for (size_t index = 0; index < sizeof(all); index++)
		all[index] = (unsigned char)index;
	assert_memory_equal(text_unbase64(&arena, text_base64(&arena, all, sizeof(all)), &length),
	                    all, 256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builder_grows_to_its_ceiling),
		cmocka_unit_test(integers_fill_the_whole_text),
		cmocka_unit_test(texts_are_compared),
		cmocka_unit_test(utf8_is_judged_by_rfc3629),
		cmocka_unit_test(cuts_fall_between_code_points),
		cmocka_unit_test(hidden_characters_are_shown),
		cmocka_unit_test(hex_goes_both_ways),
		cmocka_unit_test(base64_keeps_rfc4648),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
