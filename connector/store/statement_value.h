/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Values for statements by their C types, and structs as columns. Only for connector/store/. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A value to bind. Texts and bytes are borrowed until the statement ends. */
struct statement_value {
	enum { STATEMENT_INTEGER, STATEMENT_TEXT, STATEMENT_BYTES } type;
	int64_t integer;
	const void *data;
	size_t length;
};

static inline struct statement_value statement_of_integer(int64_t value)
{
	return (struct statement_value){ .type = STATEMENT_INTEGER, .integer = value };
}

/* NULL is bound as '': no column of text takes NULL. */
static inline struct statement_value statement_of_text(const char *text)
{
	return (struct statement_value){ .type = STATEMENT_TEXT, .data = text ? text : "" };
}

static inline struct statement_value statement_of_bytes(const void *data, size_t length)
{
	return (struct statement_value){ .type = STATEMENT_BYTES, .data = data, .length = length };
}

static inline struct statement_value statement_same(struct statement_value value)
{
	return value;
}

/* BIND(id, key, at): the values for $1, $2, $3 by their C types, and their number. */
#define STATEMENT_VALUE(x) \
	_Generic((x), char *: statement_of_text,                   \
		const char *: statement_of_text,                   \
		struct statement_value: statement_same,            \
		default: statement_of_integer)(x)
/* A macro cannot call itself: each EXPAND is one more pass over a call put off (27 values). */
#define STATEMENT_AGAIN() STATEMENT_EACH
#define STATEMENT_DEFER()
#define STATEMENT_EACH(x, ...) \
	STATEMENT_VALUE(x), __VA_OPT__(STATEMENT_AGAIN STATEMENT_DEFER()()(__VA_ARGS__))
#define STATEMENT_EXPAND(...) \
	STATEMENT_EXPAND_3(STATEMENT_EXPAND_3(STATEMENT_EXPAND_3(__VA_ARGS__)))
#define STATEMENT_EXPAND_3(...) \
	STATEMENT_EXPAND_2(STATEMENT_EXPAND_2(STATEMENT_EXPAND_2(__VA_ARGS__)))
#define STATEMENT_EXPAND_2(...) \
	STATEMENT_EXPAND_1(STATEMENT_EXPAND_1(STATEMENT_EXPAND_1(__VA_ARGS__)))
#define STATEMENT_EXPAND_1(...) __VA_ARGS__
#define STATEMENT_VALUES(...)                                 \
	(const struct statement_value[])                      \
	{                                                     \
		STATEMENT_EXPAND(STATEMENT_EACH(__VA_ARGS__)) \
	}
#define BIND(...)                      \
	STATEMENT_VALUES(__VA_ARGS__), \
		sizeof(STATEMENT_VALUES(__VA_ARGS__)) / sizeof(struct statement_value)
#define BIND_NONE NULL, 0

/* How a struct is read from columns and bound to $1, $2, … in this order. */
struct statement_column {
	enum {
		STATEMENT_COLUMN_TEXT,
		STATEMENT_COLUMN_INT64,
		STATEMENT_COLUMN_INT,
		STATEMENT_COLUMN_BOOL
	} type;
	size_t offset;
};
struct statement_shape {
	const struct statement_column *columns;
	size_t count;
	size_t size;
};
#define COLUMN(row, member)                                                                \
	{                                                                                  \
		.type = _Generic(((row *)0)->member, const char *: STATEMENT_COLUMN_TEXT,\
			int64_t: STATEMENT_COLUMN_INT64,                                 \
			int: STATEMENT_COLUMN_INT, \
			unsigned: STATEMENT_COLUMN_INT, \
			bool: STATEMENT_COLUMN_BOOL),                                    \
		.offset = offsetof(row, member), \
	}
#define SHAPE(name, row)                                                     \
	static const struct statement_shape name = {                         \
		.columns = name##_columns,                                   \
		.count = sizeof(name##_columns) / sizeof(name##_columns[0]), \
		.size = sizeof(row),                                         \
	}
