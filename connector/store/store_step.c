/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table step: the outbox. */
#include "store/store_step.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/statement.h"

#include <stdlib.h>

#define COLUMNS                                                                         \
	"id, target, key, kind, verb, payload, digest, state, urgency, needs, handle, " \
	"attempts, not_before, leased_until, intent_at, created_at, reason"
#define UNFINISHED "state NOT IN ('done', 'refused')"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_step, id),         COLUMN(struct store_step, target),
	COLUMN(struct store_step, key),        COLUMN(struct store_step, kind),
	COLUMN(struct store_step, verb),       COLUMN(struct store_step, payload),
	COLUMN(struct store_step, digest),     COLUMN(struct store_step, state),
	COLUMN(struct store_step, urgency),    COLUMN(struct store_step, needs),
	COLUMN(struct store_step, handle),     COLUMN(struct store_step, attempts),
	COLUMN(struct store_step, not_before), COLUMN(struct store_step, leased_until),
	COLUMN(struct store_step, intent_at),  COLUMN(struct store_step, created_at),
	COLUMN(struct store_step, reason),
};
SHAPE(row, struct store_step);

/* A waiting step that says the same keeps its attempts and its pause; a new one starts anew. */
bool store_step_put(struct store *store, const struct store_step *step, bool *added,
                    struct error *error)
{
	int64_t id = 0;
	bool good = statement_number(
		store,
		"INSERT INTO step (target, key, kind, verb, payload, digest, state, urgency, needs, "
		"handle, not_before, reason, created_at) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
		"ON CONFLICT (target, key) WHERE " UNFINISHED " DO UPDATE SET "
		"kind = excluded.kind, verb = excluded.verb, payload = excluded.payload, "
		"digest = excluded.digest, urgency = excluded.urgency, needs = excluded.needs, "
		"handle = excluded.handle, reason = excluded.reason, "
		"attempts = CASE WHEN step.digest = excluded.digest THEN step.attempts ELSE 0 END, "
		"not_before = CASE WHEN step.digest = excluded.digest THEN step.not_before "
		"ELSE excluded.not_before END "
		"WHERE step.state = 'waiting' RETURNING id",
		BIND(step->target, step->key, step->kind, step->verb, step->payload, step->digest,
	             text_is_empty(step->state) ? "waiting" : step->state, step->urgency,
	             text_is_empty(step->needs) ? "[]" : step->needs, step->handle,
	             step->not_before, step->reason, step->created_at),
		0, &id, error);
	*added = id != 0;
	return good;
}

bool store_step_get(struct store *store, struct arena *arena, int64_t id, struct store_step **found,
                    struct error *error)
{
	return statement_get(store, arena, "SELECT " COLUMNS " FROM step WHERE id = $1", BIND(id),
	                     &row, found, error);
}

bool store_step_of(struct store *store, struct arena *arena, const char *target, const char *key,
                   struct store_step **found, struct error *error)
{
	return statement_get(store, arena,
	                     "SELECT " COLUMNS " FROM step WHERE target = $1 AND key = $2 "
	                     "AND " UNFINISHED,
	                     BIND(target, key), &row, found, error);
}

static int by_urgency(const void *a, const void *b)
{
	const struct store_step *one = a, *other = b;
	if (one->urgency != other->urgency)
		return one->urgency < other->urgency ? -1 : 1;
	return (one->id > other->id) - (one->id < other->id);
}

bool store_step_lease(struct store *store, struct arena *arena, const char *target,
                      const char *kind, int64_t now, int64_t until, size_t limit,
                      struct store_step **rows, size_t *count, struct error *error)
{
	bool good = statement_list(
		store, arena,
		"UPDATE step SET leased_until = $1 WHERE id IN (SELECT id FROM step "
		"WHERE target = $2 AND state IN ('waiting', 'accepted', 'unknown') AND not_before <= $3 "
		"AND leased_until <= $3 AND ($4 = '' OR kind = $4 OR ($4 = 'certificate' AND "
		"kind = 'relation')) ORDER BY urgency, id LIMIT $5) RETURNING " COLUMNS,
		BIND(until, target, now, kind, limit), &row, rows, count, error);
	/* RETURNING promises no order. */
	if (good && *count)
		qsort(*rows, *count, sizeof(**rows), by_urgency);
	return good;
}

bool store_step_save(struct store *store, const struct store_step *step, struct error *error)
{
	return statement_run(
		store,
		"UPDATE step SET state = $1, handle = $2, attempts = $3, not_before = $4, "
		"intent_at = $5, reason = $6, "
		"leased_until = CASE WHEN $1 = 'sending' THEN leased_until ELSE 0 END "
		"WHERE id = $7",
		BIND(step->state, step->handle, step->attempts, step->not_before, step->intent_at,
	             step->reason, step->id),
		error);
}

bool store_step_delete(struct store *store, int64_t id, struct error *error)
{
	return statement_run(store, "DELETE FROM step WHERE id = $1", BIND(id), error);
}

/* Leases of an earlier start end too: there is one writer, and it is this one. */
bool store_step_recover(struct store *store, int64_t *count, struct error *error)
{
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error) ||
	    !statement_run(store, "UPDATE step SET leased_until = 0 WHERE leased_until <> 0",
	                   BIND_NONE, error) ||
	    !statement_run(store, "UPDATE step SET state = 'unknown' WHERE state = 'sending'",
	                   BIND_NONE, error))
		return false;
	*count = statement_changes(store);
	return store_commit(store, true, error);
}

bool store_step_list(struct store *store, struct arena *arena, const char *target,
                     const char *state, size_t limit, struct store_step **rows, size_t *count,
                     struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " COLUMNS " FROM step WHERE ($1 = '' OR target = $1) "
	                      "AND (($2 = '' AND " UNFINISHED
	                      ") OR state = $2) ORDER BY id LIMIT $3",
	                      BIND(target, state, limit), &row, rows, count, error);
}

bool store_step_drop_waiting(struct store *store, const char *target, struct error *error)
{
	return statement_run(store, "DELETE FROM step WHERE target = $1 AND state = 'waiting'",
	                     BIND(target), error);
}

bool store_step_next(struct store *store, const char *target, int64_t *not_before,
                     struct error *error)
{
	/* 0 says "none": what may go at once is due since second 1. */
	return statement_number(
		store,
		"SELECT CASE WHEN min(not_before) < 1 THEN 1 ELSE min(not_before) END "
		"FROM step WHERE target = $1 AND state IN ('waiting', 'accepted', 'unknown')",
		BIND(target), 0, not_before, error);
}

bool store_step_unfinished(struct store *store, const char *target, int64_t *count,
                           struct error *error)
{
	return statement_number(store,
	                        "SELECT count(*) FROM step WHERE target = $1 AND " UNFINISHED,
	                        BIND(target), 0, count, error);
}
