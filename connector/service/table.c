/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Aligned tables, JSON and CSV from the same rows. */
#include "service/table.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "service/lines.h"
#include "service/table_fit.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <wchar.h>

void table_start(struct table *table, const struct table_column *columns)
{
	table->columns = columns;
	while (columns[table->column_count].name)
		table->column_count++;
}

void table_release(struct table *table)
{
	arena_release(&table->arena);
}

void table_add_coloured(struct table *table, const char *text, enum table_colour colour)
{
	struct table_cell cell = { .text = text ? text_clean_utf8(&table->arena, text, strlen(text))
		                                : NULL,
		                   .colour = colour };
	ARRAY_PUSH(&table->arena, &table->cells, cell);
}

void table_add(struct table *table, const char *text)
{
	table_add_coloured(table, text, TABLE_PLAIN);
}

void table_add_number(struct table *table, int64_t number)
{
	char text[24];
	snprintf(text, sizeof(text), "%lld", (long long)number);
	table_add(table, text);
}

void table_add_time(struct table *table, const struct command_line *line, int64_t time)
{
	char text[24];
	if (time == 0) {
		table_add(table, NULL);
		return;
	}
	if (time >= CLOCK_NO_END) {
		table_add(table, "no end");
		return;
	}
	if (line->json || line->csv)
		clock_format(time, text);
	else
		clock_format_human(time, text);
	table_add(table, text);
}

size_t table_rows(const struct table *table)
{
	return table->column_count ? table->cells.count / table->column_count : 0;
}

/* Colour allowed: a terminal, no NO_COLOR, no --no-color, no data format. */
static bool is_coloured(const struct command_line *line)
{
	const char *refused = getenv("NO_COLOR");
	return !line->no_color && !line->json && !line->csv && text_is_empty(refused) &&
	       isatty(STDOUT_FILENO);
}

const char *table_colour_start(const struct command_line *line, enum table_colour colour)
{
	static const char *const codes[] = { [TABLE_PLAIN] = "",
		                             [TABLE_GOOD] = "\033[32m",
		                             [TABLE_WARN] = "\033[33m",
		                             [TABLE_BAD] = "\033[31m",
		                             [TABLE_DIM] = "\033[2m" };
	return is_coloured(line) ? codes[colour] : "";
}

const char *table_colour_end(const struct command_line *line)
{
	return is_coloured(line) ? "\033[0m" : "";
}

/* Bytes of the longest beginning that takes no more than `most` columns. Without a UTF-8 locale each
 * character counts as one: the best that can be known. */
static size_t prefix(const char *text, size_t most, size_t *width)
{
	size_t at = 0, size = strlen(text);
	mbstate_t state = { 0 };
	*width = 0;
	while (at < size) {
		wchar_t character;
		size_t length = mbrtowc(&character, text + at, size - at, &state), columns;
		if (length == (size_t)-1 || length == (size_t)-2 || length == 0) {
			state = (mbstate_t){ 0 };
			columns = ((unsigned char)text[at] & 0xc0) != 0x80;
			length = 1;
		} else {
			int known = wcwidth(character);
			columns = known > 0 ? (size_t)known : 0;
		}
		if (columns > most - *width)
			break;
		*width += columns;
		at += length;
	}
	return at;
}

size_t table_width(const char *text)
{
	size_t width;
	(void)prefix(text, SIZE_MAX, &width);
	return width;
}

/* At most so many columns, with an ellipsis where something was cut and is missed. */
static const char *cut(struct arena *arena, const struct table_column *column, const char *text,
                       size_t most)
{
	size_t width, bytes = prefix(text, most, &width);
	if (most == 0 || !text[bytes])
		return text;
	if (!column->begins)
		bytes = prefix(text, most - 1, &width);
	return arena_print(arena, "%s%s", arena_copy_bytes(arena, text, text_cut(text, bytes)),
	                   column->begins ? "" : "\u2026");
}

/* What cells show, row by row. */
static const char **visible_cells(struct arena *arena, const struct table *table, bool terminal)
{
	const char **cells = ARENA_ARRAY(arena, const char *, table->cells.count + 1);
	for (size_t i = 0; i < table->cells.count; i++) {
		const char *text = table->cells.items[i].text;
		const struct table_column *column = &table->columns[i % table->column_count];
		cells[i] = text_is_empty(text) ? "-"
		                               : cut(arena, column, text_visible(arena, text),
		                                     terminal ? column->most : 0);
	}
	return cells;
}

static void pad(size_t count)
{
	for (; count; count--)
		putchar(' ');
}

static void print_cell(const struct table_column *column, const char *text, size_t width, bool last,
                       const char *start, const char *end)
{
	size_t own = table_width(text), gap = width > own ? width - own : 0;
	if (column->right)
		pad(gap);
	printf("%s%s%s", *start ? start : "", text, *start ? end : "");
	if (!column->right && !last)
		pad(gap);
	fputs(last ? "\n" : "  ", stdout);
}

