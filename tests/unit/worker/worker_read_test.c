/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Our reader gives the value that jq's own gives, and falls over nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../../worker/worker_read.h"

static const char *const good[] = {
	"null",
	"true",
	"false",
	" [ ] ",
	"{}",
	"\t{ \"a\" : [ 1 , 2 ] }\r\n",
	"0",
	"-0",
	"-12.5e+3",
	"0.1",
	"1e2",
	"1e-400",
	"123456789012",
	"\"\"",
	"\"plain\"",
	"\"caf\xc3\xa9 \xf0\x9f\x94\x92\"",
	"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
	"\"\\u0041\\u00e9\\u20ac\\ud83d\\udd12\\u0000x\"",
	"\"a\\nb\\nc\"",
	"{\"a\":1,\"a\":2}",
	"{\"\":{\"\\u0061\":[[],{},\"\"]}}",
	"[{\"name\":\"x\",\"port\":443},{\"name\":\"y\",\"port\":8443}]",
};

static const char *const bad[] = {
	"",      " ",    "nul",   "nulll",      "True",      "[",           "]",      "[1,]",
	"[1 2]", "[,1]", "{",     "}",          "{\"a\"}",   "{\"a\":}",    "{a:1}",  "{\"a\":1,}",
	"\"",    "\"a",  "\"\\",  "\"\\x\"",    "\"\\u12\"", "\"\\u12g4\"", "\"\n\"", "01",
	"-",     "+1",   ".5",    "1.",         "1.e5",      "1e",          "0x10",   "inf",
	"nan",   "1 2",  "[] []", "{\"a\":1}x", "'a'",       "-a",          "1-2",    "[1}",
};

static jv read_text(struct worker_names *names, const char *text)
{
	return worker_read(names, text, strlen(text));
}

static void what_is_good_reads_as_in_jq(void **state)
{
	struct worker_names names = { .capacity = 0 };
	(void)state;
	/* Twice: the second time member names are known. */
	for (size_t i = 0; i < 2 * sizeof(good) / sizeof(*good); i++) {
		const char *text = good[i % (sizeof(good) / sizeof(*good))];
		jv ours = read_text(&names, text);
		if (!jv_equal(jv_copy(ours), jv_parse(text)))
			fail_msg("differs: %s", text);
		jv_free(ours);
	}
	worker_read_release(&names);
}

static void what_is_bad_is_refused(void **state)
{
	struct worker_names names = { .capacity = 0 };
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		jv ours = read_text(&names, bad[i]);
		if (jv_is_valid(ours))
			fail_msg("not refused: %s", bad[i]);
		jv_free(ours);
	}
	jv cut = worker_read(&names, "[1]\0", 4);
	assert_false(jv_is_valid(cut));
	jv_free(cut);
	worker_read_release(&names);
}

static void halves_and_bad_bytes_are_mended(void **state)
{
	static const char *const texts[] = { "\"\\ud83d\"", "\"\\udd12x\"", "\"\\ud83d\\u005a\"",
		                             "\"\xff\"",    "{\"\xff\":1}", "{\"\xff\":1}" };
	static const char *const expected[] = { "\"\xef\xbf\xbd\"",     "\"\xef\xbf\xbdx\"",
		                                "\"\xef\xbf\xbdZ\"",    "\"\xef\xbf\xbd\"",
		                                "{\"\xef\xbf\xbd\":1}", "{\"\xef\xbf\xbd\":1}" };
	struct worker_names names = { .capacity = 0 };
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_true(jv_equal(read_text(&names, texts[i]), jv_parse(expected[i])));
	worker_read_release(&names);
}

static void depth_has_a_ceiling(void **state)
{
	struct worker_names names = { .capacity = 0 };
	char text[200001];
	(void)state;
	memset(text, '[', 64);
	memset(text + 64, ']', 64);
	text[128] = '\0';
	jv deep = read_text(&names, text);
	assert_true(jv_is_valid(deep));
	jv_free(deep);
	memset(text, '[', 65);
	memset(text + 65, ']', 65);
	text[130] = '\0';
	assert_false(jv_is_valid(read_text(&names, text)));
	memset(text, '[', 200000);
	text[200000] = '\0';
	assert_false(jv_is_valid(read_text(&names, text)));
	worker_read_release(&names);
}

