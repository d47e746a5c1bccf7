/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Programs compile with messages that lead to the line, and give exactly one canonical value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "../../../worker/worker_program.h"
#include "../../../worker/worker_value.h"
#include "base/text.h"

/* first NULL = the program includes nothing. */
static bool compile(struct worker_program *program, const char *text, const char *first,
                    struct error *error)
{
	struct worker_source source = { .name = "mappings/x.jq" };
	if (first)
		source.parts[source.count++] =
			(struct worker_part){ "mappings/common.jq", first, strlen(first) };
	source.parts[source.count++] = (struct worker_part){ source.name, text, strlen(text) };
	*error = ERROR_INIT;
	return worker_program_compile(program, &source, error);
}

static void assert_compile_message(const char *text, const char *included, const char *message)
{
	WORKER_PROGRAM(program);
	struct error error;
	assert_false(compile(&program, text, included, &error));
	assert_int_equal(error.kind, ERROR_LOCAL);
	assert_string_equal(error.message, message);
}

static bool run_within(const char *text, const char *input, size_t ceiling, struct text *out,
                       struct error *error)
{
	WORKER_PROGRAM(program);
	if (!compile(&program, text, NULL, error))
		fail_msg("%s", error->message);
	jv value = jv_parse(input);
	bool done = worker_program_run(&program, value, ceiling, out, error);
	jv_free(value);
	return done;
}

static void assert_output(const char *text, const char *input, const char *expected)
{
	TEXT(out);
	struct error error = ERROR_INIT;
	text_append(&out, ">");
	if (!run_within(text, input, WORKER_OUTPUT_BYTES, &out, &error))
		fail_msg("%s: %s", text, error.message);
	assert_string_equal(text_string(&out) + 1, expected);
}

static void assert_run_message(const char *text, const char *part)
{
	TEXT(out);
	struct error error = ERROR_INIT;
	text_append(&out, ">");
	assert_false(run_within(text, "{\"a\":1}", WORKER_OUTPUT_BYTES, &out, &error));
	assert_int_equal(error.kind, ERROR_ITEM);
	if (!strstr(error.message, part))
		fail_msg("%s: message '%s' lacks '%s'", text, error.message, part);
	assert_string_equal(text_string(&out), ">");
}

static void syntax_errors_name_file_and_line(void **state)
{
	(void)state;
	assert_compile_message("{\n  a: 1,\n  b: nosuch\n}", NULL,
	                       "mappings/x.jq:3: nosuch/0 is not defined");
	assert_compile_message(".a |", NULL, "mappings/x.jq:1: syntax error, unexpected $end");
	assert_compile_message("# x\n{a: $y}", NULL, "mappings/x.jq:2: $y is not defined");
}

static void lines_are_counted_from_the_programs_own_start(void **state)
{
	static const char included[] = "def twice: . * 2;\n\ndef thrice: . * 3;\n";
	(void)state;
	assert_compile_message("\n.a | four", included, "mappings/x.jq:2: four/0 is not defined");
	assert_compile_message(".a | f", "def twice: . * 2;\ndef f: nosuch;\n",
	                       "mappings/common.jq:2: nosuch/0 is not defined");
	assert_compile_message(
		".a", "def f: now;",
		"mappings/common.jq:1: 'now' is not allowed in a mapping: take times "
		"from the record, such as .not_after");
}

static void what_is_included_is_usable(void **state)
{
	WORKER_PROGRAM(program);
	TEXT(out);
	struct error error;
	(void)state;
	assert_true(compile(&program, ".a | twice", "def twice: . * 2; # last", &error));
	jv input = jv_parse("{\"a\":21}");
	assert_true(worker_program_run(&program, input, 100, &out, &error));
	assert_true(worker_program_run(&program, input, 100, &out, &error));
	jv_free(input);
	assert_string_equal(text_string(&out), "4242");
}

static void output_is_canonical(void **state)
{
	(void)state;
	assert_output(".", "{\"b\":[1,2.5,null,true,false],\"a\":{\"d\":\"x\",\"c\":\"\\u00e9\"}}",
	              "{\"a\":{\"c\":\"\xc3\xa9\",\"d\":\"x\"},\"b\":[1,2.5,null,true,false]}");
	assert_output("[1073741825, -3, 1e300, 0.1, nan]", "null",
	              "[1073741825,-3,1e+300,0.1,null]");
	assert_output("\"a\\u0000b\\n\"", "null", "\"ab\\n\"");
	assert_output("{}", "null", "{}");
	assert_output("\"2026-01-02T03:04:05Z\" | fromdate | strftime(\"%d %B %Y %Z\")", "null",
	              "\"02 January 2026 UTC\"");
}

static void exactly_one_output_is_required(void **state)
{
	(void)state;
	assert_run_message("empty", "no output");
	assert_run_message("1, 2", "more than one output");
	assert_run_message("1, error(\"late\")", "late");
	assert_run_message("error(null)", "no output");
}

static void failures_tell_jqs_reason(void **state)
{
	(void)state;
	assert_run_message("error(\"class unknown\")", "class unknown");
	assert_run_message(".a.b", "Cannot index number with string \"b\"");
	assert_run_message("error({code: 7})", "{\"code\":7}");
	assert_run_message("error([range(1000)])", "too large to show");
}

static void depth_and_size_have_ceilings(void **state)
{
	TEXT(out);
	struct error error = ERROR_INIT;
	(void)state;
	assert_run_message("reduce range(60) as $i (0; [.])", "deeper than 48");
	assert_run_message("reduce range(60) as $i (0; {a: .})", "deeper than 48");
	assert_run_message("[range(400000)]", "larger than allowed");
	assert_run_message("\"x\" * 2000000", "larger than allowed");
	assert_false(run_within("\"0123456789\"", "null", 11, &out, &error));
	assert_true(run_within("\"0123456789\"", "null", 12, &out, &error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syntax_errors_name_file_and_line),
		cmocka_unit_test(lines_are_counted_from_the_programs_own_start),
		cmocka_unit_test(what_is_included_is_usable),
		cmocka_unit_test(output_is_canonical),
		cmocka_unit_test(exactly_one_output_is_required),
		cmocka_unit_test(failures_tell_jqs_reason),
		cmocka_unit_test(depth_and_size_have_ceilings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
