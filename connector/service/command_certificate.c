/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From a fingerprint or place on the command line to decided subjects. */
#include "service/command_certificate.h"
#include "base/clock.h"
#include "flow/derive_prepare.h"
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/target.h"

static int decide(struct command_line *line, const char *word, command_certificate_fn tell)
{
	SESSION(session);
	ARENA(arena);
	struct error error = ERROR_INIT;
	struct target_list list = { 0 };
	int status = command_session_open(&session, line, SESSION_READ | SESSION_MAPPING);
	if (status >= 0)
		return status;
	if (!target_find(&session, &arena, word, &list, &error))
		return command_fail(&error);
	struct subject **subjects = ARENA_ARRAY(&arena, struct subject *, list.ids.count + 1);
	if (!derive_prepare(&session.flow, &arena, list.ids.items, list.ids.count, clock_now(),
	                    subjects, &error))
		return command_fail(&error);
	return tell(line, &session, &arena, subjects, list.ids.count);
}

int command_certificate(struct command_line *line, const struct command *command,
                        command_certificate_fn tell)
{
	struct arguments arguments;
	int status = arguments_read(line, command, NULL, 1, &arguments);
	if (status >= 0)
		return status;
	if (arguments.count == 0) {
		command_complain("say which: certsteward %s FINGERPRINT, or HOST[:PORT]",
		                 command->name);
		return COMMAND_USAGE;
	}
	return decide(line, arguments.words[0], tell);
}
