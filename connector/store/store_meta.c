/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Small facts about the store itself: table meta. */
#include "store/statement.h"

bool store_meta_get(struct store *store, struct arena *arena, const char *name, const char **value,
                    struct error *error)
{
	return statement_text(store, arena, "SELECT value FROM meta WHERE name = $1", BIND(name),
	                      value, error);
}

bool store_meta_set(struct store *store, const char *name, const char *value, struct error *error)
{
	return statement_run(store,
	                     "INSERT INTO meta (name, value) VALUES ($1, $2) "
	                     "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
	                     BIND(name, value), error);
}
