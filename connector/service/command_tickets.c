/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward tickets: tickets of ours and cases that wait for one. */
#include "base/text.h"
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/table.h"
#include "store/store_case.h"
#include "store/store_certificate.h"

static const struct table_column columns[] = {
	{ .name = "number" },
	{ .name = "reason", .yields = 9 },
	{ .name = "subject", .most = 48, .least = 16 },
	{ .name = "kind", .yields = 3 },
	{ .name = "goal", .yields = 5 },
	{ .name = "phase", .yields = 6 },
	{ .name = "approval", .yields = 4 },
	{ .name = "planned_start", .yields = 2 },
	{ .name = "opened", .yields = 1 },
	{ .name = "ended", .most = 30, .least = 10, .yields = 7 },
	{ .name = "held", .most = 90, .least = 20, .yields = 8 },
	{ .name = "target", .hidden = true },
	{ .name = "key", .hidden = true },
	{ .name = "remote_id", .hidden = true },
	{ .name = "fingerprint", .hidden = true },
	{ .name = "assigned_to", .hidden = true },
	{ .name = "owner_group", .hidden = true },
	{ .name = "approved_by", .hidden = true },
	{ .name = "planned_end", .hidden = true },
	{ .name = "ended_at", .hidden = true },
	{ .name = NULL },
};

static bool certificate_of(struct session *session, struct arena *arena, int64_t id,
                           struct store_certificate **row, struct error *error)
{
	*row = NULL;
	return id == 0 || store_certificate_get(session->store, arena, id, row, error);
}

static bool add_ticket(struct table *table, const struct command_line *line,
                       struct session *session, const struct store_ticket *ticket,
                       struct error *error)
{
	ARENA(arena);
	struct store_certificate *certificate;
	if (!certificate_of(session, &arena, ticket->certificate_id, &certificate, error))
		return false;
	table_add(table, text_is_empty(ticket->number) ? NULL : ticket->number);
	table_add(table, ticket->reason);
	table_add(table, certificate ? certificate->subject : NULL);
	table_add(table, ticket->kind);
	table_add(table, ticket->goal);
	table_add(table, ticket->phase);
	table_add_coloured(table, ticket->approval,
	                   text_equal(ticket->approval, "approved")   ? TABLE_GOOD
	                   : text_equal(ticket->approval, "rejected") ? TABLE_BAD
	                                                              : TABLE_PLAIN);
	table_add_time(table, line, ticket->planned_start);
	table_add_time(table, line, ticket->opened_at);
	table_add(table, ticket->ended);
	table_add(table, ticket->on_hold    ? "on hold"
	                 : ticket->conflict ? "schedule conflict"
	                                    : NULL);
	table_add(table, ticket->target);
	table_add(table, ticket->key);
	table_add(table, ticket->remote_id);
	table_add(table, certificate ? certificate->sha256 : NULL);
	table_add(table, ticket->assigned_to);
	table_add(table, ticket->owner_group);
	table_add(table, ticket->approved_by);
	table_add_time(table, line, ticket->planned_end);
	table_add_time(table, line, ticket->ended_at);
	return true;
}

static bool add_case(struct table *table, const struct command_line *line, struct session *session,
                     const struct store_case *row, struct error *error)
{
	enum { AFTER_HELD = 20 - 11 };
	ARENA(arena);
	struct store_certificate *certificate;
	if (!certificate_of(session, &arena, row->certificate_id, &certificate, error))
		return false;
	table_add(table, NULL);
	table_add(table, row->reason);
	table_add(table, certificate ? certificate->subject : NULL);
	table_add(table, NULL);
	table_add_coloured(table, "waiting", TABLE_DIM);
	table_add(table, NULL);
	table_add(table, NULL);
	table_add(table, NULL);
	table_add_time(table, line, row->opened_at);
	table_add(table, NULL);
	table_add_coloured(table, row->held, TABLE_WARN);
	table_add(table, NULL);
	table_add(table, row->key);
	table_add(table, NULL);
	table_add(table, certificate ? certificate->sha256 : NULL);
	for (int i = 4; i < AFTER_HELD; i++)
		table_add(table, NULL);
	return true;
}

static bool fill(struct table *table, const struct command_line *line, struct session *session,
                 bool all, const char *target, struct error *error)
{
	ARENA(arena);
	struct store_ticket *tickets;
	struct store_case *cases;
	size_t count, waiting;
	if (!store_ticket_list(session->store, &arena, target, !all, &tickets, &count, error) ||
	    !store_case_waiting(session->store, &arena, &cases, &waiting, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_ticket(table, line, session, &tickets[i], error))
			return false;
	for (size_t i = 0; i < waiting; i++)
		if (!add_case(table, line, session, &cases[i], error))
			return false;
	return true;
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	bool all = false;
	const char *target = NULL;
	const struct argument options[] = {
		{ "all", 'a', ARGUMENT_FLAG, &all, NULL, "ended ones too" },
		{ "target", 0, ARGUMENT_TEXT, &target, "NAME", "of this far side" },
		{ .name = NULL },
	};
	int status = arguments_read(line, &command_tickets, options, 0, &arguments);
	if (status >= 0)
		return status;
	SESSION(session);
	struct error error = ERROR_INIT;
	status = command_session_open(&session, line, SESSION_READ);
	if (status >= 0)
		return status;
	if (target && command_session_side(&session, target) < 0)
		return COMMAND_USAGE;
	TABLE(table, columns);
	if (!fill(&table, line, &session, all, target, &error))
		return command_fail(&error);
	table_print(&table, line, "no ticket is open, and no case waits for one");
	return COMMAND_DONE;
}

const struct command command_tickets = {
	.name = "tickets",
	.usage = "[FILTER]...",
	.summary = "our tickets, and cases that wait for one with the reason",
	.help = "Tickets that certsteward opened or adopted, as last read, then the cases without a\n"
		"ticket and why they have none yet.",
	.run = run,
	.tables = true,
};
