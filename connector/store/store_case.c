/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table case: the unit of lifecycle. */
#include "store/store_case.h"
#include "base/arena.h"
#include "store/statement.h"

#define COLUMNS "id, key, reason, certificate_id, opened_at, ended_at, ended, ticket_key, held"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_case, id),        COLUMN(struct store_case, key),
	COLUMN(struct store_case, reason),    COLUMN(struct store_case, certificate_id),
	COLUMN(struct store_case, opened_at), COLUMN(struct store_case, ended_at),
	COLUMN(struct store_case, ended),     COLUMN(struct store_case, ticket_key),
	COLUMN(struct store_case, held),
};
SHAPE(row, struct store_case);

/* The same without id, which the table gives. */
static const struct statement_shape written = {
	.columns = row_columns + 1,
	.count = sizeof(row_columns) / sizeof(row_columns[0]) - 1,
	.size = sizeof(struct store_case),
};

bool store_case_get(struct store *store, struct arena *arena, const char *key,
                    struct store_case **found, struct error *error)
{
	return statement_get(store, arena, "SELECT " COLUMNS " FROM \"case\" WHERE key = $1",
	                     BIND(key), &row, found, error);
}

bool store_case_save(struct store *store, struct store_case *saved, struct error *error)
{
	return statement_number_row(
		store,
		"INSERT INTO \"case\" (key, reason, certificate_id, opened_at, ended_at, "
		"ended, ticket_key, held) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT "
		"(key) DO UPDATE SET opened_at = excluded.opened_at, ended_at = excluded.ended_at, "
		"ended = excluded.ended, ticket_key = excluded.ticket_key, held = excluded.held "
		"RETURNING id",
		&written, saved, &saved->id, error);
}

bool store_case_of_certificate(struct store *store, struct arena *arena, int64_t certificate_id,
                               bool open_only, struct store_case **rows, size_t *count,
                               struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " COLUMNS " FROM \"case\" WHERE certificate_id = $1 "
	                      "AND ($2 = 0 OR ended_at = 0) "
	                      "ORDER BY CASE WHEN ended_at = 0 THEN 0 ELSE 1 END, id",
	                      BIND(certificate_id, open_only), &row, rows, count, error);
}

bool store_case_of_ticket(struct store *store, struct arena *arena, const char *ticket_key,
                          struct store_case **rows, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " COLUMNS " FROM \"case\" WHERE ticket_key = $1 "
	                      "AND ticket_key <> '' ORDER BY id",
	                      BIND(ticket_key), &row, rows, count, error);
}

bool store_case_waiting(struct store *store, struct arena *arena, struct store_case **rows,
                        size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " COLUMNS
	                      " FROM \"case\" WHERE ended_at = 0 AND ticket_key = '' "
	                      "ORDER BY id",
	                      BIND_NONE, &row, rows, count, error);
}
