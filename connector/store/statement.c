/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Prepares statements once per text, binds values, steps. */
#include "store/statement.h"
#include "base/memory.h"

#include <assert.h>
#include <string.h>

struct statement_slot {
	const char *sql;
	sqlite3_stmt *handle;
};

static size_t slot_of(const struct store *store, const char *sql)
{
	size_t at = (size_t)(((uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15)) >> 32) %
	            store->slot_capacity;
	while (store->slots[at].sql && store->slots[at].sql != sql)
		at = (at + 1) % store->slot_capacity;
	return at;
}

static void grow(struct store *store)
{
	struct statement_slot *old = store->slots;
	size_t old_capacity = store->slot_capacity;
	store->slot_capacity = old_capacity ? old_capacity * 2 : 128;
	store->slots = memory_zero(store->slot_capacity, sizeof(*store->slots));
	for (size_t i = 0; i < old_capacity; i++) {
		if (old[i].sql)
			store->slots[slot_of(store, old[i].sql)] = old[i];
	}
	free(old);
}

/* The kept statement of this text; a fresh one when that is running (a query inside the rows of the
 * same query). */
static int prepare(struct store *store, struct statement *statement, const char *sql)
{
	if (store->slot_count * 2 >= store->slot_capacity)
		grow(store);
	struct statement_slot *slot = &store->slots[slot_of(store, sql)];
	if (slot->sql && !sqlite3_stmt_busy(slot->handle)) {
		statement->handle = slot->handle;
		statement->kept = true;
		return SQLITE_OK;
	}
	statement->kept = !slot->sql;
	int code = sqlite3_prepare_v3(store->database, sql, -1,
	                              statement->kept ? SQLITE_PREPARE_PERSISTENT : 0,
	                              &statement->handle, NULL);
	if (code == SQLITE_OK && statement->kept) {
		*slot = (struct statement_slot){ .sql = sql, .handle = statement->handle };
		store->slot_count++;
	}
	return code;
}

static int bind(sqlite3_stmt *handle, const struct statement_value *values, size_t count)
{
	int code = SQLITE_OK;
	for (size_t i = 0; i < count && code == SQLITE_OK; i++) {
		const struct statement_value *value = &values[i];
		int at = (int)i + 1;
		switch (value->type) {
		case STATEMENT_INTEGER:
			code = sqlite3_bind_int64(handle, at, value->integer);
			break;
		case STATEMENT_TEXT:
			code = sqlite3_bind_text(handle, at, value->data, -1, SQLITE_STATIC);
			break;
		case STATEMENT_BYTES:
			code = value->data ? sqlite3_bind_blob64(handle, at, value->data,
			                                         value->length, SQLITE_STATIC)
			                   : sqlite3_bind_null(handle, at);
			break;
		}
	}
	return code;
}

bool statement_open(struct store *store, struct statement *statement, const char *sql,
                    const struct statement_value *values, size_t count, struct error *error)
{
	*statement = (struct statement){ .store = store };
	/* After a full disk or a lost lock SQLite rolls back by itself: what follows would commit alone. */
	if (store->doomed || (store->depth && sqlite3_get_autocommit(store->database)))
		return error_set(
			error, ERROR_LOCAL,
			"store '%s': the transaction was rolled back; run the command again",
			store->path);
	int code = prepare(store, statement, sql);
	if (code == SQLITE_OK) {
		assert((size_t)sqlite3_bind_parameter_count(statement->handle) == count);
		code = bind(statement->handle, values, count);
	}
	statement->result = SQLITE_ROW;
	return code == SQLITE_OK || store_fail(store, code, error);
}

bool statement_step(struct statement *statement)
{
	statement->result = sqlite3_step(statement->handle);
	return statement->result == SQLITE_ROW;
}

bool statement_end(struct statement *statement, struct error *error)
{
	int code = statement->result;
	bool good = code == SQLITE_ROW || code == SQLITE_DONE || code == SQLITE_OK;
	if (!good)
		store_fail(statement->store, code, error);
	statement_close(statement);
	return good;
}

void statement_close(struct statement *statement)
{
	if (!statement->handle)
		return;
	if (statement->kept) {
		sqlite3_reset(statement->handle);
		sqlite3_clear_bindings(statement->handle);
	} else {
		sqlite3_finalize(statement->handle);
	}
	statement->handle = NULL;
}

void statement_forget(struct store *store)
{
	for (size_t i = 0; i < store->slot_capacity; i++)
		sqlite3_finalize(store->slots[i].handle);
	free(store->slots);
	store->slots = NULL;
	store->slot_count = store->slot_capacity = 0;
}

int64_t statement_changes(const struct store *store)
{
	return sqlite3_changes64(store->database);
}
