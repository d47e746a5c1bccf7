/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward run: the service. */
#include "service/arguments.h"
#include "service/daemon.h"

static int run(struct command_line *line)
{
	struct arguments arguments;
	int status = arguments_read(line, &command_run, NULL, 0, &arguments);
	return status >= 0 ? status : daemon_run(line);
}

const struct command command_run = {
	.name = "run",
	.usage = "",
	.summary = "run as a service, by the schedule of the configuration",
	.help = "Passes again and again until SIGTERM, which ends it after the batch under way. SIGHUP\n"
		"reads the configuration again; one that is refused leaves the old one in force. Logs to\n"
		"standard error and tells systemd when it is ready. Commands that write leave it a\n"
		"request.",
	.run = run,
};
