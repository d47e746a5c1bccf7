/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table record: state that a far side should hold. */
#include "base/arena.h"
#include "store/store_record_parts.h"

#include <limits.h>
#include <string.h>

/* As in the indexes record_pending and record_braked. */
#define PENDING "(desired <> sent OR drift <> '') AND problem = ''"
#define BRAKED  "(kind = 'ticket' OR remote_id <> '' OR wanted = 0)"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_record, id),         COLUMN(struct store_record, target),
	COLUMN(struct store_record, kind),       COLUMN(struct store_record, key),
	COLUMN(struct store_record, subject_id), COLUMN(struct store_record, urgency),
	COLUMN(struct store_record, wanted),     COLUMN(struct store_record, desired),
	COLUMN(struct store_record, sent),       COLUMN(struct store_record, body),
	COLUMN(struct store_record, refresh),    COLUMN(struct store_record, adopted),
	COLUMN(struct store_record, remote_id),  COLUMN(struct store_record, version),
	COLUMN(struct store_record, baseline),   COLUMN(struct store_record, drift),
	COLUMN(struct store_record, contested),  COLUMN(struct store_record, problem),
	COLUMN(struct store_record, put_backs),  COLUMN(struct store_record, put_back_at),
	COLUMN(struct store_record, missing),
};

const struct statement_shape store_record_shape = {
	.columns = row_columns,
	.count = sizeof(row_columns) / sizeof(row_columns[0]),
	.size = sizeof(struct store_record),
};

/* The same without id, which the table gives. */
static const struct statement_shape written = {
	.columns = row_columns + 1,
	.count = sizeof(row_columns) / sizeof(row_columns[0]) - 1,
	.size = sizeof(struct store_record),
};

bool store_record_get(struct store *store, struct arena *arena, const char *target, const char *key,
                      struct store_record **found, struct error *error)
{
	return statement_get(store, arena,
	                     "SELECT " STORE_RECORD_COLUMNS
	                     " FROM record WHERE target = $1 AND key = $2",
	                     BIND(target, key), &store_record_shape, found, error);
}

bool store_record_by_remote(struct store *store, struct arena *arena, const char *target,
                            const char *remote_id, struct store_record **found, struct error *error)
{
	return statement_get(store, arena,
	                     "SELECT " STORE_RECORD_COLUMNS
	                     " FROM record WHERE target = $1 AND remote_id = $2 "
	                     "AND remote_id <> '' ORDER BY id LIMIT 1",
	                     BIND(target, remote_id), &store_record_shape, found, error);
}

bool store_record_save(struct store *store, struct store_record *saved, struct error *error)
{
	return statement_number_row(
		store,
		"INSERT INTO record (target, kind, key, subject_id, urgency, wanted, desired, sent, "
		"body, refresh, adopted, remote_id, version, baseline, drift, contested, problem, "
		"put_backs, put_back_at, missing) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
		"$11, $12, $13, $14, $15, $16, $17, $18, $19, $20) ON CONFLICT (target, key) DO UPDATE SET kind = "
		"excluded.kind, subject_id = excluded.subject_id, urgency = excluded.urgency, wanted "
		"= excluded.wanted, desired = excluded.desired, sent = excluded.sent, body = "
		"CASE WHEN excluded.kind = 'certificate' AND excluded.sent = excluded.desired "
		"THEN '' ELSE excluded.body END, "
		"refresh = excluded.refresh, adopted = excluded.adopted, remote_id = "
		"excluded.remote_id, version = excluded.version, baseline = excluded.baseline, drift "
		"= excluded.drift, contested = excluded.contested, problem = excluded.problem, "
		"put_backs = excluded.put_backs, put_back_at = excluded.put_back_at, "
		"missing = excluded.missing RETURNING id",
		&written, saved, &saved->id, error);
}

bool store_record_want(struct store *store, const char *target, const char *kind, const char *key,
                       int64_t subject_id, int urgency, const char *desired, const char *body,
                       bool *changed, struct error *error)
{
	int64_t id = 0;
	bool good = statement_number(
		store,
		"INSERT INTO record (target, kind, key, subject_id, urgency, desired, body) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (target, key) DO UPDATE SET "
		"subject_id = excluded.subject_id, urgency = excluded.urgency, wanted = 1, "
		"desired = excluded.desired, "
		"problem = CASE WHEN record.missing <> 0 THEN record.problem ELSE '' END, body = "
		"CASE WHEN excluded.kind = 'certificate' AND record.sent = excluded.desired "
		"THEN '' ELSE excluded.body END "
		"WHERE record.desired <> excluded.desired OR record.wanted = 0 "
		"OR (record.kind = 'certificate' AND record.body <> '' "
		"AND record.body <> excluded.body) RETURNING id",
		BIND(target, kind, key, subject_id, urgency, desired, body), 0, &id, error);
	*changed = id != 0;
	return good;
}

static bool is_among(const char *key, const char *const *keys, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(key, keys[i]) == 0)
			return true;
	}
	return false;
}

