/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table turn: when places turned. */
#include "store/store_turn.h"
#include "base/arena.h"
#include "store/statement.h"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_turns, key),
	COLUMN(struct store_turns, count),
	COLUMN(struct store_turns, first),
};
SHAPE(row, struct store_turns);

static bool count(struct store *store, int64_t deployment_id, int64_t *turns, struct error *error)
{
	return statement_number(store, "SELECT count(*) FROM turn WHERE deployment_id = $1",
	                        BIND(deployment_id), 0, turns, error);
}

bool store_turn_add(struct store *store, int64_t deployment_id, int64_t at, int64_t since,
                    int64_t *before, int64_t *after, struct error *error)
{
	STORE_SCOPE(scope, store);
	return store_begin(store, error) &&
	       statement_run(store, "DELETE FROM turn WHERE deployment_id = $1 AND at < $2",
	                     BIND(deployment_id, since), error) &&
	       count(store, deployment_id, before, error) &&
	       statement_run(store,
	                     "INSERT INTO turn (deployment_id, at) VALUES ($1, $2) "
	                     "ON CONFLICT (deployment_id, at) DO NOTHING",
	                     BIND(deployment_id, at), error) &&
	       count(store, deployment_id, after, error) && store_commit(store, false, error);
}

bool store_turn_of_certificate(struct store *store, struct arena *arena, int64_t certificate_id,
                               int64_t since, int64_t least, struct store_turns **found,
                               struct error *error)
{
	return statement_get(store, arena,
	                     "SELECT d.key, count(DISTINCT t.at), min(t.at) FROM slot s "
	                     "JOIN turn t ON t.deployment_id = s.deployment_id AND t.at >= $1 "
	                     "JOIN deployment d ON d.id = s.deployment_id "
	                     "WHERE s.certificate_id = $2 AND d.state NOT IN ('gone', 'frozen') "
	                     "GROUP BY d.id HAVING count(DISTINCT t.at) >= $3 "
	                     "ORDER BY d.key LIMIT 1",
	                     BIND(since, certificate_id, least), &row, found, error);
}
