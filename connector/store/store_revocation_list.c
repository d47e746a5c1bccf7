/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of table revocation that a list answers for. */
#include "store/store_revocation_list.h"
#include "base/arena.h"
#include "store/statement.h"

#define LISTED struct store_revocation_listed

static const struct statement_column listed_columns[] = {
	COLUMN(LISTED, certificate_id),
	COLUMN(LISTED, serial),
	COLUMN(LISTED, is_ca),
	COLUMN(LISTED, row.certificate_id),
	COLUMN(LISTED, row.crl_id),
	COLUMN(LISTED, row.issuer_sha256),
	COLUMN(LISTED, row.ocsp_url),
	COLUMN(LISTED, row.way),
	COLUMN(LISTED, row.status),
	COLUMN(LISTED, row.since),
	COLUMN(LISTED, row.source),
	COLUMN(LISTED, row.via),
	COLUMN(LISTED, row.this_update),
	COLUMN(LISTED, row.next_update),
	COLUMN(LISTED, row.revoked_at),
	COLUMN(LISTED, row.reason),
	COLUMN(LISTED, row.proof),
	COLUMN(LISTED, row.problem),
	COLUMN(LISTED, row.confirmed_at),
	COLUMN(LISTED, row.lifted_at),
	COLUMN(LISTED, row.asked_at),
	COLUMN(LISTED, row.due_at),
	COLUMN(LISTED, row.failures),
};
SHAPE(listed, LISTED);

#define LIST                                                                            \
	"SELECT c.id, c.serial, c.is_ca, r.certificate_id, r.crl_id, r.issuer_sha256, " \
	"r.ocsp_url, r.way, r.status, r.since, r.source, r.via, r.this_update, "        \
	"r.next_update, r.revoked_at, r.reason, r.proof, r.problem, r.confirmed_at, "   \
	"r.lifted_at, r.asked_at, r.due_at, r.failures "                                \
	"FROM revocation r JOIN certificate c ON c.id = r.certificate_id "              \
	"WHERE r.crl_id = $1 AND r.way = 'list' "
#define AFTER                                                   \
	"AND (c.serial > $2 OR (c.serial = $2 AND c.id > $3)) " \
	"ORDER BY c.serial, c.id LIMIT $4"

bool store_revocation_listed(struct store *store, struct arena *arena, int64_t crl_id,
                             const char *after_serial, int64_t after_id, size_t limit,
                             struct store_revocation_listed **rows, size_t *count,
                             struct error *error)
{
	return statement_list(store, arena, LIST AFTER, BIND(crl_id, after_serial, after_id, limit),
	                      &listed, rows, count, error);
}

bool store_revocation_listed_new(struct store *store, struct arena *arena, int64_t crl_id,
                                 const char *after_serial, int64_t after_id, size_t limit,
                                 struct store_revocation_listed **rows, size_t *count,
                                 struct error *error)
{
	return statement_list(store, arena, LIST "AND r.status = '' " AFTER,
	                      BIND(crl_id, after_serial, after_id, limit), &listed, rows, count,
	                      error);
}

bool store_revocation_list_waits(struct store *store, int64_t crl_id, bool *waits,
                                 struct error *error)
{
	int64_t found;
	if (!statement_number(store,
	                      "SELECT 1 FROM revocation WHERE crl_id = $1 AND way = 'list' "
	                      "AND (status = '' OR (status = 'revoked' "
	                      "AND (confirmed_at = 0 OR lifted_at <> 0))) LIMIT 1",
	                      BIND(crl_id), 0, &found, error))
		return false;
	*waits = found != 0;
	return true;
}

bool store_revocation_lapse(struct store *store, int64_t crl_id, int64_t now, struct error *error)
{
	return statement_run(store,
	                     "UPDATE revocation SET status = 'unavailable', since = $1, "
	                     "source = '', problem = '' WHERE crl_id = $2 AND way = 'list' "
	                     "AND status IN ('good', 'unknown', '')",
	                     BIND(now, crl_id), error);
}
