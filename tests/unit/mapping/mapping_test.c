/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The real worker: good records pass, each bad one is set aside alone, whatever it does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "mapping/mapping.h"

enum { RECORDS = 200 };

struct bench {
	struct arena arena;
	char folder[64];
	struct mapping_program programs[4];
	size_t count;
	const struct json *inputs[RECORDS];
	struct mapping_result results[RECORDS * 3];
};

static void write_file(struct bench *bench, const char *name, const char *text)
{
	struct error error = ERROR_INIT;
	const char *path = file_join(&bench->arena, bench->folder, name);
	if (!file_replace(path, text, strlen(text), 0644, &error))
		fail_msg("%s", error.message);
}

static void add(struct bench *bench, const char *name, const char *text)
{
	write_file(bench, name, text);
	bench->programs[bench->count++] = (struct mapping_program){
		.name = arena_print(&bench->arena, "mappings/rules/%s", name),
		.path = file_join(&bench->arena, bench->folder, name),
	};
}

static int begin(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	*state = bench;
	snprintf(bench->folder, sizeof(bench->folder), "/tmp/mapping_test.XXXXXX");
	if (!mkdtemp(bench->folder))
		return -1;
	for (size_t i = 0; i < RECORDS; i++) {
		struct json *record = json_new(&bench->arena, JSON_OBJECT);
		json_set_integer(&bench->arena, record, "n", (int64_t)i);
		json_set_string(&bench->arena, record, "name", "caf\xc3\xa9 \"quoted\"\n");
		bench->inputs[i] = record;
	}
	return 0;
}

static int end(void **state)
{
	struct bench *bench = *state;
	DIR *folder = opendir(bench->folder);
	struct dirent *entry;
	while (folder && (entry = readdir(folder)))
		unlinkat(dirfd(folder), entry->d_name, 0);
	if (folder)
		closedir(folder);
	rmdir(bench->folder);
	arena_release(&bench->arena);
	free(bench);
	return 0;
}

static bool open_within(struct bench *bench, int timeout_ms, struct mapping **mapping,
                        struct error *error)
{
	const struct mapping_options options = {
		.worker = CERTSTEWARD_BINARY_DIR "/certsteward-mapper",
		.programs = bench->programs,
		.program_count = bench->count,
		.timeout_ms = timeout_ms,
		.memory_bytes = 256 << 20,
	};
	*error = ERROR_INIT;
	return mapping_open(mapping, &options, error);
}

static struct mapping *open_programs(struct bench *bench, int timeout_ms)
{
	struct mapping *mapping = NULL;
	struct error error;
	if (!open_within(bench, timeout_ms, &mapping, &error))
		fail_msg("%s", error.message);
	return mapping;
}

static void run_names(struct bench *bench, struct mapping *mapping, const char *const *names,
                      size_t count)
{
	struct error error = ERROR_INIT;
	if (!mapping_run_many(mapping, &bench->arena, names, count, bench->inputs, RECORDS,
	                      bench->results, &error))
		fail_msg("%s", error.message);
}

static void assert_number(const struct mapping_result *result, int64_t number)
{
	if (!result->output)
		fail_msg("no output: %s", result->error);
	assert_int_equal(json_integer(result->output, -1), number);
}

static void assert_contains(const char *text, const char *part)
{
	if (!text || !strstr(text, part))
		fail_msg("'%s' lacks '%s'", text ? text : "(nothing)", part);
}

/* The worker's process: the one child of its starter. */
static pid_t worker_of(pid_t starter)
{
	char path[64], text[32] = "";
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)starter, (int)starter);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof(text), file));
	fclose(file);
	return (pid_t)strtol(text, NULL, 10);
}

static void one_record_one_program(void **state)
{
	struct bench *bench = *state;
	struct json *output;
	struct error error = ERROR_INIT;
	add(bench, "a.jq", "{z: .n, a: .name}");
	MAPPING(mapping);
	mapping = open_programs(bench, 0);
	assert_true(mapping_run(mapping, &bench->arena, "mappings/rules/a.jq", bench->inputs[7],
	                        &output, &error));
	assert_string_equal(json_print(&bench->arena, output),
	                    "{\"a\":\"caf\xc3\xa9 \\\"quoted\\\"\\n\",\"z\":7}");
	assert_false(mapping_run(mapping, &bench->arena, "mappings/rules/b.jq", bench->inputs[7],
	                         &output, &error));
	assert_int_equal(error.kind, ERROR_LOCAL);
}

