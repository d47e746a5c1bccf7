/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward outbox: what waits, what was refused, what was set aside; again or not at all. */
#include "base/text.h"
#include "flow/permit.h"
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/operation.h"
#include "service/table.h"
#include "store/store_queue.h"
#include "store/store_record.h"
#include "store/store_step.h"
#include <string.h>

enum { ORDER_WAIT = 60, STEPS = 100000 };

static const struct table_column columns[] = {
	{ .name = "id", .right = true },
	{ .name = "far_side", .least = 8, .yields = 3 },
	{ .name = "state" },
	{ .name = "kind", .yields = 2 },
	{ .name = "verb", .yields = 4 },
	{ .name = "key", .most = 64, .least = 16 },
	{ .name = "tries", .right = true, .number = true, .yields = 1 },
	{ .name = "next", .yields = 5 },
	{ .name = "reason", .most = 160, .least = 20, .yields = 6 },
	{ .name = NULL },
};

/* `why` says what withholds it, NULL = nothing. */
static void add_step(struct table *table, const struct command_line *line,
                     const struct store_step *step, const char *why)
{
	table_add_number(table, step->id);
	table_add(table, step->target);
	table_add_coloured(table, why ? "withheld" : step->state,
	                   text_equal(step->state, "refused") ? TABLE_BAD : TABLE_PLAIN);
	table_add(table, step->kind);
	table_add(table, step->verb);
	table_add(table, step->key);
	table_add_number(table, step->attempts);
	table_add_time(table, line, step->not_before);
	table_add(table, why ? why : step->reason);
}

static void add_other(struct table *table, const char *target, const char *state, const char *kind,
                      const char *key, const char *reason)
{
	table_add(table, NULL);
	table_add(table, target);
	table_add_coloured(table, state, TABLE_BAD);
	table_add(table, kind);
	table_add(table, NULL);
	table_add(table, key);
	table_add_number(table, 0);
	table_add(table, NULL);
	table_add(table, reason);
}

static bool add_steps(struct table *table, const struct command_line *line, struct session *session,
                      const char *state, struct error *error)
{
	for (size_t i = 0; i < session->flow.side_count; i++) {
		ARENA(arena);
		PERMIT(permit, &session->flow, &session->sides[i]);
		struct store_step *rows;
		size_t count;
		if (!store_step_list(session->store, &arena, session->sides[i].name, state, STEPS,
		                     &rows, &count, error))
			return false;
		for (size_t r = 0; r < count; r++) {
			const char *why = NULL;
			if (!state && !permit_step(&permit, &rows[r], &why, error))
				return false;
			add_step(table, line, &rows[r], why);
		}
	}
	return true;
}

/* Records whose refused step is listed already stand there once. */
static bool add_records(struct table *table, struct session *session, struct error *error)
{
	ARENA(arena);
	struct store_record *rows;
	size_t count;
	if (!store_record_problems(session->store, &arena, "", &rows, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!text_is_empty(rows[i].contested))
			add_other(table, rows[i].target, "contested", rows[i].kind, rows[i].key,
			          rows[i].contested);
		else if (rows[i].missing && !text_equal(rows[i].kind, "relation"))
			add_other(table, rows[i].target, "missing", rows[i].kind, rows[i].key,
			          rows[i].problem);
		else if (text_starts_with(rows[i].problem, "dropped"))
			add_other(table, rows[i].target, "dropped", rows[i].kind, rows[i].key,
			          rows[i].problem);
		else if (text_starts_with(rows[i].problem, STORE_RECORD_INCOMPLETE))
			add_other(table, rows[i].target, "incomplete", rows[i].kind, rows[i].key,
			          rows[i].problem + strlen(STORE_RECORD_INCOMPLETE));
	return true;
}

static bool add_asides(struct table *table, struct session *session, struct error *error)
{
	ARENA(arena);
	struct store_aside *rows;
	size_t count;
	if (!store_aside_list(session->store, &arena, &rows, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		add_other(table, NULL, "set aside", rows[i].kind,
		          arena_print(&arena, "%s:%s", rows[i].kind, rows[i].key), rows[i].reason);
	return true;
}

static int list(struct command_line *line)
{
	SESSION(session);
	struct error error = ERROR_INIT;
	int status = command_session_open(&session, line, SESSION_READ);
	if (status >= 0)
		return status;
	TABLE(table, columns);
	if (!add_steps(&table, line, &session, NULL, &error) ||
	    !add_steps(&table, line, &session, "refused", &error) ||
	    !add_records(&table, &session, &error) || !add_asides(&table, &session, &error))
		return command_fail(&error);
	table_print(&table, line, "the outbox is empty, and nothing is set aside");
	return COMMAND_DONE;
}

static int order(struct command_line *line, const struct arguments *arguments, const char *reason)
{
	ARENA(arena);
	struct json *body = json_new(&arena, JSON_OBJECT);
	json_set_string(&arena, body, "which", arguments->words[1]);
	json_set_string(&arena, body, "reason", reason ? reason : "");
	return operation_order(line, arguments->words[0], body, ORDER_WAIT);
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	const char *reason = NULL;
	const struct argument table[] = {
		{ "reason", 0, ARGUMENT_TEXT, &reason, "TEXT", "why, for the audit" },
		{ .name = NULL },
	};
	int status = arguments_read(line, &command_outbox, table, 2, &arguments);
	if (status >= 0)
		return status;
	const char *word = arguments.count ? arguments.words[0] : "list";
	if (text_equal(word, "list") && arguments.count < 2)
		return list(line);
	if ((text_equal(word, "retry") || text_equal(word, "drop")) && arguments.count == 2)
		return order(line, &arguments, reason);
	command_complain("say what: certsteward outbox list, retry WHICH or drop WHICH");
	return COMMAND_USAGE;
}

const struct command command_outbox = {
	.name = "outbox",
	.usage = "list|retry WHICH|drop WHICH",
	.summary = "what waits, was refused or set aside; again, or not at all",
	.help = "WHICH is an id or a key of the list, or 'all' (what was refused). A dropped step comes\n"
		"back when what it is about changes, or by 'retry'. A step that is under way can't be\n"
		"dropped: whether it arrived is found out first. What is incomplete was made and is not sent\n"
		"again: mend it there; 'retry' takes it off the list.",
	.run = run,
	.tables = true,
};
