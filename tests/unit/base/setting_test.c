/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Settings by table: types, ranges, unknown names, secrets, documentation and example. */
#include "base/arena.h"
#include "base/setting.h"
#include "base/text.h"

#include "support/check.h"

#include <stdlib.h>
#include <string.h>

struct sample {
	const char *url;
	bool live;
	int64_t limit;
	double factor;
	int64_t wait;
	const char *folder;
	const char *stage;
	struct secret password;
	struct setting_list names;
	const struct yaml *rules;
};

static const struct setting table[] = {
	{ "url", SETTING_TEXT, offsetof(struct sample, url), .required = true,
	  .help = "address of the far side" },
	{ "live", SETTING_BOOL, offsetof(struct sample, live), "yes", .help = "whether a | b" },
	{ "flight.limit", SETTING_INTEGER, offsetof(struct sample, limit), "4", .low = 1,
	  .high = 100, .help = "calls at once" },
	{ "flight.factor", SETTING_NUMBER, offsetof(struct sample, factor), "1.5", .low = 0,
	  .high = 2, .help = "growth" },
	{ "flight.deep.wait", SETTING_DURATION, offsetof(struct sample, wait), "30d", .low = 1,
	  .high = 31536000, .help = "patience" },
	{ "folder", SETTING_PATH, offsetof(struct sample, folder), "data/x", .help = "where" },
	{ "stage", SETTING_CHOICE, offsetof(struct sample, stage), "pilot",
	  .choices = "observe|inventory|pilot", .help = "how far" },
	{ "auth.password", SETTING_SECRET, offsetof(struct sample, password),
	  .help = "its password" },
	{ "names", SETTING_LIST, offsetof(struct sample, names), "[a, b]", .help = "which" },
	{ "rules", SETTING_TREE, offsetof(struct sample, rules), .help = "own reader" },
	{ .name = NULL },
};

static bool read_sample(struct sample *sample, const char *text, struct arena *arena,
                        struct error *error)
{
	static const char *const ignore[] = { "engine", NULL };
	*sample = (struct sample){ 0 };
	*error = ERROR_INIT;
	struct yaml *map = yaml_parse(arena, "/etc/certsteward/f.yaml", text, strlen(text), error);
	return map && setting_read(table, map, ignore, sample, arena, error);
}

static void values_get_their_types(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error;
	struct sample sample;
	assert_int_equal(setenv("SETTING_TEST_SECRET", "hunter2", 1), 0);
	bool read = read_sample(
		&sample,
		"url: https://x\nlive: no\nengine: {any: thing}\nfolder: ../y\nstage: observe\n"
		"flight: {limit: 100, factor: 0.25, deep: {wait: 2w}}\nnames: one\n"
		"auth: {password: {env: SETTING_TEST_SECRET}}\nrules: [1, 2]\n",
		&arena, &error);
	if (!read)
		fail_msg("%s", error.message);
	assert_string_equal(sample.url, "https://x");
	assert_false(sample.live);
	assert_int_equal(sample.limit, 100);
	assert_true(sample.factor == 0.25);
	assert_int_equal(sample.wait, 14 * 86400);
	assert_string_equal(sample.folder, "/etc/certsteward/../y");
	assert_string_equal(sample.stage, "observe");
	assert_int_equal(sample.names.count, 1);
	assert_string_equal(sample.names.items[0], "one");
	assert_int_equal(sample.rules->count, 2);
	assert_string_equal(secret_reveal(&sample.password), "hunter2");
	assert_null(getenv("SETTING_TEST_SECRET"));
	setting_release(table, &sample);
	assert_true(secret_is_empty(&sample.password));
}

