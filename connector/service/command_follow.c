/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward follow: reads tickets back, runs approved hooks, sends what follows from it. */
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/pass.h"

static bool run_parts(struct pass *pass, struct error *error)
{
	const struct pass_choice all = { .allow = NULL };
	return pass_follow(pass, error) && pass_look(pass, error) && pass_derive(pass, error) &&
	       pass_send(pass, &all, error);
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	int64_t wait = 10;
	const struct argument table[] = {
		{ "wait", 0, ARGUMENT_DURATION, &wait, "TIME",
		  "wait so long for what is put off (10s)" },
		{ .name = NULL },
	};
	int status = arguments_read(line, &command_follow, table, 0, &arguments);
	if (status >= 0)
		return status;
	SESSION(session);
	struct error error = ERROR_INIT;
	status = command_session_open(&session, line, SESSION_ALL);
	if (status >= 0)
		return status;
	PASS(pass);
	pass_open(&pass, &session, line);
	pass.wait = wait;
	bool done = run_parts(&pass, &error);
	return pass_end(&pass, done, &error);
}

const struct command command_follow = {
	.name = "follow",
	.usage = "",
	.summary = "read tickets back and act on what people decided",
	.help = "Reads the state of our open tickets, runs the hooks that are approved and due, looks\n"
		"at the places of open tickets, and sends what follows from it.",
	.run = run,
};
