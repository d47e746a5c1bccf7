/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite as the sandbox uses it. */

#include "database.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATEMENT_SLOTS = 512 };

struct kept_statement {
	uint64_t hash;
	char *sql;
	sqlite3_stmt *statement;
};

struct database {
	sqlite3 *handle;
	struct kept_statement kept[STATEMENT_SLOTS];
	bool failed;
	bool open_transaction;
};

static uint64_t hash_of(const char *sql)
{
	uint64_t hash = 1469598103934665603U;
	for (; *sql; sql++)
		hash = (hash ^ (unsigned char)*sql) * 1099511628211U;
	return hash;
}

static void complain(struct database *database, const char *sql)
{
	database->failed = true;
	fprintf(stderr, "certsteward-sandbox: database: %s (%.200s)\n",
	        sqlite3_errmsg(database->handle), sql);
}

struct database *database_open(struct pool *pool, const char *path, const char **message)
{
	struct database *database = calloc(1, sizeof(*database));
	if (!database)
		abort();
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
	int status = sqlite3_open_v2(path, &database->handle, flags, NULL);
	if (status == SQLITE_OK)
		status = sqlite3_exec(database->handle,
		                      "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
		                      "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
		                      NULL, NULL, NULL);
	if (status != SQLITE_OK) {
		*message = pool_copy(pool, sqlite3_errmsg(database->handle));
		database_close(database);
		return NULL;
	}
	sqlite3_busy_timeout(database->handle, 5000);
	return database;
}

void database_close(struct database *database)
{
	if (!database)
		return;
	for (size_t i = 0; i < STATEMENT_SLOTS; i++) {
		sqlite3_finalize(database->kept[i].statement);
		free(database->kept[i].sql);
	}
	sqlite3_close_v2(database->handle);
	free(database);
}

static void drop_kept(struct kept_statement *kept)
{
	sqlite3_finalize(kept->statement);
	free(kept->sql);
	*kept = (struct kept_statement){ 0 };
}

/* A free place for this text among four neighbours, or the idle statement that already has it. */
static struct kept_statement *find_slot(struct database *database, const char *sql, uint64_t hash)
{
	struct kept_statement *room = NULL;
	for (size_t i = 0; i < 4; i++) {
		struct kept_statement *kept = &database->kept[(hash + i) % STATEMENT_SLOTS];
		bool busy = kept->statement && sqlite3_stmt_busy(kept->statement);
		if (!busy && kept->statement && kept->hash == hash && strcmp(kept->sql, sql) == 0)
			return kept;
		if (!busy && (!room || !kept->statement))
			room = kept;
	}
	if (room)
		drop_kept(room);
	return room;
}

static sqlite3_stmt *prepare(struct database *database, const char *sql)
{
	uint64_t hash = hash_of(sql);
	struct kept_statement *slot = find_slot(database, sql, hash);
	if (slot && slot->statement) {
		sqlite3_reset(slot->statement);
		return slot->statement;
	}
	sqlite3_stmt *statement = NULL;
	if (!slot || sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
	                                &statement, NULL) != SQLITE_OK) {
		complain(database, sql);
		return NULL;
	}
	*slot = (struct kept_statement){ .hash = hash, .sql = strdup(sql), .statement = statement };
	if (!slot->sql)
		abort();
	return statement;
}

sqlite3_stmt *database_query(struct database *database, const char *sql, const char *const *values,
                             size_t count)
{
	sqlite3_stmt *statement = prepare(database, sql);
	if (!statement)
		return NULL;
	for (size_t i = 0; i < count; i++)
		sqlite3_bind_text(statement, (int)i + 1, values[i] ? values[i] : "", -1,
		                  SQLITE_TRANSIENT);
	return statement;
}

bool database_next(struct database *database, sqlite3_stmt *statement)
{
	if (!statement)
		return false;
	int status = sqlite3_step(statement);
	if (status == SQLITE_ROW)
		return true;
	if (status != SQLITE_DONE)
		complain(database, sqlite3_sql(statement));
	sqlite3_reset(statement);
	return false;
}

void database_done(sqlite3_stmt *statement)
{
	if (statement)
		sqlite3_reset(statement);
}

const char *database_text(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);
	return text ? (const char *)text : "";
}

bool database_run(struct database *database, const char *sql, const char *const *values,
                  size_t count)
{
	sqlite3_stmt *statement = database_query(database, sql, values, count);
	if (!statement)
		return false;
	int status = sqlite3_step(statement);
	if (status != SQLITE_DONE && status != SQLITE_ROW) {
		complain(database, sql);
		sqlite3_reset(statement);
		return false;
	}
	sqlite3_reset(statement);
	return true;
}

const char *database_value(struct database *database, struct pool *pool, const char *sql,
                           const char *const *values, size_t count)
{
	sqlite3_stmt *statement = database_query(database, sql, values, count);
	const char *value = NULL;
	if (database_next(database, statement)) {
		value = pool_copy(pool, database_text(statement, 0));
		database_done(statement);
	}
	return value;
}

long long database_number(struct database *database, const char *sql, const char *const *values,
                          size_t count)
{
	sqlite3_stmt *statement = database_query(database, sql, values, count);
	long long number = 0;
	if (database_next(database, statement)) {
		number = sqlite3_column_int64(statement, 0);
		database_done(statement);
	}
	return number;
}

void database_begin(struct database *database)
{
	database->failed = false;
	database->open_transaction = database_run(database, "BEGIN", NULL, 0);
}

bool database_commit(struct database *database)
{
	if (database->failed || !database->open_transaction) {
		database_rollback(database);
		return false;
	}
	database->open_transaction = false;
	return database_run(database, "COMMIT", NULL, 0);
}

void database_rollback(struct database *database)
{
	if (database->open_transaction && !sqlite3_get_autocommit(database->handle))
		database_run(database, "ROLLBACK", NULL, 0);
	database->open_transaction = false;
}

sqlite3 *database_handle(struct database *database)
{
	return database->handle;
}
