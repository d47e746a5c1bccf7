/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table step: the outbox. */
#include "base/arena.h"
#include "base/text.h"
#include "store/store_step_parts.h"

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

const struct statement_shape store_step_shape = {
	.columns = row_columns,
	.count = sizeof(row_columns) / sizeof(row_columns[0]),
	.size = sizeof(struct store_step),
};

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

bool store_step_of(struct store *store, struct arena *arena, const char *target, const char *key,
                   struct store_step **found, struct error *error)
{
	return statement_get(store, arena,
	                     "SELECT " STORE_STEP_COLUMNS
	                     " FROM step WHERE target = $1 AND key = $2 "
	                     "AND " UNFINISHED,
	                     BIND(target, key), &store_step_shape, found, error);
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
	return statement_list(
		store, arena,
		"SELECT " STORE_STEP_COLUMNS " FROM step WHERE ($1 = '' OR target = $1) "
		"AND (($2 = '' AND " UNFINISHED ") OR state = $2) ORDER BY id LIMIT $3",
		BIND(target, state, limit), &store_step_shape, rows, count, error);
}

bool store_step_unfinished(struct store *store, const char *target, int64_t *count,
                           struct error *error)
{
	return statement_number(store,
	                        "SELECT count(*) FROM step WHERE target = $1 AND " UNFINISHED,
	                        BIND(target), 0, count, error);
}
