/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table silence: complete scans in a row in which a place did not answer or held nothing. */
#include "base/arena.h"
#include "store/statement.h"
#include "store/store_deployment.h"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_silence, source),    COLUMN(struct store_silence, outcome),
	COLUMN(struct store_silence, scans),     COLUMN(struct store_silence, since),
	COLUMN(struct store_silence, last_scan),
};
SHAPE(row, struct store_silence);

bool store_silence_list(struct store *store, struct arena *arena, int64_t deployment_id,
                        struct store_silence **rows, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT source, outcome, scans, since, last_scan FROM silence "
	                      "WHERE deployment_id = $1 ORDER BY source",
	                      BIND(deployment_id), &row, rows, count, error);
}

struct place_id {
	int64_t id;
};
static const struct statement_column id_columns[] = { COLUMN(struct place_id, id) };
SHAPE(id, struct place_id);

bool store_silence_of_source(struct store *store, struct arena *arena, const char *source,
                             int64_t **deployment_ids, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT deployment_id FROM silence WHERE source = $1 "
	                      "ORDER BY deployment_id",
	                      BIND(source), &id, deployment_ids, count, error);
}

bool store_silence_save(struct store *store, int64_t deployment_id,
                        const struct store_silence *silence, struct error *error)
{
	return statement_run(
		store,
		"INSERT INTO silence (deployment_id, source, outcome, scans, since, last_scan) "
		"VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (deployment_id, source) DO UPDATE SET "
		"outcome = excluded.outcome, scans = excluded.scans, since = excluded.since, "
		"last_scan = excluded.last_scan",
		BIND(deployment_id, silence->source, silence->outcome, silence->scans,
	             silence->since, silence->last_scan),
		error);
}

bool store_silence_clear(struct store *store, int64_t deployment_id, const char *source,
                         struct error *error)
{
	if (!source)
		return statement_run(store, "DELETE FROM silence WHERE deployment_id = $1",
		                     BIND(deployment_id), error);
	return statement_run(store, "DELETE FROM silence WHERE deployment_id = $1 AND source = $2",
	                     BIND(deployment_id, source), error);
}
