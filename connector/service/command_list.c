/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward list: certificates with what was decided about them. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_finding.h"
#include "flow/derive_state.h"
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/table.h"
#include "store/store_list.h"
#include "store/store_mirror.h"
#include <stdio.h>

static const struct table_column columns[] = {
	{ .name = "fingerprint", .most = 12, .begins = true, .least = 8 },
	{ .name = "subject", .most = 64, .least = 20 },
	{ .name = "not_after", .yields = 2 },
	{ .name = "left", .right = true, .number = true, .yields = 7 },
	{ .name = "state", .yields = 6 },
	{ .name = "class", .yields = 3 },
	{ .name = "owner", .most = 32, .least = 12, .yields = 5 },
	{ .name = "places", .right = true, .number = true, .yields = 1 },
	{ .name = "findings", .right = true, .number = true, .yields = 4 },
	{ .name = "owner_id", .hidden = true },
	{ .name = "issuer", .hidden = true },
	{ .name = "serial", .hidden = true },
	{ .name = "key", .hidden = true },
	{ .name = "served", .hidden = true, .number = true },
	{ .name = NULL },
};

static const char *const classes[] = { "critical", "important", "low", "unclassified", NULL };

struct listing {
	struct session *session;
	const struct command_line *line;
	struct table *table;
	struct arena arena; /* of names */
	struct json *names; /* of groups by id: there are few */
};

/* Shown to people unless they ask for more: the widths of all rows are needed before the first. */
enum { ROWS_SHOWN = 2000 };

static enum table_colour colour_of(const char *state)
{
	if (text_equal(state, "expired") || text_equal(state, "revoked"))
		return TABLE_BAD;
	if (text_equal(state, "window"))
		return TABLE_WARN;
	return text_equal(state, "valid") ? TABLE_GOOD : TABLE_PLAIN;
}

/* Until its end: seconds for programs, the two largest units for people. */
static const char *left_of(const struct command_line *line, int64_t not_after, char text[static 40])
{
	int64_t left = not_after - clock_now();
	if (not_after >= CLOCK_NO_END)
		return NULL;
	if (line->json || line->csv) {
		snprintf(text, 40, "%lld", (long long)left);
		return text;
	}
	text[0] = '-';
	clock_format_duration(left < 0 ? -left : left, text + 1);
	return left < 0 ? text : text + 1;
}

/* A group's name by any far side that knows the id. */
static const char *group_name(struct listing *listing, const char *id)
{
	struct error ignored = ERROR_INIT;
	if (text_is_empty(id))
		return NULL;
	const char *name = json_member_text(listing->names, id, NULL);
	for (size_t i = 0; !name && i < listing->session->flow.side_count; i++) {
		struct ci *row = NULL;
		if (store_mirror_get(listing->session->store, &listing->arena,
		                     listing->session->sides[i].name, CI_GROUP, id, &row,
		                     &ignored) &&
		    row)
			name = row->name;
	}
	if (!json_get(listing->names, id))
		json_set_string(&listing->arena, listing->names, id, name ? name : id);
	return name ? name : id;
}

static bool add_row(void *context, const struct store_list_row *row)
{
	struct listing *listing = context;
	struct table *table = listing->table;
	char left[40];
	table_add(table, row->sha256);
	table_add(table, row->subject);
	table_add_time(table, listing->line, row->not_after);
	table_add(table, left_of(listing->line, row->not_after, left));
	table_add_coloured(table, row->state, colour_of(row->state));
	table_add(table, row->class);
	table_add(table, group_name(listing, row->owner_group));
	table_add_number(table, row->places);
	table_add_number(table, row->findings);
	table_add(table, row->owner_group);
	table_add(table, row->issuer_dn);
	table_add(table, row->serial);
	table_add(table, row->key_type);
	table_add_number(table, row->served);
	table_row_done(table, listing->line);
	return true;
}