/* More names than are kept. */
static void any_number_of_names_is_read(void **state)
{
	struct worker_names names = { .capacity = 0 };
	(void)state;
	for (int i = 0; i < 30000; i++) {
		jv text = jv_string_fmt("{\"name-%d\":%d}", i, i);
		jv read = read_text(&names, jv_string_value(text));
		jv value = jv_object_get(read, jv_string_fmt("name-%d", i));
		assert_int_equal((int)jv_number_value(value), i);
		jv_free(value);
		jv_free(text);
	}
	assert_true(names.count <= 8192);
	worker_read_release(&names);
}

/* Small changes to good texts: whatever they give, it is what jq gives or is refused. */
static void read_request(struct worker_names *names, const char *target, const char *expected)
{
	char text[256], out[256];
	int length = snprintf(text, sizeof(text), "{\"input\":{\"target\":%s}}", target);
	snprintf(out, sizeof(out), "{\"input\":{\"target\":%s}}", expected ? expected : "");
	jv value = worker_read(names, text, (size_t)length);
	if (!expected) {
		assert_false(jv_is_valid(value));
		return;
	}
	jv dumped = jv_dump_string(value, 0);
	assert_string_equal(jv_string_value(dumped), out);
	jv_free(dumped);
}

static void the_same_target_is_kept_and_another_is_read(void **state)
{
	(void)state;
	struct worker_names names = { .capacity = 0 };
	read_request(&names, "{\"a\":[1]}", "{\"a\":[1]}");
	read_request(&names, "{\"a\":[1]}", "{\"a\":[1]}");
	read_request(&names, " {\"a\":[1]} ", "{\"a\":[1]}");
	read_request(&names, "{\"a\":[2]}", "{\"a\":[2]}");
	read_request(&names, "{\"a\":[2]}}", NULL);
	read_request(&names, "{\"a\":[2]", NULL);
	read_request(&names, "1", "1");
	read_request(&names, "{}", "{}");
	read_request(&names, "{\"b\":1}", "{\"b\":1}");
	worker_read_release(&names);
}

static void damaged_text_harms_nothing(void **state)
{
	static const char signs[] = "\"\\{}[]:,.-+eEu0019atfn \n\xc3\xff";
	struct worker_names names = { .capacity = 0 };
	unsigned int seed = 1;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		char text[128];
		size_t which = (size_t)rand_r(&seed) % (sizeof(good) / sizeof(*good));
		size_t length = strlen(good[which]);
		memcpy(text, good[which], length + 1);
		for (int change = 0; change < 3 && length > 0; change++)
			text[(size_t)rand_r(&seed) % length] =
				signs[(size_t)rand_r(&seed) % (sizeof(signs) - 1)];
		/* Of broken code points each makes its own; and jq leaks on what it refuses. */
		bool same_rules = !strpbrk(text, "\xff\xc3") && !strstr(text, "\\u");
		jv ours = worker_read(&names, text, length);
		if (same_rules && jv_is_valid(ours) &&
		    !jv_equal(jv_copy(ours), jv_parse_sized(text, (int)length)))
			fail_msg("jq reads otherwise, or refuses: %s", text);
		jv_free(ours);
	}
	worker_read_release(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_good_reads_as_in_jq),
		cmocka_unit_test(what_is_bad_is_refused),
		cmocka_unit_test(halves_and_bad_bytes_are_mended),
		cmocka_unit_test(depth_has_a_ceiling),
		cmocka_unit_test(any_number_of_names_is_read),
		cmocka_unit_test(the_same_target_is_kept_and_another_is_read),
		cmocka_unit_test(damaged_text_harms_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
