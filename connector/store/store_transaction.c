/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions that nest, and commits that reach the disk. */
#include "store/statement.h"

bool store_begin(struct store *store, struct error *error)
{
	if (store->depth == 0) {
		store->doomed = store->durable = false;
		if (!statement_run(store, store->mode == STORE_WRITE ? "BEGIN IMMEDIATE" : "BEGIN",
		                   BIND_NONE, error))
			return false;
	}
	store->depth++;
	return true;
}

/* With synchronous=NORMAL a commit is written to the log but not synced. Syncing the log is all that
 * FULL would add (sqlite.org/wal.html, "performance considerations"). */
static bool sync_log(struct store *store, struct error *error)
{
	sqlite3_file *log = NULL;
	int code =
		sqlite3_file_control(store->database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
	if (code == SQLITE_OK && log && log->pMethods)
		code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
	if (code == SQLITE_OK)
		return true;
	return error_set(error, ERROR_LOCAL,
	                 "store '%s': the disk did not confirm a write (SQLite code %d); check the "
	                 "disk and start again",
	                 store->path, code);
}

bool store_commit(struct store *store, bool durable, struct error *error)
{
	if (store->depth == 0)
		return error_set(error, ERROR_LOCAL, "store '%s': the transaction was rolled back",
		                 store->path);
	store->durable |= durable;
	if (store->depth > 1) {
		store->depth--;
		return true;
	}
	if (!statement_run(store, "COMMIT", BIND_NONE, error)) {
		store_rollback(store);
		return false;
	}
	store->depth = 0;
	return !store->durable || sync_log(store, error);
}

void store_rollback(struct store *store)
{
	if (store->depth && !sqlite3_get_autocommit(store->database))
		sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
	store->depth = 0;
	store->doomed = false;
}

struct store_scope store_scope_open(struct store *store)
{
	return (struct store_scope){ .store = store, .depth = store->depth };
}

void store_scope_close(struct store_scope *scope)
{
	struct store *store = scope->store;
	bool outermost = scope->depth == 0;
	if (store->depth > scope->depth) {
		store_rollback(store);
		store->doomed = !outermost;
	} else if (outermost) {
		store->doomed = false;
	}
}
