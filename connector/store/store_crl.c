/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tables crl, crl_body and responder. */
#include "store/store_crl.h"
#include "base/arena.h"
#include "store/statement.h"

#define ROW struct store_crl
#define COLUMNS                                                                        \
	"base_id, certificates, issuer_sha256, url, etag, modified, sha256, problem, " \
	"this_update, next_update, entries, fetched_at, due_at, failures, added_at"

static const struct statement_column row_columns[] = {
	COLUMN(ROW, base_id),     COLUMN(ROW, certificates), COLUMN(ROW, issuer_sha256),
	COLUMN(ROW, url),         COLUMN(ROW, etag),         COLUMN(ROW, modified),
	COLUMN(ROW, sha256),      COLUMN(ROW, problem),      COLUMN(ROW, this_update),
	COLUMN(ROW, next_update), COLUMN(ROW, entries),      COLUMN(ROW, fetched_at),
	COLUMN(ROW, due_at),      COLUMN(ROW, failures),     COLUMN(ROW, added_at),
	COLUMN(ROW, id),
};
SHAPE(row, ROW);

bool store_crl_find(struct store *store, struct arena *arena, const char *issuer_sha256,
                    const char *url, struct store_crl **found, struct error *error)
{
	return statement_get(store, arena,
	                     "SELECT " COLUMNS ", id FROM crl "
	                     "WHERE issuer_sha256 = $1 AND url = $2",
	                     BIND(issuer_sha256, url), &row, found, error);
}

bool store_crl_delta(struct store *store, struct arena *arena, int64_t base_id,
                     struct store_crl **found, struct error *error)
{
	return statement_get(store, arena,
	                     "SELECT " COLUMNS ", id FROM crl WHERE base_id = $1 AND base_id <> 0 "
	                     "ORDER BY id DESC LIMIT 1",
	                     BIND(base_id), &row, found, error);
}

static bool add(struct store *store, struct store_crl *added, struct error *error)
{
	return statement_number(
		store,
		"INSERT INTO crl (issuer_sha256, url, base_id, due_at, added_at) "
		"VALUES ($1, $2, $3, $4, $4) "
		"ON CONFLICT (issuer_sha256, url) DO UPDATE SET "
		"base_id = excluded.base_id RETURNING id",
		BIND(added->issuer_sha256, added->url, added->base_id, added->due_at), 0,
		&added->id, error);
}

bool store_crl_save(struct store *store, struct store_crl *saved, struct error *error)
{
	if (saved->id == 0)
		return add(store, saved, error);
	return statement_run_row(
		store,
		"UPDATE crl SET base_id = $1, certificates = $2, issuer_sha256 = $3, url = $4, "
		"etag = $5, modified = $6, sha256 = $7, problem = $8, this_update = $9, "
		"next_update = $10, entries = $11, fetched_at = $12, due_at = $13, "
		"failures = $14, added_at = $15 WHERE id = $16",
		&row, saved, error);
}

#define UNUSED "certificates = 0 AND base_id = 0"

bool store_crl_forget(struct store *store, struct error *error)
{
	return statement_run(store,
	                     "UPDATE crl SET certificates = 0 WHERE certificates > 0 "
	                     "AND NOT EXISTS (SELECT 1 FROM revocation r WHERE r.crl_id = crl.id "
	                     "AND r.way NOT IN ('rest', 'none'))",
	                     BIND_NONE, error) &&
	       statement_run(
		       store,
		       "DELETE FROM crl_body WHERE crl_id IN (SELECT id FROM crl WHERE " UNUSED
		       " UNION ALL SELECT d.id FROM crl d JOIN crl b ON b.id = d.base_id "
		       "WHERE b.certificates = 0)",
		       BIND_NONE, error) &&
	       statement_run(store,
	                     "UPDATE crl SET sha256 = '', etag = '', modified = '' "
	                     "WHERE sha256 <> '' AND NOT EXISTS (SELECT 1 FROM crl_body y "
	                     "WHERE y.crl_id = crl.id)",
	                     BIND_NONE, error);
}

