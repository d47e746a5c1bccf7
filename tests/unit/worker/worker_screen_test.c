/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Each impure builtin is refused wherever jq would call it, and its name stays free elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "../../../worker/worker_screen.h"

static bool screen(const char *text, struct error *error)
{
	*error = ERROR_INIT;
	return worker_screen("mappings/x.jq", text, strlen(text), error);
}

static void assert_refused(const char *text, const char *part)
{
	struct error error;
	if (screen(text, &error))
		fail_msg("not refused: %s", text);
	assert_int_equal(error.kind, ERROR_LOCAL);
	if (!strstr(error.message, part))
		fail_msg("%s: message '%s' lacks '%s'", text, error.message, part);
}

static void assert_allowed(const char *text)
{
	struct error error;
	if (!screen(text, &error))
		fail_msg("refused: %s: %s", text, error.message);
}

static const char *const impure[] = {
	"now",
	"env",
	"input",
	"inputs",
	"input_filename",
	"input_line_number",
	"debug",
	"stderr",
	"halt",
	"halt_error",
	"localtime",
	"strflocaltime",
	"get_search_list",
	"get_prog_origin",
	"get_jq_origin",
	"modulemeta",
	"import",
	"include",
	"module",
};

/* Every place of the grammar where a word is called. */
static void each_impure_builtin_is_refused_in_every_place(void **state)
{
	static const char *const places[] = {
		"%s",
		".a | %s",
		"{a: %s}",
		"{(%s): 1}",
		"{\"x\\(%s)\": 1}",
		"[1, %s]",
		"{a: [1, %s]}",
		"\"text \\(1 + %s) text\"",
		"@json \"\\(%s)\"",
		"\"\\\\\\(%s)\"",
		"\"\\(1) \\\" \\(%s)\"",
		"\"\\(1)\" | %s",
		".[%s:2]",
		".[1:%s]",
		".a[%s]",
		"def f: %s; f",
		"# comment\n%s",
		"..%s",
		"1.%s",
		"a::%s",
		"if %s then 1 else 2 end",
		"{a: 1, b: 2 | %s}",
		"{\"a\\(\"b\\(%s)\")\": 1}",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(impure) / sizeof(*impure); i++) {
		for (size_t j = 0; j < sizeof(places) / sizeof(*places); j++) {
			char text[200], part[60];
			const char *hole = strstr(places[j], "%s");
			snprintf(text, sizeof(text), "%.*s%s%s", (int)(hole - places[j]), places[j],
			         impure[i], hole + 2);
			snprintf(part, sizeof(part), "'%s' is not allowed", impure[i]);
			assert_refused(text, part);
		}
	}
}

static void the_environment_variable_is_refused(void **state)
{
	(void)state;
	assert_refused("$ENV", "'$ENV'");
	assert_refused("$ ENV.PATH", "'$ENV'");
	assert_refused("\"\\($ENV.PATH)\"", "'$ENV'");
	assert_refused("$ # why\n ENV", "'$ENV'");
	assert_refused("$__prog_args", "'$__prog_args'");
	assert_refused("{$ENV}", "'$ENV'");
}

static void the_same_words_are_free_as_names(void **state)
{
	static const char *const texts[] = {
		".now",
		".a.now.env",
		"{now: 1}",
		"{a: 1, now: 2}",
		"{now}",
		"{a, env, b}",
		"{\"now\": 1}",
		"\"now env $ENV input\"",
		"\"a \\\" now\"",
		"\"\\(1) now \\(.a) env \\\" input\" | .b",
		"# now env\n.",
		"$now",
		". as {now: $x} | $x",
		"nowhere | environment | inputsize",
		"{import: .include, module: 1}",
		"@text",
		"$ENVIRONMENT | $env",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_allowed(texts[i]);
}

static void messages_name_file_line_and_mend(void **state)
{
	struct error error;
	(void)state;
	assert_false(screen("# first\n{\n  a: \"two\nlines\",\n  b: now\n}", &error));
	assert_string_equal(error.message,
	                    "mappings/x.jq:5: 'now' is not allowed in a mapping: take "
	                    "times from the record, such as .not_after");
}

static void texts_that_hold_no_program_are_refused(void **state)
{
	struct error error;
	(void)state;
	assert_refused("", "holds no program");
	assert_refused(" \n# only a comment", "holds no program");
	assert_refused(".a\r\n| .b", "LF line ends");
	assert_refused("\"\xff\"", "UTF-8");
	assert_false(worker_screen("x", ".\0now", 5, &error));
}

static void nesting_has_a_ceiling(void **state)
{
	char text[1000];
	(void)state;
	memset(text, '(', 900);
	text[900] = '\0';
	assert_refused(text, "nest deeper");
}

static void unbalanced_text_is_left_to_jq(void **state)
{
	(void)state;
	assert_allowed("{a: 1)) now");
	assert_allowed("\"\\(1");
	assert_allowed("\"open");
	assert_allowed("\"open\\");
	assert_allowed("$");
	assert_allowed(".. . 1e+ @");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_impure_builtin_is_refused_in_every_place),
		cmocka_unit_test(the_environment_variable_is_refused),
		cmocka_unit_test(the_same_words_are_free_as_names),
		cmocka_unit_test(messages_name_file_line_and_mend),
		cmocka_unit_test(texts_that_hold_no_program_are_refused),
		cmocka_unit_test(nesting_has_a_ceiling),
		cmocka_unit_test(unbalanced_text_is_left_to_jq),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
