/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Walks over the addresses of the mirror. */
#include "store/store_known.h"
#include "store/statement.h"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_known, kind),
	COLUMN(struct store_known, address),
	COLUMN(struct store_known, port),
	COLUMN(struct store_known, names),
};
SHAPE(row, struct store_known);

bool store_known_each(struct store *store,
                      void (*each)(void *context, const struct store_known *row), void *context,
                      struct error *error)
{
	struct store_known known;
	STATEMENT(statement);
	/* From the row itself: the table of aliases has no index by row. */
	if (!statement_open(store, &statement,
	                    "SELECT m.kind, a.address, m.port, "
	                    "coalesce((SELECT group_concat(j.value, ' ') "
	                    "FROM json_each(m.names) j), '') "
	                    "FROM mirror_address a JOIN mirror m ON m.id = a.mirror_id "
	                    "WHERE m.kind IN ('host', 'application', 'vip') AND m.active = 1",
	                    BIND_NONE, error))
		return false;
	while (statement_step(&statement)) {
		statement_read(&statement, NULL, &row, &known);
		each(context, &known);
	}
	return statement_end(&statement, error);
}
