/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A run id is good for one start, whatever stands in its file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../hook/hook_journal.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"

struct bench {
	struct arena arena;
	char folder[32];
};

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
	unlink(file_join(&bench->arena, bench->folder, "r-1"));
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

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(an_id_begins_once),
		WITH_FOLDER(a_damaged_file_counts_as_begun),
		WITH_FOLDER(nothing_begins_that_cannot_be_written_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
