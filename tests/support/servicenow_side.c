/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the sandbox tests do again and again. */
#include "support/servicenow_side.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"

extern const struct itsm_type servicenow_itsm;

bool servicenow_side_open(struct servicenow_side *side, const char *const *arguments)
{
	*side = (struct servicenow_side){ 0 };
	if (!sandbox_child_start(&side->sandbox, arguments))
		return false;
	servicenow_fixture_open(&side->fixture, NULL, 0);
	side->itsm = &side->fixture.itsm;
	side->arena = &side->fixture.arena;
	side->itsm->url = side->sandbox.url;
	side->itsm->http = side->sandbox.http;
	side->fixture.settings.user = "";
	side->fixture.settings.account = "certsteward";
	side->fixture.settings.client_id = "certsteward";
	secret_set(&side->fixture.settings.client_secret, "certsteward-secret", 18);
	side->fixture.settings.domain_column = "";
	side->fixture.state.site_read = false;
	side->fixture.settings.parent_classes.count = 3;
	side->fixture.settings.address_table = "cmdb_ci_network_adapter";
	return true;
}

void servicenow_side_close(struct servicenow_side *side)
{
	servicenow_fixture_close(&side->fixture);
	sandbox_child_stop(&side->sandbox);
}

static bool keep(void *context, const struct ci *row, struct error *error)
{
	struct servicenow_side_rows *rows = context;
	struct ci *copy;

	(void)error;
	if (rows->count == SERVICENOW_SIDE_ROWS)
		return true;
	copy = &rows->items[rows->count++];
	*copy = *row;
	copy->id = arena_copy(rows->side->arena, row->id);
	copy->name = arena_copy(rows->side->arena, row->name);
	copy->class = arena_copy(rows->side->arena, row->class);
	copy->fingerprint = arena_copy(rows->side->arena, row->fingerprint);
	copy->parent = arena_copy(rows->side->arena, row->parent);
	copy->child = arena_copy(rows->side->arena, row->child);
	copy->fields = json_copy(rows->side->arena, row->fields);
	return true;
}

static bool ignore_mark(void *context, const char *cursor, struct error *error)
{
	(void)context;
	(void)cursor;
	(void)error;
	return true;
}

struct servicenow_side_rows *servicenow_side_fetch(struct servicenow_side *side, enum ci_kind kind)
{
	struct servicenow_side_rows *rows = ARENA_NEW(side->arena, struct servicenow_side_rows);
	struct itsm_fetch request = { .scratch = side->arena,
		                      .each = keep,
		                      .mark = ignore_mark,
		                      .context = rows,
		                      .cursor = "" };

	rows->side = side;
	if (!servicenow_itsm.fetch(side->itsm, kind, &request, &side->error))
		fail_msg("%s: %s", ci_kind_name(kind), side->error.message);
	return rows;
}

const struct ci *servicenow_side_named(const struct servicenow_side_rows *rows, const char *name)
{
	for (size_t i = 0; i < rows->count; i++)
		if (strcmp(rows->items[i].name, name) == 0)
			return &rows->items[i];
	fail_msg("no row '%s' among %zu", name, rows->count);
	return NULL;
}

struct receipt servicenow_side_push(struct servicenow_side *side, struct step step)
{
	struct receipt receipt;

	if (!servicenow_itsm.push(side->itsm, side->arena, &step, 1, &receipt, &side->error))
		fail_msg("'%s': %s", step.key, side->error.message);
	return receipt;
}

struct receipt servicenow_side_find(struct servicenow_side *side, struct step step)
{
	struct receipt receipt;

	if (!servicenow_itsm.find(side->itsm, side->arena, &step, 1, &receipt, &side->error))
		fail_msg("'%s': %s", step.key, side->error.message);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	return receipt;
}

void servicenow_side_done(const struct receipt *receipt, const char *what)
{
	if (receipt->outcome != RECEIPT_DONE || text_is_empty(receipt->remote_id))
		fail_msg("%s: %s, '%s'", what, receipt_outcome_name(receipt->outcome),
		         receipt->reason);
}

struct step servicenow_side_make(struct servicenow_side *side, enum step_kind kind,
                                 enum step_verb verb, const char *key, const char *body)
{
	return servicenow_fixture_step(&side->fixture, kind, verb, key, body);
}

struct receipt servicenow_side_move(struct servicenow_side *side, const struct receipt *ticket,
                                    const char *kind, const char *goal)
{
	struct step step = servicenow_side_make(
		side, STEP_TICKET, STEP_MOVE, "renewal:x",
		arena_print(side->arena, "{\"kind\":\"%s\",\"goal\":\"%s\",\"close\":true}", kind,
	                    goal));

	step.remote_id = ticket->remote_id;
	return servicenow_side_push(side, step);
}

struct ticket_seen servicenow_side_look(struct servicenow_side *side, const char *id)
{
	struct ticket_seen seen;

	if (!servicenow_itsm.read_tickets(side->itsm, side->arena, &id, 1, true, &seen,
	                                  &side->error))
		fail_msg("%s", side->error.message);
	return seen;
}

void servicenow_side_act(struct servicenow_side *side, const char *action, const char *number,
                         const char *more)
{
	(void)sandbox_child_control(&side->sandbox, side->arena, "act",
	                            arena_print(side->arena,
	                                        "{\"action\":\"%s\",\"number\":\"%s\"%s}", action,
	                                        number, more));
}