static void defaults_fill_the_rest(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error;
	struct sample sample;
	assert_true(read_sample(&sample, "url: x\nflight: {}\n", &arena, &error));
	assert_true(sample.live);
	assert_int_equal(sample.limit, 4);
	assert_true(sample.factor == 1.5);
	assert_int_equal(sample.wait, 30 * 86400);
	assert_string_equal(sample.folder, "/etc/certsteward/data/x");
	assert_string_equal(sample.stage, "pilot");
	assert_int_equal(sample.names.count, 2);
	assert_string_equal(sample.names.items[1], "b");
	assert_null(sample.rules);
	assert_true(secret_is_empty(&sample.password));
	sample = (struct sample){ .limit = 77 };
	assert_true(setting_defaults(table, &sample, &arena, &error));
	assert_int_equal(sample.limit, 4);
	assert_null(sample.url);
}

static void mistakes_are_named_with_their_place(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "urll: x\n", "f.yaml:1:1: there is no setting 'urll': did you mean 'url'" },
		{ "url: x\nflight: {limits: 3}\n",
		  "f.yaml:2:10: there is no setting 'flight.limits': did you mean 'flight.limit'" },
		{ "url: x\nenginee: 3\n",
		  "f.yaml:2:1: there is no setting 'enginee': did you mean 'engine'" },
		{ "completely_else: 3\n", "there is no setting 'completely_else': remove it" },
		{ "url: x\nflight: {limit: 101}\n",
		  "f.yaml:2:17: 'flight.limit' must be a whole number from 1 to 100, not '101'" },
		{ "flight: {limit: 0}\n", "'0'" },
		{ "flight: {limit: 1.0}\n", "'1.0'" },
		{ "flight: {limit: 99999999999999999999}\n", "whole number" },
		{ "flight: {factor: 1e0}\n", "a number from 0 to 2, not '1e0'" },
		{ "flight: {factor: nan}\n", "a number" },
		{ "flight: {factor: -0.1}\n", "a number" },
		{ "flight: {factor: 1.}\n", "a number" },
		{ "flight: {deep: {wait: 400d}}\n", "a duration" },
		{ "flight: {deep: {wait: 3x}}\n", "'3x'" },
		{ "flight: 3\n", "f.yaml:1:9: 'flight' must be a map" },
		{ "flight.limit: 3\n", "written in parts" },
		{ "live: maybe\n", "f.yaml:1:7: 'live' must be yes or no, not 'maybe'" },
		{ "live: YES\n", "yes or no" },
		{ "stage: production\n", "one of observe, inventory, pilot, not 'production'" },
		{ "stage: observe|inventory\n", "one of" },
		{ "stage: pil\n", "one of" },
		{ "url: [a]\n", "a text, not a list" },
		{ "url:\n", "a text, not ''" },
		{ "folder: ''\n", "a path" },
		{ "names: [[a]]\n", "f.yaml:1:9: 'names' must be a list of texts" },
		{ "names:\n", "'names' must be a list" },
		{ "names: {a: b}\n", "not a map" },
		{ "live: yes\n", "'url' is missing: address of the far side" },
		{ "[1]\n", "settings must be a map" },
	};
	ARENA(arena);
	struct error error;
	struct sample sample;
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		if (read_sample(&sample, cases[index][0], &arena, &error))
			fail_msg("%s was taken", cases[index][0]);
		assert_int_equal(error.kind, ERROR_LOCAL);
		check_contains(error.message, cases[index][1]);
		setting_release(table, &sample);
	}
}

static void secrets_in_the_file_are_refused_and_not_shown(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"auth: {password: hunter2}\n",
		"auth: {password: [hunter2]}\n",
		"auth: {password: {text: hunter2}}\n",
		"auth: {password: {env: A, file: hunter2}}\n",
		"auth: {password: {env: [hunter2]}}\n",
	};
	ARENA(arena);
	struct error error;
	struct sample sample;
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		assert_false(read_sample(&sample, cases[index], &arena, &error));
		check_contains(error.message, "'auth.password' must not stand in this file");
		assert_null(strstr(error.message, "hunter2"));
		setting_release(table, &sample);
	}
	assert_false(read_sample(&sample, "auth: {password: {env: SETTING_TEST_NONE}}\n", &arena,
	                         &error));
	check_contains(
		error.message,
		"f.yaml:1:24: 'auth.password': environment variable 'SETTING_TEST_NONE' is not set");
	assert_false(read_sample(&sample, "auth: {password: {file: none}}\n", &arena, &error));
	check_contains(error.message, "/etc/certsteward/none");
}

