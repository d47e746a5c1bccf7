/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tables side and volume: far sides as they stand for us, and what is usual per day. */
#include "store/store_side.h"
#include "base/arena.h"
#include "store/statement.h"

#include <stdlib.h>

static const struct statement_column side_columns[] = {
	COLUMN(struct store_side, target),     COLUMN(struct store_side, stage),
	COLUMN(struct store_side, instance),   COLUMN(struct store_side, since),
	COLUMN(struct store_side, raised_by),  COLUMN(struct store_side, reason),
	COLUMN(struct store_side, wait_until), COLUMN(struct store_side, failures),
	COLUMN(struct store_side, problem),
};
SHAPE(side, struct store_side);

bool store_side_get(struct store *store, struct arena *arena, const char *target,
                    struct store_side **found, struct error *error)
{
	return statement_get(
		store, arena,
		"SELECT target, stage, instance, since, raised_by, reason, wait_until, "
		"failures, problem FROM side WHERE target = $1",
		BIND(target), &side, found, error);
}

bool store_side_save(struct store *store, const struct store_side *saved, struct error *error)
{
	return statement_run_row(
		store,
		"INSERT INTO side (target, stage, instance, since, raised_by, reason, wait_until, "
		"failures, problem) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
		"ON CONFLICT (target) DO UPDATE SET stage = excluded.stage, "
		"instance = excluded.instance, since = excluded.since, "
		"raised_by = excluded.raised_by, reason = excluded.reason, "
		"wait_until = excluded.wait_until, failures = excluded.failures, "
		"problem = excluded.problem",
		&side, saved, error);
}

bool store_volume_add(struct store *store, const char *target, const char *kind, int64_t day,
                      const char *owner_group, int64_t count, struct error *error)
{
	return statement_run(store,
	                     "INSERT INTO volume (target, kind, day, owner_group, count) "
	                     "VALUES ($1, $2, $3, $4, $5) "
	                     "ON CONFLICT (target, kind, day, owner_group) DO UPDATE SET "
	                     "count = volume.count + excluded.count",
	                     BIND(target, kind, day, owner_group, count), error);
}

bool store_volume_get(struct store *store, const char *target, const char *kind, int64_t day,
                      const char *owner_group, int64_t *count, struct error *error)
{
	return statement_number(store,
	                        "SELECT count FROM volume WHERE target = $1 AND kind = $2 "
	                        "AND day = $3 AND owner_group = $4",
	                        BIND(target, kind, day, owner_group), 0, count, error);
}

struct day_count {
	int64_t count;
};
static const struct statement_column day_columns[] = { COLUMN(struct day_count, count) };
SHAPE(day, struct day_count);

bool store_volume_usual(struct store *store, const char *target, const char *kind, int64_t before,
                        int days, int64_t *median, struct error *error)
{
	ARENA(arena);
	struct day_count *counts;
	size_t count;
	*median = 0;
	if (!statement_list(store, &arena,
	                    "SELECT count FROM volume WHERE target = $1 AND kind = $2 "
	                    "AND day >= $3 AND day < $4 AND owner_group = '' ORDER BY count DESC",
	                    BIND(target, kind, before - days, before), &day, &counts, &count,
	                    error))
		return false;
	/* Days without a row count as 0 and stand behind the others. */
	size_t middle = (size_t)days / 2;
	if (middle < count)
		*median = counts[middle].count;
	return true;
}