static void many_records_many_programs_in_order(void **state)
{
	struct bench *bench = *state;
	static const char *const names[] = { "mappings/rules/c.jq", "mappings/rules/a.jq" };
	write_file(bench, "common.jq", "def twice: . * 2;\n");
	add(bench, "a.jq", ".n");
	add(bench, "b.jq", "error(\"never asked for\")");
	add(bench, "c.jq", "# Doubles.\n\ninclude \"common\";\n.n | twice");
	MAPPING(mapping);
	mapping = open_programs(bench, 0);
	run_names(bench, mapping, names, 2);
	for (size_t i = 0; i < RECORDS; i++) {
		assert_number(&bench->results[2 * i], (int64_t)(2 * i));
		assert_number(&bench->results[2 * i + 1], (int64_t)i);
	}
}

static void failing_records_carry_the_reason(void **state)
{
	struct bench *bench = *state;
	static const char *const names[] = { "mappings/rules/a.jq" };
	add(bench, "a.jq",
	    "if .n == 3 then error(\"three\") elif .n == 4 then empty "
	    "elif .n == 5 then (1, 2) else .n end");
	MAPPING(mapping);
	mapping = open_programs(bench, 0);
	run_names(bench, mapping, names, 1);
	assert_string_equal(bench->results[3].error, "mapping 'mappings/rules/a.jq': three");
	assert_contains(bench->results[4].error, "no output");
	assert_contains(bench->results[5].error, "more than one output");
	assert_number(&bench->results[6], 6);
}

static void an_endless_loop_sets_one_record_aside(void **state)
{
	struct bench *bench = *state;
	static const char *const names[] = { "mappings/rules/good.jq", "mappings/rules/loop.jq" };
	struct json *output;
	struct error error = ERROR_INIT;
	add(bench, "good.jq", ".n");
	add(bench, "loop.jq", "def f: f; if .n == 50 then f else .n end");
	MAPPING(mapping);
	mapping = open_programs(bench, 300);
	run_names(bench, mapping, names, 2);
	for (size_t i = 0; i < RECORDS; i++) {
		assert_number(&bench->results[2 * i], (int64_t)i);
		if (i != 50)
			assert_number(&bench->results[2 * i + 1], (int64_t)i);
	}
	assert_contains(bench->results[101].error,
	                "mapping 'mappings/rules/loop.jq': no answer in 0.3 s; an endless loop?");
	assert_false(
		mapping_run(mapping, &bench->arena, names[1], bench->inputs[50], &output, &error));
	assert_int_equal(error.kind, ERROR_ITEM);
}

static void a_memory_bomb_sets_one_record_aside(void **state)
{
	struct bench *bench = *state;
	static const char *const names[] = { "mappings/rules/a.jq" };
	add(bench, "a.jq", "if .n == 9 then reduce range(40) as $i (\"xx\"; . + .) else .n end");
	MAPPING(mapping);
	mapping = open_programs(bench, 60000);
	run_names(bench, mapping, names, 1);
	assert_number(&bench->results[8], 8);
	assert_contains(bench->results[9].error, "ran out of memory (limit 256 MiB)");
	assert_number(&bench->results[10], 10);
	assert_number(&bench->results[RECORDS - 1], RECORDS - 1);
}

static void a_bottomless_value_sets_one_record_aside(void **state)
{
	struct bench *bench = *state;
	static const char *const names[] = { "mappings/rules/a.jq", "mappings/rules/b.jq" };
	add(bench, "a.jq", "if .n == 2 then reduce range(400000) as $i (0; [.]) else .n end");
	add(bench, "b.jq",
	    "if .n == 4 then (reduce range(400000) as $i (0; [.])) | length else .n end");
	MAPPING(mapping);
	mapping = open_programs(bench, 60000);
	run_names(bench, mapping, names, 2);
	assert_contains(bench->results[4].error, "deeper than 48");
	assert_number(&bench->results[5], 2);
	assert_number(&bench->results[6], 3);
	assert_number(&bench->results[8], 4);
	assert_contains(bench->results[9].error, "the worker ran out of stack");
	assert_number(&bench->results[2 * RECORDS - 1], RECORDS - 1);
}

