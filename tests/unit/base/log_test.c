/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Log lines: levels, the journal's prefix, and values that try to forge a line. */
#include "base/log.h"

#include "support/check.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char captured[4096];

/* Runs with standard error in a file; journal: the variable names that file. */
static const char *capture(void (*function)(void), bool journal)
{
	char path[] = "/tmp/log_test.XXXXXX";
	int file = mkstemp(path);
	int kept = dup(STDERR_FILENO);
	struct stat status;
	assert_true(file >= 0 && kept >= 0 && fstat(file, &status) == 0);
	unlink(path);
	char stream[64];
	snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)status.st_dev,
	         (uintmax_t)status.st_ino + !journal);
	setenv("JOURNAL_STREAM", stream, 1);
	dup2(file, STDERR_FILENO);
	function();
	dup2(kept, STDERR_FILENO);
	unsetenv("JOURNAL_STREAM");
	ssize_t length = pread(file, captured, sizeof(captured) - 1, 0);
	captured[length > 0 ? length : 0] = '\0';
	close(file);
	close(kept);
	return captured;
}

static void write_all_levels(void)
{
	log_error("store", "e=%d", 1);
	log_warning("store", "w");
	log_info("store", "i");
	log_debug("store", "d");
}

static void write_hostile(void)
{
	log_error("name", "cn=%s", "x\n<3>forged\x1B[2J\u202E");
	log_error(NULL, "%s", "\xFF");
}

static void levels_are_kept(void **state)
{
	(void)state;
	const char *lines = capture(write_all_levels, false);
	check_contains(lines, "Z error store: e=1\n");
	check_contains(lines, "Z warning store: w\n");
	assert_null(strstr(lines, "info"));
	log_set_level(LOG_DEBUG);
	check_contains(capture(write_all_levels, true),
	               "<3>store: e=1\n<4>store: w\n<6>store: i\n<7>store: d\n");
	log_set_level(LOG_WARNING);
}

static void lines_cannot_be_forged(void **state)
{
	(void)state;
	const char *lines = capture(write_hostile, true);
	assert_string_equal(lines, "<3>name: cn=x\\u000a<3>forged\\u001b[2J\\u202e\n<3>\uFFFD\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels_are_kept),
		cmocka_unit_test(lines_cannot_be_forged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
