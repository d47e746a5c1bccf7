/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions of AQL on one attribute, also at the end of a walk over references. */
#pragma once

#include "assets_type.h"
#include "token.h"
#include "where.h"

#include <stdbool.h>
#include <stddef.h>

enum { PATH_MAX_PARTS = 5 };

struct aql {
	struct site *site;
	struct where *where;
	json_t *problem;
	struct token_reader tokens;
	int depth;
};

/* What stands before an operator: an attribute, or a walk over references. */
struct subject {
	const char *parts[PATH_MAX_PARTS];
	size_t count;
};

/* How a value is compared. */
enum comparing { EQUAL, LIKE, BEGINS, ENDS, LESS, LESS_EQUAL, MORE, MORE_EQUAL };

/* Always false. */
bool aql_compare_refuse(struct aql *aql, const char *why);
/* The SQL with one alias or column put in the place of "%s". */
const char *aql_compare_print(struct aql *aql, const char *sql, const char *one);
/* The ids of the site's attributes of this name; "" when there is none. */
const char *aql_compare_ids(struct aql *aql, const char *name, enum assets_kind *kind);
/* The column of the object itself that a name means; NULL when it is none. */
const char *aql_compare_column(const char *name, const char *alias, struct pool *pool);
/* "subject how value" for the object named alias, from the part at on. */
bool aql_compare_add(struct aql *aql, const struct subject *subject, size_t at, const char *alias,
                     enum comparing how, const char *value);
