/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table match: which CI a place belongs to, per far side. */
#include "base/arena.h"
#include "store/statement.h"
#include "store/store_standing.h"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_match, deployment_id),
	COLUMN(struct store_match, target),
	COLUMN(struct store_match, remote_id),
	COLUMN(struct store_match, kind),
	COLUMN(struct store_match, how),
	COLUMN(struct store_match, candidates),
	COLUMN(struct store_match, at),
};
SHAPE(row, struct store_match);

/* The same match again writes nothing: `at` says since when. */
bool store_match_save(struct store *store, const struct store_match *match, struct error *error)
{
	return statement_run_row(
		store,
		"INSERT INTO match (deployment_id, target, remote_id, kind, how, candidates, at) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (deployment_id, target) "
		"DO UPDATE SET remote_id = excluded.remote_id, kind = excluded.kind, "
		"how = excluded.how, candidates = excluded.candidates, at = excluded.at "
		"WHERE match.remote_id <> excluded.remote_id OR match.kind <> excluded.kind "
		"OR match.how <> excluded.how OR match.candidates <> excluded.candidates",
		&row, match, error);
}

bool store_match_is_resting(struct store *store, int64_t deployment_id, bool *resting,
                            struct error *error)
{
	int64_t count = 0;
	bool good = statement_number(
		store,
		"SELECT count(*) FROM match JOIN mirror ON mirror.target = match.target "
		"AND mirror.kind = match.kind AND mirror.remote_id = match.remote_id "
		"WHERE deployment_id = $1 AND match.remote_id <> '' "
		"AND life IN ('maintenance', 'standby')",
		BIND(deployment_id), 0, &count, error);
	*resting = count > 0;
	return good;
}
