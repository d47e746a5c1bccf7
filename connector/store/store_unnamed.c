/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places with and without a server name at the same port. */
#include "store/store_unnamed.h"
#include "base/arena.h"
#include "base/clock.h"
#include "store/statement.h"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_unnamed, key),
	COLUMN(struct store_unnamed, server_name),
	COLUMN(struct store_unnamed, other_key),
	COLUMN(struct store_unnamed, other_subject),
};
SHAPE(row, struct store_unnamed);

/* Of several certificates behind one port the same one must be named each time. */
bool store_unnamed_other(struct store *store, struct arena *arena, int64_t certificate_id,
                         struct store_unnamed **found, struct error *error)
{
	return statement_get(
		store, arena,
		"WITH named AS (SELECT d.*, s.key_type FROM slot s "
		"JOIN deployment d ON d.id = s.deployment_id "
		"WHERE s.certificate_id = $1 AND s.missing_looks = 0 AND d.server_name <> '' "
		"AND d.state = 'served'), "
		"pair AS (SELECT n.key, n.server_name, n.key_type, o.id, o.key AS other_key "
		"FROM named n JOIN deployment o ON o.host = n.host AND o.kind = n.kind "
		"AND o.port = n.port AND o.zone = n.zone AND o.server_name = '' "
		"AND o.state = 'served' "
		"UNION SELECT n.key, n.server_name, n.key_type, o.id, o.key "
		"FROM named n JOIN deployment_address a ON a.deployment_id = n.id "
		"JOIN deployment o ON o.host = a.address AND o.kind = 'address' "
		"AND o.port = n.port AND o.zone = n.zone AND o.server_name = '' "
		"AND o.state = 'served') "
		/* CROSS JOIN keeps the order: from the few pairs to their slots, not through all slots. */
		"SELECT p.key, p.server_name, p.other_key, c.subject FROM pair p "
		"CROSS JOIN slot t ON t.deployment_id = p.id AND t.key_type = p.key_type "
		"AND t.missing_looks = 0 JOIN certificate c ON c.id = t.certificate_id "
		"WHERE NOT EXISTS (SELECT 1 FROM slot u WHERE u.deployment_id = p.id "
		"AND u.key_type = p.key_type AND u.certificate_id = $1) "
		"ORDER BY p.key, p.other_key, c.id LIMIT 1",
		BIND(certificate_id), &row, found, error);
}

/* CROSS JOIN keeps the order, and UNION ALL needs no table to keep rows in: this is asked for every
 * place that changed, and nearly none has a name beside it. Twins meet in the conflict. */
bool store_unnamed_dirty(struct store *store, int64_t deployment_id, const char *reason,
                         struct error *error)
{
	return statement_run(
		store,
		"INSERT INTO dirty (kind, key, reason, at, slice) "
		"SELECT 'certificate', CAST(s.certificate_id AS TEXT), $1, $2, 0 "
		"FROM deployment p CROSS JOIN deployment d CROSS JOIN slot s "
		"WHERE p.id = $3 AND p.server_name = '' AND d.host = p.host "
		"AND d.port = p.port AND d.kind = p.kind AND d.zone = p.zone "
		"AND d.server_name <> '' AND s.deployment_id = d.id "
		"UNION ALL SELECT 'certificate', CAST(s.certificate_id AS TEXT), $1, $2, 0 "
		"FROM deployment p CROSS JOIN deployment_address a CROSS JOIN deployment d "
		"CROSS JOIN slot s WHERE p.id = $3 AND p.server_name = '' "
		"AND a.address = p.host AND d.id = a.deployment_id AND d.port = p.port "
		"AND d.zone = p.zone AND d.server_name <> '' AND s.deployment_id = d.id "
		"ON CONFLICT (kind, key) DO UPDATE SET slice = 0 WHERE dirty.slice > 0",
		BIND(reason, clock_now(), deployment_id), error);
}
