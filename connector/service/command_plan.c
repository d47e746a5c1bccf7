/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward plan: what would be written, field by field; writes to no far side. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/lines.h"
#include "service/pass.h"
#include "service/plan_file.h"
#include "service/plan_filter.h"
#include "service/plan_print.h"
#include "service/progress.h"
#include <stdio.h>

enum { PLAN_SOMETHING = 2 };

struct planning {
	struct command_line *line;
	struct plan_filter *filter;
	struct plan_file *file; /* NULL = not kept */
	struct table *table;    /* NULL = no CSV */
	bool brief, first;
	struct plan_counts shown;
	bool several;       /* far sides: each gets a heading */
	const char *headed; /* the far side whose heading stands */
};

static void count(struct plan_counts *counts, const struct plan_item *item)
{
	int64_t *place = item->held                  ? &counts->held
	                 : item->refresh             ? &counts->refresh
	                 : item->kind == STEP_EVENT  ? &counts->events
	                 : item->verb == STEP_CREATE ? &counts->create
	                 : item->verb == STEP_DELETE ? &counts->remove
	                 : item->verb == STEP_MOVE   ? &counts->move
	                                             : &counts->update;
	++*place;
}

static void print_json(struct planning *planning, const struct json *value)
{
	TEXT(out);
	json_write(&out, value);
	printf("%s %s", planning->first ? "" : ",\n", text_string(&out));
	planning->first = false;
}

/* With one far side its line of counts says enough. */
static void print_item(struct planning *planning, const struct plan_item *item)
{
	if (planning->several && !text_equal(planning->headed, item->target)) {
		planning->headed = item->target;
		lines_heading(planning->line, item->target);
	}
	plan_print_item(planning->line, planning->filter->session->store, item);
}

static bool take(void *context, const struct plan_item *item, struct error *error)
{
	struct planning *planning = context;
	ARENA(arena);
	(void)error;
	if (!plan_filter_allow(planning->filter, item))
		return true;
	progress_clear();
	count(&planning->shown, item);
	if (planning->file && !item->held)
		plan_file_add(planning->file, item);
	if (planning->line->json)
		print_json(planning, plan_print_json(&arena, item));
	else if (planning->line->csv)
		plan_print_rows(planning->table, item);
	else if (!planning->brief)
		print_item(planning, item);
	return true;
}

static void print_side(struct planning *planning, const struct flow_side *side,
                       const struct room *room)
{
	ARENA(arena);
	progress_clear();
	if (planning->line->csv)
		return;
	if (!planning->line->json)
		plan_print_counts(side->name, &planning->shown);
	if (room->what && planning->line->json)
		print_json(planning, plan_print_room_json(&arena, side->name, room));
	else if (room->what)
		plan_print_room(side->name, room);
}

static bool plan_side(struct planning *planning, struct session *session, struct flow_side *side,
                      bool refresh, struct error *error)
{
	ARENA(arena);
	struct room room;
	struct plan_counts counts;
	struct plan_options options = { .refresh = refresh,
		                        .now = clock_now(),
		                        .limit = plan_filter_reach(planning->filter) };
	struct plan_counts before = planning->shown;
	planning->shown = (struct plan_counts){ 0 };
	if (!room_read(&session->flow, &arena, side, &room, error) ||
	    !plan(&session->flow, side, &options, take, planning, &counts, error))
		return false;
	planning->shown.stale = counts.stale;
	planning->shown.waiting = counts.waiting;
	planning->shown.withheld = counts.withheld;
	print_side(planning, side, &room);
	planning->shown.create += before.create + before.update + before.move + before.remove +
	                          before.events + before.refresh + before.waiting;
	return true;
}

static bool is_something(const struct plan_counts *counts)
{
	return counts->create + counts->update + counts->move + counts->remove + counts->events +
	               counts->refresh + counts->waiting >
	       0;
}

/* Decides first where nobody else writes; beside a daemon its decisions are shown. */
static int open_session(struct session *session, struct command_line *line, bool *alone)
{
	struct error error = ERROR_INIT;
	int status = command_session_open_either(session, line, SESSION_MAPPING, alone);
	if (status >= 0 || !*alone)
		return status;
	PASS(pass);
	pass_open(&pass, session, line);
	pass.silent = true;
	if (!pass_derive(&pass, &error))
		return command_fail(&error);
	return pass.unread ? COMMAND_FAILED : -1;
}

static int print_plan(struct command_line *line, struct planning *planning, struct session *session,
                      bool refresh, const char *output, bool detailed)
{
	struct error error = ERROR_INIT;
	bool alone;
	int status = open_session(session, line, &alone);
	if (status >= 0)
		return status;
	if (planning->file)
		plan_file_start(planning->file, session);
	if (!alone && !line->quiet)
		command_complain("another certsteward writes to this store: this is what it "
		                 "decided last");
	planning->several = session->flow.side_count > 1;
	if (line->json)
		printf("[");
	for (size_t i = 0; i < session->flow.side_count; i++)
		if (!plan_side(planning, session, &session->sides[i], refresh, &error))
			return command_fail(&error);
	if (line->json)
		printf("]\n");
	else if (session->flow.side_count == 0 && !line->csv)
		printf("no far side is configured: there is nothing to write to\n");
	if (line->csv)
		table_print(planning->table, line, NULL);
	if (planning->file && !plan_file_write(planning->file, output, &error))
		return command_fail(&error);
	return detailed && is_something(&planning->shown) ? PLAN_SOMETHING : COMMAND_DONE;
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	PLAN_FILTER(filter);
	struct planning planning = { .line = line, .filter = &filter, .first = true };
	const char *only = NULL, *output = NULL;
	bool detailed = false, refresh = false;
	const struct argument table[] = {
		{ "output", 'o', ARGUMENT_TEXT, &output, "FILE",
		  "keep it for 'certsteward apply FILE'" },
		{ "only", 0, ARGUMENT_TEXT, &only, "WHAT",
		  "tickets, cis, owner GROUP or class CLASS" },
		{ "limit", 0, ARGUMENT_COUNT, &filter.limit, "N", "at most so many items" },
		{ "brief", 0, ARGUMENT_FLAG, &planning.brief, NULL, "counts only" },
		{ "refresh", 0, ARGUMENT_FLAG, &refresh, NULL, "also CIs that are only confirmed" },
		{ "detailed-exitcode", 0, ARGUMENT_FLAG, &detailed, NULL,
		  "exit status 0 when there is nothing to do, 2 when there is something" },
		{ .name = NULL },
	};
	int status = arguments_read(line, &command_plan, table, 1, &arguments);
	if (status >= 0)
		return status;
	if (!plan_filter_read(&filter, only, &arguments))
		return COMMAND_USAGE;
	if (arguments.count) {
		command_complain("'%.64s' is one word too many: keep the plan with -o FILE, choose "
		                 "with --only",
		                 arguments.words[0]);
		return COMMAND_USAGE;
	}
	SESSION(session);
	PLAN_FILE(file);
	TABLE(rows, plan_print_columns);
	planning.table = &rows;
	filter.session = &session;
	planning.file = output ? &file : NULL;
	return print_plan(line, &planning, &session, refresh, output, detailed);
}

const struct command command_plan = {
	.name = "plan",
	.usage = "[OPTION]...",
	.summary = "show what would be written, field by field",
	.help = "Decides anew and prints each CI, relation, ticket and note as + (create), ~ (change)\n"
		"or - (remove) with its fields before and after, and what is held with the reason.\n"
		"Writes to no far side.",
	.run = run,
	.tables = true,
};
