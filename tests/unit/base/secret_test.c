/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets: where they may come from, and that they leave nothing behind. */
#include "base/secret.h"

#include "support/check.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/secret_test.XXXXXX";

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

static const char *in_folder(const char *name)
{
	static char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void write_file(const char *path, const void *bytes, size_t length, mode_t mode)
{
	int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, bytes, length), (ssize_t)length);
	assert_int_equal(fchmod(descriptor, mode), 0);
	close(descriptor);
}

static void a_private_file_is_taken(void **state)
{
	(void)state;
	const char *path = in_folder("good");
	struct error error = ERROR_INIT;
	SECRET(secret);
	write_file(path, "hunter2\n", 8, 0600);
	assert_true(secret_from_file(&secret, path, &error));
	assert_string_equal(secret_reveal(&secret), "hunter2");
	assert_int_equal(secret.length, 7);
	/* One line feed only: the rest may be meant. */
	write_file(path, " a b \n\n", 7, 0400);
	assert_true(secret_from_file(&secret, path, &error));
	assert_string_equal(secret_reveal(&secret), " a b \n");
	unlink(path);
}

static void files_that_others_could_read_or_swap_are_refused(void **state)
{
	(void)state;
	static const struct {
		mode_t mode;
		const char *bytes;
		size_t length;
		const char *words;
	} cases[] = {
		{ 0640, "x", 1, "rights for group or others" },
		{ 0604, "x", 1, "rights for group or others" },
		{ 0620, "x", 1, "rights for group or others" },
		{ 0601, "x", 1, "rights for group or others" },
		{ 0600, "", 0, "is empty" },
		{ 0600, "\n", 1, "is empty" },
		{ 0600, "a\0b", 3, "NUL" },
	};
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s", in_folder("file"));
	SECRET(secret);
	struct error error;
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		error = ERROR_INIT;
		write_file(path, cases[index].bytes, cases[index].length, cases[index].mode);
		assert_false(secret_from_file(&secret, path, &error));
		assert_int_equal(error.kind, ERROR_LOCAL);
		check_contains(error.message, cases[index].words);
		check_contains(error.message, path);
	}
	write_file(path, "x", 1, 0600);
	const char *link = in_folder("link");
	assert_int_equal(symlink(path, link), 0);
	assert_false(secret_from_file(&secret, link, &error));
	check_contains(error.message, "symbolic link");
	unlink(link);
	unlink(path);
	assert_false(secret_from_file(&secret, path, &error));
	check_contains(error.message, "No such file");
	assert_true(secret_is_empty(&secret));
}

static void what_is_no_file_is_refused_without_waiting(void **state)
{
	(void)state;
	SECRET(secret);
	struct error error = ERROR_INIT;
	const char *fifo = in_folder("fifo");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_false(secret_from_file(&secret, fifo, &error));
	check_contains(error.message, "not a regular file");
	unlink(fifo);
	assert_false(secret_from_file(&secret, folder, &error));
	check_contains(error.message, "not a regular file");
	assert_false(secret_from_file(&secret, "/dev/zero", &error));
	const char *large = in_folder("large");
	write_file(large, "x", 1, 0600);
	assert_int_equal(truncate(large, (64 << 10) + 1), 0);
	assert_false(secret_from_file(&secret, large, &error));
	check_contains(error.message, "larger than");
	unlink(large);
}

static void files_of_other_users_are_refused(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	SECRET(secret);
	struct error error = ERROR_INIT;
	const char *path = in_folder("foreign");
	write_file(path, "x", 1, 0600);
	assert_int_equal(chown(path, 65534, 65534), 0);
	assert_false(secret_from_file(&secret, path, &error));
	check_contains(error.message, "another user");
	unlink(path);
}

static void environment_loses_the_variable(void **state)
{
	(void)state;
	SECRET(secret);
	struct error error = ERROR_INIT;
	setenv("SECRET_TEST", "hunter2", 1);
	const char *place = getenv("SECRET_TEST");
	assert_true(secret_from_environment(&secret, "SECRET_TEST", &error));
	assert_string_equal(secret_reveal(&secret), "hunter2");
	assert_null(getenv("SECRET_TEST"));
	/* Where /proc/<pid>/environ would show it. */
	assert_memory_equal(place, "\0\0\0\0\0\0\0", 7);
	assert_false(secret_from_environment(&secret, "SECRET_TEST", &error));
	assert_int_equal(error.kind, ERROR_LOCAL);
	check_contains(error.message, "'SECRET_TEST' is not set");
	setenv("SECRET_TEST", "", 1);
	assert_false(secret_from_environment(&secret, "SECRET_TEST", &error));
	check_contains(error.message, "is empty");
	/* A failed read leaves the secret that was there. */
	assert_string_equal(secret_reveal(&secret), "hunter2");
}

static void masking_hides_each_occurrence(void **state)
{
	(void)state;
	SECRET(secret);
	char text[] = "user:hunter2 hunterhunter2hunter2 hunter";
	secret_mask(&secret, text);
	assert_string_equal(text, "user:hunter2 hunterhunter2hunter2 hunter");
	assert_true(secret_is_empty(&secret));
	assert_string_equal(secret_reveal(&secret), "");
	secret_set(&secret, "hunter2", 7);
	secret_mask(&secret, text);
	assert_string_equal(text, "user:******* hunter************** hunter");
	secret_set(&secret, secret_reveal(&secret), 6);
	assert_string_equal(secret_reveal(&secret), "hunter");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_private_file_is_taken),
		cmocka_unit_test(files_that_others_could_read_or_swap_are_refused),
		cmocka_unit_test(what_is_no_file_is_refused_without_waiting),
		cmocka_unit_test(files_of_other_users_are_refused),
		cmocka_unit_test(environment_loses_the_variable),
		cmocka_unit_test(masking_hides_each_occurrence),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
