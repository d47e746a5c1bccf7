/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plain text of the mappings as blocks, which both dialects write in their own form. Pure. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct arena;

enum jira_block_kind {
	JIRA_BLOCK_PARAGRAPH,
	JIRA_BLOCK_HEADING, /* "WHERE (as seen ...)": capitals before the bracket */
	JIRA_BLOCK_CODE,    /* indented by two blanks, or columns that do not fit each other */
	JIRA_BLOCK_LIST,    /* "- item" */
	JIRA_BLOCK_TABLE, /* three or more columns with two blanks between, the first row on top */
};

struct jira_block {
	enum jira_block_kind kind;
	const char *
		*lines; /* without indent and "- "; control and direction characters as \uXXXX */
	size_t count;
	size_t columns; /* of a table */
};

struct jira_block_list {
	const struct jira_block *items;
	size_t count;
};

/* Cuts a text above so many bytes at a code point, with a mark. */
struct jira_block_list jira_block_split(struct arena *arena, const char *text, size_t most);
/* Bytes to try next, when what was written of `most` takes `written` and may take JIRA_TEXT: escaping
 * makes a text longer by as much as its writer likes. */
size_t jira_block_less(size_t most, size_t written);
/* Cells of one line of a table, `columns` of them. */
const char **jira_block_cells(struct arena *arena, const char *line, size_t columns);
/* Details that are folded away where the product can. */
bool jira_block_is_detail(const struct jira_block *heading);
/* May addresses in the blocks under this heading be clicked? Only those that the engine wrote. */
bool jira_block_has_links(const struct jira_block *heading);
/* The first web address of a line and its length; NULL when it has none. */
const char *jira_block_link(const char *line, size_t *length);
