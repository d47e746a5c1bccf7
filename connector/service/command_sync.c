/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward sync: one pass. */
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/operation.h"

enum { ORDER_WAIT = 600 };

static int run(struct command_line *line)
{
	struct arguments arguments;
	bool scan = false;
	int64_t wait = 10;
	const struct argument table[] = {
		{ "scan", 0, ARGUMENT_FLAG, &scan, NULL,
		  "scan also sources whose time has not come" },
		{ "wait", 0, ARGUMENT_DURATION, &wait, "TIME",
		  "wait so long for what is put off (10s)" },
		{ .name = NULL },
	};
	int status = arguments_read(line, &command_sync, table, 0, &arguments);
	if (status >= 0)
		return status;
	if (operation_is_beside(line)) {
		ARENA(arena);
		struct json *body = json_new(&arena, JSON_OBJECT);
		json_set_string(&arena, body, "scan", scan ? "yes" : "no");
		return operation_order(line, "sync", body, ORDER_WAIT);
	}
	SESSION(session);
	struct error error = ERROR_INIT;
	status = command_session_open(&session, line, SESSION_ALL);
	if (status >= 0)
		return status;
	PASS(pass);
	pass_open(&pass, &session, line);
	pass.wait = wait;
	bool done = pass_whole(&pass, scan, &error);
	return pass_end(&pass, done, &error);
}

const struct command command_sync = {
	.name = "sync",
	.usage = "",
	.summary = "all stages once: discover, derive, plan, apply, follow",
	.help = "One pass, as 'run' makes it again and again: for cron, and for trying.",
	.run = run,
};
