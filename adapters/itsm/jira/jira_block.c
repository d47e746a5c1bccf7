/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Lines into paragraphs, headings, lists, tables and code. */
#include "jira_block.h"
#include "base/array.h"
#include "base/text.h"
#include "jira.h"
#include <string.h>

enum { HEADING_MOST = 100, COLUMNS_LEAST = 3, COLUMNS_MOST = 12 };

typedef ARRAY(struct jira_block) block_array;
typedef ARRAY(const char *) line_array;

static bool is_blank(const char *line)
{
	return line[strspn(line, " \t\r")] == '\0';
}

/* Capitals, blanks and hyphens up to a bracket or the end; at least three letters. */
static bool is_heading(const char *line)
{
	size_t letters = 0;
	const char *at = line;

	for (; *at && strncmp(at, " (", 2) != 0; at++) {
		if (*at >= 'A' && *at <= 'Z')
			letters++;
		else if (*at != ' ' && *at != '-' && *at != '/')
			return false;
	}
	return letters >= 3 && strlen(line) <= HEADING_MOST && *line != ' ' && *line != '-';
}

static bool is_item(const char *line)
{
	return strncmp(line + strspn(line, " "), "- ", 2) == 0;
}

/* Two blanks are a command or columns; more are the rest of a numbered line. */
static bool is_indented(const char *line)
{
	return strspn(line, " ") == 2;
}

/* Cells with two or more blanks between; 1 for plain prose. */
static size_t count_columns(const char *line)
{
	size_t count = 1;
	const char *at = line;

	while ((at = strstr(at, "  ")) != NULL) {
		at += strspn(at, " ");
		if (*at)
			count++;
	}
	return *line == ' ' ? 1 : count;
}

static enum jira_block_kind kind_of(const char *line)
{
	if (is_item(line))
		return JIRA_BLOCK_LIST;
	if (is_indented(line))
		return JIRA_BLOCK_CODE;
	return count_columns(line) >= COLUMNS_LEAST ? JIRA_BLOCK_TABLE : JIRA_BLOCK_PARAGRAPH;
}

static const char *trimmed(struct arena *arena, const char *line, enum jira_block_kind kind)
{
	if (kind == JIRA_BLOCK_LIST)
		line += strspn(line, " ") + 2;
	else if (kind == JIRA_BLOCK_CODE && is_indented(line))
		line += 2;
	else if (kind == JIRA_BLOCK_PARAGRAPH)
		line += strspn(line, " ");
	return text_visible(arena, line);
}

static void finish_table(struct jira_block *block, size_t columns, bool even)
{
	block->columns = columns;
	if (!even || block->count < 2 || columns > COLUMNS_MOST)
		block->kind = JIRA_BLOCK_CODE;
}

/* Lines from `at` on that belong together; a table keeps lines of other widths and becomes code. */
static size_t take_run(struct arena *arena, const line_array *lines, size_t at, block_array *blocks)
{
	struct jira_block *block = &ARRAY_ADD(arena, blocks);
	size_t count = 1, columns = count_columns(lines->items[at]);
	bool even = true;

	block->kind = kind_of(lines->items[at]);
	while (at + count < lines->count) {
		const char *line = lines->items[at + count];
		size_t width = count_columns(line);
		bool table = block->kind == JIRA_BLOCK_TABLE && width > 1;
		if (is_blank(line) || (!table && kind_of(line) != block->kind))
			break;
		even = even && width == columns;
		count++;
	}
	block->count = count;
	if (block->kind == JIRA_BLOCK_TABLE)
		finish_table(block, columns, even);
	block->lines = ARENA_ARRAY(arena, const char *, count);
	for (size_t i = 0; i < count; i++)
		block->lines[i] = trimmed(arena, lines->items[at + i], block->kind);
	return count;
}

static size_t take_heading(struct arena *arena, const line_array *lines, size_t at,
                           block_array *blocks)
{
	struct jira_block *block = &ARRAY_ADD(arena, blocks);

	block->kind = JIRA_BLOCK_HEADING;
	block->count = 1;
	block->lines = ARENA_ARRAY(arena, const char *, 1);
	block->lines[0] = text_visible(arena, lines->items[at]);
	return 1;
}

static line_array split_lines(struct arena *arena, const char *text)
{
	line_array lines = { 0 };

	while (*text) {
		size_t length = strcspn(text, "\n"), kept = length;
		while (kept > 0 && (text[kept - 1] == '\r' || text[kept - 1] == ' '))
			kept--;
		ARRAY_PUSH(arena, &lines, arena_copy_bytes(arena, text, kept));
		text += length + (text[length] == '\n');
	}
	return lines;
}

struct jira_block_list jira_block_split(struct arena *arena, const char *text, size_t most)
{
	block_array blocks = { 0 };
	size_t cut = text_cut(text, most);
	line_array lines;
	bool fresh = true; /* the line before was empty */

	if (text[cut] != '\0')
		text = arena_print(arena, "%.*s\n(cut)", (int)cut, text);
	lines = split_lines(arena, text);
	for (size_t at = 0; at < lines.count;) {
		const char *line = lines.items[at];
		bool more = at + 1 < lines.count && !is_blank(lines.items[at + 1]);
		if (is_blank(line)) {
			fresh = true;
			at++;
			continue;
		}
		at += fresh && more && is_heading(line) ? take_heading(arena, &lines, at, &blocks)
		                                        : take_run(arena, &lines, at, &blocks);
		fresh = false;
	}
	return (struct jira_block_list){ blocks.items, blocks.count };
}

size_t jira_block_less(size_t most, size_t written)
{
	return most * JIRA_TEXT / written * 19 / 20;
}

const char **jira_block_cells(struct arena *arena, const char *line, size_t columns)
{
	const char **cells = ARENA_ARRAY(arena, const char *, columns);

	for (size_t i = 0; i < columns; i++) {
		const char *end = strstr(line, "  ");
		size_t length = end ? (size_t)(end - line) : strlen(line);
		cells[i] = arena_copy_bytes(arena, line, length);
		line += length;
		line += strspn(line, " ");
	}
	return cells;
}

bool jira_block_is_detail(const struct jira_block *heading)
{
	return text_starts_with(heading->lines[0], "CERTIFICATE") ||
	       text_starts_with(heading->lines[0], "FREEZE");
}

bool jira_block_has_links(const struct jira_block *heading)
{
	return text_starts_with(heading->lines[0], "LINKS");
}

const char *jira_block_link(const char *line, size_t *length)
{
	const char *url = strstr(line, "https://");

	if (url == NULL)
		url = strstr(line, "http://");
	*length = url != NULL ? strcspn(url, " <>\"'") : 0;
	return url;
}
