/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tables hook_run and request: runs of hooks, and what commands leave for a running daemon. */
#include "base/arena.h"
#include "base/clock.h"
#include "store/statement.h"
#include "store/store_side.h"

static const struct statement_column hook_run_columns[] = {
	COLUMN(struct store_hook_run, run_id),        COLUMN(struct store_hook_run, hook),
	COLUMN(struct store_hook_run, ticket_key),    COLUMN(struct store_hook_run, certificate_id),
	COLUMN(struct store_hook_run, approved_hash), COLUMN(struct store_hook_run, intent_at),
	COLUMN(struct store_hook_run, ended_at),      COLUMN(struct store_hook_run, outcome),
	COLUMN(struct store_hook_run, output),
};
SHAPE(hook_run, struct store_hook_run);

bool store_hook_run_save(struct store *store, const struct store_hook_run *run, struct error *error)
{
	return statement_run_row(
		store,
		"INSERT INTO hook_run (run_id, hook, ticket_key, certificate_id, approved_hash, "
		"intent_at, ended_at, outcome, output) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
		"ON CONFLICT (run_id) DO UPDATE SET ended_at = excluded.ended_at, "
		"outcome = excluded.outcome, output = excluded.output",
		&hook_run, run, error);
}

bool store_hook_run_list(struct store *store, struct arena *arena, const char *ticket_key,
                         struct store_hook_run **rows, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT run_id, hook, ticket_key, certificate_id, approved_hash, "
	                      "intent_at, ended_at, outcome, output FROM hook_run "
	                      "WHERE ticket_key = $1 ORDER BY intent_at, run_id",
	                      BIND(ticket_key), &hook_run, rows, count, error);
}

static const struct statement_column request_columns[] = {
	COLUMN(struct store_request, id),      COLUMN(struct store_request, kind),
	COLUMN(struct store_request, body),    COLUMN(struct store_request, made_at),
	COLUMN(struct store_request, made_by), COLUMN(struct store_request, done_at),
	COLUMN(struct store_request, answer),
};
SHAPE(request, struct store_request);

bool store_request_add(struct store *store, const struct store_request *row, int64_t *id,
                       struct error *error)
{
	return statement_number(store,
	                        "INSERT INTO request (kind, body, made_at, made_by) "
	                        "VALUES ($1, $2, $3, $4) RETURNING id",
	                        BIND(row->kind, row->body, row->made_at, row->made_by), 0, id,
	                        error);
}

bool store_request_waiting(struct store *store, struct arena *arena, struct store_request **rows,
                           size_t *count, struct error *error)
{
	return statement_list(
		store, arena,
		"SELECT id, kind, body, made_at, made_by, done_at, answer FROM request "
		"WHERE done_at = 0 ORDER BY id",
		BIND_NONE, &request, rows, count, error);
}

bool store_request_get(struct store *store, struct arena *arena, int64_t id,
                       struct store_request **found, struct error *error)
{
	return statement_get(
		store, arena,
		"SELECT id, kind, body, made_at, made_by, done_at, answer FROM request "
		"WHERE id = $1",
		BIND(id), &request, found, error);
}

bool store_request_done(struct store *store, int64_t id, const char *answer, struct error *error)
{
	return statement_run(store, "UPDATE request SET done_at = $1, answer = $2 WHERE id = $3",
	                     BIND(clock_now(), answer, id), error);
}