static void a_worker_killed_from_outside_harms_no_record(void **state)
{
	struct bench *bench = *state;
	static const char *const names[] = { "mappings/rules/a.jq" };
	add(bench, "a.jq", "(if .n == 0 then [range(300000)] | length else 0 end) as $x | .n");
	MAPPING(mapping);
	mapping = open_programs(bench, 60000);
	pid_t worker = worker_of(getpid());
	pid_t killer = fork();
	if (killer == 0) {
		usleep(20000);
		kill(worker, SIGKILL);
		_exit(0);
	}
	int64_t give_up = clock_monotonic_ms() + 60000;
	while (kill(worker, 0) == 0 && clock_monotonic_ms() < give_up) {
		run_names(bench, mapping, names, 1);
		for (size_t i = 0; i < RECORDS; i++)
			assert_number(&bench->results[i], (int64_t)i);
	}
	assert_int_not_equal(kill(worker, 0), 0);
	assert_int_equal(waitpid(killer, NULL, 0), killer);
}

static void the_worker_is_confined(void **state)
{
	struct bench *bench = *state;
	struct rlimit limit;
	char path[64], status[4096];
	add(bench, "a.jq", ".n");
	MAPPING(mapping);
	mapping = open_programs(bench, 0);
	assert_non_null(mapping);
	pid_t worker = worker_of(getpid());
	snprintf(path, sizeof(path), "/proc/%d/status", (int)worker);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	status[fread(status, 1, sizeof(status) - 1, file)] = '\0';
	fclose(file);
	assert_contains(status, "NoNewPrivs:\t1\n");
	assert_contains(status, "Seccomp:\t2\n");
	assert_int_equal(prlimit(worker, RLIMIT_NOFILE, NULL, &limit), 0);
	assert_int_equal(limit.rlim_cur, 3);
	assert_int_equal(prlimit(worker, RLIMIT_CORE, NULL, &limit), 0);
	assert_int_equal(limit.rlim_max, 0);
}

static void a_program_that_never_answers_is_given_up(void **state)
{
	struct bench *bench = *state;
	static const char *const names[] = { "mappings/rules/a.jq" };
	struct error error = ERROR_INIT;
	add(bench, "a.jq", "def f: f; f");
	MAPPING(mapping);
	mapping = open_programs(bench, 20);
	assert_false(mapping_run_many(mapping, &bench->arena, names, 1, bench->inputs, RECORDS,
	                              bench->results, &error));
	assert_int_equal(error.kind, ERROR_LOCAL);
	assert_contains(error.message, "mend the program");
}

static void assert_open_fails(struct bench *bench, const char *part)
{
	struct mapping *mapping = NULL;
	struct error error;
	assert_false(open_within(bench, 0, &mapping, &error));
	assert_null(mapping);
	assert_int_equal(error.kind, ERROR_LOCAL);
	assert_contains(error.message, part);
}

static void broken_programs_stop_the_start(void **state)
{
	struct bench *bench = *state;
	add(bench, "a.jq", ".n");
	add(bench, "b.jq", "{\n  a: .b,\n  c: nosuch\n}");
	assert_open_fails(bench, "mappings/rules/b.jq:3: nosuch/0 is not defined");
	write_file(bench, "b.jq", "[\n now ]");
	assert_open_fails(bench, "mappings/rules/b.jq:2: 'now' is not allowed");
	write_file(bench, "b.jq", "include \"common\";\n.");
	write_file(bench, "common.jq", "def f: 1;\ndef g: h i;\n");
	assert_open_fails(bench, "mappings/rules/common.jq:2: syntax error");
	write_file(bench, "common.jq", "def f: 1;");
	write_file(bench, "b.jq", "\xff");
	assert_open_fails(bench, "UTF-8");
	bench->programs[1].path = "/nonexistent/b.jq";
	assert_open_fails(bench, "/nonexistent/b.jq");
}

