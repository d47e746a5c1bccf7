/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads rows of far sides from the mirror. */
#include "store/store_mirror.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/store_mirror_parts.h"

static bool give_all(struct arena *arena, const struct store_mirror_row *found, size_t count,
                     struct ci **rows)
{
	*rows = ARENA_ARRAY(arena, struct ci, count);
	for (size_t i = 0; i < count; i++)
		(*rows)[i] = store_mirror_unfold(arena, &found[i]);
	return true;
}

static bool give(struct arena *arena, const struct store_mirror_row *found, struct ci **row)
{
	*row = NULL;
	if (found) {
		*row = ARENA_NEW(arena, struct ci);
		**row = store_mirror_unfold(arena, found);
	}
	return true;
}

bool store_mirror_get(struct store *store, struct arena *arena, const char *target,
                      enum ci_kind kind, const char *remote_id, struct ci **row,
                      struct error *error)
{
	struct store_mirror_row *found;
	return statement_get(store, arena,
	                     "SELECT " STORE_MIRROR_COLUMNS " FROM mirror WHERE target = $1 "
	                     "AND kind = $2 AND remote_id = $3",
	                     BIND(target, ci_kind_name(kind), remote_id), &store_mirror_shape,
	                     &found, error) &&
	       give(arena, found, row);
}

bool store_mirror_get_any(struct store *store, struct arena *arena, const char *target,
                          const char *remote_id, struct ci **row, struct error *error)
{
	static const enum ci_kind kinds[] = { CI_HOST, CI_APPLICATION, CI_VIP, CI_SERVICE };
	*row = NULL;
	for (size_t i = 0; !*row && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!store_mirror_get(store, arena, target, kinds[i], remote_id, row, error))
			return false;
	}
	return true;
}

bool store_mirror_by_address(struct store *store, struct arena *arena, const char *target,
                             const char *address, struct ci **rows, size_t *count,
                             struct error *error)
{
	struct store_mirror_row *found;
	return statement_list(
		       store, arena,
		       "SELECT " STORE_MIRROR_COLUMNS
		       " FROM mirror_address JOIN mirror ON mirror.id = mirror_id WHERE mirror_address.target = $1 AND address = $2 ORDER BY mirror.id",
		       BIND(target, address), &store_mirror_shape, &found, count, error) &&
	       give_all(arena, found, *count, rows);
}

bool store_mirror_by_name(struct store *store, struct arena *arena, const char *target,
                          const char *name, struct ci **rows, size_t *count, struct error *error)
{
	struct store_mirror_row *found;
	return statement_list(
		       store, arena,
		       "SELECT " STORE_MIRROR_COLUMNS
		       " FROM mirror_alias JOIN mirror ON mirror.id = mirror_id WHERE mirror_alias.target = $1 AND mirror_alias.name = $2 ORDER BY mirror.id",
		       BIND(target, text_lower(arena, name)), &store_mirror_shape, &found, count,
		       error) &&
	       give_all(arena, found, *count, rows);
}

bool store_mirror_by_fingerprint(struct store *store, struct arena *arena, const char *target,
                                 const char *fingerprint, struct ci **rows, size_t *count,
                                 struct error *error)
{
	struct store_mirror_row *found;
	return statement_list(
		       store, arena,
		       "SELECT " STORE_MIRROR_COLUMNS
		       " FROM mirror WHERE target = $1 AND fingerprint = $2 AND fingerprint <> '' ORDER BY id",
		       BIND(target, fingerprint), &store_mirror_shape, &found, count, error) &&
	       give_all(arena, found, *count, rows);
}

bool store_mirror_by_serial(struct store *store, struct arena *arena, const char *target,
                            const char *serial, struct ci **rows, size_t *count,
                            struct error *error)
{
	struct store_mirror_row *found;
	return statement_list(
		       store, arena,
		       "SELECT " STORE_MIRROR_COLUMNS
		       " FROM mirror WHERE target = $1 AND serial = $2 AND serial <> '' ORDER BY id",
		       BIND(target, serial), &store_mirror_shape, &found, count, error) &&
	       give_all(arena, found, *count, rows);
}

