/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who knows that programs have compiled before starts the worker when it is needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "mapping/mapping.h"

static const char *const names[] = { "mappings/rules/a.jq", "mappings/rules/b.jq" };
static const char *const texts[] = { ".n", "]" };

struct bench {
	struct arena arena;
	char folder[64];
	struct mapping_program programs[2];
	struct json *record;
};

static int begin(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct error error = ERROR_INIT;
	*state = bench;
	snprintf(bench->folder, sizeof(bench->folder), "/tmp/mapping_later_test.XXXXXX");
	if (!mkdtemp(bench->folder))
		return -1;
	bench->record = json_new(&bench->arena, JSON_OBJECT);
	json_set_integer(&bench->arena, bench->record, "n", 7);
	for (size_t i = 0; i < 2; i++) {
		const char *path = file_join(&bench->arena, bench->folder, i ? "b.jq" : "a.jq");
		bench->programs[i] = (struct mapping_program){ names[i], path };
		if (!file_replace(path, texts[i], strlen(texts[i]), 0644, &error))
			return -1;
	}
	return 0;
}

static int end(void **state)
{
	struct bench *bench = *state;
	for (size_t i = 0; i < 2; i++)
		unlink(bench->programs[i].path);
	rmdir(bench->folder);
	arena_release(&bench->arena);
	free(bench);
	return 0;
}

static void it_starts_with_the_first_run(void **state)
{
	struct bench *bench = *state;
	MAPPING(mapping);
	struct error error = ERROR_INIT;
	struct json *output;
	struct mapping_options options = { .worker = CERTSTEWARD_BINARY_DIR "/certsteward-mapper",
		                           .programs = bench->programs,
		                           .program_count = 1,
		                           .later = true };
	assert_true(mapping_open(&mapping, &options, &error));
	assert_int_equal(strlen(mapping_version(mapping, names[0])), 64);
	assert_true(mapping_run(mapping, &bench->arena, names[0], bench->record, &output, &error));
	assert_int_equal(json_integer(output, -1), 7);
}

static void a_broken_program_is_told_when_it_starts(void **state)
{
	struct bench *bench = *state;
	MAPPING(mapping);
	struct error error = ERROR_INIT;
	struct json *output;
	struct mapping_options options = { .worker = CERTSTEWARD_BINARY_DIR "/certsteward-mapper",
		                           .programs = bench->programs,
		                           .program_count = 2,
		                           .later = true };
	assert_true(mapping_open(&mapping, &options, &error));
	assert_false(mapping_start(mapping, &error));
	assert_non_null(strstr(error.message, "b.jq"));
	assert_false(mapping_run(mapping, &bench->arena, names[0], bench->record, &output, &error));
	assert_int_equal(error.kind, ERROR_LOCAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_starts_with_the_first_run, begin, end),
		cmocka_unit_test_setup_teardown(a_broken_program_is_told_when_it_starts, begin,
		                                end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
