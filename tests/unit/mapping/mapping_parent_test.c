/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The worker ends with whoever started it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "mapping/mapping.h"

static const char name[] = "mappings/rules/a.jq", endless[] = "def f: f; f";

struct bench {
	struct arena arena;
	char folder[64];
	struct mapping_program program;
	struct json *record;
};

static int begin(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct error error = ERROR_INIT;
	*state = bench;
	snprintf(bench->folder, sizeof(bench->folder), "/tmp/mapping_parent_test.XXXXXX");
	if (!mkdtemp(bench->folder))
		return -1;
	bench->record = json_new(&bench->arena, JSON_OBJECT);
	bench->program = (struct mapping_program){
		.name = name,
		.path = file_join(&bench->arena, bench->folder, "a.jq"),
	};
	return file_replace(bench->program.path, endless, strlen(endless), 0644, &error) ? 0 : -1;
}

static int end(void **state)
{
	struct bench *bench = *state;
	unlink(bench->program.path);
	rmdir(bench->folder);
	arena_release(&bench->arena);
	free(bench);
	return 0;
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

/* Ended; whoever inherited it may not have collected it yet, so a zombie is gone, too. */
static bool is_gone(pid_t pid)
{
	int64_t give_up = clock_monotonic_ms() + 30000;
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	while (clock_monotonic_ms() < give_up) {
		char line[64] = "";
		FILE *file = fopen(path, "r");
		if (file && !fgets(line, sizeof(line), file))
			line[0] = '\0';
		if (file)
			fclose(file);
		if (!strstr(line, "(certsteward-map") || strstr(line, ") Z "))
			return true;
		usleep(10000);
	}
	return false;
}

/* CPU of a process in clock ticks; -1 when it cannot be read. */
static long ticks_of(pid_t pid)
{
	char path[64], line[512] = "";
	unsigned long user = 0, system = 0;
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *file = fopen(path, "r");
	if (file && !fgets(line, sizeof(line), file))
		line[0] = '\0';
	if (file)
		fclose(file);
	const char *rest = strrchr(line, ')');
	/* proc(5): behind the name the state and ten numbers, then utime and stime. */
	if (!rest || sscanf(rest, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
	                    &system) != 2)
		return -1;
	return (long)(user + system);
}

/* An idle worker waits for its next record: only one inside a program goes on using the CPU. */
static bool is_busy(pid_t worker)
{
	enum { TICKS = 20 };
	int64_t give_up = clock_monotonic_ms() + 60000;
	long before = ticks_of(worker);
	while (before >= 0 && clock_monotonic_ms() < give_up) {
		if (ticks_of(worker) - before >= TICKS)
			return true;
		usleep(10000);
	}
	return false;
}

/* A program without end must not outlive a killed service. */
static void a_busy_worker_ends_with_its_parent(void **state)
{
	struct bench *bench = *state;
	int ready[2];
	pid_t worker = 0;
	assert_int_equal(pipe(ready), 0);
	pid_t parent = fork();
	if (parent == 0) {
		const struct mapping_options options = {
			.worker = CERTSTEWARD_BINARY_DIR "/certsteward-mapper",
			.programs = &bench->program,
			.program_count = 1,
			.timeout_ms = 600000,
		};
		struct mapping *mapping = NULL;
		struct error error = ERROR_INIT;
		struct json *output;
		if (!mapping_open(&mapping, &options, &error))
			_exit(1);
		worker = worker_of(getpid());
		(void)!write(ready[1], &worker, sizeof(worker));
		_exit(mapping_run(mapping, &bench->arena, name, bench->record, &output, &error));
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &worker, sizeof(worker)), sizeof(worker));
	assert_int_equal(kill(worker, 0), 0);
	assert_true(is_busy(worker));
	assert_int_equal(kill(parent, SIGKILL), 0);
	assert_int_equal(waitpid(parent, NULL, 0), parent);
	assert_true(is_gone(worker));
	close(ready[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_busy_worker_ends_with_its_parent, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
