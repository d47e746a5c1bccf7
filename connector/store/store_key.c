/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates by their key. */
#include "store/store_key.h"
#include "base/arena.h"
#include "store/statement.h"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_key_other, id),          COLUMN(struct store_key_other, not_before),
	COLUMN(struct store_key_other, sha256),      COLUMN(struct store_key_other, subject),
	COLUMN(struct store_key_other, owner_group), COLUMN(struct store_key_other, served),
	COLUMN(struct store_key_other, same_place),
};
SHAPE(row, struct store_key_other);

bool store_key_others(struct store *store, struct arena *arena, int64_t certificate_id,
                      const char *spki_sha256, size_t limit, struct store_key_other **rows,
                      size_t *count, struct error *error)
{
	return statement_list(
		store, arena,
		"SELECT c.id, c.not_before, c.sha256, c.subject, "
		"coalesce(s.owner_group, '') AS owner_group, coalesce(s.served, 0) AS served, "
		"(EXISTS (SELECT 1 FROM slot t JOIN slot m ON m.deployment_id = t.deployment_id "
		"WHERE t.certificate_id = c.id AND m.certificate_id = $1) OR "
		"EXISTS (SELECT 1 FROM sighting h JOIN slot m ON m.deployment_id = h.deployment_id "
		"WHERE h.certificate_id = c.id AND m.certificate_id = $1)) AS same_place "
		"FROM certificate c LEFT JOIN standing s ON s.certificate_id = c.id "
		"WHERE c.spki_sha256 = $2 AND c.id <> $1 AND c.problem = '' "
		"AND c.tbs_sha256 <> (SELECT tbs_sha256 FROM certificate WHERE id = $1) "
		"ORDER BY c.id LIMIT $3",
		BIND(certificate_id, spki_sha256, (int64_t)limit), &row, rows, count, error);
}
