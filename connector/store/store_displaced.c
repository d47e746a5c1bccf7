/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates that left a place before their time. */
#include "store/store_displaced.h"
#include "base/arena.h"
#include "base/clock.h"
#include "store/statement.h"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_displaced, key),
	COLUMN(struct store_displaced, id),
	COLUMN(struct store_displaced, subject),
	COLUMN(struct store_displaced, issuer_dn),
};
SHAPE(row, struct store_displaced);

/* Only the last one before it counts, and only if it left when this one came: within the days that a slot
 * waits until it lets go. */
bool store_displaced_others(struct store *store, struct arena *arena, int64_t certificate_id,
                            const char *issuer_dn, size_t limit, struct store_displaced **rows,
                            size_t *count, struct error *error)
{
	return statement_list(
		store, arena,
		"SELECT d.key, c.id, c.subject, c.issuer_dn FROM slot t "
		"JOIN sighting h ON h.deployment_id = t.deployment_id AND h.key_type = t.key_type "
		"AND h.ended = 'replaced' AND h.certificate_id <> t.certificate_id "
		"JOIN deployment d ON d.id = t.deployment_id "
		"JOIN certificate c ON c.id = h.certificate_id "
		"WHERE t.certificate_id = $1 AND t.missing_looks = 0 AND c.issuer_dn <> $2 "
		"AND h.last_seen BETWEEN t.first_seen - 604800 AND t.first_seen + 604800 "
		"AND NOT EXISTS (SELECT 1 FROM sighting n WHERE n.deployment_id = t.deployment_id "
		"AND n.key_type = t.key_type AND n.last_seen > h.last_seen "
		"AND n.certificate_id <> t.certificate_id) "
		"AND NOT EXISTS (SELECT 1 FROM \"case\" k WHERE k.certificate_id = c.id) "
		"ORDER BY d.key, c.id LIMIT $3",
		BIND(certificate_id, issuer_dn, (int64_t)limit), &row, rows, count, error);
}

bool store_displaced_dirty(struct store *store, int64_t deployment_id, const char *reason,
                           struct error *error)
{
	return statement_run(
		store,
		"INSERT INTO dirty (kind, key, reason, at, slice) "
		"SELECT 'certificate', CAST(h.certificate_id AS TEXT), $1, $2, 0 "
		"FROM sighting h JOIN \"case\" k ON k.certificate_id = h.certificate_id "
		"AND k.ended_at = 0 WHERE h.deployment_id = $3 "
		"ON CONFLICT (kind, key) DO UPDATE SET slice = 0 WHERE dirty.slice > 0",
		BIND(reason, clock_now(), deployment_id), error);
}
