/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite as the sandbox uses it: text in, text out, statements kept, one transaction a request. */
#pragma once

#include "pool.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

struct database;

/* NULL when the file cannot be opened; the message then says why and lives as long as the pool. */
struct database *database_open(struct pool *pool, const char *path, const char **message);
void database_close(struct database *database);

/* A statement with its values bound ("?" in order, NULL binds an empty text). It is kept for the
 * next use: step it with database_next until false, or let go of it with database_done. */
sqlite3_stmt *database_query(struct database *database, const char *sql, const char *const *values,
                             size_t count);
/* Whether there is a row. After the last one the statement is let go of by itself. */
bool database_next(struct database *database, sqlite3_stmt *statement);
void database_done(sqlite3_stmt *statement);
const char *database_text(sqlite3_stmt *statement, int column);

/* Without rows. False, and the transaction is marked as failed, when SQLite refuses. */
bool database_run(struct database *database, const char *sql, const char *const *values,
                  size_t count);
/* First column of the first row, a copy in the pool; NULL without a row. */
const char *database_value(struct database *database, struct pool *pool, const char *sql,
                           const char *const *values, size_t count);
long long database_number(struct database *database, const char *sql, const char *const *values,
                          size_t count);

void database_begin(struct database *database);
/* False when anything failed since database_begin: everything is then undone. */
bool database_commit(struct database *database);
void database_rollback(struct database *database);

/* The connection itself, for files (blobs). */
sqlite3 *database_handle(struct database *database);

#define VALUES(...)                           \
	(const char *const[]){ __VA_ARGS__ }, \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *)
