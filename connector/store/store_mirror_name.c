/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names in the mirror, without the rest of their rows. */
#include "store/store_mirror_name.h"
#include "base/arena.h"
#include "store/statement.h"

struct named {
	const char *name;
	bool active;
};
static const struct statement_column named_columns[] = {
	COLUMN(struct named, name),
	COLUMN(struct named, active),
};
SHAPE(named, struct named);

bool store_mirror_name(struct store *store, struct arena *arena, const char *target,
                       enum ci_kind kind, const char *remote_id, const char **name, bool *active,
                       struct error *error)
{
	struct named *found;
	if (!statement_get(store, arena,
	                   "SELECT name, active FROM mirror WHERE target = $1 AND kind = $2 "
	                   "AND remote_id = $3",
	                   BIND(target, ci_kind_name(kind), remote_id), &named, &found, error))
		return false;
	*name = found ? found->name : NULL;
	*active = found && found->active;
	return true;
}
