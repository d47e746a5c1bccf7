/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tables standing and finding: what is decided about a certificate. */
#include "store/store_standing.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/statement.h"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_standing, certificate_id),
	COLUMN(struct store_standing, state),
	COLUMN(struct store_standing, state_since),
	COLUMN(struct store_standing, class),
	COLUMN(struct store_standing, class_why),
	COLUMN(struct store_standing, owner_group),
	COLUMN(struct store_standing, owner),
	COLUMN(struct store_standing, backup),
	COLUMN(struct store_standing, owner_why),
	COLUMN(struct store_standing, predecessor_id),
	COLUMN(struct store_standing, successor_id),
	COLUMN(struct store_standing, places),
	COLUMN(struct store_standing, served),
	COLUMN(struct store_standing, why),
};
SHAPE(row, struct store_standing);

bool store_standing_get(struct store *store, struct arena *arena, int64_t certificate_id,
                        struct store_standing **found, struct error *error)
{
	return statement_get(store, arena,
	                     "SELECT certificate_id, state, state_since, class, class_why, "
	                     "owner_group, owner, backup, owner_why, predecessor_id, "
	                     "successor_id, places, served, why FROM standing "
	                     "WHERE certificate_id = $1",
	                     BIND(certificate_id), &row, found, error);
}

bool store_standing_save(struct store *store, const struct store_standing *standing,
                         struct error *error)
{
	return statement_run_row(
		store,
		"INSERT INTO standing (certificate_id, state, state_since, class, class_why, "
		"owner_group, owner, backup, owner_why, predecessor_id, successor_id, "
		"places, served, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
		"$11, $12, $13, $14) ON CONFLICT (certificate_id) DO UPDATE SET "
		"state = excluded.state, state_since = excluded.state_since, "
		"class = excluded.class, class_why = excluded.class_why, "
		"owner_group = excluded.owner_group, owner = excluded.owner, "
		"backup = excluded.backup, owner_why = excluded.owner_why, "
		"predecessor_id = excluded.predecessor_id, "
		"successor_id = excluded.successor_id, "
		"places = excluded.places, served = excluded.served, why = excluded.why",
		&row, standing, error);
}

bool store_standing_predecessor(struct store *store, int64_t successor_id, int64_t *id,
                                struct error *error)
{
	return statement_number(store,
	                        "SELECT certificate_id FROM standing WHERE successor_id = $1 "
	                        "AND successor_id <> 0 ORDER BY certificate_id DESC LIMIT 1",
	                        BIND(successor_id), 0, id, error);
}

static const struct statement_column finding_columns[] = {
	COLUMN(struct store_finding, rule),  COLUMN(struct store_finding, severity),
	COLUMN(struct store_finding, text),  COLUMN(struct store_finding, source),
	COLUMN(struct store_finding, since),
};
SHAPE(finding, struct store_finding);

bool store_finding_list(struct store *store, struct arena *arena, int64_t certificate_id,
                        struct store_finding **rows, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT rule, severity, text, source, since FROM finding "
	                      "WHERE certificate_id = $1 ORDER BY rule",
	                      BIND(certificate_id), &finding, rows, count, error);
}

static bool is_among(const char *rule, const struct store_finding *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal(rule, rows[i].rule))
			return true;
	}
	return false;
}

static bool put_finding(struct store *store, int64_t certificate_id,
                        const struct store_finding *put, int64_t now, struct error *error)
{
	return statement_run(
		store,
		"INSERT INTO finding (certificate_id, rule, severity, text, source, "
		"since) VALUES ($1, $2, $3, $4, $5, $6) "
		"ON CONFLICT (certificate_id, rule) DO UPDATE SET "
		"severity = excluded.severity, text = excluded.text, "
		"source = excluded.source "
		"WHERE finding.severity <> excluded.severity "
		"OR finding.text <> excluded.text OR finding.source <> excluded.source",
		BIND(certificate_id, put->rule, put->severity, put->text,
	             put->source ? put->source : "", now),
		error);
}

bool store_finding_replace(struct store *store, int64_t certificate_id,
                           const struct store_finding *rows, size_t count, int64_t now,
                           struct error *error)
{
	ARENA(arena);
	struct store_finding *old;
	size_t old_count;
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error) ||
	    !store_finding_list(store, &arena, certificate_id, &old, &old_count, error))
		return false;
	for (size_t i = 0; i < old_count; i++) {
		if (!is_among(old[i].rule, rows, count) &&
		    !statement_run(store,
		                   "DELETE FROM finding WHERE certificate_id = $1 AND rule = $2",
		                   BIND(certificate_id, old[i].rule), error))
			return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (!put_finding(store, certificate_id, &rows[i], now, error))
			return false;
	}
	return store_commit(store, false, error);
}
