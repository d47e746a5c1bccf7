/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward discover: reads the far sides, looks at all places, decides. */
#include "base/text.h"
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/pass.h"

static bool are_known(const struct session *session, const struct arguments *arguments)
{
	for (size_t i = 0; i < arguments->count; i++) {
		TEXT(names);
		bool known = false;
		for (size_t s = 0; s < session->source_count; s++) {
			known |= text_equal(arguments->words[i], session->sources[s]->name);
			text_print(&names, "%s'%s'", s ? ", " : "", session->sources[s]->name);
		}
		if (!known) {
			command_complain("there is no source '%.64s': '%s' has %s",
			                 arguments->words[i], session->settings.file,
			                 session->source_count ? text_string(&names) : "none");
			return false;
		}
	}
	return true;
}

static bool run_parts(struct pass *pass, const struct arguments *arguments, bool facts_only,
                      bool full, struct error *error)
{
	return pass_read(pass, full, error) &&
	       pass_scan(pass, arguments->words, arguments->count, true, error) &&
	       pass_revocation(pass, error) && (facts_only || pass_derive(pass, error));
}

static int run(struct command_line *line)
{
	bool facts_only = false, full = false;
	struct arguments arguments;
	const struct argument table[] = {
		{ "facts-only", 0, ARGUMENT_FLAG, &facts_only, NULL,
		  "only look; 'plan' and 'apply' decide later" },
		{ "read-all", 0, ARGUMENT_FLAG, &full, NULL,
		  "read all of the far sides, not only what changed" },
		{ .name = NULL },
	};
	int status = arguments_read(line, &command_discover, table, 64, &arguments);
	if (status >= 0)
		return status;
	SESSION(session);
	struct error error = ERROR_INIT;
	status = command_session_open(&session, line, SESSION_ALL);
	if (status >= 0)
		return status;
	if (!are_known(&session, &arguments))
		return COMMAND_USAGE;
	PASS(pass);
	pass_open(&pass, &session, line);
	bool done = run_parts(&pass, &arguments, facts_only, full, &error);
	return pass_end(&pass, done, &error);
}

const struct command command_discover = {
	.name = "discover",
	.usage = "[SOURCE]...",
	.summary = "find certificates where they are in use",
	.help = "Reads what the far sides know, scans all sources (or those named) once, asks who was\n"
		"revoked, and decides what each certificate is. Writes to no far side.",
	.run = run,
};
