/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward outbox. */
#include "service/arguments.h"

static int run(struct command_line *line)
{
	struct arguments arguments;
	int status = arguments_read(line, &command_outbox, NULL, 0, &arguments);
	return status >= 0 ? status : COMMAND_FAILED;
}

const struct command command_outbox = {
	.name = "outbox",
	.usage = "",
	.summary = "outbox",
	.help = "outbox",
	.run = run,
};
