/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table ticket: what carries cases on a far side. */
#include "base/arena.h"
#include "store/statement.h"
#include "store/store_case.h"

#define COLUMNS                                                                             \
	"id, key, target, reason, kind, goal, certificate_id, opened_at, ended_at, ended, " \
	"remote_id, number, adopted, phase, approval, may_implement, on_hold, conflict, "   \
	"assigned_to, owner_group, planned_start, planned_end, asked_hash, approved_hash, " \
	"approved_by, approved_at, escalated, escalated_at, progress_at, note_day, "        \
	"previous_key, seen, read_at, updated_at, written_at"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_ticket, id),
	COLUMN(struct store_ticket, key),
	COLUMN(struct store_ticket, target),
	COLUMN(struct store_ticket, reason),
	COLUMN(struct store_ticket, kind),
	COLUMN(struct store_ticket, goal),
	COLUMN(struct store_ticket, certificate_id),
	COLUMN(struct store_ticket, opened_at),
	COLUMN(struct store_ticket, ended_at),
	COLUMN(struct store_ticket, ended),
	COLUMN(struct store_ticket, remote_id),
	COLUMN(struct store_ticket, number),
	COLUMN(struct store_ticket, adopted),
	COLUMN(struct store_ticket, phase),
	COLUMN(struct store_ticket, approval),
	COLUMN(struct store_ticket, may_implement),
	COLUMN(struct store_ticket, on_hold),
	COLUMN(struct store_ticket, conflict),
	COLUMN(struct store_ticket, assigned_to),
	COLUMN(struct store_ticket, owner_group),
	COLUMN(struct store_ticket, planned_start),
	COLUMN(struct store_ticket, planned_end),
	COLUMN(struct store_ticket, asked_hash),
	COLUMN(struct store_ticket, approved_hash),
	COLUMN(struct store_ticket, approved_by),
	COLUMN(struct store_ticket, approved_at),
	COLUMN(struct store_ticket, escalated),
	COLUMN(struct store_ticket, escalated_at),
	COLUMN(struct store_ticket, progress_at),
	COLUMN(struct store_ticket, note_day),
	COLUMN(struct store_ticket, previous_key),
	COLUMN(struct store_ticket, seen),
	COLUMN(struct store_ticket, read_at),
	COLUMN(struct store_ticket, updated_at),
	COLUMN(struct store_ticket, written_at),
};
SHAPE(row, struct store_ticket);

/* The same without id, which the table gives. */
static const struct statement_shape written = {
	.columns = row_columns + 1,
	.count = sizeof(row_columns) / sizeof(row_columns[0]) - 1,
	.size = sizeof(struct store_ticket),
};

bool store_ticket_get(struct store *store, struct arena *arena, const char *key,
                      struct store_ticket **found, struct error *error)
{
	return statement_get(store, arena, "SELECT " COLUMNS " FROM ticket WHERE key = $1",
	                     BIND(key), &row, found, error);
}

bool store_ticket_save(struct store *store, struct store_ticket *saved, struct error *error)
{
	return statement_number_row(
		store,
		"INSERT INTO ticket (key, target, reason, kind, goal, certificate_id, opened_at, "
		"ended_at, ended, remote_id, number, adopted, phase, approval, may_implement, "
		"on_hold, conflict, assigned_to, owner_group, planned_start, planned_end, asked_hash, "
		"approved_hash, approved_by, approved_at, escalated, escalated_at, progress_at, "
		"note_day, previous_key, seen, read_at, updated_at, written_at) VALUES ($1, $2, $3, $4, $5, $6, "
		"$7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, "
		"$24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34) ON CONFLICT (key) DO UPDATE SET "
		"target = excluded.target, reason = excluded.reason, kind = excluded.kind, goal = "
		"excluded.goal, opened_at = excluded.opened_at, ended_at = excluded.ended_at, ended = "
		"excluded.ended, remote_id = excluded.remote_id, number = excluded.number, adopted = "
		"excluded.adopted, phase = excluded.phase, approval = excluded.approval, "
		"may_implement = excluded.may_implement, on_hold = excluded.on_hold, conflict = "
		"excluded.conflict, assigned_to = excluded.assigned_to, owner_group = "
		"excluded.owner_group, planned_start = excluded.planned_start, planned_end = "
		"excluded.planned_end, asked_hash = excluded.asked_hash, approved_hash = "
		"excluded.approved_hash, approved_by = excluded.approved_by, approved_at = "
		"excluded.approved_at, escalated = excluded.escalated, escalated_at = "
		"excluded.escalated_at, progress_at = excluded.progress_at, note_day = "
		"excluded.note_day, previous_key = excluded.previous_key, seen = excluded.seen, "
		"read_at = excluded.read_at, updated_at = excluded.updated_at, "
		"written_at = excluded.written_at RETURNING id",
		&written, saved, &saved->id, error);
}

bool store_ticket_list(struct store *store, struct arena *arena, const char *target, bool open_only,
                       struct store_ticket **rows, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " COLUMNS " FROM ticket WHERE ($1 = '' OR target = $1) "
	                      "AND ($2 = 0 OR ended_at = 0) ORDER BY id",
	                      BIND(target, open_only), &row, rows, count, error);
}

bool store_ticket_of_certificate(struct store *store, struct arena *arena, int64_t certificate_id,
                                 struct store_ticket **rows, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " COLUMNS
	                      " FROM ticket WHERE certificate_id = $1 ORDER BY id",
	                      BIND(certificate_id), &row, rows, count, error);
}
