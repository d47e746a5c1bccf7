/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the command line by a table, so that reading them and --help cannot disagree. */
#pragma once
#include "service/command.h"

enum argument_type {
	ARGUMENT_FLAG,     /* bool */
	ARGUMENT_TEXT,     /* const char * */
	ARGUMENT_COUNT,    /* int64_t, not negative */
	ARGUMENT_DURATION, /* int64_t seconds: 30d */
};

struct argument {
	const char *name; /* "expiring": --expiring */
	char letter;      /* 'o': -o; 0 = none */
	enum argument_type type;
	void *target;
	const char *value; /* how the help calls its value: "FILE" */
	const char *help;
	const char *const *
		choices; /* of ARGUMENT_TEXT: the words that it may be, ended by NULL; NULL = any */
};

/* What is left beside options. */
struct arguments {
	const char **words;
	size_t count;
};

/* Reads the command's own options (the table ends with a NULL name) and the global ones, in any
 * order. At most `most` further words are taken. -1 = go on; else the status to end with: --help was
 * printed, or what is wrong was told with the nearest name. */
int arguments_read(struct command_line *line, const struct command *command,
                   const struct argument *table, size_t most, struct arguments *arguments);
/* Options before the command's name; *index becomes that of the first word. -1 = go on. */
int arguments_read_global(struct command_line *line, int argc, char **argv, int *index);
/* The rows of the global options. */
void arguments_print_global(void);
