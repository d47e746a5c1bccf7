/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table deployment: places. */
#include "store/store_deployment.h"
#include "store/statement.h"

#define KIND                                                                                 \
	"CASE deployment.kind WHEN 'name' THEN 1 WHEN 'file' THEN 2 WHEN 'resource' THEN 3 " \
	"ELSE 0 END"
#define COLUMNS                                                                                   \
	"deployment.id, deployment.key, deployment.source, " KIND                                 \
	", zone, host, port, server_name, "                                                       \
	"path, alias, evidence, state, state_since, deployment.first_seen, last_served, reason, " \
	"detail, look_digest"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_deployment, id),
	COLUMN(struct store_deployment, key),
	COLUMN(struct store_deployment, source),
	COLUMN(struct store_deployment, place.kind),
	COLUMN(struct store_deployment, place.zone),
	COLUMN(struct store_deployment, place.host),
	COLUMN(struct store_deployment, place.port),
	COLUMN(struct store_deployment, place.server_name),
	COLUMN(struct store_deployment, place.path),
	COLUMN(struct store_deployment, place.alias),
	COLUMN(struct store_deployment, evidence),
	COLUMN(struct store_deployment, state),
	COLUMN(struct store_deployment, state_since),
	COLUMN(struct store_deployment, first_seen),
	COLUMN(struct store_deployment, last_served),
	COLUMN(struct store_deployment, reason),
	COLUMN(struct store_deployment, detail),
	COLUMN(struct store_deployment, look_digest),
};
SHAPE(row, struct store_deployment);

bool store_deployment_find(struct store *store, struct arena *arena, const char *key,
                           struct store_deployment **found, struct error *error)
{
	return statement_get(store, arena, "SELECT " COLUMNS " FROM deployment WHERE key = $1",
	                     BIND(key), &row, found, error);
}

bool store_deployment_get(struct store *store, struct arena *arena, int64_t id,
                          struct store_deployment **found, struct error *error)
{
	return statement_get(store, arena, "SELECT " COLUMNS " FROM deployment WHERE id = $1",
	                     BIND(id), &row, found, error);
}

static bool add(struct store *store, struct store_deployment *place, struct error *error)
{
	return statement_number(
		store,
		"INSERT INTO deployment (key, source, kind, zone, host, port, server_name, path, "
		"alias, evidence, state, state_since, first_seen, last_served, reason, detail, "
		"look_digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
		"$15, $16, $17) RETURNING id",
		BIND(place->key, place->source, deployment_kind_name(place->place.kind),
	             place->place.zone, place->place.host, place->place.port,
	             place->place.server_name, place->place.path, place->place.alias,
	             place->evidence, place->state, place->state_since, place->first_seen,
	             place->last_served, place->reason, place->detail, place->look_digest),
		0, &place->id, error);
}

bool store_deployment_save(struct store *store, struct store_deployment *place, struct error *error)
{
	if (!place->id)
		return add(store, place, error);
	return statement_run(
		store,
		"UPDATE deployment SET source = $1, evidence = $2, state = $3, state_since = $4, "
		"last_served = $5, reason = $6, detail = $7, look_digest = $8 WHERE id = $9",
		BIND(place->source, place->evidence, place->state, place->state_since,
	             place->last_served, place->reason, place->detail, place->look_digest,
	             place->id),
		error);
}

bool store_deployment_address(struct store *store, int64_t id, const char *address, int64_t at,
                              struct error *error)
{
	return statement_run(store,
	                     "INSERT INTO deployment_address (deployment_id, address, first_seen) "
	                     "VALUES ($1, $2, $3) ON CONFLICT (deployment_id, address) DO NOTHING",
	                     BIND(id, address, at), error);
}

static const struct statement_column text_columns[] = { { STATEMENT_COLUMN_TEXT, 0 } };
SHAPE(text, const char *);

bool store_deployment_addresses(struct store *store, struct arena *arena, int64_t id,
                                const char ***addresses, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT address FROM deployment_address WHERE deployment_id = $1 "
	                      "ORDER BY first_seen, address",
	                      BIND(id), &text, addresses, count, error);
}

bool store_deployment_each(struct store *store,
                           bool (*each)(void *context, const struct store_deployment *place),
                           void *context, struct error *error)
{
	struct store_deployment place = { 0 };
	STATEMENT(statement);
	if (!statement_open(store, &statement, "SELECT " COLUMNS " FROM deployment", BIND_NONE,
	                    error))
		return false;
	while (statement_step(&statement)) {
		statement_read(&statement, NULL, &row, &place);
		if (!each(context, &place))
			break;
	}
	return statement_end(&statement, error);
}

bool store_deployment_count(struct store *store, int64_t *count, struct error *error)
{
	return statement_number(store, "SELECT count(*) FROM deployment", BIND_NONE, 0, count,
	                        error);
}

struct zone_address {
	const char *zone, *address;
};
static const struct statement_column zone_columns[] = {
	COLUMN(struct zone_address, zone),
	COLUMN(struct zone_address, address),
};
SHAPE(zone, struct zone_address);

bool store_deployment_each_address(struct store *store,
                                   bool (*each)(void *context, const char *zone,
                                                const char *address),
                                   void *context, struct error *error)
{
	struct zone_address found = { 0 };
	STATEMENT(statement);
	if (!statement_open(store, &statement,
	                    "SELECT zone, address FROM deployment_address JOIN deployment "
	                    "ON deployment.id = deployment_id WHERE state <> 'gone'",
	                    BIND_NONE, error))
		return false;
	while (statement_step(&statement)) {
		statement_read(&statement, NULL, &zone, &found);
		if (!each(context, found.zone, found.address))
			break;
	}
	return statement_end(&statement, error);
}

bool store_deployment_of_certificate(struct store *store, struct arena *arena,
                                     int64_t certificate_id, struct store_deployment **rows,
                                     struct store_slot **slots, size_t *count, struct error *error)
{
	STORE_SCOPE(scope, store);
	size_t places;
	return store_begin(store, error) &&
	       statement_list(
		       store, arena,
		       "SELECT " COLUMNS " FROM slot JOIN deployment "
		       "ON deployment.id = slot.deployment_id WHERE slot.certificate_id = $1 "
		       "ORDER BY slot.deployment_id, slot.key_type",
		       BIND(certificate_id), &row, rows, &places, error) &&
	       store_slot_of_certificate(store, arena, certificate_id, slots, count, error) &&
	       store_commit(store, false, error);
}

bool store_deployment_same_key(struct store *store, struct arena *arena, int64_t certificate_id,
                               const char *spki_sha256, size_t limit, const char ***keys,
                               size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT DISTINCT deployment.key FROM certificate "
	                      "JOIN slot ON slot.certificate_id = certificate.id "
	                      "JOIN deployment ON deployment.id = slot.deployment_id "
	                      "WHERE spki_sha256 = $1 AND spki_sha256 <> '' "
	                      "AND certificate.id <> $2 ORDER BY deployment.key LIMIT $3",
	                      BIND(spki_sha256, certificate_id, limit), &text, keys, count, error);
}

bool store_deployment_frozen_zones(struct store *store, struct arena *arena, const char ***zones,
                                   size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT DISTINCT zone FROM deployment WHERE state = 'frozen' "
	                      "ORDER BY zone",
	                      BIND_NONE, &text, zones, count, error);
}
