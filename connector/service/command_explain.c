/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward explain: why this CI, owner, class, window, record and ticket. */
#include "base/json.h"
#include "base/text.h"
#include "service/command_certificate.h"
#include "service/explanation.h"
#include <stdio.h>

static int explain(struct command_line *line, struct session *session, struct arena *arena,
                   struct subject **subjects, size_t count)
{
	struct error error = ERROR_INIT;
	struct json *all = json_new(arena, JSON_ARRAY);
	for (size_t i = 0; i < count; i++) {
		struct json *made;
		if (!subjects[i])
			continue;
		if (!explanation_make(session, arena, subjects[i], &made, &error))
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
	return command_certificate(line, &command_explain, explain);
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
