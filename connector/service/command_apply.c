/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward apply: writes what the plan says, or what a kept plan still says. */
#include "base/text.h"
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/operation.h"
#include "service/plan_file.h"
#include "service/plan_filter.h"
#include <stdio.h>

enum { LEFT_SHOWN = 20, ORDER_WAIT = 600 };

/* What was agreed on and was not done, each with its reason. */
static int tell_left(const struct plan_file *file, struct session *session)
{
	ARENA(arena);
	struct error error = ERROR_INIT;
	struct plan_left rows[LEFT_SHOWN];
	size_t count;
	if (!plan_file_left(file, session->store, &arena, rows, LEFT_SHOWN, &count, &error))
		return command_fail(&error);
	if (count == 0)
		return COMMAND_DONE;
	command_complain("%zu of %zu items of the plan were not sent:", count, file->count);
	for (size_t i = 0; i < count && i < LEFT_SHOWN; i++)
		command_complain("  %s %s: %s", rows[i].target, rows[i].key, rows[i].why);
	if (count > LEFT_SHOWN)
		command_complain("  and %zu more", count - LEFT_SHOWN);
	command_complain("look at them, then make a new plan: certsteward plan -o FILE");
	return COMMAND_PART;
}

static int apply_file(struct pass *pass, const char *path)
{
	PLAN_FILE(file);
	struct error error = ERROR_INIT;
	if (!plan_file_read(&file, pass->session, path, &error))
		return command_refuse(&error);
	const struct pass_choice choice = { .allow = plan_file_allow,
		                            .send = plan_file_send,
		                            .context = &file,
		                            .refresh = file.refresh };
	bool done = pass_send(pass, &choice, &error);
	int left = tell_left(&file, pass->session);
	int status = pass_end(pass, done, &error);
	return status == COMMAND_DONE ? left : status;
}

static void tell_observed(const struct session *session, const struct command_line *line)
{
	for (size_t i = 0; i < session->flow.side_count && !line->quiet; i++)
		if (session->sides[i].stage == FLOW_OBSERVE)
			command_complain(
				"'%s' is at stage observe, so nothing is written there: see "
				"'certsteward stage'",
				session->sides[i].name);
}

static int apply_all(struct pass *pass, struct plan_filter *filter, const char *path)
{
	struct error error = ERROR_INIT;
	const struct pass_choice choice = pass_choose(filter);
	filter->session = pass->session;
	tell_observed(pass->session, pass->line);
	const char *what = path ? arena_print(&pass->arena, "apply %s", path) : "apply";
	if (!pass_order(pass, pass->session->flow.actor, what, &error) ||
	    !pass_derive(pass, &error))
		return pass_end(pass, false, &error);
	if (path)
		return apply_file(pass, path);
	bool done = pass_send(pass, &choice, &error);
	return pass_end(pass, done, &error);
}

/* A daemon has the store: it carries it out. */
static int order(struct command_line *line, const struct plan_filter *filter)
{
	ARENA(arena);
	struct json *body = json_new(&arena, JSON_OBJECT);
	json_set_string(&arena, body, "only",
	                filter->tickets ? "tickets"
	                : filter->cis   ? "cis"
	                                : "");
	json_set_string(&arena, body, "owner", filter->owner);
	json_set_string(&arena, body, "class", filter->class);
	json_set_integer(&arena, body, "limit", filter->limit);
	return operation_order(line, "apply", body, ORDER_WAIT);
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	PLAN_FILTER(filter);
	const char *only = NULL;
	int64_t wait = 10;
	const struct argument table[] = {
		{ "only", 0, ARGUMENT_TEXT, &only, "WHAT",
		  "tickets, cis, owner GROUP or class CLASS" },
		{ "limit", 0, ARGUMENT_COUNT, &filter.limit, "N", "at most so many items" },
		{ "wait", 0, ARGUMENT_DURATION, &wait, "TIME",
		  "wait so long for what is put off (10s)" },
		{ .name = NULL },
	};
	int status = arguments_read(line, &command_apply, table, 2, &arguments);
	if (status >= 0)
		return status;
	if (!plan_filter_read(&filter, only, &arguments))
		return COMMAND_USAGE;
	if (arguments.count && plan_filter_is_set(&filter)) {
		command_complain("a kept plan holds what was chosen: say --only and --limit to "
		                 "'certsteward plan -o'");
		return COMMAND_USAGE;
	}
	if (arguments.count == 0 && operation_is_beside(line))
		return order(line, &filter);
	SESSION(session);
	status = command_session_open(&session, line, SESSION_ALL);
	if (status >= 0)
		return status;
	PASS(pass);
	pass_open(&pass, &session, line);
	pass.wait = wait;
	pass.complete = true;
	return apply_all(&pass, &filter, arguments.count ? arguments.words[0] : NULL);
}

const struct command command_apply = {
	.name = "apply",
	.usage = "[PLAN]",
	.summary = "write what the plan says",
	.help = "Decides anew and sends what the stage allows. With PLAN (of 'plan -o') only what that\n"
		"plan holds and what has not changed since: what is written, what is filled in once,\n"
		"whether it is created or changed, and what stands there. Items that have, or that are\n"
		"not to be written any more, are named (exit status 3); the whole plan is refused when\n"
		"configuration, mappings or instance are others, or after 7 days. With --only or\n"
		"--limit the rest waits, also what waits in the outbox.",
	.run = run,
};
