/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From a changed configuration item to the certificates that are decided by it. */
#include "base/clock.h"
#include "model/ci.h"
#include "store/statement.h"
#include "store/store_mirror.h"
#include "store/store_queue.h"

bool store_dirty_of_ci(struct store *store, const char *target, const char *kind,
                       const char *remote_id, const char *reason, struct error *error)
{
	return statement_run(
		store,
		"WITH item AS (SELECT name, addresses, names FROM mirror WHERE target = $1 "
		"AND kind = $2 AND remote_id = $3), "
		"word AS (SELECT value AS text FROM item, json_each(addresses) "
		"UNION SELECT lower(value) FROM item, json_each(names) "
		"UNION SELECT lower(name) FROM item), "
		"place AS (SELECT deployment_id AS id FROM match WHERE target = $1 "
		"AND remote_id = $3 "
		"UNION SELECT id FROM deployment WHERE host IN (SELECT text FROM word "
		"WHERE text <> '') "
		"UNION SELECT deployment_id FROM deployment_address "
		"WHERE address IN (SELECT text FROM word)), "
		"touched AS (SELECT certificate_id AS id FROM slot "
		"WHERE deployment_id IN (SELECT id FROM place) "
		"UNION SELECT certificate_id FROM sighting "
		"WHERE deployment_id IN (SELECT id FROM place)) "
		"INSERT INTO dirty (kind, key, reason, at, slice) "
		"SELECT 'certificate', CAST(id AS TEXT), $4, $5, 0 FROM touched WHERE true "
		"ON CONFLICT (kind, key) DO UPDATE SET slice = 0 WHERE dirty.slice > 0",
		BIND(target, kind, remote_id, reason, clock_now()), error);
}

/* Parameters are numbered by their first use. */
bool store_dirty_below(struct store *store, const char *target, const char *services,
                       const char *reason, struct error *error)
{
	return statement_run(
		store,
		"WITH RECURSIVE below (id, steps) AS (SELECT value, 0 FROM json_each($1) UNION "
		"SELECT child, steps + 1 FROM below JOIN mirror ON target = $2 AND kind = $3 "
		"AND parent = below.id WHERE steps < $4) "
		"INSERT INTO dirty (kind, key, reason, at, slice) "
		"SELECT DISTINCT 'certificate', CAST(certificate_id AS TEXT), $5, $6, 0 "
		"FROM match JOIN slot ON slot.deployment_id = match.deployment_id "
		"WHERE target = $2 AND remote_id IN (SELECT id FROM below) "
		"ON CONFLICT (kind, key) DO UPDATE SET slice = 0 WHERE dirty.slice > 0",
		BIND(services, target, ci_kind_name(CI_RELATION), STORE_MIRROR_ABOVE, reason,
	             clock_now()),
		error);
}
