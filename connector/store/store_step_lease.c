/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which steps of the outbox may go now, and when the next one may. */
#include "base/arena.h"
#include "base/text.h"
#include "store/store_step_parts.h"

#include <stdlib.h>

/* As in the index step_ready. */
#define READY "state IN ('waiting', 'accepted', 'unknown')"
/* By the parameters of far side and kind. */
#define MEANT(target, kind)                                                                 \
	"target = " target " AND " READY " AND (" kind " = '' OR kind = " kind " OR (" kind \
	" = 'certificate' AND kind = 'relation'))"

static int by_urgency(const void *a, const void *b)
{
	const struct store_step *one = a, *other = b;
	if (one->urgency != other->urgency)
		return one->urgency < other->urgency ? -1 : 1;
	return (one->id > other->id) - (one->id < other->id);
}

/* All that are ready, by one statement. */
static bool lease_any(struct store *store, struct arena *arena,
                      const struct store_step_filter *filter, int64_t now, int64_t until,
                      size_t limit, struct store_step **rows, size_t *count, struct error *error)
{
	bool good = statement_list(
		store, arena,
		"UPDATE step SET leased_until = $1 WHERE id IN (SELECT id FROM step WHERE " MEANT(
			"$2", "$3") " AND not_before <= $4 AND leased_until <= $4 "
				    "ORDER BY urgency, id LIMIT $5) RETURNING " STORE_STEP_COLUMNS,
		BIND(until, filter->target, filter->kind, now, limit), &store_step_shape, rows,
		count, error);
	/* RETURNING promises no order. */
	if (good && *count)
		qsort(*rows, *count, sizeof(**rows), by_urgency);
	return good;
}

/* Those that are let through, in their order; one that is not must not stand before them. */
static bool choose(struct store *store, struct arena *arena, const struct store_step_filter *filter,
                   int64_t now, size_t limit, struct store_step *rows, size_t *count,
                   struct error *error)
{
	STATEMENT(statement);
	if (!statement_open(
		    store, &statement,
		    "SELECT " STORE_STEP_COLUMNS " FROM step WHERE " MEANT(
			    "$1",
			    "$2") " AND not_before <= $3 AND leased_until <= $3 ORDER BY urgency, id",
		    BIND(filter->target, filter->kind, now), error))
		return false;
	while (*count < limit && statement_step(&statement)) {
		struct store_step row = { 0 };
		bool allowed = false;
		statement_read(&statement, NULL, &store_step_shape, &row);
		if (!filter->allow(filter->context, &row, &allowed, error))
			return false;
		if (allowed)
			statement_read(&statement, arena, &store_step_shape, &rows[(*count)++]);
	}
	return *count == limit || statement_end(&statement, error);
}

static bool lease_chosen(struct store *store, struct arena *arena,
                         const struct store_step_filter *filter, int64_t now, int64_t until,
                         size_t limit, struct store_step **rows, size_t *count, struct error *error)
{
	*rows = ARENA_ARRAY(arena, struct store_step, limit + 1);
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error) ||
	    !choose(store, arena, filter, now, limit, *rows, count, error))
		return false;
	for (size_t i = 0; i < *count; i++) {
		if (!statement_run(store, "UPDATE step SET leased_until = $1 WHERE id = $2",
		                   BIND(until, (*rows)[i].id), error))
			return false;
		(*rows)[i].leased_until = until;
	}
	return store_commit(store, false, error);
}

bool store_step_lease(struct store *store, struct arena *arena,
                      const struct store_step_filter *filter, int64_t now, int64_t until,
                      size_t limit, struct store_step **rows, size_t *count, struct error *error)
{
	*count = 0;
	return (filter->allow ? lease_chosen : lease_any)(store, arena, filter, now, until, limit,
	                                                  rows, count, error);
}

/* Through all that are meant, the soonest first; `most` ends it, 0 = none does. */
static bool walk(struct store *store, const struct store_step_filter *filter, int64_t most,
                 int64_t *count, int64_t *first, struct error *error)
{
	STATEMENT(statement);
	*count = *first = 0;
	if (!statement_open(store, &statement,
	                    "SELECT " STORE_STEP_COLUMNS " FROM step WHERE " MEANT(
				    "$1", "$2") " ORDER BY not_before, urgency, id",
	                    BIND(filter->target, filter->kind), error))
		return false;
	while ((!most || *count < most) && statement_step(&statement)) {
		struct store_step row = { 0 };
		bool allowed = !filter->allow;
		statement_read(&statement, NULL, &store_step_shape, &row);
		if (filter->allow && !filter->allow(filter->context, &row, &allowed, error))
			return false;
		/* 0 says "none": what may go at once is due since second 1. */
		if (allowed && (*count)++ == 0)
			*first = row.not_before < 1 ? 1 : row.not_before;
	}
	return (most && *count == most) || statement_end(&statement, error);
}

bool store_step_next(struct store *store, const struct store_step_filter *filter,
                     int64_t *not_before, struct error *error)
{
	int64_t count;
	if (filter->allow)
		return walk(store, filter, 1, &count, not_before, error);
	return statement_number(
		store,
		"SELECT CASE WHEN min(not_before) < 1 THEN 1 ELSE min(not_before) END "
		"FROM step WHERE " MEANT("$1", "$2"),
		BIND(filter->target, filter->kind), 0, not_before, error);
}

bool store_step_count(struct store *store, const struct store_step_filter *filter, int64_t *count,
                      struct error *error)
{
	int64_t first;
	return walk(store, filter, 0, count, &first, error);
}
