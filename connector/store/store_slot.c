/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tables slot and sighting: which certificate a place shows now, and which it showed before. */
#include "base/arena.h"
#include "store/statement.h"
#include "store/store_deployment.h"

#define COLUMNS                                                                                 \
	"deployment_id, certificate_id, key_type, first_seen, last_seen, missing_since, "       \
	"missing_looks, full_probe, complete, trusted, name_matches, chain, protocol, cipher, " \
	"verdict, staple_missing"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_slot, deployment_id), COLUMN(struct store_slot, certificate_id),
	COLUMN(struct store_slot, key_type),      COLUMN(struct store_slot, first_seen),
	COLUMN(struct store_slot, last_seen),     COLUMN(struct store_slot, missing_since),
	COLUMN(struct store_slot, missing_looks), COLUMN(struct store_slot, full_probe),
	COLUMN(struct store_slot, complete),      COLUMN(struct store_slot, trusted),
	COLUMN(struct store_slot, name_matches),  COLUMN(struct store_slot, chain),
	COLUMN(struct store_slot, protocol),      COLUMN(struct store_slot, cipher),
	COLUMN(struct store_slot, verdict),       COLUMN(struct store_slot, staple_missing),
};
SHAPE(row, struct store_slot);

bool store_slot_list(struct store *store, struct arena *arena, int64_t deployment_id,
                     struct store_slot **rows, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " COLUMNS " FROM slot WHERE deployment_id = $1 "
	                      "ORDER BY key_type, first_seen, certificate_id",
	                      BIND(deployment_id), &row, rows, count, error);
}

bool store_slot_of_certificate(struct store *store, struct arena *arena, int64_t certificate_id,
                               struct store_slot **rows, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " COLUMNS " FROM slot WHERE certificate_id = $1 "
	                      "ORDER BY deployment_id, key_type",
	                      BIND(certificate_id), &row, rows, count, error);
}

bool store_slot_save(struct store *store, const struct store_slot *slot, struct error *error)
{
	return statement_run_row(
		store,
		"INSERT INTO slot (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
		"$11, $12, $13, $14, $15, $16) "
		"ON CONFLICT (deployment_id, key_type, certificate_id) DO UPDATE SET "
		"last_seen = excluded.last_seen, missing_since = excluded.missing_since, "
		"missing_looks = excluded.missing_looks, full_probe = excluded.full_probe, "
		"complete = excluded.complete, trusted = excluded.trusted, "
		"name_matches = excluded.name_matches, chain = excluded.chain, "
		"protocol = excluded.protocol, cipher = excluded.cipher, verdict = excluded.verdict, "
		"staple_missing = excluded.staple_missing",
		&row, slot, error);
}

bool store_slot_end(struct store *store, const struct store_slot *slot, const char *ended,
                    struct error *error)
{
	STORE_SCOPE(scope, store);
	return store_begin(store, error) &&
	       statement_run(store,
	                     "INSERT INTO sighting (deployment_id, key_type, certificate_id, "
	                     "first_seen, last_seen, ended) VALUES ($1, $2, $3, $4, $5, $6)",
	                     BIND(slot->deployment_id, slot->key_type, slot->certificate_id,
	                          slot->first_seen, slot->last_seen, ended),
	                     error) &&
	       statement_run(store,
	                     "DELETE FROM slot WHERE deployment_id = $1 AND key_type = $2 "
	                     "AND certificate_id = $3",
	                     BIND(slot->deployment_id, slot->key_type, slot->certificate_id),
	                     error) &&
	       store_commit(store, false, error);
}

static const struct statement_column sighting_columns[] = {
	COLUMN(struct store_sighting, deployment_id), COLUMN(struct store_sighting, certificate_id),
	COLUMN(struct store_sighting, first_seen),    COLUMN(struct store_sighting, last_seen),
	COLUMN(struct store_sighting, key_type),      COLUMN(struct store_sighting, ended),
};
SHAPE(sighting, struct store_sighting);

bool store_sighting_of_certificate(struct store *store, struct arena *arena, int64_t id,
                                   struct store_sighting **rows, size_t *count, struct error *error)
{
	return statement_list(
		store, arena,
		"SELECT deployment_id, certificate_id, first_seen, last_seen, key_type, "
		"ended FROM sighting WHERE certificate_id = $1 ORDER BY last_seen, id",
		BIND(id), &sighting, rows, count, error);
}
