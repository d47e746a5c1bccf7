/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Lookup in the dictionary, and what follows from its declarations. */

#include "dictionary.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { TABLE_MAX = 128 };

/* Columns that every table has. */
static const struct column system_columns[] = {
	{ .name = "sys_id",
	  .label = "Sys ID",
	  .type = COLUMN_GUID,
	  .length = 32,
	  .read_only = true },
	{ .name = "sys_created_on",
	  .label = "Created",
	  .type = COLUMN_TIME,
	  .length = 40,
	  .read_only = true },
	{ .name = "sys_created_by",
	  .label = "Created by",
	  .type = COLUMN_STRING,
	  .length = 40,
	  .read_only = true },
	{ .name = "sys_updated_on",
	  .label = "Updated",
	  .type = COLUMN_TIME,
	  .length = 40,
	  .read_only = true },
	{ .name = "sys_updated_by",
	  .label = "Updated by",
	  .type = COLUMN_STRING,
	  .length = 40,
	  .read_only = true },
	{ .name = "sys_mod_count",
	  .label = "Updates",
	  .type = COLUMN_INTEGER,
	  .length = 40,
	  .read_only = true },
	{ .name = "sys_class_name",
	  .label = "Class",
	  .type = COLUMN_STRING,
	  .length = 80,
	  .read_only = true },
	STRING("sys_tags", 40, "Tags"),
};

static struct table *tables[TABLE_MAX];
static size_t table_count;
static struct pool *memory;

static int compare_tables(const void *left, const void *right)
{
	return strcmp((*(struct table *const *)left)->name, (*(struct table *const *)right)->name);
}

static int compare_columns(const void *left, const void *right)
{
	return strcmp((*(const struct column *const *)left)->name,
	              (*(const struct column *const *)right)->name);
}

static void add_tables(struct table_list list)
{
	for (size_t i = 0; i < list.count && table_count < TABLE_MAX; i++)
		tables[table_count++] = &list.tables[i];
}

static void add_columns(struct table *table, const struct column *columns, size_t count)
{
	for (size_t i = 0; i < count; i++)
		table->columns[table->column_count++] = &columns[i];
}

/* The nearest declaration wins: a child may declare a column of its parent anew. */
static void drop_repeated(struct table *table)
{
	size_t kept = 0;
	for (size_t i = 0; i < table->column_count; i++) {
		bool seen = false;
		for (size_t j = 0; j < kept && !seen; j++)
			seen = strcmp(table->columns[j]->name, table->columns[i]->name) == 0;
		if (!seen)
			table->columns[kept++] = table->columns[i];
	}
	table->column_count = kept;
}

static const struct table *parent_of(const struct table *table)
{
	return table->parent ? dictionary_table(table->parent) : NULL;
}

static void collect_columns(struct table *table)
{
	size_t room = sizeof(system_columns) / sizeof(system_columns[0]) + table->own.count;
	for (const struct table *at = parent_of(table); at; at = parent_of(at))
		room += at->own.count;
	table->columns = pool_take(memory, room * sizeof(*table->columns));
	add_columns(table, table->own.columns, table->own.count);
	table->storage = table->name;
	for (const struct table *at = parent_of(table); at; at = parent_of(at)) {
		add_columns(table, at->own.columns, at->own.count);
		table->storage = at->name;
	}
	add_columns(table, system_columns, sizeof(system_columns) / sizeof(system_columns[0]));
	drop_repeated(table);
	qsort(table->columns, table->column_count, sizeof(*table->columns), compare_columns);
}

static void collect_classes(struct table *table)
{
	if (!table->parent)
		return;
	struct text list = { 0 };
	for (size_t i = 0; i < table_count; i++)
		if (dictionary_extends(tables[i], table->name))
			text_print(&list, "%s'%s'", list.length ? "," : "", tables[i]->name);
	table->classes = pool_copy(memory, text_value(&list));
	text_release(&list);
}

void dictionary_prepare(void)
{
	if (memory)
		return;
	memory = pool_open();
	add_tables(dictionary_task_tables());
	add_tables(dictionary_cmdb_tables());
	add_tables(dictionary_system_tables());
	qsort(tables, table_count, sizeof(tables[0]), compare_tables);
	for (size_t i = 0; i < table_count; i++)
		collect_columns(tables[i]);
	for (size_t i = 0; i < table_count; i++)
		collect_classes(tables[i]);
}

void dictionary_release(void)
{
	for (size_t i = 0; i < table_count; i++)
		tables[i]->column_count = 0;
	pool_close(memory);
	memory = NULL;
	table_count = 0;
}

const struct table *dictionary_table(const char *name)
{
	struct table key = { .name = name };
	struct table *wanted = &key;
	struct table **found =
		bsearch(&wanted, tables, table_count, sizeof(tables[0]), compare_tables);
	return found ? *found : NULL;
}

const struct column *dictionary_column(const struct table *table, const char *name)
{
	struct column key = { .name = name };
	const struct column *wanted = &key;
	const struct column **found = bsearch(&wanted, table->columns, table->column_count,
	                                      sizeof(*table->columns), compare_columns);
	return found ? *found : NULL;
}

bool dictionary_extends(const struct table *table, const char *ancestor)
{
	for (; table; table = parent_of(table))
		if (strcmp(table->name, ancestor) == 0)
			return true;
	return false;
}

const struct table *dictionary_owner(const struct table *table, const struct column *column)
{
	for (; table; table = parent_of(table))
		if (column >= table->own.columns && column < table->own.columns + table->own.count)
			return table;
	return NULL;
}

size_t dictionary_count(void)
{
	return table_count;
}

const struct table *dictionary_at(size_t index)
{
	return tables[index];
}

const char *dictionary_type_name(enum column_type type)
{
	static const char *const names[COLUMN_TYPE_COUNT] = {
		[COLUMN_STRING] = "string",         [COLUMN_INTEGER] = "integer",
		[COLUMN_BOOLEAN] = "boolean",       [COLUMN_TIME] = "glide_date_time",
		[COLUMN_REFERENCE] = "reference",   [COLUMN_LIST] = "glide_list",
		[COLUMN_JOURNAL] = "journal_input", [COLUMN_GUID] = "GUID",
	};
	return names[type];
}