static void a_missing_or_foreign_worker_is_told(void **state)
{
	struct bench *bench = *state;
	struct mapping *mapping = NULL;
	struct error error = ERROR_INIT;
	add(bench, "a.jq", ".");
	struct mapping_options options = { .worker = "/nonexistent/mapper",
		                           .programs = bench->programs,
		                           .program_count = 1 };
	assert_false(mapping_open(&mapping, &options, &error));
	assert_contains(error.message, "'/nonexistent/mapper' does not start");
	options.worker = "/bin/true";
	assert_false(mapping_open(&mapping, &options, &error));
	assert_contains(error.message, "gave no answer to its programs: it ended with status 0");
}

static void versions_follow_text_and_included(void **state)
{
	struct bench *bench = *state;
	char first[65], second[65];
	write_file(bench, "common.jq", "def g: 1;");
	add(bench, "a.jq", "include \"common\";\n.n");
	for (int i = 0; i < 3; i++) {
		MAPPING(mapping);
		mapping = open_programs(bench, 0);
		const char *version = mapping_version(mapping, "mappings/rules/a.jq");
		assert_int_equal(strlen(version), 64);
		assert_null(mapping_version(mapping, "mappings/rules/z.jq"));
		if (i == 0) {
			memcpy(first, version, 65);
			write_file(bench, "common.jq", "def f: 1;");
		} else if (i == 1) {
			assert_string_not_equal(version, first);
			memcpy(second, version, 65);
			write_file(bench, "a.jq", "include \"common\";\n.n ");
		} else {
			assert_string_not_equal(version, second);
		}
	}
}

static void a_large_record_is_set_aside(void **state)
{
	struct bench *bench = *state;
	static const char *const names[] = { "mappings/rules/a.jq" };
	const size_t size = 9 << 20;
	add(bench, "a.jq", ".n");
	char *long_text = arena_allocate(&bench->arena, size + 1);
	memset(long_text, 'x', size);
	struct json *record = json_new(&bench->arena, JSON_OBJECT);
	json_set_string(&bench->arena, record, "text", long_text);
	bench->inputs[100] = record;
	MAPPING(mapping);
	mapping = open_programs(bench, 60000);
	run_names(bench, mapping, names, 1);
	assert_contains(bench->results[100].error, "larger than 8 MiB");
	assert_number(&bench->results[99], 99);
	assert_number(&bench->results[101], 101);
}

/* Both directions full at once: nobody may wait for the other. */
static void large_records_both_ways_do_not_lock(void **state)
{
	struct bench *bench = *state;
	static const char *const names[] = { "mappings/rules/a.jq", "mappings/rules/b.jq" };
	const size_t size = 600 << 10;
	add(bench, "a.jq", ".text");
	add(bench, "b.jq", ".text | length");
	char *long_text = arena_allocate(&bench->arena, size + 1);
	memset(long_text, 'y', size);
	for (size_t i = 0; i < 40; i++) {
		struct json *record = json_new(&bench->arena, JSON_OBJECT);
		json_set_string(&bench->arena, record, "text", long_text);
		bench->inputs[i] = record;
	}
	MAPPING(mapping);
	mapping = open_programs(bench, 60000);
	struct error error = ERROR_INIT;
	assert_true(mapping_run_many(mapping, &bench->arena, names, 2, bench->inputs, 40,
	                             bench->results, &error));
	for (size_t i = 0; i < 40; i++) {
		assert_non_null(bench->results[2 * i].output);
		assert_int_equal(bench->results[2 * i].output->length, size);
		assert_number(&bench->results[2 * i + 1], (int64_t)size);
	}
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(one_record_one_program),
		IN_FOLDER(many_records_many_programs_in_order),
		IN_FOLDER(failing_records_carry_the_reason),
		IN_FOLDER(an_endless_loop_sets_one_record_aside),
		IN_FOLDER(a_memory_bomb_sets_one_record_aside),
		IN_FOLDER(a_bottomless_value_sets_one_record_aside),
		IN_FOLDER(a_worker_killed_from_outside_harms_no_record),
		IN_FOLDER(the_worker_is_confined),
		IN_FOLDER(a_program_that_never_answers_is_given_up),
		IN_FOLDER(broken_programs_stop_the_start),
		IN_FOLDER(a_missing_or_foreign_worker_is_told),
		IN_FOLDER(versions_follow_text_and_included),
		IN_FOLDER(a_large_record_is_set_aside),
		IN_FOLDER(large_records_both_ways_do_not_lock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
