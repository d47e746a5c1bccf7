/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The tables and columns of the look-alike instance: what ServiceNow keeps in its dictionary. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum column_type {
	COLUMN_STRING,
	COLUMN_INTEGER,
	COLUMN_BOOLEAN,
	COLUMN_TIME,
	COLUMN_REFERENCE,
	COLUMN_LIST,    /* comma-separated sys_ids of another table */
	COLUMN_JOURNAL, /* written like a field, kept in sys_journal_field, read back empty */
	COLUMN_GUID,
	COLUMN_TYPE_COUNT
};

struct column {
	const char *name;
	const char *label;
	enum column_type type;
	int length;
	const char *reference; /* table of a reference or list */
	const char *initial;   /* default of a new record, NULL for none */
	bool read_only;        /* ignored when a caller sends it */
	bool mandatory;
};

struct column_list {
	const struct column *columns;
	size_t count;
};

struct table {
	const char *name;
	const char *label;
	const char *parent;  /* the table it extends, NULL for none */
	const char *display; /* column shown for a reference to it */
	const char *prefix;  /* of its numbers, NULL for none */
	struct column_list own;
	/* Filled by dictionary_prepare: all visible columns by name, the SQL table, the SQL list of
	 * class names ('a','b') that are this table or extend it (NULL: every row of storage). */
	const struct column **columns;
	size_t column_count;
	const char *storage;
	const char *classes;
};

/* Once, before any other use. */
void dictionary_prepare(void);
/* Frees what dictionary_prepare took. */
void dictionary_release(void);
const struct table *dictionary_table(const char *name);
const struct column *dictionary_column(const struct table *table, const char *name);
bool dictionary_extends(const struct table *table, const char *ancestor);
size_t dictionary_count(void);
const struct table *dictionary_at(size_t index);
const char *dictionary_type_name(enum column_type type);
/* The table in the chain of parents that declares the column. */
const struct table *dictionary_owner(const struct table *table, const struct column *column);

/* One per dictionary_*.c: the tables they declare. */
struct table_list {
	struct table *tables;
	size_t count;
};
struct table_list dictionary_task_tables(void);
struct table_list dictionary_cmdb_tables(void);
struct table_list dictionary_system_tables(void);

/* Short forms in which the dictionary_*.c files declare columns. */
#define STRING(n, size, text)                                                   \
	{                                                                       \
		.name = n, .label = text, .type = COLUMN_STRING, .length = size \
	}
#define NUMBER(n, text)                                                        \
	{                                                                      \
		.name = n, .label = text, .type = COLUMN_INTEGER, .length = 40 \
	}
#define NUMBER_IS(n, text, value)                                                                \
	{                                                                                        \
		.name = n, .label = text, .type = COLUMN_INTEGER, .length = 40, .initial = value \
	}
#define STRING_IS(n, size, text, value)                                                           \
	{                                                                                         \
		.name = n, .label = text, .type = COLUMN_STRING, .length = size, .initial = value \
	}
#define FLAG(n, text, value)                                                                     \
	{                                                                                        \
		.name = n, .label = text, .type = COLUMN_BOOLEAN, .length = 40, .initial = value \
	}
#define TIME(n, text)                                                       \
	{                                                                   \
		.name = n, .label = text, .type = COLUMN_TIME, .length = 40 \
	}
#define REFERS(n, target, text)                                                   \
	{                                                                         \
		.name = n, .label = text, .type = COLUMN_REFERENCE, .length = 32, \
		.reference = target                                               \
	}
#define LISTS(n, target, text)                                                                     \
	{                                                                                          \
		.name = n, .label = text, .type = COLUMN_LIST, .length = 4000, .reference = target \
	}
#define JOURNAL(n, text)                                                         \
	{                                                                        \
		.name = n, .label = text, .type = COLUMN_JOURNAL, .length = 4000 \
	}
#define COLUMNS(list)                                                      \
	{                                                                  \
		.columns = list, .count = sizeof(list) / sizeof((list)[0]) \
	}
