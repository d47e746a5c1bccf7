/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward brake: kinds of writes that are held, and letting them go. */
#include "base/text.h"
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/operation.h"
#include "service/table.h"
#include "store/store_side.h"

enum { ORDER_WAIT = 60 };

static const struct table_column columns[] = {
	{ .name = "id", .right = true, .number = true },
	{ .name = "far_side", .least = 8 },
	{ .name = "kind" },
	{ .name = "pulled", .yields = 2 },
	{ .name = "count", .right = true, .number = true },
	{ .name = "usual", .right = true, .number = true, .yields = 3 },
	{ .name = "released", .yields = 4 },
	{ .name = "released_by", .least = 8, .yields = 1 },
	{ .name = "reason", .most = 90, .least = 16, .yields = 5 },
	{ .name = NULL },
};

static int list(struct command_line *line, bool all)
{
	SESSION(session);
	struct error error = ERROR_INIT;
	struct store_brake *rows;
	size_t count;
	int status = command_session_open(&session, line, SESSION_READ);
	if (status >= 0)
		return status;
	if (!store_brake_list(session.store, &session.arena, !all, &rows, &count, &error))
		return command_fail(&error);
	TABLE(table, columns);
	for (size_t i = 0; i < count; i++) {
		table_add_number(&table, rows[i].id);
		table_add(&table, rows[i].target);
		table_add(&table, rows[i].kind);
		table_add_time(&table, line, rows[i].pulled_at);
		table_add_number(&table, rows[i].count);
		table_add_number(&table, rows[i].usual);
		table_add_time(&table, line, rows[i].released_at);
		table_add(&table, rows[i].released_by);
		table_add(&table, rows[i].reason);
	}
	table_print(&table, line, "no brake holds anything");
	return COMMAND_DONE;
}

static int release(struct command_line *line, const char *word, const char *reason)
{
	ARENA(arena);
	int64_t id = 0;
	bool clock = text_equal(word, "clock");
	if (!clock && !text_parse_integer(word, &id)) {
		command_complain("'%.40s' is no brake's number, nor 'clock': see 'certsteward "
		                 "brake list'",
		                 word);
		return COMMAND_USAGE;
	}
	if (text_is_empty(reason)) {
		command_complain("releasing a brake needs --reason TEXT: it stands in the audit");
		return COMMAND_USAGE;
	}
	struct json *body = json_new(&arena, JSON_OBJECT);
	if (clock)
		json_set_string(&arena, body, "kind", "clock");
	else
		json_set_integer(&arena, body, "id", id);
	json_set_string(&arena, body, "reason", reason);
	return operation_order(line, "release", body, ORDER_WAIT);
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	const char *reason = NULL;
	bool all = false;
	const struct argument table[] = {
		{ "reason", 0, ARGUMENT_TEXT, &reason, "TEXT", "why; needed to release" },
		{ "all", 'a', ARGUMENT_FLAG, &all, NULL, "released ones too" },
		{ .name = NULL },
	};
	int status = arguments_read(line, &command_brake, table, 2, &arguments);
	if (status >= 0)
		return status;
	if (arguments.count == 2 && text_equal(arguments.words[0], "release"))
		return release(line, arguments.words[1], reason);
	if (arguments.count == 0 ||
	    (arguments.count == 1 && text_equal(arguments.words[0], "list")))
		return list(line, all);
	command_complain("say what: certsteward brake list, or certsteward brake release ID");
	return COMMAND_USAGE;
}

const struct command command_brake = {
	.name = "brake",
	.usage = "list|release ID|release clock",
	.summary = "kinds of writes that are held, and letting them go",
	.help = "A kind of write far above its usual number is held until a person lets it go. What is\n"
		"released is exactly the number that was held, until the day (UTC) ends. A clock that\n"
		"stands before or far past the newest time known, or that no far side agrees with,\n"
		"holds all of them: set it, or 'release clock' says that it is right. Its count is how\n"
		"many seconds ours is ahead.",
	.run = run,
	.tables = true,
};
