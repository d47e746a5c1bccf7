/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward explain. */
#include "service/arguments.h"

static int run(struct command_line *line)
{
	struct arguments arguments;
	int status = arguments_read(line, &command_explain, NULL, 0, &arguments);
	return status >= 0 ? status : COMMAND_FAILED;
}

const struct command command_explain = {
	.name = "explain",
	.usage = "",
	.summary = "explain",
	.help = "explain",
	.run = run,
};
