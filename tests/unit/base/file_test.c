/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Files read whole under a ceiling, and replaced all or nothing. */
#include "base/arena.h"
#include "base/file.h"

#include "support/check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/file_test.XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

static size_t files_in_folder(void)
{
	size_t count = 0;
	DIR *open = opendir(folder);
	while (readdir(open))
		count++;
	closedir(open);
	return count - 2;
}

static void replacing_is_all_or_nothing(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error = ERROR_INIT;
	size_t length;
	const char *path = arena_print(&arena, "%s/state", folder);
	assert_true(file_replace(path, "one\0two", 7, 0640, &error));
	assert_memory_equal(file_read(&arena, path, 7, &length, &error), "one\0two\0", 8);
	assert_int_equal(length, 7);
	assert_true(file_replace(path, NULL, 0, 0600, &error));
	assert_string_equal(file_read(&arena, path, 7, &length, &error), "");
	struct stat status;
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	/* A folder in its place: nothing changes and nothing is left over. */
	const char *place = arena_print(&arena, "%s/place", folder);
	assert_int_equal(mkdir(place, 0700), 0);
	assert_false(file_replace(place, "x", 1, 0600, &error));
	assert_int_equal(error.kind, ERROR_LOCAL);
	check_contains(error.message, place);
	assert_int_equal(files_in_folder(), 2);
	assert_false(file_replace("/nowhere/at/all", "x", 1, 0600, &error));
	rmdir(place);
	unlink(path);
}

static void reading_has_a_ceiling(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error = ERROR_INIT;
	size_t length;
	char content[100000];
	memset(content, 'x', sizeof(content));
	const char *path = arena_print(&arena, "%s/large", folder);
	assert_true(file_replace(path, content, sizeof(content), 0600, &error));
	assert_non_null(file_read(&arena, path, sizeof(content), &length, &error));
	assert_int_equal(length, sizeof(content));
	assert_null(file_read(&arena, path, sizeof(content) - 1, &length, &error));
	assert_int_equal(error.kind, ERROR_ITEM);
	check_contains(error.message, "larger than the 99999 bytes");
	unlink(path);
}

static void what_is_no_file_is_refused(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error = ERROR_INIT;
	assert_null(file_read(&arena, folder, 10, NULL, &error));
	check_contains(error.message, "not a regular file");
	assert_null(file_read(&arena, "/dev/zero", 10, NULL, &error));
	const char *fifo = arena_print(&arena, "%s/fifo", folder);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_null(file_read(&arena, fifo, 10, NULL, &error));
	unlink(fifo);
	assert_null(file_read(&arena, fifo, 10, NULL, &error));
	check_contains(error.message, "No such file");
}

static void paths_are_joined(void **state)
{
	(void)state;
	ARENA(arena);
	assert_string_equal(file_join(&arena, "/etc", "a/b"), "/etc/a/b");
	assert_string_equal(file_join(&arena, "/etc/", "a"), "/etc/a");
	assert_string_equal(file_join(&arena, "/", "a"), "/a");
	assert_string_equal(file_join(&arena, "/etc", "/a"), "/a");
	char here[4096];
	assert_non_null(getcwd(here, sizeof(here)));
	assert_string_equal(file_join(&arena, ".", "a"), arena_print(&arena, "%s/a", here));
	assert_string_equal(file_join(&arena, "conf", "a"), arena_print(&arena, "%s/conf/a", here));
	assert_string_equal(file_folder(&arena, "/etc/x.yaml"), "/etc");
	assert_string_equal(file_folder(&arena, "/x"), "/");
	assert_string_equal(file_folder(&arena, "x"), ".");
	assert_string_equal(file_folder(&arena, "a/b"), "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replacing_is_all_or_nothing),
		cmocka_unit_test(reading_has_a_ceiling),
		cmocka_unit_test(what_is_no_file_is_refused),
		cmocka_unit_test(paths_are_joined),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
