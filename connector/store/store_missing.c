/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Column record.missing and table lack. */
#include "store/store_missing.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/statement.h"
#include "store/store_record_parts.h"

struct gone {
	int64_t id, subject_id;
	const char *key;
};
static const struct statement_column gone_columns[] = {
	COLUMN(struct gone, id),
	COLUMN(struct gone, subject_id),
	COLUMN(struct gone, key),
};
SHAPE(gone, struct gone);

/* The record itself, and a certificate's relations: they name a row that is not there. */
#define WHOLE(target, id, kind, subject)                                     \
	"target = " target " AND (id = " id " OR (" kind " = 'certificate' " \
	"AND kind = 'relation' AND subject_id = " subject "))"

static bool mark_one(struct store *store, const char *target, const char *kind,
                     const struct gone *row, int64_t began, const char *problem,
                     struct error *error)
{
	return statement_run(store,
	                     "UPDATE record SET missing = $1, problem = $2 WHERE " WHOLE(
				     "$3", "$4", "$5", "$6") " AND missing = 0",
	                     BIND(began, problem, target, row->id, kind, row->subject_id), error);
}

bool store_missing_mark(struct store *store, struct arena *arena, const char *target,
                        const char *kind, int64_t began, const char *problem, const char **keys,
                        size_t most, size_t *count, struct error *error)
{
	struct gone *rows;
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error) ||
	    !statement_list(store, arena,
	                    "SELECT id, subject_id, key FROM record WHERE target = $1 "
	                    "AND kind = $2 AND remote_id <> '' AND missing = 0 "
	                    "AND refresh < $3 AND EXISTS (SELECT 1 FROM mirror WHERE "
	                    "mirror.target = record.target AND mirror.kind = record.kind "
	                    "AND mirror.remote_id = record.remote_id AND mirror.read_at < $3) "
	                    "ORDER BY id",
	                    BIND(target, kind, began), &gone, &rows, count, error))
		return false;
	for (size_t i = 0; i < *count; i++) {
		if (i < most)
			keys[i] = rows[i].key;
		if (!mark_one(store, target, kind, &rows[i], began, problem, error))
			return false;
	}
	return store_commit(store, false, error);
}

bool store_missing_found(struct store *store, const struct store_record *record,
                         struct error *error)
{
	return statement_run(store,
	                     "UPDATE record SET missing = 0, problem = '' WHERE " WHOLE(
				     "$1", "$2", "$3", "$4") " AND missing <> 0",
	                     BIND(record->target, record->id, record->kind, record->subject_id),
	                     error);
}

bool store_missing_forget(struct store *store, const struct store_record *record,
                          struct error *error)
{
	return statement_run(store,
	                     "UPDATE record SET missing = 0, problem = '', sent = '', "
	                     "remote_id = '', baseline = '', adopted = 0, drift = '' WHERE " WHOLE(
				     "$1", "$2", "$3", "$4") " AND missing <> 0",
	                     BIND(record->target, record->id, record->kind, record->subject_id),
	                     error);
}

bool store_missing_list(struct store *store, struct arena *arena, const char *target, int64_t after,
                        size_t limit, struct store_record **rows, size_t *count,
                        struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " STORE_RECORD_COLUMNS " FROM record WHERE target = $1 "
	                      "AND id > $2 AND missing <> 0 AND kind <> 'relation' "
	                      "ORDER BY id LIMIT $3",
	                      BIND(target, after, limit), &store_record_shape, rows, count, error);
}

bool store_missing_lack(struct store *store, const char *target, const char *key, const char *needs,
                        struct error *error)
{
	return statement_run(store,
	                     "INSERT INTO lack (target, needs, key) VALUES ($1, $2, $3) "
	                     "ON CONFLICT (target, needs, key) DO NOTHING",
	                     BIND(target, needs, key), error);
}

static bool fill_one(struct store *store, const char *target, const char *needs, int64_t *count,
                     struct error *error)
{
	if (!statement_run(store,
	                   "UPDATE record SET sent = '' WHERE target = $1 AND sent <> '' "
	                   "AND key IN (SELECT key FROM lack WHERE target = $1 AND needs = $2)",
	                   BIND(target, needs), error))
		return false;
	*count += statement_changes(store);
	return statement_run(store, "DELETE FROM lack WHERE target = $1 AND needs = $2",
	                     BIND(target, needs), error);
}

/* Many lack the same few: asked by those. */
bool store_missing_fill(struct store *store, const char *target, int64_t *count,
                        struct error *error)
{
	ARENA(arena);
	*count = 0;
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error))
		return false;
	for (const char *last = "";;) {
		const char *needs;
		int64_t there;
		if (!statement_text(store, &arena,
		                    "SELECT min(needs) FROM lack WHERE target = $1 AND needs > $2",
		                    BIND(target, last), &needs, error))
			return false;
		if (text_is_empty(needs))
			return store_commit(store, false, error);
		if (!statement_number(store,
		                      "SELECT count(*) FROM record WHERE target = $1 AND key = $2 "
		                      "AND remote_id <> '' AND missing = 0",
		                      BIND(target, needs), 0, &there, error) ||
		    (there && !fill_one(store, target, needs, count, error)))
			return false;
		last = needs;
	}
}
