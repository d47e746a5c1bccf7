/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward stage: a person says how far certsteward may go on a far side. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/table.h"
#include "store/store_audit.h"
#include "store/store_side.h"
#include <stdio.h>

static const struct table_column columns[] = {
	{ .name = "far_side" },   { .name = "stage" },
	{ .name = "configured" }, { .name = "raised_to" },
	{ .name = "raised_by" },  { .name = "since" },
	{ .name = "instance" },   { .name = "problem", .most = 60 },
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

static bool tell(struct session *session, struct arena *arena, const struct store_side *row,
                 const struct itsm_identity *identity, struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "target", row->target);
	json_set_string(arena, body, "stage", row->stage);
	json_set_string(arena, body, "instance", row->instance);
	json_set_bool(arena, body, "production", identity->production);
	json_set_string(arena, body, "mark_before", identity->store_id);
	json_set_integer(arena, body, "epoch_before", identity->epoch);
	json_set_string(arena, body, "by", row->raised_by);
	json_set_string(arena, body, "reason", row->reason);
	return store_audit_append(session->store, "stage", body, error);
}

/* Who the far side is now counts from here on; our mark goes there, so that a copy of this store or
 * of that instance is noticed. */
static bool raise_stage(struct session *session, struct flow_side *side, enum flow_stage stage,
                        const char *reason, struct itsm_identity *identity, struct error *error)
{
	ARENA(arena);
	struct itsm *itsm = side->itsm;
	*identity = (struct itsm_identity){ .instance = "", .store_id = "" };
	if (!itsm->type->identify(itsm, &session->arena, identity, error))
		return false;
	struct store_side row = { .target = side->name,
		                  .stage = flow_stage_name(stage),
		                  .instance = identity->instance ? identity->instance : "",
		                  .raised_by = session->flow.actor,
		                  .reason = reason ? reason : "",
		                  .problem = "",
		                  .since = clock_now() };
	struct itsm_identity mark = *identity;
	mark.store_id = store_identity(session->store);
	mark.epoch = store_epoch(session->store);
	STORE_SCOPE(scope, session->store);
	if (!store_begin(session->store, error) || !store_side_save(session->store, &row, error) ||
	    !tell(session, &arena, &row, identity, error) ||
	    !store_commit(session->store, true, error))
		return false;
	return stage == FLOW_OBSERVE || itsm->type->sign(itsm, &arena, &mark, error);
}

static int change(struct command_line *line, const struct arguments *arguments, const char *reason)
{
	SESSION(session);
	struct error error = ERROR_INIT;
	struct itsm_identity identity;
	int status = command_session_open(&session, line, SESSION_WRITE | SESSION_SIDES);
	if (status >= 0)
		return status;
	int index = command_session_side(&session, arguments->words[0]);
	if (index < 0)
		return COMMAND_USAGE;
	struct flow_side *side = &session.sides[index];
	enum flow_stage wished = session_side_settings(&session, (size_t)index)->stage;
	enum flow_stage stage = wished;
	if (arguments->count > 1 && !flow_stage_parse(arguments->words[1], &stage)) {
		command_complain(
			"there is no stage '%.40s': use observe, inventory, pilot, tickets "
			"or automate",
			arguments->words[1]);
		return COMMAND_USAGE;
	}
	if (stage > side->stage && text_is_empty(reason)) {
		command_complain("raising '%s' to %s needs --reason TEXT: it stands in the audit",
		                 side->name, flow_stage_name(stage));
		return COMMAND_USAGE;
	}
	if (!raise_stage(&session, side, stage, reason, &identity, &error))
		return command_fail(&error);
	enum flow_stage applies = stage < wished ? stage : wished;
	if (!line->quiet)
		printf("stage of '%s' at '%s'%s: %s%s\n", side->name, identity.instance,
		       identity.production ? " (production)" : "", flow_stage_name(applies),
		       applies < stage ? "; the configuration allows no more: set 'stage' there"
		                       : "");
	return COMMAND_DONE;
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	const char *reason = NULL;
	const struct argument table[] = {
		{ "reason", 0, ARGUMENT_TEXT, &reason, "TEXT", "why; needed to raise a stage" },
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
		"clone or a restored backup nothing is written until it is run again. Without STAGE the\n"
		"configured one is meant; without NAME all are listed.",
	.run = run,
};
