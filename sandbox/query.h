/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Encoded queries: "active=true^ORpriority<3^NQnameSTARTSWITHx^ORDERBYDESCnumber" to SQL. */
#pragma once

#include "dictionary.h"
#include "session.h"
#include "text.h"

#include <stdbool.h>
#include <stddef.h>

struct query {
	struct text where;   /* condition over the table named t; "1" when nothing restricts */
	struct text order;   /* "t.a, t.b DESC"; empty without ORDERBY */
	const char **values; /* one per "?" of where, in order */
	size_t count;
	bool dropped; /* a part named no column or no known operator and was left out */
	bool ranged;  /* sorts, or compares otherwise than by equality */
};

/* Never fails: what cannot be understood is dropped, as the platform does, so that the query
 * returns more rows than its author wanted. Release it with query_release. */
void query_compile(struct session *session, const struct table *table, const char *encoded,
                   struct query *query);
void query_release(struct query *query);
#define QUERY_SCOPE __attribute__((cleanup(query_release)))

/* SQL expression for a column, or for one of a referenced table ("caller_id.name"). NULL when
 * there is no such column; column and owner then stay as they are. Pooled. */
const char *query_expression(struct pool *pool, const struct table *table, const char *field,
                             const struct column **column, const struct table **owner);
