/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Long values: folded between words on a terminal, one line elsewhere. */
#include "service/command.h"
#include "service/lines.h"
#include "support/check.h"
#include "support/terminal.h"
#include <stdlib.h>
#include <unistd.h>

static char printed[1024];

/* What lines_fold prints into `file`. */
static void fold_into(int file, int reader, const char *text, size_t column)
{
	int own = terminal_begin(file);
	lines_fold(text, column);
	terminal_end(own, reader, printed, sizeof(printed));
}

static void folds_between_words_on_a_terminal(void **state)
{
	(void)state;
	struct terminal terminal = terminal_open(40);
	fold_into(terminal.slave, terminal.master, "one two three four five six seven eight nine",
	          4);
	assert_string_equal(printed, "one two three four five six seven\n    eight nine\n");
	fold_into(terminal.slave, terminal.master,
	          "a-word-that-is-longer-than-the-whole-terminal-is b", 10);
	assert_string_equal(printed,
	                    "a-word-that-is-longer-than-the-whole-terminal-is\n          b\n");
	/* Too little room is left beside the name. */
	fold_into(terminal.slave, terminal.master, "one two three four", 30);
	assert_string_equal(printed, "one two three four\n");
	terminal_close(&terminal);
}

static void takes_the_told_width_where_the_terminal_tells_none(void **state)
{
	(void)state;
	struct terminal terminal = terminal_open(0);
	int own = terminal_begin(terminal.slave);
	setenv("COLUMNS", "132", 1);
	size_t told = lines_room();
	setenv("COLUMNS", "-5", 1);
	size_t wrong = lines_room();
	unsetenv("COLUMNS");
	size_t nothing = lines_room();
	terminal_end(own, terminal.master, printed, sizeof(printed));
	terminal_close(&terminal);
	assert_int_equal(told, 132);
	assert_int_equal(wrong, 80);
	assert_int_equal(nothing, 80);
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

/* Names of certificates head `show` and `explain`, and anybody may have written them. */
static void shows_what_a_terminal_would_obey(void **state)
{
	int ends[2];
	struct command_line line = { .no_color = true };

	(void)state;
	assert_int_equal(pipe(ends), 0);
	int own = terminal_begin(ends[1]);
	lines_heading(&line, "a\033[2Jb\u202ec\n");
	lines_text("n\033", "v\033");
	terminal_end(own, ends[0], printed, sizeof(printed));
	close(ends[0]);
	close(ends[1]);
	assert_string_equal(printed, "a\\u001b[2Jb\\u202ec\\u000a\n  n\\u001b        v\\u001b\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folds_between_words_on_a_terminal),
		cmocka_unit_test(takes_the_told_width_where_the_terminal_tells_none),
		cmocka_unit_test(shows_what_a_terminal_would_obey),
		cmocka_unit_test(stays_one_line_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
