/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of one request: everything that lives until the answer is sent, freed in one go. */
#pragma once

#include <stdarg.h>
#include <stddef.h>

struct pool;

/* Never NULL: a failed allocation ends the process, as everywhere in the sandbox. */
struct pool *pool_open(void);
void pool_close(struct pool *pool);

/* Zeroed bytes, aligned for any object. */
void *pool_take(struct pool *pool, size_t size);
char *pool_copy(struct pool *pool, const char *text);
char *pool_copy_length(struct pool *pool, const char *bytes, size_t length);
char *pool_print(struct pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));

void pool_close_at_scope_end(struct pool **pool);
#define POOL_SCOPE __attribute__((cleanup(pool_close_at_scope_end)))
