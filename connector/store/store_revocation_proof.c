/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tables staple and revocation_proof. */
#include "store/store_revocation_proof.h"
#include "base/arena.h"
#include "store/statement.h"

bool store_staple_put(struct store *store, const struct store_staple *put, const void *body,
                      size_t length, struct error *error)
{
	int64_t same;
	if (!statement_number(store,
	                      "SELECT 1 FROM staple WHERE certificate_id = $1 AND sha256 = $2",
	                      BIND(put->certificate_id, put->sha256), 0, &same, error))
		return false;
	/* The same once more is a second look at what was said once. */
	if (same)
		return statement_run(
			store,
			"UPDATE staple SET judged = 0, seen_at = $1, body = $2 "
			"WHERE certificate_id = $3 AND judged <> 0 AND EXISTS "
			"(SELECT 1 FROM revocation r WHERE r.certificate_id = $3 "
			"AND r.status = 'revoked' AND r.confirmed_at = 0)",
			BIND(put->seen_at, statement_of_bytes(body, length), put->certificate_id),
			error);
	return statement_run(store,
	                     "INSERT INTO staple (certificate_id, sha256, place, seen_at, "
	                     "body) VALUES ($1, $2, $3, $4, $5) "
	                     "ON CONFLICT (certificate_id) DO UPDATE SET "
	                     "sha256 = excluded.sha256, place = excluded.place, "
	                     "seen_at = excluded.seen_at, judged = 0, body = excluded.body",
	                     BIND(put->certificate_id, put->sha256, put->place, put->seen_at,
	                          statement_of_bytes(body, length)),
	                     error);
}

static const struct statement_column staple_columns[] = {
	COLUMN(struct store_staple, certificate_id),
	COLUMN(struct store_staple, seen_at),
	COLUMN(struct store_staple, sha256),
	COLUMN(struct store_staple, place),
};
SHAPE(staple, struct store_staple);

bool store_staple_waiting(struct store *store, struct arena *arena, int64_t after, size_t limit,
                          struct store_staple **rows, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT certificate_id, seen_at, sha256, place FROM staple "
	                      "WHERE judged = 0 AND certificate_id > $1 "
	                      "ORDER BY certificate_id LIMIT $2",
	                      BIND(after, limit), &staple, rows, count, error);
}

/* NULL, 0 when there is none. */
static bool body_of(struct store *store, struct arena *arena, const char *sql, int64_t id,
                    const unsigned char **body, size_t *length, struct error *error)
{
	STATEMENT(statement);
	*body = NULL;
	*length = 0;
	if (!statement_open(store, &statement, sql, BIND(id), error))
		return false;
	if (statement_step(&statement)) {
		const void *bytes = sqlite3_column_blob(statement.handle, 0);
		*length = (size_t)sqlite3_column_bytes(statement.handle, 0);
		*body = (unsigned char *)arena_copy_bytes(arena, bytes ? bytes : "", *length);
	}
	return statement_end(&statement, error);
}

bool store_staple_body(struct store *store, struct arena *arena, int64_t certificate_id,
                       const unsigned char **body, size_t *length, struct error *error)
{
	return body_of(store, arena, "SELECT body FROM staple WHERE certificate_id = $1",
	               certificate_id, body, length, error);
}

bool store_staple_judged(struct store *store, int64_t certificate_id, struct error *error)
{
	return statement_run(store,
	                     "UPDATE staple SET judged = 1, body = x'' WHERE certificate_id = $1",
	                     BIND(certificate_id), error);
}

bool store_revocation_proof_put(struct store *store, int64_t certificate_id, const char *sha256,
                                int64_t at, const void *body, size_t length, struct error *error)
{
	return statement_run(store,
	                     "INSERT INTO revocation_proof (certificate_id, sha256, at, body) "
	                     "VALUES ($1, $2, $3, $4) ON CONFLICT (certificate_id) DO UPDATE SET "
	                     "sha256 = excluded.sha256, at = excluded.at, body = excluded.body",
	                     BIND(certificate_id, sha256, at, statement_of_bytes(body, length)),
	                     error);
}

bool store_revocation_proof_get(struct store *store, struct arena *arena, int64_t certificate_id,
                                const unsigned char **body, size_t *length, struct error *error)
{
	return body_of(store, arena, "SELECT body FROM revocation_proof WHERE certificate_id = $1",
	               certificate_id, body, length, error);
}
