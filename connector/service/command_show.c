/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward show. */
#include "service/arguments.h"

static int run(struct command_line *line)
{
	struct arguments arguments;
	int status = arguments_read(line, &command_show, NULL, 0, &arguments);
	return status >= 0 ? status : COMMAND_FAILED;
}

const struct command command_show = {
	.name = "show",
	.usage = "",
	.summary = "show",
	.help = "show",
	.run = run,
};