bool store_mirror_domain(struct store *store, struct arena *arena, const char *target,
                         const char *name, const char **remote_id, struct error *error)
{
	return statement_text(store, arena,
	                      "SELECT remote_id FROM mirror WHERE target = $1 AND kind = $2 "
	                      "AND name = $3 ORDER BY id LIMIT 1",
	                      BIND(target, ci_kind_name(CI_DOMAIN), name), remote_id, error);
}

bool store_mirror_services_of(struct store *store, struct arena *arena, const char *target,
                              const char *child, struct ci **rows, size_t *count,
                              struct error *error)
{
	struct store_mirror_row *found;
	return statement_list(
		       store, arena,
		       "WITH RECURSIVE above (id, steps) AS (SELECT parent, 1 FROM mirror "
		       "WHERE target = $1 AND child = $2 AND child <> '' AND kind = $3 UNION "
		       "SELECT mirror.parent, steps + 1 FROM above JOIN mirror ON target = $1 "
		       "AND child = above.id AND child <> '' AND kind = $3 WHERE steps < $4 AND "
		       "EXISTS (SELECT 1 FROM mirror WHERE target = $1 AND kind IN ($5, $6) "
		       "AND remote_id = above.id)) "
		       "SELECT " STORE_MIRROR_COLUMNS
		       " FROM mirror WHERE target = $1 AND kind = $7 AND remote_id IN "
		       "(SELECT id FROM above) ORDER BY name, id",
		       BIND(target, child, ci_kind_name(CI_RELATION), STORE_MIRROR_ABOVE,
	                    ci_kind_name(CI_APPLICATION), ci_kind_name(CI_VIP),
	                    ci_kind_name(CI_SERVICE)),
		       &store_mirror_shape, &found, count, error) &&
	       give_all(arena, found, *count, rows);
}

bool store_mirror_tickets_on(struct store *store, struct arena *arena, const char *target,
                             const char *ci, struct ci **rows, size_t *count, struct error *error)
{
	struct store_mirror_row *found;
	return statement_list(store, arena,
	                      "SELECT " STORE_MIRROR_COLUMNS
	                      " FROM mirror WHERE target = $1 AND kind = $2 AND parent = $3 "
	                      "AND parent <> '' AND active = 1 AND ours = 0 ORDER BY id",
	                      BIND(target, ci_kind_name(CI_TICKET), ci), &store_mirror_shape,
	                      &found, count, error) &&
	       give_all(arena, found, *count, rows);
}

static const struct statement_column progress_columns[] = {
	COLUMN(struct store_mirror_progress, cursor),
	COLUMN(struct store_mirror_progress, since),
	COLUMN(struct store_mirror_progress, full_at),
};
SHAPE(progress, struct store_mirror_progress);

bool store_mirror_progress_get(struct store *store, struct arena *arena, const char *target,
                               enum ci_kind kind, struct store_mirror_progress *given,
                               struct error *error)
{
	struct store_mirror_progress *found;
	*given = (struct store_mirror_progress){ .cursor = "" };
	if (!statement_get(store, arena,
	                   "SELECT page_cursor, since, full_at FROM mirror_progress "
	                   "WHERE target = $1 AND kind = $2",
	                   BIND(target, ci_kind_name(kind)), &progress, &found, error))
		return false;
	if (found)
		*given = *found;
	return true;
}

bool store_mirror_progress_set(struct store *store, const char *target, enum ci_kind kind,
                               const struct store_mirror_progress *given, struct error *error)
{
	return statement_run(
		store,
		"INSERT INTO mirror_progress (target, kind, page_cursor, since, full_at) "
		"VALUES ($1, $2, $3, $4, $5) ON CONFLICT (target, kind) DO UPDATE SET "
		"page_cursor = excluded.page_cursor, since = excluded.since, "
		"full_at = excluded.full_at",
		BIND(target, ci_kind_name(kind), given->cursor, given->since, given->full_at),
		error);
}
