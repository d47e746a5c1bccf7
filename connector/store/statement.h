/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Statements of the store: prepared once and kept by the address of their text, bound by type, read
 * into structs by their shape. SQL is always a string literal. Only for connector/store/. */
#pragma once
#include "store/statement_value.h"
#include "store/store_parts.h"

struct arena;

/* A running query. Closed at the end of the scope. */
struct statement {
	struct store *store;
	sqlite3_stmt *handle;
	int result; /* of the newest step */
	bool kept;  /* in the cache: reset instead of finalised */
};
#define STATEMENT(name) struct statement name __attribute__((cleanup(statement_close))) = { 0 }

/* Prepares or takes from the cache, and binds; the values are borrowed until it is closed. ERROR_LOCAL
 * when SQLite refuses. */
CHECKED bool statement_open(struct store *store, struct statement *statement, const char *sql,
                            const struct statement_value *values, size_t count,
                            struct error *error);
/* True while there is a row. */
bool statement_step(struct statement *statement);
/* After the last step: did all go well? */
CHECKED bool statement_end(struct statement *statement, struct error *error);
void statement_close(struct statement *statement);
/* Reads the current row from its first column on; texts go to the arena, or are borrowed until the
 * next step when it is NULL. */
void statement_read(const struct statement *statement, struct arena *arena,
                    const struct statement_shape *shape, void *row);

/* Whole calls. rows and row are addresses of a pointer to the shape's struct. */
CHECKED bool statement_run(struct store *store, const char *sql,
                           const struct statement_value *values, size_t count, struct error *error);
CHECKED bool statement_run_row(struct store *store, const char *sql,
                               const struct statement_shape *shape, const void *row,
                               struct error *error);
CHECKED bool statement_get(struct store *store, struct arena *arena, const char *sql,
                           const struct statement_value *values, size_t count,
                           const struct statement_shape *shape, void *row, struct error *error);
CHECKED bool statement_list(struct store *store, struct arena *arena, const char *sql,
                            const struct statement_value *values, size_t count,
                            const struct statement_shape *shape, void *rows, size_t *row_count,
                            struct error *error);
/* First column of the first row; fallback when there is no row or it is NULL. */
CHECKED bool statement_number(struct store *store, const char *sql,
                              const struct statement_value *values, size_t count, int64_t fallback,
                              int64_t *number, struct error *error);
/* The same for $1… taken from a row: for INSERT … RETURNING. */
CHECKED bool statement_number_row(struct store *store, const char *sql,
                                  const struct statement_shape *shape, const void *row,
                                  int64_t *number, struct error *error);
CHECKED bool statement_text(struct store *store, struct arena *arena, const char *sql,
                            const struct statement_value *values, size_t count, const char **text,
                            struct error *error);
/* Rows that the newest INSERT, UPDATE or DELETE changed. */
int64_t statement_changes(const struct store *store);
