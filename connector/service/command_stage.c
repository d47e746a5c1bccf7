/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward stage: a person says how far certsteward may go on a far side. */
#include "base/text.h"
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/operation.h"
#include "service/table.h"
#include "store/store_side.h"

enum { ORDER_WAIT = 60 };

static const struct table_column columns[] = {
	{ .name = "far_side", .least = 8 },
	{ .name = "stage" },
	{ .name = "configured", .yields = 4 },
	{ .name = "raised_to", .yields = 2 },
	{ .name = "raised_by", .least = 8, .yields = 3 },
	{ .name = "since", .yields = 1 },
	{ .name = "instance", .least = 12, .yields = 5 },
	{ .name = "problem", .most = 160, .least = 24, .yields = 6 },
	{ .name = NULL },
};

static bool add_row(struct table *table, const struct command_line *line,
                    const struct session *session, size_t index, struct error *error)
{
	struct store_side *row;
	ARENA(arena);
	const struct flow_side *side = &session->sides[index];
	if (!store_side_get(session->store, &arena, side->name, &row, error))
		return false;
	bool raised = row && !text_is_empty(row->raised_by);
	table_add(table, side->name);
	table_add(table, flow_stage_name(side->stage));
	table_add(table, flow_stage_name(session_side_settings(session, index)->stage));
	table_add(table, raised ? row->stage : NULL);
	table_add(table, raised ? row->raised_by : NULL);
	table_add_time(table, line, raised ? row->since : 0);
	table_add(table, row ? row->instance : NULL);
	table_add(table, row ? row->problem : NULL);
	return true;
}

static int show(struct command_line *line)
{
	SESSION(session);
	struct error error = ERROR_INIT;
	int status = command_session_open(&session, line, SESSION_READ);
	if (status >= 0)
		return status;
	TABLE(table, columns);
	for (size_t i = 0; i < session.flow.side_count; i++)
		if (!add_row(&table, line, &session, i, &error))
			return command_fail(&error);
	table_print(&table, line, "no far side is configured");
	return COMMAND_DONE;
}

static int change(struct command_line *line, const struct arguments *arguments, const char *reason)
{
	ARENA(arena);
	struct json *body = json_new(&arena, JSON_OBJECT);
	json_set_string(&arena, body, "name", arguments->words[0]);
	if (arguments->count > 1)
		json_set_string(&arena, body, "stage", arguments->words[1]);
	json_set_string(&arena, body, "reason", reason ? reason : "");
	return operation_order(line, "stage", body, ORDER_WAIT);
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	const char *reason = NULL;
	const struct argument table[] = {
		{ "reason", 0, ARGUMENT_TEXT, &reason, "TEXT", "why; needed for all but lowering" },
		{ .name = NULL },
	};
	int status = arguments_read(line, &command_stage, table, 2, &arguments);
	if (status >= 0)
		return status;
	return arguments.count ? change(line, &arguments, reason) : show(line);
}

const struct command command_stage = {
	.name = "stage",
	.usage = "[NAME [STAGE]]",
	.summary = "show or change how far certsteward may go on a far side",
	.help = "Stages: observe (writes nothing), inventory (CIs and relations), pilot (tickets for\n"
		"those configured), tickets, automate (hooks). The configuration says the most; raising\n"
		"one takes this command and a reason. It also confirms which instance is meant: after a\n"
		"clone or a restored backup nothing is written until it is run again, with a reason too.\n"
		"Lowering needs none and confirms nothing. Without STAGE the configured one is meant;\n"
		"without NAME all are listed.",
	.run = run,
	.tables = true,
};
