/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Records that the worker holds between two runs: the second sees what changed, and nothing is lost
 * with a worker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "mapping/mapping.h"

enum { RECORDS = 200 };

static const char *const program[] = { "mappings/rules/held.jq" };

struct bench {
	struct arena arena;
	char folder[64];
	struct mapping *mapping;
	struct mapping_result results[RECORDS];
};

/* The second run's records differ in a member that is not said to have changed: its old value tells
 * that the worker ran on what it held. */
struct again {
	struct mapping_hold holds[RECORDS];
	struct mapping_hold *places[RECORDS];
	const struct json *first[RECORDS];
	const struct json *second[RECORDS];
};

static int begin(void **state)
{
	static const char text[] = ".n + 10000 * ((.class // 0) + (.owner // 0))";
	struct bench *bench = calloc(1, sizeof(*bench));
	struct error error = ERROR_INIT;
	*state = bench;
	snprintf(bench->folder, sizeof(bench->folder), "/tmp/mapping_held_test.XXXXXX");
	if (!mkdtemp(bench->folder))
		return -1;
	const struct mapping_program programs[] = {
		{ .name = program[0], .path = file_join(&bench->arena, bench->folder, "held.jq") },
	};
	const struct mapping_options options = {
		.worker = CERTSTEWARD_BINARY_DIR "/certsteward-mapper",
		.programs = programs,
		.program_count = 1,
	};
	return file_replace(programs[0].path, text, strlen(text), 0644, &error) &&
	                       mapping_open(&bench->mapping, &options, &error)
	               ? 0
	               : -1;
}

static int end(void **state)
{
	struct bench *bench = *state;
	mapping_close(&bench->mapping);
	unlink(file_join(&bench->arena, bench->folder, "held.jq"));
	rmdir(bench->folder);
	arena_release(&bench->arena);
	free(bench);
	return 0;
}

/* The worker's process: our one child. */
static pid_t worker(void)
{
	char path[64], text[32] = "";
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)getpid(), (int)getpid());
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof(text), file));
	fclose(file);
	return (pid_t)strtol(text, NULL, 10);
}

static void assert_number(const struct mapping_result *result, int64_t number)
{
	if (!result->output)
		fail_msg("no output: %s", result->error);
	assert_int_equal(json_integer(result->output, -1), number);
}

static void make(struct bench *bench, struct again *again)
{
	*again = (struct again){ 0 };
	for (size_t i = 0; i < RECORDS; i++) {
		struct json *record = json_new(&bench->arena, JSON_OBJECT);
		json_set_integer(&bench->arena, record, "n", (int64_t)i);
		again->first[i] = record;
		record = json_new(&bench->arena, JSON_OBJECT);
		json_set_integer(&bench->arena, record, "n", 1000 + (int64_t)i);
		json_set_integer(&bench->arena, record, "class", 7);
		json_set_integer(&bench->arena, record, "owner", 1);
		again->second[i] = record;
		again->places[i] = &again->holds[i];
	}
}

static void hold(struct bench *bench, struct again *again)
{
	struct error error = ERROR_INIT;
	const struct mapping_records records = { again->first, RECORDS, again->places, NULL };
	assert_true(mapping_run_held(bench->mapping, &bench->arena, program, 1, &records,
	                             bench->results, &error));
	for (size_t i = 0; i < RECORDS; i++)
		assert_number(&bench->results[i], (int64_t)i);
}

static void run_again(struct bench *bench, struct again *again)
{
	static const char *const changed[] = { "class", "owner", "missing", NULL };
	struct error error = ERROR_INIT;
	const struct mapping_records records = { again->second, RECORDS, again->places, changed };
	if (!mapping_run_held(bench->mapping, &bench->arena, program, 1, &records, bench->results,
	                      &error))
		fail_msg("%s", error.message);
}

static void a_held_record_runs_again_with_its_changes(void **state)
{
	struct bench *bench = *state;
	struct again first, second;
	make(bench, &first);
	make(bench, &second);
	hold(bench, &first);
	for (int turn = 0; turn < 2; turn++) {
		run_again(bench, &first);
		for (size_t i = 0; i < RECORDS; i++)
			assert_number(&bench->results[i], 80000 + (int64_t)i);
	}
	/* As many more push the oldest out: those are sent whole. */
	hold(bench, &second);
	run_again(bench, &first);
	assert_number(&bench->results[0], 81000);
	assert_number(&bench->results[RECORDS - 1], 80000 + RECORDS - 1);
	run_again(bench, &second);
	assert_number(&bench->results[0], 80000);
}

static void a_large_record_is_sent_whole(void **state)
{
	enum { LARGE = 40000 };
	struct bench *bench = *state;
	struct again again;
	char *text = memset(arena_allocate(&bench->arena, LARGE + 1), 'x', LARGE);
	make(bench, &again);
	struct json *large = json_copy(&bench->arena, again.first[3]);
	json_set_string(&bench->arena, large, "text", text);
	again.first[3] = large;
	hold(bench, &again);
	run_again(bench, &again);
	assert_number(&bench->results[2], 80002);
	assert_number(&bench->results[3], 81003);
}

static void another_worker_holds_nothing(void **state)
{
	struct bench *bench = *state;
	struct again again;
	make(bench, &again);
	hold(bench, &again);
	kill(worker(), SIGKILL);
	run_again(bench, &again);
	for (size_t i = 0; i < RECORDS; i++)
		assert_number(&bench->results[i], 81000 + (int64_t)i);
}

#define WITH_WORKER(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_WORKER(a_held_record_runs_again_with_its_changes),
		WITH_WORKER(a_large_record_is_sent_whole),
		WITH_WORKER(another_worker_holds_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
