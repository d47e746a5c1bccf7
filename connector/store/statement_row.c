/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Whole calls of statements: run one, read one row, read all rows. */
#include "base/arena.h"
#include "store/statement.h"

#include <assert.h>
#include <string.h>

enum { COLUMNS_MOST = 40 };

static const char *text_at(const struct statement *statement, struct arena *arena, int at)
{
	const char *text = (const char *)sqlite3_column_text(statement->handle, at);
	if (!text)
		return "";
	return arena ? arena_copy_bytes(arena, text,
	                                (size_t)sqlite3_column_bytes(statement->handle, at))
	             : text;
}

void statement_read(const struct statement *statement, struct arena *arena,
                    const struct statement_shape *shape, void *row)
{
	for (size_t i = 0; i < shape->count; i++) {
		char *member = (char *)row + shape->columns[i].offset;
		int64_t number = shape->columns[i].type == STATEMENT_COLUMN_TEXT
		                         ? 0
		                         : sqlite3_column_int64(statement->handle, (int)i);
		switch (shape->columns[i].type) {
		case STATEMENT_COLUMN_TEXT:
			*(const char **)(void *)member = text_at(statement, arena, (int)i);
			break;
		case STATEMENT_COLUMN_INT64:
			*(int64_t *)(void *)member = number;
			break;
		case STATEMENT_COLUMN_INT:
			*(int *)(void *)member = (int)number;
			break;
		case STATEMENT_COLUMN_BOOL:
			*(bool *)member = number != 0;
			break;
		}
	}
}

static struct statement_value value_of(const struct statement_column *column, const void *row)
{
	const char *member = (const char *)row + column->offset;
	switch (column->type) {
	case STATEMENT_COLUMN_TEXT:
		return statement_of_text(*(const char *const *)(const void *)member);
	case STATEMENT_COLUMN_INT64:
		return statement_of_integer(*(const int64_t *)(const void *)member);
	case STATEMENT_COLUMN_INT:
		return statement_of_integer(*(const int *)(const void *)member);
	case STATEMENT_COLUMN_BOOL:
		break;
	}
	return statement_of_integer(*(const bool *)(const void *)member);
}

static void values_of(const struct statement_shape *shape, const void *row,
                      struct statement_value values[static COLUMNS_MOST])
{
	assert(shape->count <= COLUMNS_MOST);
	for (size_t i = 0; i < shape->count; i++)
		values[i] = value_of(&shape->columns[i], row);
}

bool statement_run(struct store *store, const char *sql, const struct statement_value *values,
                   size_t count, struct error *error)
{
	STATEMENT(statement);
	if (!statement_open(store, &statement, sql, values, count, error))
		return false;
	while (statement_step(&statement))
		continue;
	return statement_end(&statement, error);
}

bool statement_run_row(struct store *store, const char *sql, const struct statement_shape *shape,
                       const void *row, struct error *error)
{
	struct statement_value values[COLUMNS_MOST];
	values_of(shape, row, values);
	return statement_run(store, sql, values, shape->count, error);
}

bool statement_get(struct store *store, struct arena *arena, const char *sql,
                   const struct statement_value *values, size_t count,
                   const struct statement_shape *shape, void *row, struct error *error)
{
	void *found = NULL;
	STATEMENT(statement);
	if (!statement_open(store, &statement, sql, values, count, error))
		return false;
	if (statement_step(&statement)) {
		found = arena_allocate(arena, shape->size);
		statement_read(&statement, arena, shape, found);
	}
	memcpy(row, &found, sizeof(found));
	return statement_end(&statement, error);
}

bool statement_list(struct store *store, struct arena *arena, const char *sql,
                    const struct statement_value *values, size_t count,
                    const struct statement_shape *shape, void *rows, size_t *row_count,
                    struct error *error)
{
	char *items = NULL;
	size_t used = 0, room = 0;
	STATEMENT(statement);
	if (!statement_open(store, &statement, sql, values, count, error))
		return false;
	while (statement_step(&statement)) {
		if (used == room) {
			room = room ? room * 2 : 8;
			char *larger = arena_allocate_array(arena, room, shape->size);
			if (used)
				memcpy(larger, items, used * shape->size);
			items = larger;
		}
		statement_read(&statement, arena, shape, items + used++ * shape->size);
	}
	memcpy(rows, &items, sizeof(items));
	*row_count = used;
	return statement_end(&statement, error);
}

bool statement_number(struct store *store, const char *sql, const struct statement_value *values,
                      size_t count, int64_t fallback, int64_t *number, struct error *error)
{
	*number = fallback;
	STATEMENT(statement);
	if (!statement_open(store, &statement, sql, values, count, error))
		return false;
	if (statement_step(&statement) && sqlite3_column_type(statement.handle, 0) != SQLITE_NULL)
		*number = sqlite3_column_int64(statement.handle, 0);
	/* A writing statement takes effect only when it has been stepped to its end. */
	while (statement.result == SQLITE_ROW && statement_step(&statement))
		continue;
	return statement_end(&statement, error);
}

bool statement_number_row(struct store *store, const char *sql, const struct statement_shape *shape,
                          const void *row, int64_t *number, struct error *error)
{
	struct statement_value values[COLUMNS_MOST];
	values_of(shape, row, values);
	return statement_number(store, sql, values, shape->count, 0, number, error);
}

bool statement_text(struct store *store, struct arena *arena, const char *sql,
                    const struct statement_value *values, size_t count, const char **text,
                    struct error *error)
{
	*text = NULL;
	STATEMENT(statement);
	if (!statement_open(store, &statement, sql, values, count, error))
		return false;
	if (statement_step(&statement))
		*text = text_at(&statement, arena, 0);
	return statement_end(&statement, error);
}
