/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table scan: what a source looked at, and a bitmap of the places that were served. */
#include "store/store_scan.h"
#include "base/arena.h"
#include "store/statement.h"

/* Bitmaps kept per source: a place that falls out of the newest has had its last sighting written
 * down, so older ones would only grow the file. */
#define BITMAPS_KEPT "3"

#define COLUMNS                                                                        \
	"id, source, scan_cursor, settings, started_at, ended_at, complete, targets, " \
	"looked, served, unreachable, absent"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_scan, id),          COLUMN(struct store_scan, source),
	COLUMN(struct store_scan, cursor),      COLUMN(struct store_scan, settings),
	COLUMN(struct store_scan, started_at),  COLUMN(struct store_scan, ended_at),
	COLUMN(struct store_scan, complete),    COLUMN(struct store_scan, targets),
	COLUMN(struct store_scan, looked),      COLUMN(struct store_scan, served),
	COLUMN(struct store_scan, unreachable), COLUMN(struct store_scan, absent),
};
SHAPE(row, struct store_scan);

bool store_scan_start(struct store *store, struct store_scan *scan, struct error *error)
{
	return statement_number(store,
	                        "INSERT INTO scan (source, started_at, settings) "
	                        "VALUES ($1, $2, $3) RETURNING id",
	                        BIND(scan->source, scan->started_at, scan->settings), 0, &scan->id,
	                        error);
}

static bool save_counts(struct store *store, const struct store_scan *scan, struct error *error)
{
	return statement_run(
		store,
		"UPDATE scan SET scan_cursor = $1, ended_at = $2, complete = $3, targets = $4, "
		"looked = $5, served = $6, unreachable = $7, absent = $8 WHERE id = $9",
		BIND(scan->cursor, scan->ended_at, scan->complete, scan->targets, scan->looked,
	             scan->served, scan->unreachable, scan->absent, scan->id),
		error);
}

bool store_scan_save(struct store *store, const struct store_scan *scan, const void *seen,
                     size_t seen_bytes, struct error *error)
{
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error) || !save_counts(store, scan, error))
		return false;
	if (seen && !statement_run(store, "UPDATE scan SET seen = $1 WHERE id = $2",
	                           BIND(statement_of_bytes(seen, seen_bytes), scan->id), error))
		return false;
	if (scan->ended_at &&
	    !statement_run(store,
	                   "UPDATE scan SET seen = NULL WHERE seen IS NOT NULL AND source = $1 AND "
	                   "id NOT IN (SELECT id FROM scan WHERE source = $1 AND seen IS NOT NULL "
	                   "ORDER BY id DESC LIMIT " BITMAPS_KEPT ")",
	                   BIND(scan->source), error))
		return false;
	return store_commit(store, false, error);
}

bool store_scan_newest(struct store *store, struct arena *arena, const char *source,
                       struct store_scan **scan, struct error *error)
{
	return statement_get(store, arena,
	                     "SELECT " COLUMNS
	                     " FROM scan WHERE source = $1 ORDER BY id DESC LIMIT 1",
	                     BIND(source), &row, scan, error);
}

bool store_scan_seen(struct store *store, struct arena *arena, int64_t id, const void **seen,
                     size_t *bytes, struct error *error)
{
	*seen = NULL;
	*bytes = 0;
	STATEMENT(statement);
	if (!statement_open(store, &statement, "SELECT seen FROM scan WHERE id = $1", BIND(id),
	                    error))
		return false;
	if (statement_step(&statement)) {
		const void *bitmap = sqlite3_column_blob(statement.handle, 0);
		*bytes = (size_t)sqlite3_column_bytes(statement.handle, 0);
		*seen = bitmap ? arena_copy_bytes(arena, bitmap, *bytes) : NULL;
	}
	return statement_end(&statement, error);
}

/* One byte of the bitmap is read, not the whole: bit N % 8 of byte N / 8, bytes counted from 1. */
bool store_scan_last_seen(struct store *store, int64_t deployment_id, int64_t *at,
                          struct error *error)
{
	*at = 0;
	STATEMENT(statement);
	if (!statement_open(store, &statement,
	                    "SELECT ended_at, started_at, substr(seen, $1, 1) FROM scan "
	                    "WHERE seen IS NOT NULL ORDER BY id DESC",
	                    BIND(deployment_id / 8 + 1), error))
		return false;
	while (!*at && statement_step(&statement)) {
		const unsigned char *byte = sqlite3_column_blob(statement.handle, 2);
		if (sqlite3_column_bytes(statement.handle, 2) != 1 ||
		    !(*byte >> (deployment_id % 8) & 1))
			continue;
		int64_t ended = sqlite3_column_int64(statement.handle, 0);
		*at = ended ? ended : sqlite3_column_int64(statement.handle, 1);
	}
	return statement_end(&statement, error);
}

bool store_scan_each_seen(struct store *store,
                          bool (*each)(void *context, int64_t at, const unsigned char *seen,
                                       size_t bytes),
                          void *context, struct error *error)
{
	STATEMENT(statement);
	if (!statement_open(store, &statement,
	                    "SELECT ended_at, started_at, seen FROM scan WHERE seen IS NOT NULL "
	                    "ORDER BY id DESC",
	                    NULL, 0, error))
		return false;
	bool going_on = true;
	while (going_on && statement_step(&statement)) {
		int64_t ended = sqlite3_column_int64(statement.handle, 0);
		int64_t at = ended ? ended : sqlite3_column_int64(statement.handle, 1);
		const unsigned char *seen = sqlite3_column_blob(statement.handle, 2);
		going_on =
			each(context, at, seen, (size_t)sqlite3_column_bytes(statement.handle, 2));
	}
	return statement_end(&statement, error);
}
