/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table brake: kinds of writes that are held. */
#include "base/arena.h"
#include "store/statement.h"
#include "store/store_side.h"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_brake, id),          COLUMN(struct store_brake, target),
	COLUMN(struct store_brake, kind),        COLUMN(struct store_brake, pulled_at),
	COLUMN(struct store_brake, count),       COLUMN(struct store_brake, usual),
	COLUMN(struct store_brake, digest),      COLUMN(struct store_brake, released_at),
	COLUMN(struct store_brake, released_by), COLUMN(struct store_brake, reason),
};
SHAPE(row, struct store_brake);

bool store_brake_list(struct store *store, struct arena *arena, bool held_only,
                      struct store_brake **rows, size_t *count, struct error *error)
{
	return statement_list(
		store, arena,
		"SELECT id, target, kind, pulled_at, count, usual, digest, released_at, "
		"released_by, reason FROM brake WHERE $1 = 0 OR released_at = 0 "
		"ORDER BY id",
		BIND(held_only), &row, rows, count, error);
}

static bool add(struct store *store, struct store_brake *brake, struct error *error)
{
	return statement_number(store,
	                        "INSERT INTO brake (target, kind, pulled_at, count, usual, digest, "
	                        "released_at, released_by, reason) "
	                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
	                        BIND(brake->target, brake->kind, brake->pulled_at, brake->count,
	                             brake->usual, brake->digest, brake->released_at,
	                             brake->released_by, brake->reason),
	                        0, &brake->id, error);
}

bool store_brake_save(struct store *store, struct store_brake *brake, struct error *error)
{
	if (!brake->id)
		return add(store, brake, error);
	return statement_run(
		store,
		"UPDATE brake SET count = $1, usual = $2, digest = $3, released_at = $4, "
		"released_by = $5, reason = $6 WHERE id = $7",
		BIND(brake->count, brake->usual, brake->digest, brake->released_at,
	             brake->released_by, brake->reason, brake->id),
		error);
}
