/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A condition of SQL that grows with its bound values. */
#pragma once

#include "sandbox/pool.h"
#include "sandbox/text.h"

#include <stddef.h>

enum { WHERE_BOUND_MAX = 900 };

struct where {
	struct pool *pool;
	struct text sql;
	const char *bound[WHERE_BOUND_MAX];
	size_t count;
};

/* Markup of our own. */
void where_add(struct where *where, const char *sql);
/* "?" with a value from outside; beyond the most, NULL is compared with, which finds nothing. */
void where_bind(struct where *where, const char *value);
void where_release(struct where *where);
#define WHERE_SCOPE __attribute__((cleanup(where_release)))