bool store_record_keep_only(struct store *store, const char *target, const char *kind,
                            int64_t subject_id, const char *const *keys, size_t count,
                            struct error *error)
{
	ARENA(arena);
	struct store_record *rows;
	size_t row_count;
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error) ||
	    !statement_list(store, &arena,
	                    "SELECT " STORE_RECORD_COLUMNS
	                    " FROM record WHERE subject_id = $1 AND target = $2 "
	                    "AND kind = $3 AND wanted = 1",
	                    BIND(subject_id, target, kind), &store_record_shape, &rows, &row_count,
	                    error))
		return false;
	/* An empty digest differs from what was sent: the removal is something to send. */
	for (size_t i = 0; i < row_count; i++) {
		if (!is_among(rows[i].key, keys, count) &&
		    !statement_run(
			    store,
			    "UPDATE record SET wanted = 0, desired = '', problem = CASE WHEN "
			    "missing <> 0 THEN problem ELSE '' END "
			    "WHERE id = $1",
			    BIND(rows[i].id), error))
			return false;
	}
	return store_commit(store, false, error);
}

/* No unfinished step, but for one that waits with what was desired before. */
#define FREE                                                                   \
	"NOT EXISTS (SELECT 1 FROM step WHERE step.target = record.target "    \
	"AND step.key = record.key AND step.state NOT IN ('done', 'refused') " \
	"AND (step.state <> 'waiting' OR step.digest = record.desired))"

/* Two queries: SQLite would read (urgency, id) > ($2, $3) from the start of that urgency on. */
bool store_record_pending(struct store *store, struct arena *arena, const char *target,
                          const struct store_record *after, size_t limit,
                          struct store_record **rows, size_t *count, struct error *error)
{
	*count = 0;
	if (after && !statement_list(store, arena,
	                             "SELECT " STORE_RECORD_COLUMNS
	                             " FROM record WHERE target = $1 AND " PENDING " AND " FREE
	                             " AND urgency = $2 AND id > $3 "
	                             "ORDER BY id LIMIT $4",
	                             BIND(target, after->urgency, after->id, limit),
	                             &store_record_shape, rows, count, error))
		return false;
	return *count || statement_list(store, arena,
	                                "SELECT " STORE_RECORD_COLUMNS
	                                " FROM record WHERE target = $1 AND " PENDING " AND " FREE
	                                " AND urgency > $2 ORDER BY urgency, id LIMIT $3",
	                                BIND(target, after ? after->urgency : INT_MIN, limit),
	                                &store_record_shape, rows, count, error);
}

bool store_record_pending_count(struct store *store, const char *target, int64_t *count,
                                struct error *error)
{
	return statement_number(store, "SELECT count(*) FROM record WHERE target = $1 AND " PENDING,
	                        BIND(target), 0, count, error);
}

static const struct statement_column growth_columns[] = {
	COLUMN(struct store_growth, waiting),
	COLUMN(struct store_growth, planned),
};
SHAPE(growth, struct store_growth);

bool store_record_growth(struct store *store, const char *target, struct store_growth *found,
                         struct error *error)
{
	ARENA(arena);
	struct store_growth *row;
	if (!statement_get(store, &arena,
	                   "SELECT count(CASE WHEN NOT " FREE " THEN 1 END), count(CASE WHEN " FREE
	                   " THEN 1 END) FROM record WHERE target = $1 AND " PENDING
	                   " AND kind IN ('certificate', 'deployment') AND remote_id = '' "
	                   "AND wanted = 1",
	                   BIND(target), &growth, &row, error))
		return false;
	*found = row ? *row : (struct store_growth){ 0 };
	return true;
}

bool store_record_stale(struct store *store, struct arena *arena, const char *target,
                        int64_t before, size_t limit, struct store_record **rows, size_t *count,
                        struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " STORE_RECORD_COLUMNS
	                      " FROM record WHERE target = $1 AND refresh < $2 "
	                      "AND kind = 'certificate' AND remote_id <> '' AND desired = sent "
	                      "AND drift = '' AND problem = '' "
	                      "ORDER BY refresh LIMIT $3",
	                      BIND(target, before, limit), &store_record_shape, rows, count, error);
}

bool store_record_problems(struct store *store, struct arena *arena, const char *target,
                           struct store_record **rows, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " STORE_RECORD_COLUMNS
	                      " FROM record WHERE ($1 = '' OR target = $1) "
	                      "AND (problem <> '' OR contested <> '') ORDER BY target, id",
	                      BIND(target), &store_record_shape, rows, count, error);
}

static const struct statement_column kinds_columns[] = {
	COLUMN(struct store_pending, opens),
	COLUMN(struct store_pending, closes),
	COLUMN(struct store_pending, updates),
	COLUMN(struct store_pending, removals),
};
SHAPE(kinds, struct store_pending);

bool store_record_pending_kinds(struct store *store, const char *target,
                                struct store_pending *pending, struct error *error)
{
	ARENA(arena);
	struct store_pending *found;
	if (!statement_get(
		    store, &arena,
		    "SELECT count(CASE WHEN kind = 'ticket' AND remote_id = '' THEN 1 END), "
		    "count(CASE WHEN kind = 'ticket' AND remote_id <> '' AND EXISTS (SELECT 1 "
		    "FROM ticket WHERE record.key = 'ticket:' || ticket.key "
		    "AND ticket.goal IN ('done', 'not needed')) THEN 1 END), "
		    "count(CASE WHEN remote_id <> '' AND (kind = 'certificate' OR (kind = "
		    "'ticket' AND instr(body, '\"update\":true') > 0)) THEN 1 END), "
		    "count(CASE WHEN kind = 'relation' AND wanted = 0 THEN 1 END) "
		    "FROM record WHERE target = $1 AND " PENDING " AND " BRAKED,
		    BIND(target), &kinds, &found, error))
		return false;
	*pending = found ? *found : (struct store_pending){ 0 };
	return true;
}
