/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward hook: a person's word that a hook may run again. */
#include "base/text.h"
#include "service/arguments.h"
#include "service/operation.h"

enum { ORDER_WAIT = 60 };

static int run(struct command_line *line)
{
	struct arguments arguments;
	ARENA(arena);
	int status = arguments_read(line, &command_hook, NULL, 2, &arguments);
	if (status >= 0)
		return status;
	if (arguments.count != 2 || !text_equal(arguments.words[0], "retry")) {
		command_complain("say which: certsteward hook retry TICKET");
		return COMMAND_USAGE;
	}
	struct json *body = json_new(&arena, JSON_OBJECT);
	json_set_string(&arena, body, "ticket", arguments.words[1]);
	return operation_order(line, "hook retry", body, ORDER_WAIT);
}

const struct command command_hook = {
	.name = "hook",
	.usage = "retry TICKET",
	.summary = "let the hook of a ticket run again",
	.help = "A run whose end is not known, or that failed, is never repeated by itself. When the\n"
		"places have been looked at and it may run again, a person says so here.",
	.run = run,
};
