/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rows for people and for programs: aligned and perhaps coloured on a terminal, JSON, or CSV. */
#pragma once
#include "base/arena.h"
#include "base/array.h"
#include "service/command.h"

enum table_colour { TABLE_PLAIN, TABLE_GOOD, TABLE_WARN, TABLE_BAD, TABLE_DIM };

struct table_column {
	const char *name; /* member of --json, head of --csv; its upper case heads the column */
	bool right;       /* numbers */
	bool hidden;      /* in --json and --csv only */
	bool number;      /* JSON number instead of text */
	size_t most;      /* characters shown on a terminal; 0 = all */
	bool begins;      /* its beginning is as good: shortened without an ellipsis */
	size_t least;     /* on a narrow one it may be shortened to so many; 0 = not at all */
	unsigned yields; /* 1 is shortened and left out first; 0 = shortened last, never left out */
};

struct table_cell {
	const char *text; /* NULL = nothing known */
	enum table_colour colour;
};

/* Rows live in its own arena. Columns end with a NULL name. */
struct table {
	const struct table_column *columns;
	size_t column_count;
	struct arena arena;
	ARRAY(struct table_cell) cells; /* row by row */
	size_t gone;                    /* rows that were printed and forgotten */
};

#define TABLE(name, column_table)                                          \
	struct table name __attribute__((cleanup(table_release))) = { 0 }; \
	table_start(&(name), (column_table))

void table_start(struct table *table, const struct table_column *columns);
void table_release(struct table *table);
/* Adds a cell; a row is full when every column has one. The text is copied. */
void table_add(struct table *table, const char *text);
void table_add_coloured(struct table *table, const char *text, enum table_colour colour);
void table_add_number(struct table *table, int64_t number);
/* ISO 8601 for programs, "2026-11-20 23:34 UTC" for people comes by the printing. 0 = nothing. */
void table_add_time(struct table *table, const struct command_line *line, int64_t time);
/* After each row of a long list: JSON and CSV are printed at once and forgotten, so that memory does
 * not grow with them. */
void table_row_done(struct table *table, const struct command_line *line);
size_t table_rows(const struct table *table);
/* Prints to standard output as the command line says. `nothing` is told to people when there are no
 * rows; NULL = silence. */
void table_print(const struct table *table, const struct command_line *line, const char *nothing);

/* The escape that starts a colour, or "" where colour is not allowed. */
const char *table_colour_start(const struct command_line *line, enum table_colour colour);
const char *table_colour_end(const struct command_line *line);
/* Columns on a terminal that the text takes: wide East Asian characters take two, marks none. */
size_t table_width(const char *text);
