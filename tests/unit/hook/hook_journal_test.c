/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A run id is good for one start, whatever stands in its file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../../../hook/hook_journal.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"

struct bench {
	struct arena arena;
	char folder[32];
};

enum { RUNS = 12, DAY = 86400 };

static const char *path_of(struct bench *bench, int number)
{
	return file_join(&bench->arena, bench->folder, arena_print(&bench->arena, "r-%d", number));
}

static int begin(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	memcpy(bench->folder, "/tmp/hook_journal.XXXXXX", sizeof("/tmp/hook_journal.XXXXXX"));
	*state = bench;
	return mkdtemp(bench->folder) ? 0 : -1;
}

static int end(void **state)
{
	struct bench *bench = *state;
	for (int i = 0; i < RUNS; i++)
		unlink(path_of(bench, i));
	unlink(file_join(&bench->arena, bench->folder, "r-1.aB3xYz"));
	rmdir(bench->folder);
	arena_release(&bench->arena);
	free(bench);
	return 0;
}

static const char *state_of(struct bench *bench, const char *run)
{
	return json_member_text(hook_journal_read(bench->folder, run, &bench->arena), "state",
	                        "(none)");
}

static void an_id_begins_once(void **state)
{
	struct bench *bench = *state;
	struct error error = ERROR_INIT;
	assert_string_equal(state_of(bench, "r-1"), "(none)");
	assert_true(hook_journal_begin(bench->folder, "r-1", "renew", &error));
	assert_string_equal(state_of(bench, "r-1"), "intent");
	assert_false(hook_journal_begin(bench->folder, "r-1", "renew", &error));
	assert_int_equal(error.kind, ERROR_ITEM);
	struct json *result = json_new(&bench->arena, JSON_OBJECT);
	json_set_string(&bench->arena, result, "state", "ended");
	assert_true(hook_journal_finish(bench->folder, "r-1", result, &error));
	assert_string_equal(state_of(bench, "r-1"), "ended");
	assert_false(hook_journal_begin(bench->folder, "r-1", "renew", &error));
	assert_string_equal(state_of(bench, "r-1"), "ended");
}

/* Killed between creating the file and writing it, or a disk that lies. */
static void a_damaged_file_counts_as_begun(void **state)
{
	static const char *const damaged[] = { "", "{", "[]", "{\"run\":\"r-1\"}" };
	struct bench *bench = *state;
	struct error error = ERROR_INIT;
	for (size_t i = 0; i < sizeof(damaged) / sizeof(*damaged); i++) {
		assert_true(file_replace(file_join(&bench->arena, bench->folder, "r-1"), damaged[i],
		                         strlen(damaged[i]), 0600, &error));
		assert_string_equal(state_of(bench, "r-1"), "intent");
		assert_false(hook_journal_begin(bench->folder, "r-1", "renew", &error));
	}
}

static void nothing_begins_that_cannot_be_written_down(void **state)
{
	struct error error = ERROR_INIT;
	(void)state;
	assert_false(hook_journal_begin("/nonexistent/state", "r-1", "renew", &error));
	assert_int_equal(error.kind, ERROR_LOCAL);
	assert_false(hook_journal_open("/nonexistent/state", &error));
	assert_int_equal(error.kind, ERROR_LOCAL);
}

/* A file of this age; an end, or an intent without one. */
static void put(struct bench *bench, const char *path, const char *run, const char *run_state,
                int64_t days)
{
	struct error error = ERROR_INIT;
	const char *text =
		arena_print(&bench->arena, "{\"run\":\"%s\",\"state\":\"%s\"}", run, run_state);
	struct timespec times[2] = { { .tv_sec = time(NULL) - days * DAY },
		                     { .tv_sec = time(NULL) - days * DAY } };
	assert_true(file_replace(path, text, strlen(text), 0600, &error));
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void put_run(struct bench *bench, int number, const char *run_state, int64_t days)
{
	put(bench, path_of(bench, number), arena_print(&bench->arena, "r-%d", number), run_state,
	    days);
}

static bool is_kept(struct bench *bench, int number)
{
	return access(path_of(bench, number), F_OK) == 0;
}

static void old_ends_are_forgotten_intents_never(void **state)
{
	static const struct hook_journal_limits limits = { 400 * DAY, 30 * DAY, 100 };
	struct bench *bench = *state;
	struct error error = ERROR_INIT;
	put_run(bench, 1, "ended", 401);
	put_run(bench, 2, "intent", 900);
	put_run(bench, 3, "ended", 399);
	put_run(bench, 4, "ended", 0);
	assert_int_equal(hook_journal_prune(bench->folder, &limits), 1);
	assert_false(is_kept(bench, 1));
	assert_true(is_kept(bench, 2) && is_kept(bench, 3) && is_kept(bench, 4));
	assert_false(hook_journal_begin(bench->folder, "r-2", "renew", &error));
	/* Damaged ones count as intents. */
	assert_true(file_replace(path_of(bench, 3), "{", 1, 0600, &error));
	struct timespec old[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
	assert_int_equal(utimensat(AT_FDCWD, path_of(bench, 3), old, 0), 0);
	assert_int_equal(hook_journal_prune(bench->folder, &limits), 0);
	assert_true(is_kept(bench, 3));
}

static void too_many_make_room_oldest_first(void **state)
{
	static const struct hook_journal_limits limits = { 400 * DAY, 30 * DAY, 5 };
	struct bench *bench = *state;
	for (int i = 0; i < RUNS; i++)
		put_run(bench, i, i == 1 ? "intent" : "ended", i < 9 ? 100 - i : 10);
	assert_int_equal(hook_journal_prune(bench->folder, &limits), 7);
	assert_false(is_kept(bench, 0));
	assert_true(is_kept(bench, 1));
	assert_false(is_kept(bench, 7));
	assert_true(is_kept(bench, 8) && is_kept(bench, 11));
	/* The young ones stay, however many. */
	static const struct hook_journal_limits none = { 400 * DAY, 30 * DAY, 0 };
	assert_int_equal(hook_journal_prune(bench->folder, &none), 1);
	assert_true(is_kept(bench, 9) && is_kept(bench, 10) && is_kept(bench, 11));
}

/* Killed while the end was written beside the intent. */
static void what_a_killed_writer_left_goes_too(void **state)
{
	static const struct hook_journal_limits limits = { 400 * DAY, 30 * DAY, 100 };
	struct bench *bench = *state;
	const char *beside = file_join(&bench->arena, bench->folder, "r-1.aB3xYz");
	put(bench, beside, "r-1", "ended", 500);
	/* A run may be called so, and an end without its intent proves nothing either way. */
	assert_int_equal(hook_journal_prune(bench->folder, &limits), 0);
	put_run(bench, 1, "intent", 500);
	assert_int_equal(hook_journal_prune(bench->folder, &limits), 1);
	assert_int_not_equal(access(beside, F_OK), 0);
	assert_true(is_kept(bench, 1));
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(an_id_begins_once),
		WITH_FOLDER(a_damaged_file_counts_as_begun),
		WITH_FOLDER(old_ends_are_forgotten_intents_never),
		WITH_FOLDER(too_many_make_room_oldest_first),
		WITH_FOLDER(what_a_killed_writer_left_goes_too),
		WITH_FOLDER(nothing_begins_that_cannot_be_written_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
