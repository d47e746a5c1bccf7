/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Encodings of the web: hostile text stays text, broken encodings are told. */

#include "body.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void html_shows_marks_and_controls(void **state)
{
	(void)state;
	TEXT_SCOPE struct text text = { 0 };
	text_add_html(&text, "<a href=\"x\" b='y'>&\x01\x7f\xe2\x80\xae"
	                     "cod\xc3\xa9\n");
	assert_string_equal(text_value(&text), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;"
	                                       "\\x01\\x7f\\u202ecod\xc3\xa9\n");
}

static void url_decoding_keeps_broken_escapes(void **state)
{
	(void)state;
	POOL_SCOPE struct pool *pool = pool_open();
	assert_string_equal(text_url_decode(pool, "a%20b+c%zz%4", 12, true), "a b c%zz%4");
	assert_string_equal(text_url_decode(pool, "a+b", 3, false), "a+b");
}

static void base64_goes_round(void **state)
{
	(void)state;
	POOL_SCOPE struct pool *pool = pool_open();
	size_t length = 0;
	for (size_t size = 0; size < 10; size++) {
		const char *encoded = text_base64_encode(pool, "\0\xff\x80 abc\n\xfe", size);
		const char *decoded = text_base64_decode(pool, encoded, &length);
		assert_int_equal(length, size);
		assert_memory_equal(decoded, "\0\xff\x80 abc\n\xfe", size);
	}
	assert_null(text_base64_decode(pool, "ab*c", &length));
}

static void utf8_is_checked(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		bool valid;
	} cases[] = { { "plain", true },
		      { "\xc3\xa9", true },
		      { "\xf0\x9f\x94\x92", true },
		      { "\xc0\xaf", false },
		      { "\xc3", false },
		      { "\xed\xa0\x80", false },
		      { "\xf5\x80\x80\x80", false },
		      { "\x80", false },
		      { "\xe0\x80\x80", false } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(text_is_utf8(cases[i].bytes, strlen(cases[i].bytes)),
		                 cases[i].valid);
}

static void loose_json_becomes_strict(void **state)
{
	(void)state;
	static const struct {
		const char *loose, *strict;
	} cases[] = {
		{ "{'a':'b'}", "{\"a\":\"b\"}" },
		{ "{a:'it\\'s \"x\"', b:true, c:-1}",
		  "{\"a\":\"it's \\\"x\\\"\", \"b\":true, \"c\":-1}" },
		{ "{a:null,b_1:\"y\"}", "{\"a\":null,\"b_1\":\"y\"}" },
		{ "'", "\"\"" },
	};
	POOL_SCOPE struct pool *pool = pool_open();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(body_tighten(pool, cases[i].loose, strlen(cases[i].loose)),
		                    cases[i].strict);
}

static void numbers_are_clamped(void **state)
{
	(void)state;
	assert_int_equal(text_number("-5"), -5);
	assert_int_equal(text_number("x"), 0);
	assert_int_equal(text_number("99999999999999999999"), INT32_MAX);
	assert_int_equal(text_number("-99999999999999999999"), INT32_MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html_shows_marks_and_controls),
		cmocka_unit_test(url_decoding_keeps_broken_escapes),
		cmocka_unit_test(base64_goes_round),
		cmocka_unit_test(utf8_is_checked),
		cmocka_unit_test(loose_json_becomes_strict),
		cmocka_unit_test(numbers_are_clamped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