static void bad_defaults_are_found(void **state)
{
	(void)state;
	static const struct setting wrong[] = {
		{ "limit", SETTING_INTEGER, 0, .fallback = "many" },
		{ .name = NULL },
	};
	int64_t limit;
	ARENA(arena);
	struct error error = ERROR_INIT;
	assert_false(setting_defaults(wrong, &limit, &arena, &error));
	check_contains(error.message, "default of 'limit'");
}

static void nearest_means_a_slip(void **state)
{
	(void)state;
	assert_string_equal(setting_nearest(table, "Stage"), "stage");
	assert_string_equal(setting_nearest(table, "nams"), "names");
	assert_null(setting_nearest(table, "colour"));
	assert_null(setting_nearest(table, ""));
}

static void documentation_comes_from_the_table(void **state)
{
	(void)state;
	TEXT(text);
	setting_document(table, &text);
	check_contains(text_string(&text),
	               "| `url` | a text | required | address of the far side |\n");
	check_contains(text_string(&text), "| `live` | yes or no | `yes` | whether a \\| b |\n");
	check_contains(text_string(&text),
	               "| `flight.limit` | a whole number from 1 to 100 | `4` | calls at once |\n");
}

/* What a person does who takes the mark away from each line. */
static void uncomment(const char *example, struct text *live)
{
	while (*example) {
		size_t length = strcspn(example, "\n") + 1;
		bool mark = *example == '#' && example[1] != ' ';
		bool inside = *example == '#' && strncmp(example, "#  ", 3) == 0;
		text_append_bytes(live, example + (mark || inside), length - (mark || inside));
		example += length;
	}
}

/* The example is what people start from: it must be read back, as it is and with all lines live. */
static void example_is_valid_configuration(void **state)
{
	(void)state;
	static const struct setting plain[] = {
		{ "url", SETTING_TEXT, offsetof(struct sample, url), .required = true,
		  .help = "address" },
		{ "flight.limit", SETTING_INTEGER, offsetof(struct sample, limit), "4",
		  .help = "calls" },
		{ "flight.deep.wait", SETTING_DURATION, offsetof(struct sample, wait), "30d",
		  .help = "patience" },
		{ "flight.factor", SETTING_NUMBER, offsetof(struct sample, factor), "1.5",
		  .help = "growth" },
		{ "stage", SETTING_TEXT, offsetof(struct sample, stage), "*: #", .help = "odd" },
		{ "names", SETTING_LIST, offsetof(struct sample, names), "[a, b]",
		  .help = "which" },
		{ .name = NULL },
	};
	ARENA(arena);
	struct error error = ERROR_INIT;
	TEXT(example);
	TEXT(live);
	setting_example(plain, 0, &example);
	uncomment(text_string(&example), &live);
	const char *const texts[] = { text_string(&example), text_string(&live) };
	for (size_t index = 0; index < COUNT_OF(texts); index++) {
		struct sample sample = { 0 };
		struct yaml *map =
			yaml_parse(&arena, "example", texts[index], strlen(texts[index]), &error);
		if (!map || !setting_read(plain, map, NULL, &sample, &arena, &error))
			fail_msg("%s\n%s", error.message, texts[index]);
		assert_int_equal(map->count, index ? 4 : 1);
		assert_int_equal(sample.limit, 4);
		assert_int_equal(sample.wait, 30 * 86400);
		assert_string_equal(sample.stage, "*: #");
		assert_int_equal(sample.names.count, 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_get_their_types),
		cmocka_unit_test(defaults_fill_the_rest),
		cmocka_unit_test(mistakes_are_named_with_their_place),
		cmocka_unit_test(secrets_in_the_file_are_refused_and_not_shown),
		cmocka_unit_test(bad_defaults_are_found),
		cmocka_unit_test(nearest_means_a_slip),
		cmocka_unit_test(documentation_comes_from_the_table),
		cmocka_unit_test(example_is_valid_configuration),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
