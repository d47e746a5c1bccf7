/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table revocation_ailing, and what belongs into it. */
#include "store/store_revocation_ailing.h"
#include "base/arena.h"
#include "store/statement.h"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_revocation_ailing, issuer_sha256),
	COLUMN(struct store_revocation_ailing, since),
	COLUMN(struct store_revocation_ailing, problem),
};
SHAPE(row, struct store_revocation_ailing);

bool store_revocation_ailing_list(struct store *store, struct arena *arena,
                                  struct store_revocation_ailing **rows, size_t *count,
                                  struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT issuer_sha256, since, problem FROM revocation_ailing "
	                      "ORDER BY issuer_sha256",
	                      BIND_NONE, &row, rows, count, error);
}

bool store_revocation_ailing_get(struct store *store, struct arena *arena,
                                 const char *issuer_sha256, struct store_revocation_ailing **found,
                                 struct error *error)
{
	return statement_get(store, arena,
	                     "SELECT issuer_sha256, since, problem FROM revocation_ailing "
	                     "WHERE issuer_sha256 = $1",
	                     BIND(issuer_sha256), &row, found, error);
}

bool store_revocation_ailing_save(struct store *store, const struct store_revocation_ailing *saved,
                                  struct error *error)
{
	return statement_run_row(store,
	                         "INSERT INTO revocation_ailing (issuer_sha256, since, problem) "
	                         "VALUES ($1, $2, $3) ON CONFLICT (issuer_sha256) DO UPDATE SET "
	                         "since = excluded.since, problem = excluded.problem",
	                         &row, saved, error);
}

bool store_revocation_ailing_end(struct store *store, const char *issuer_sha256,
                                 struct error *error)
{
	return statement_run(store, "DELETE FROM revocation_ailing WHERE issuer_sha256 = $1",
	                     BIND(issuer_sha256), error);
}

bool store_revocation_ailing_find(struct store *store, struct arena *arena, int64_t before,
                                  struct store_revocation_ailing **rows, size_t *count,
                                  struct error *error)
{
	return statement_list(
		store, arena,
		"SELECT issuer_sha256, min(since), max(problem) FROM ("
		"SELECT issuer_sha256, CASE WHEN fetched_at > 0 THEN fetched_at ELSE added_at END "
		"AS since, problem FROM crl WHERE certificates > 0 AND failures > 0 "
		"UNION ALL SELECT issuer_sha256, since, problem FROM revocation "
		"WHERE way = 'ocsp' AND status = 'unavailable' AND failures > 0) f "
		"WHERE since < $1 GROUP BY issuer_sha256 ORDER BY issuer_sha256",
		BIND(before), &row, rows, count, error);
}