bool store_crl_set_certificates(struct store *store, int64_t id, int64_t certificates,
                                struct error *error)
{
	return statement_run(
		store, "UPDATE crl SET certificates = $1 WHERE id = $2 AND certificates <> $1",
		BIND(certificates, id), error);
}

bool store_crl_due(struct store *store, struct arena *arena, int64_t now, struct store_crl **rows,
                   size_t *count, struct error *error)
{
	return statement_list(
		store, arena,
		"SELECT " COLUMNS ", id FROM crl WHERE certificates > 0 AND (due_at <= $1 "
		"OR (sha256 <> '' AND EXISTS (SELECT 1 FROM revocation r WHERE r.crl_id = crl.id "
		"AND r.way = 'list' AND r.status = ''))) ORDER BY due_at, id",
		BIND(now), &row, rows, count, error);
}

bool store_crl_list(struct store *store, struct arena *arena, struct store_crl **rows,
                    size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " COLUMNS ", id FROM crl "
	                      "WHERE certificates > 0 OR base_id <> 0 ORDER BY url, id",
	                      BIND_NONE, &row, rows, count, error);
}

bool store_crl_body(struct store *store, struct arena *arena, int64_t id,
                    const unsigned char **body, size_t *length, struct error *error)
{
	STATEMENT(statement);
	*body = NULL;
	*length = 0;
	if (!statement_open(store, &statement, "SELECT body FROM crl_body WHERE crl_id = $1",
	                    BIND(id), error))
		return false;
	if (statement_step(&statement)) {
		const void *bytes = sqlite3_column_blob(statement.handle, 0);
		*length = (size_t)sqlite3_column_bytes(statement.handle, 0);
		*body = (unsigned char *)arena_copy_bytes(arena, bytes ? bytes : "", *length);
	}
	return statement_end(&statement, error);
}

bool store_crl_is_kept(struct store *store, int64_t id, bool *kept, struct error *error)
{
	int64_t length;
	if (!statement_number(store, "SELECT length(body) FROM crl_body WHERE crl_id = $1",
	                      BIND(id), 0, &length, error))
		return false;
	*kept = length > 0;
	return true;
}

bool store_crl_set_body(struct store *store, int64_t id, const void *body, size_t length,
                        struct error *error)
{
	return statement_run(store,
	                     "INSERT INTO crl_body (crl_id, body) VALUES ($1, $2) "
	                     "ON CONFLICT (crl_id) DO UPDATE SET body = excluded.body",
	                     BIND(id, statement_of_bytes(body, length)), error);
}

static const struct statement_column responder_columns[] = {
	COLUMN(struct store_responder, host),        COLUMN(struct store_responder, problem),
	COLUMN(struct store_responder, asked),       COLUMN(struct store_responder, wait_until),
	COLUMN(struct store_responder, answered_at), COLUMN(struct store_responder, failures),
};
SHAPE(responder, struct store_responder);

bool store_responder_get(struct store *store, struct arena *arena, const char *host,
                         struct store_responder **found, struct error *error)
{
	return statement_get(store, arena,
	                     "SELECT host, problem, asked, wait_until, answered_at, failures "
	                     "FROM responder WHERE host = $1",
	                     BIND(host), &responder, found, error);
}

bool store_responder_save(struct store *store, const struct store_responder *saved,
                          struct error *error)
{
	return statement_run_row(
		store,
		"INSERT INTO responder (host, problem, asked, wait_until, answered_at, failures) "
		"VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (host) DO UPDATE SET "
		"problem = excluded.problem, asked = excluded.asked, "
		"wait_until = excluded.wait_until, answered_at = excluded.answered_at, "
		"failures = excluded.failures",
		&responder, saved, error);
}

bool store_responder_list(struct store *store, struct arena *arena, struct store_responder **rows,
                          size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT host, problem, asked, wait_until, answered_at, failures "
	                      "FROM responder ORDER BY host",
	                      BIND_NONE, &responder, rows, count, error);
}
