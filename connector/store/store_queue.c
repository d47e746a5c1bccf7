/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tables dirty, due and aside: the input of derive. */
#include "store/store_queue.h"
#include "base/arena.h"
#include "base/clock.h"
#include "store/statement.h"

#include <inttypes.h>

bool store_dirty_add(struct store *store, const char *kind, const char *key, const char *reason,
                     int slice, struct error *error)
{
	return statement_run(store,
	                     "INSERT INTO dirty (kind, key, reason, at, slice) "
	                     "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind, key) DO UPDATE SET "
	                     "slice = excluded.slice, reason = excluded.reason, at = excluded.at "
	                     "WHERE excluded.slice < dirty.slice",
	                     BIND(kind, key, reason, clock_now(), slice), error);
}

bool store_dirty_add_id(struct store *store, const char *kind, int64_t id, const char *reason,
                        int slice, struct error *error)
{
	char key[24];
	snprintf(key, sizeof(key), "%" PRId64, id);
	return store_dirty_add(store, kind, key, reason, slice, error);
}

bool store_dirty_all(struct store *store, const char *reason, struct error *error)
{
	return statement_run(store,
	                     "INSERT INTO dirty (kind, key, reason, at, slice) "
	                     "SELECT 'certificate', CAST(id AS TEXT), $1, $2, 1 FROM certificate "
	                     "WHERE id > 0 ON CONFLICT (kind, key) DO NOTHING",
	                     BIND(reason, clock_now()), error);
}

static const struct statement_column dirty_columns[] = {
	COLUMN(struct store_dirty, kind),
	COLUMN(struct store_dirty, key),
	COLUMN(struct store_dirty, reason),
	COLUMN(struct store_dirty, trying),
};
SHAPE(dirty, struct store_dirty);

static bool mark_trying(struct store *store, const struct store_dirty *items, size_t count,
                        struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		if (!statement_run(
			    store,
			    "UPDATE dirty SET trying = trying + 1 WHERE kind = $1 AND key = $2",
			    BIND(items[i].kind, items[i].key), error))
			return false;
	}
	return true;
}

bool store_dirty_take(struct store *store, struct arena *arena, size_t limit,
                      struct store_dirty **items, size_t *count, struct error *error)
{
	STORE_SCOPE(scope, store);
	return store_begin(store, error) &&
	       statement_list(store, arena,
	                      "SELECT kind, key, reason, trying + 1 FROM dirty "
	                      "ORDER BY slice, at, kind, key LIMIT $1",
	                      BIND(limit), &dirty, items, count, error) &&
	       mark_trying(store, *items, *count, error) && store_commit(store, false, error);
}

bool store_dirty_done(struct store *store, const char *kind, const char *key, struct error *error)
{
	return statement_run(store, "DELETE FROM dirty WHERE kind = $1 AND key = $2",
	                     BIND(kind, key), error);
}

bool store_dirty_count(struct store *store, int64_t *count, struct error *error)
{
	return statement_number(store, "SELECT count(*) FROM dirty", BIND_NONE, 0, count, error);
}

bool store_due_set(struct store *store, const char *kind, const char *key, const char *what,
                   int64_t at, struct error *error)
{
	if (!at)
		return statement_run(store,
		                     "DELETE FROM due WHERE kind = $1 AND key = $2 AND what = $3",
		                     BIND(kind, key, what), error);
	return statement_run(store,
	                     "INSERT INTO due (kind, key, what, at) VALUES ($1, $2, $3, $4) "
	                     "ON CONFLICT (kind, key, what) DO UPDATE SET at = excluded.at "
	                     "WHERE due.at <> excluded.at",
	                     BIND(kind, key, what, at), error);
}

static bool move_due(struct store *store, int64_t now, struct error *error)
{
	return statement_run(store,
	                     "INSERT INTO dirty (kind, key, reason, at, slice) "
	                     "SELECT kind, key, min(what), $1, 0 FROM due WHERE at <= $1 "
	                     "GROUP BY kind, key ON CONFLICT (kind, key) DO UPDATE SET slice = 0, "
	                     "reason = excluded.reason, at = excluded.at WHERE dirty.slice > 0",
	                     BIND(now), error);
}

bool store_due_collect(struct store *store, int64_t now, int64_t *moved, int64_t *next,
                       struct error *error)
{
	STORE_SCOPE(scope, store);
	*moved = 0;
	if (!store_begin(store, error) ||
	    !statement_number(store, "SELECT min(at) FROM due", BIND_NONE, 0, next, error))
		return false;
	if (!*next || *next > now)
		return store_commit(store, false, error);
	if (!move_due(store, now, error) ||
	    !statement_run(store, "DELETE FROM due WHERE at <= $1", BIND(now), error))
		return false;
	*moved = statement_changes(store);
	return statement_number(store, "SELECT min(at) FROM due", BIND_NONE, 0, next, error) &&
	       store_commit(store, false, error);
}

bool store_aside_add(struct store *store, const char *kind, const char *key, const char *reason,
                     struct error *error)
{
	return statement_run(store,
	                     "INSERT INTO aside (kind, key, reason, at) VALUES ($1, $2, $3, $4) "
	                     "ON CONFLICT (kind, key) DO UPDATE SET reason = excluded.reason, "
	                     "at = excluded.at",
	                     BIND(kind, key, reason, clock_now()), error);
}

bool store_aside_clear(struct store *store, const char *kind, const char *key, struct error *error)
{
	return statement_run(store, "DELETE FROM aside WHERE kind = $1 AND key = $2",
	                     BIND(kind, key), error);
}

static const struct statement_column aside_columns[] = {
	COLUMN(struct store_aside, kind),
	COLUMN(struct store_aside, key),
	COLUMN(struct store_aside, reason),
	COLUMN(struct store_aside, at),
};
SHAPE(aside, struct store_aside);

bool store_aside_list(struct store *store, struct arena *arena, struct store_aside **items,
                      size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT kind, key, reason, at FROM aside ORDER BY kind, key",
	                      BIND_NONE, &aside, items, count, error);
}
