/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What every subcommand is, and the ends that all of them share. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

/* Exit status of the program. */
enum command_status {
	COMMAND_DONE = 0,
	COMMAND_FAILED = 1,
	COMMAND_USAGE = 2, /* usage or configuration: a person must mend the call or the file */
	COMMAND_PART = 3,  /* done in part: something was set aside and told */
};

/* The options that all commands take. */
struct command_line {
	const char *program; /* argv[0] */
	const char *config;
	const char *now; /* NULL = the clock's */
	bool json, csv, no_color, verbose, quiet;
	char **words; /* what follows the command's name; taken in order by arguments_read */
	int word_count;
};

struct command {
	const char *name;
	const char *usage;   /* after the name: "[PLAN]" */
	const char *summary; /* one line for the list */
	const char *help;    /* a paragraph or two */
	int (*run)(struct command_line *line);
	bool tables; /* prints rows, so that --csv makes sense */
};

/* The table of main.c is given in order; help lists it so. */
int command_main(const struct command *const *commands, int argc, char **argv);

/* One line on standard error: "certsteward: message". */
void command_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Tells the error and gives the status that goes with it. */
int command_fail(const struct error *error);
/* The same, where the configuration is what must be mended. */
int command_refuse(const struct error *error);

extern const struct command command_apply, command_audit, command_backup, command_brake,
	command_check, command_discover, command_explain, command_follow, command_hook,
	command_init, command_list, command_map, command_outbox, command_plan, command_plugins,
	command_run, command_show, command_stage, command_sync, command_tickets;