static void upper(char *text)
{
	for (; *text; text++)
		*text = *text == '_' ? ' '
		                     : (char)(*text >= 'a' && *text <= 'z' ? *text - 32 : *text);
}

static size_t last_shown(const size_t *widths, size_t count)
{
	size_t last = 0;
	for (size_t c = 0; c < count; c++)
		if (widths[c])
			last = c;
	return last;
}

static void measure(const struct table *table, const char *const *cells, size_t room,
                    size_t *widths)
{
	for (size_t c = 0; c < table->column_count; c++)
		widths[c] = table->columns[c].hidden ? 0 : strlen(table->columns[c].name);
	for (size_t i = 0; i < table->cells.count; i++) {
		size_t c = i % table->column_count;
		size_t own = widths[c] ? table_width(cells[i]) : 0;
		widths[c] = own > widths[c] ? own : widths[c];
	}
	table_fit(table->columns, table->column_count, room, widths);
}

static void print_aligned(const struct table *table, const struct command_line *line)
{
	ARENA(arena);
	size_t room = lines_room();
	size_t *widths = ARENA_ARRAY(&arena, size_t, table->column_count + 1);
	const char **cells = visible_cells(&arena, table, room > 0);
	measure(table, cells, room, widths);
	size_t last = last_shown(widths, table->column_count);
	for (size_t c = 0; c < table->column_count; c++) {
		char *head = arena_copy(&arena, table->columns[c].name);
		upper(head);
		if (widths[c])
			print_cell(&table->columns[c],
			           cut(&arena, &table->columns[c], head, widths[c]), widths[c],
			           c == last, table_colour_start(line, TABLE_DIM),
			           table_colour_end(line));
	}
	for (size_t i = 0; i < table->cells.count; i++) {
		size_t c = i % table->column_count;
		if (widths[c])
			print_cell(&table->columns[c],
			           cut(&arena, &table->columns[c], cells[i], widths[c]), widths[c],
			           c == last,
			           table_colour_start(line, table->cells.items[i].colour),
			           table_colour_end(line));
	}
}

static void print_json_row(const struct table *table, size_t row)
{
	TEXT(out);
	text_append(&out, row + table->gone ? ",\n {" : "\n {");
	for (size_t c = 0; c < table->column_count; c++) {
		const char *text = table->cells.items[row * table->column_count + c].text;
		text_append(&out, c ? ", " : "");
		json_write_string(&out, table->columns[c].name);
		text_append(&out, ": ");
		if (!text)
			text_append(&out, "null");
		else if (table->columns[c].number)
			text_append(&out, text);
		else
			json_write_string(&out, text);
	}
	text_append(&out, "}");
	fputs(text_string(&out), stdout);
}

static void print_json(const struct table *table)
{
	if (table->gone == 0)
		printf("[");
	for (size_t r = 0; r < table_rows(table); r++)
		print_json_row(table, r);
}

/* RFC 4180 2.5 to 2.7, which knows no control characters; a cell that a spreadsheet would take for a
 * formula is kept as text. */
static void print_field(const struct table_column *column, const char *cell, bool last)
{
	ARENA(arena);
	const char *text = text_visible(&arena, cell ? cell : "");
	bool quoted = strpbrk(text, ",\"") != NULL;
	bool formula = *text && !column->number && strchr("=+-@", *text) != NULL;
	if (quoted || formula)
		putchar('"');
	if (formula)
		putchar('\'');
	for (; *text; text++) {
		if (*text == '"')
			putchar('"');
		putchar(*text);
	}
	if (quoted || formula)
		putchar('"');
	fputs(last ? "\r\n" : ",", stdout);
}

static void print_csv(const struct table *table)
{
	assert(table->column_count > 0);
	for (size_t c = 0; c < table->column_count && table->gone == 0; c++)
		print_field(&table->columns[c], table->columns[c].name,
		            c + 1 == table->column_count);
	for (size_t i = 0; i < table->cells.count; i++)
		print_field(&table->columns[i % table->column_count], table->cells.items[i].text,
		            (i + 1) % table->column_count == 0);
}

void table_row_done(struct table *table, const struct command_line *line)
{
	enum { ROWS_KEPT = 1000 };
	if ((!line->json && !line->csv) || table_rows(table) < ROWS_KEPT)
		return;
	if (line->json)
		print_json(table);
	else
		print_csv(table);
	table->gone += table_rows(table);
	arena_reset(&table->arena);
	memset(&table->cells, 0, sizeof(table->cells));
}

void table_print(const struct table *table, const struct command_line *line, const char *nothing)
{
	if (line->json) {
		print_json(table);
		printf("%s]\n", table_rows(table) + table->gone ? "\n" : "");
	} else if (line->csv) {
		print_csv(table);
	} else if (table_rows(table)) {
		print_aligned(table, line);
	} else if (nothing) {
		printf("%s\n", nothing);
	}
}
