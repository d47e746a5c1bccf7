/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward init. */
#include "service/arguments.h"

static int run(struct command_line *line)
{
	struct arguments arguments;
	int status = arguments_read(line, &command_init, NULL, 0, &arguments);
	return status >= 0 ? status : COMMAND_FAILED;
}

const struct command command_init = {
	.name = "init",
	.usage = "",
	.summary = "init",
	.help = "init",
	.run = run,
};
