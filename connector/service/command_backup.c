/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward backup: a consistent copy of the store. */
#include "service/arguments.h"
#include "service/command_session.h"
#include <stdio.h>

static int run(struct command_line *line)
{
	struct arguments arguments;
	int status = arguments_read(line, &command_backup, NULL, 1, &arguments);
	if (status >= 0)
		return status;
	if (arguments.count == 0) {
		command_complain("say where to: certsteward backup FILE");
		return COMMAND_USAGE;
	}
	SESSION(session);
	struct error error = ERROR_INIT;
	status = command_session_open(&session, line, SESSION_READ);
	if (status >= 0)
		return status;
	if (!store_backup(session.store, arguments.words[0], &error))
		return command_fail(&error);
	if (!line->quiet)
		printf("copied to '%s'\n", arguments.words[0]);
	return COMMAND_DONE;
}

const struct command command_backup = {
	.name = "backup",
	.usage = "FILE",
	.summary = "copy the store while others work",
	.help = "Writes a consistent copy of the store. A store that is put back from it starts by\n"
		"adopting what stands on the far sides: see 'certsteward stage'.",
	.run = run,
};