/* People name a group; the store knows ids. */
static bool resolve_owner(struct session *session, struct store_list_filter *filter,
                          struct error *error)
{
	if (text_is_empty(filter->owner_group))
		return true;
	for (size_t i = 0; i < session->flow.side_count; i++) {
		struct ci *rows;
		size_t count;
		if (!store_mirror_by_name(session->store, &session->arena, session->sides[i].name,
		                          filter->owner_group, &rows, &count, error))
			return false;
		for (size_t r = 0; r < count; r++)
			if (rows[r].kind == CI_GROUP) {
				filter->owner_group = rows[r].id;
				return true;
			}
	}
	return true;
}

static int list(struct command_line *line, struct store_list_filter *filter, int64_t expiring)
{
	SESSION(session);
	struct error error = ERROR_INIT;
	const char *owner = filter->owner_group;
	int status = command_session_open(&session, line, SESSION_READ);
	if (status >= 0)
		return status;
	TABLE(table, columns);
	struct listing listing = { .session = &session, .line = line, .table = &table };
	listing.names = json_new(&listing.arena, JSON_OBJECT);
	if (expiring)
		filter->not_after_before = clock_now() + expiring;
	bool done = resolve_owner(&session, filter, &error) &&
	            store_list(session.store, filter, add_row, &listing, &error);
	arena_release(&listing.arena);
	if (!done)
		return command_fail(&error);
	table_print(&table, line, "no certificate fits");
	if (owner && text_equal(owner, filter->owner_group) && table_rows(&table) == 0 &&
	    !line->json && !line->csv)
		command_complain("no far side shows a group '%.64s'", owner);
	if (filter->limit == ROWS_SHOWN && table_rows(&table) == ROWS_SHOWN)
		command_complain("only the first %d are shown: filter, or say --limit N (0 = all)",
		                 ROWS_SHOWN);
	return COMMAND_DONE;
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	struct store_list_filter filter = { 0 };
	int64_t expiring = 0, limit = -1;
	const struct argument table[] = {
		{ "expiring", 0, ARGUMENT_DURATION, &expiring, "TIME",
		  "that end within this time" },
		{ "state", 0, ARGUMENT_TEXT, &filter.state, "STATE",
		  "valid, window, expired, revoked, replaced, decommissioned, stored,\n"
		  "                             unparsed",
		  derive_state_names },
		{ "owner", 0, ARGUMENT_TEXT, &filter.owner_group, "GROUP", "of this owner group" },
		{ "class", 0, ARGUMENT_TEXT, &filter.class, "CLASS",
		  "critical, important, low, unclassified", classes },
		{ "issuer", 0, ARGUMENT_TEXT, &filter.issuer, "TEXT",
		  "whose issuer holds this text" },
		{ "ci", 0, ARGUMENT_TEXT, &filter.ci, "NAME", "at places of this CI (name or id)" },
		{ "finding", 0, ARGUMENT_TEXT, &filter.finding, "RULE",
		  "with this finding (an id of docs/findings.md)", derive_finding_rules },
		{ "missing", 0, ARGUMENT_FLAG, &filter.missing, NULL,
		  "whose own CI was deleted, archived or hidden" },
		{ "limit", 0, ARGUMENT_COUNT, &limit, "N", "at most so many; 0 = all" },
		{ .name = NULL },
	};
	int status = arguments_read(line, &command_list, table, 0, &arguments);
	if (status >= 0)
		return status;
	/* "30" are seconds, and people mean days. */
	if (expiring && expiring < CLOCK_HOUR) {
		command_complain(
			"'--expiring' reaches no further than %lld seconds: say 30d for days",
			(long long)expiring);
		return COMMAND_USAGE;
	}
	if (limit < 0)
		limit = line->json || line->csv ? 0 : ROWS_SHOWN;
	filter.limit = (size_t)limit;
	return list(line, &filter, expiring);
}

const struct command command_list = {
	.name = "list",
	.usage = "[FILTER]...",
	.summary = "certificates with state, class and owner",
	.help = "Certificates, those that end first at the top. Filters add up.",
	.run = run,
	.tables = true,
};
