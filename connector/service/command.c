/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From the command line to the subcommand, with a process that leaves nothing lying about. */
#include "service/command.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/http_curl.h"
#include "base/log.h"
#include "base/text.h"
#include "service/arguments.h"
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const char default_config[] = "/etc/certsteward/certsteward.yaml";

void command_complain(const char *format, ...)
{
	char message[1024];
	va_list list;
	va_start(list, format);
	vsnprintf(message, sizeof(message), format, list);
	va_end(list);
	ARENA(arena);
	/* A far side's words may stand in it. */
	fprintf(stderr, "certsteward: %s\n",
	        text_visible(&arena, text_clean_utf8(&arena, message, strlen(message))));
}

int command_fail(const struct error *error)
{
	command_complain("%s", error->message);
	return COMMAND_FAILED;
}

int command_refuse(const struct error *error)
{
	command_complain("%s", error->message);
	return COMMAND_USAGE;
}

/* Secrets are in memory: no core, no debugger of the same user, no file for others. */
static void close_process(void)
{
	const struct rlimit none = { 0, 0 };
	setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__ /* its leak check reads this process through ptrace */
	prctl(PR_SET_DUMPABLE, 0);
#endif
	umask(077);
}

static void print_commands(const struct command *const *commands)
{
	printf("Usage: certsteward [-c FILE] COMMAND [OPTION]...\n"
	       "Keeps X.509 certificates honest in the service desk.\n\nCommands:\n");
	for (; *commands; commands++)
		printf("  %-10s %s\n", (*commands)->name, (*commands)->summary);
	printf("\nOptions of every command:\n");
	arguments_print_global();
	printf("\n'certsteward COMMAND --help' tells more. Exit status: 0 done, 1 failed, 2 usage or\n"
	       "configuration, 3 done in part (what is set aside is listed).\n");
}

static const struct command *find_command(const struct command *const *commands, const char *name)
{
	const char *near = NULL;
	size_t distance = 3;
	for (; *commands; commands++) {
		size_t far = text_distance((*commands)->name, name);
		if (text_equal((*commands)->name, name))
			return *commands;
		if (far < distance) {
			distance = far;
			near = (*commands)->name;
		}
	}
	if (near)
		command_complain("there is no command '%.64s': did you mean '%s'", name, near);
	else
		command_complain("there is no command '%.64s': see 'certsteward --help'", name);
	return NULL;
}

int command_main(const struct command *const *commands, int argc, char **argv)
{
	const char *configured = getenv("CERTSTEWARD_CONFIG");
	struct command_line line = {
		.program = argv[0],
		.config = text_is_empty(configured) ? default_config : configured,
	};
	int index = argc;
	close_process();
	setlocale(LC_CTYPE, "");
	int status = arguments_read_global(&line, argc, argv, &index);
	if (status >= 0)
		return status;
	if (index >= argc) {
		print_commands(commands);
		return COMMAND_DONE;
	}
	const struct command *command = find_command(commands, argv[index]);
	if (!command)
		return COMMAND_USAGE;
	line.words = argv + index + 1;
	line.word_count = argc - index - 1;
	http_curl_start();
	return command->run(&line);
}
