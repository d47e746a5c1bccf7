/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Escaping and blocks of wiki markup. */
#include "jira_wiki.h"
#include "base/arena.h"
#include "base/text.h"
#include "jira.h"
#include "jira_block.h"
#include <string.h>

/* A pair of backslashes is a line break, so that a backslash itself must be an entity; so must the
 * colon of an address that may not be clicked, and of a face. */
static void put_escaped(struct text *out, const char *line)
{
	for (const char *at = line; *at; at++) {
		bool scheme = at[0] == ':' && (at[1] == '/' || at > line);
		bool face = (at[0] == ':' || at[0] == ';') && at[1] && strchr("()DP", at[1]);
		if (*at == '\\')
			text_append(out, "&#92;");
		else if (*at == '&')
			text_append(out, "&amp;");
		else if (*at == ':' && (face || (scheme && (strncmp(at, "://", 3) == 0 ||
		                                            strncmp(at, ":\\\\", 3) == 0))))
			text_append(out, "&#58;");
		else if (strchr("{}[]!*_-+^~?|#", *at) ||
		         (*at == '(' && at[1] && at[2] == ')' && strchr("/x!?+-iyn*", at[1])))
			text_print(out, "\\%c", *at);
		else
			text_append_character(out, *at);
	}
}

/* "h1." and the like mean something at the beginning of a line only. */
static const char *put_beginning(struct text *out, const char *line)
{
	bool heading = line[0] == 'h' && line[1] >= '1' && line[1] <= '6' && line[2] == '.';

	if (!heading && !text_starts_with(line, "bq.") && !text_starts_with(line, "fn."))
		return line;
	text_append_bytes(out, line, 2);
	text_append(out, "&#46;");
	return line + 3;
}

/* What markup would be in it goes as its octets: servers read both alike. */
static void put_url(struct text *out, const char *url, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (strchr("{}[]|!*^~\\", url[i]) != NULL)
			text_print(out, "%%%02X", (unsigned)(unsigned char)url[i]);
		else
			text_append_character(out, url[i]);
}

static void put_linked(struct text *out, const char *line)
{
	size_t length = 0;
	const char *url = jira_block_link(line, &length);
	TEXT(head);

	if (url == NULL) {
		put_escaped(out, put_beginning(out, line));
		return;
	}
	text_append_bytes(&head, line, (size_t)(url - line));
	put_escaped(out, put_beginning(out, text_string(&head)));
	put_url(out, url, length);
	put_escaped(out, url + length);
}

static void put_lines(struct text *out, const struct jira_block *block, const char *before,
                      bool links)
{
	for (size_t i = 0; i < block->count; i++) {
		text_append(out, before);
		if (links)
			put_linked(out, block->lines[i]);
		else
			put_escaped(out, put_beginning(out, block->lines[i]));
		text_append(out, "\n");
	}
}

/* Nothing inside is markup but its own end. */
static void put_code(struct text *out, const struct jira_block *block)
{
	text_append(out, "{noformat}\n");
	for (size_t i = 0; i < block->count; i++) {
		for (const char *at = block->lines[i]; *at; at++) {
			text_append_character(out, *at);
			if (text_starts_with(at, "{noformat"))
				text_append_character(out, ' ');
		}
		text_append(out, "\n");
	}
	text_append(out, "{noformat}\n");
}

static void put_table(struct arena *arena, struct text *out, const struct jira_block *block)
{
	for (size_t i = 0; i < block->count; i++) {
		const char *bar = i == 0 ? "||" : "|";
		const char **cells = jira_block_cells(arena, block->lines[i], block->columns);
		for (size_t j = 0; j < block->columns; j++) {
			text_append(out, bar);
			put_escaped(out, *cells[j] ? cells[j] : " ");
		}
		text_print(out, "%s\n", bar);
	}
}

static void put_block(struct arena *arena, struct text *out, const struct jira_block *block,
                      bool links)
{
	switch (block->kind) {
	case JIRA_BLOCK_HEADING:
		text_append(out, "h3. ");
		put_lines(out, block, "", false);
		break;
	case JIRA_BLOCK_PARAGRAPH:
		put_lines(out, block, "", links);
		break;
	case JIRA_BLOCK_CODE:
		put_code(out, block);
		break;
	case JIRA_BLOCK_LIST:
		put_lines(out, block, "* ", false);
		break;
	case JIRA_BLOCK_TABLE:
		put_table(arena, out, block);
		break;
	}
}

static char *write(struct arena *arena, const char *text, bool summons, size_t most)
{
	struct jira_block_list blocks = jira_block_split(arena, text, most);
	bool links = false;
	TEXT(out);

	for (size_t i = 0; i < blocks.count; i++) {
		const struct jira_block *block = &blocks.items[i];
		bool panel = summons && i == 0 && block->kind == JIRA_BLOCK_PARAGRAPH;
		bool follows = i > 0 && blocks.items[i - 1].kind != JIRA_BLOCK_HEADING;
		if (block->kind == JIRA_BLOCK_HEADING)
			links = jira_block_has_links(block);
		text_append(&out, panel ? "{panel}\n" : follows ? "\n" : "");
		put_block(arena, &out, block, links);
		text_append(&out, panel ? "{panel}\n" : "");
	}
	while (out.length > 0 && out.data[out.length - 1] == '\n')
		out.data[--out.length] = '\0';
	return arena_copy(arena, text_string(&out));
}

char *jira_wiki_write(struct arena *arena, const char *text, bool summons)
{
	size_t most = JIRA_TEXT;
	char *written = write(arena, text, summons, most);

	while (strlen(written) > JIRA_TEXT) {
		most = jira_block_less(most, strlen(written));
		written = write(arena, text, summons, most);
	}
	return written;
}
