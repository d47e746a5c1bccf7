/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward explain: why this CI, owner, class, window, record and ticket. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_prepare.h"
#include "flow/derive_state.h"
#include "flow/window.h"
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/explanation.h"
#include "service/target.h"
#include <stdio.h>

static int explain(struct command_line *line, const char *word)
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
	struct json *all = json_new(&arena, JSON_ARRAY);
	for (size_t i = 0; i < list.ids.count; i++) {
		struct json *made;
		if (!subjects[i])
			continue;
		if (!explanation_make(&session, &arena, subjects[i], &made, &error))
			return command_fail(&error);
		json_push(all, made);
	}
	if (line->json) {
		TEXT(out);
		json_write_pretty(&out, json_count(all) == 1 ? all->first : all);
		printf("%s\n", text_string(&out));
		return COMMAND_DONE;
	}
	JSON_EACH(made, all)
	explanation_print(line, made);
	return COMMAND_DONE;
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	int status = arguments_read(line, &command_explain, NULL, 1, &arguments);
	if (status >= 0)
		return status;
	if (arguments.count == 0) {
		command_complain("say which: certsteward explain FINGERPRINT, or HOST[:PORT]");
		return COMMAND_USAGE;
	}
	return explain(line, arguments.words[0]);
}

const struct command command_explain = {
	.name = "explain",
	.usage = "FINGERPRINT|HOST[:PORT]",
	.summary = "why this CI, owner, class, window, record and ticket",
	.help = "Decides about the certificate once more and tells each reason: what matched its places\n"
		"and what else could have, who owns it and who was skipped, when its window opens by\n"
		"which rule, what stands on the far sides, and what holds its ticket.",
	.run = run,
};
