/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A condition of SQL that grows with its bound values. */

#include "where.h"

void where_add(struct where *where, const char *sql)
{
	text_add(&where->sql, sql);
}

void where_bind(struct where *where, const char *value)
{
	if (where->count == WHERE_BOUND_MAX) {
		text_add(&where->sql, "NULL");
		return;
	}
	text_add(&where->sql, "?");
	where->bound[where->count++] = pool_copy(where->pool, value);
}

void where_release(struct where *where)
{
	text_release(&where->sql);
}
