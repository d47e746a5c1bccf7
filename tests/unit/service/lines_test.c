/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Long values: folded between words on a terminal, one line elsewhere. */
#include "service/lines.h"
#include "support/check.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { END = 1 /* behind all that is printed */ };

static char printed[1024];

/* What lines_fold prints into `file`, carriage returns of terminals left out. */
static void fold_into(int file, int reader, const char *text, size_t column)
{
	int own = dup(STDOUT_FILENO);

	assert_true(own >= 0);
	fflush(stdout);
	assert_true(dup2(file, STDOUT_FILENO) >= 0);
	lines_fold(text, column);
	putchar(END);
	fflush(stdout);
	assert_true(dup2(own, STDOUT_FILENO) >= 0);
	close(own);
	/* A terminal may hand it over in parts. */
	size_t at = 0;
	for (char one = 0; read(reader, &one, 1) == 1 && one != END;)
		if (one != '\r' && at + 1 < sizeof(printed))
			printed[at++] = one;
	printed[at] = '\0';
}

static void folds_between_words_on_a_terminal(void **state)
{
	struct winsize size = { .ws_row = 24, .ws_col = 40 };
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	(void)state;
	if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) {
		print_message("skipped: no pseudo terminal can be had here\n");
		skip();
	}
	int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0);
	assert_int_equal(ioctl(slave, TIOCSWINSZ, &size), 0);
	fold_into(slave, master, "one two three four five six seven eight nine", 4);
	assert_string_equal(printed, "one two three four five six seven\n    eight nine\n");
	fold_into(slave, master, "a-word-that-is-longer-than-the-whole-terminal-is b", 10);
	assert_string_equal(printed,
	                    "a-word-that-is-longer-than-the-whole-terminal-is\n          b\n");
	/* Too little room is left beside the name. */
	fold_into(slave, master, "one two three four", 30);
	assert_string_equal(printed, "one two three four\n");
	close(slave);
	close(master);
}

static void stays_one_line_elsewhere(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	fold_into(ends[1], ends[0],
	          "one two three four five six seven eight nine ten eleven twelve", 4);
	assert_string_equal(printed,
	                    "one two three four five six seven eight nine ten eleven twelve\n");
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folds_between_words_on_a_terminal),
		cmocka_unit_test(stays_one_line_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
