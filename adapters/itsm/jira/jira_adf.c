/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes of the document format (version 1) for the blocks of a text. */
#include "jira_adf.h"
#include "base/arena.h"
#include "base/text.h"
#include "jira.h"
#include "jira_block.h"
#include <string.h>

enum { HEADING_LEVEL = 3, READ_DEPTH = 40, READ_BYTES = 1 << 20 };

static struct json *node(struct arena *arena, const char *type)
{
	struct json *made = json_new(arena, JSON_OBJECT);

	json_set_string(arena, made, "type", type);
	return made;
}

static struct json *content(struct arena *arena, struct json *parent)
{
	struct json *list = json_get(parent, "content");

	return list ? list : json_set(arena, parent, "content", json_new(arena, JSON_ARRAY));
}

static struct json *put(struct arena *arena, struct json *parent, const char *type)
{
	return json_push(content(arena, parent), node(arena, type));
}

/* Empty text nodes make the whole document invalid. */
static struct json *put_text(struct arena *arena, struct json *parent, const char *text)
{
	struct json *made;

	if (*text == '\0')
		return NULL;
	made = put(arena, parent, "text");
	json_set_string(arena, made, "text", text);
	return made;
}

static void put_link(struct arena *arena, struct json *parent, const char *url)
{
	struct json *text = put_text(arena, parent, url);
	struct json *marks = json_set(arena, text, "marks", json_new(arena, JSON_ARRAY));
	struct json *mark = json_push(marks, node(arena, "link"));
	struct json *attributes = json_set(arena, mark, "attrs", json_new(arena, JSON_OBJECT));

	json_set_string(arena, attributes, "href", url);
}

/* "name: https://..." as text and a link. */
static void put_line(struct arena *arena, struct json *parent, const char *line, bool links)
{
	size_t length = 0;
	const char *url = links ? jira_block_link(line, &length) : NULL;

	if (url == NULL) {
		put_text(arena, parent, line);
		return;
	}
	put_text(arena, parent, arena_copy_bytes(arena, line, (size_t)(url - line)));
	put_link(arena, parent, arena_copy_bytes(arena, url, length));
	put_text(arena, parent, url + length);
}

static void put_lines(struct arena *arena, struct json *parent, const struct jira_block *block,
                      bool links)
{
	struct json *paragraph = put(arena, parent, "paragraph");

	for (size_t i = 0; i < block->count; i++) {
		if (i > 0)
			put(arena, paragraph, "hardBreak");
		put_line(arena, paragraph, block->lines[i], links);
	}
}

static void put_code(struct arena *arena, struct json *parent, const struct jira_block *block)
{
	struct json *code = put(arena, parent, "codeBlock");
	TEXT(all);

	for (size_t i = 0; i < block->count; i++)
		text_print(&all, "%s%s", i > 0 ? "\n" : "", block->lines[i]);
	put_text(arena, code, text_string(&all));
}

static void put_list(struct arena *arena, struct json *parent, const struct jira_block *block)
{
	struct json *list = put(arena, parent, "bulletList");

	for (size_t i = 0; i < block->count; i++) {
		struct json *item = put(arena, list, "listItem");
		put_text(arena, put(arena, item, "paragraph"), block->lines[i]);
	}
}

static void put_table(struct arena *arena, struct json *parent, const struct jira_block *block)
{
	struct json *table = put(arena, parent, "table");

	for (size_t i = 0; i < block->count; i++) {
		struct json *row = put(arena, table, "tableRow");
		const char **cells = jira_block_cells(arena, block->lines[i], block->columns);
		for (size_t j = 0; j < block->columns; j++) {
			struct json *cell = put(arena, row, i == 0 ? "tableHeader" : "tableCell");
			put_text(arena, put(arena, cell, "paragraph"), cells[j]);
		}
	}
}

static struct json *put_heading(struct arena *arena, struct json *document,
                                const struct jira_block *block)
{
	struct json *made, *attributes;

	if (jira_block_is_detail(block)) {
		made = put(arena, document, "expand");
		attributes = json_set(arena, made, "attrs", json_new(arena, JSON_OBJECT));
		json_set_string(arena, attributes, "title", block->lines[0]);
		return made;
	}
	made = put(arena, document, "heading");
	attributes = json_set(arena, made, "attrs", json_new(arena, JSON_OBJECT));
	json_set_integer(arena, attributes, "level", HEADING_LEVEL);
	put_text(arena, made, block->lines[0]);
	return document;
}

static struct json *put_panel(struct arena *arena, struct json *document)
{
	struct json *panel = put(arena, document, "panel");
	struct json *attributes = json_set(arena, panel, "attrs", json_new(arena, JSON_OBJECT));

	json_set_string(arena, attributes, "panelType", "warning");
	return panel;
}

static struct json *write(struct arena *arena, const char *text, bool summons, size_t most)
{
	struct jira_block_list blocks = jira_block_split(arena, text, most);
	struct json *document = node(arena, "doc"), *parent = document;
	bool links = false;

	json_set_integer(arena, document, "version", 1);
	content(arena, document);
	for (size_t i = 0; i < blocks.count; i++) {
		const struct jira_block *block = &blocks.items[i];
		switch (block->kind) {
		case JIRA_BLOCK_HEADING:
			parent = put_heading(arena, document, block);
			links = jira_block_has_links(block);
			break;
		case JIRA_BLOCK_PARAGRAPH:
			put_lines(arena, summons && i == 0 ? put_panel(arena, document) : parent,
			          block, links);
			break;
		case JIRA_BLOCK_CODE:
			put_code(arena, parent, block);
			break;
		case JIRA_BLOCK_LIST:
			put_list(arena, parent, block);
			break;
		case JIRA_BLOCK_TABLE:
			put_table(arena, parent, block);
			break;
		}
	}
	return document;
}

static bool is_block(const char *type)
{
	static const char *const blocks[] = { "paragraph", "heading",  "codeBlock", "listItem",
		                              "tableRow",  "panel",    "expand",    "blockquote",
		                              "rule",      "hardBreak" };
	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if (text_equal(type, blocks[i]))
			return true;
	return false;
}

static void end_line(struct text *out)
{
	if (out->length > 0 && out->data[out->length - 1] != '\n')
		text_append(out, "\n");
}

static void gather(const struct json *at, int depth, struct text *out)
{
	const char *type = json_member_text(at, "type", "");
	bool block = is_block(type);

	if (depth > READ_DEPTH || out->length > READ_BYTES)
		return;
	if (text_equal(type, "hardBreak")) {
		text_append(out, "\n");
		return;
	}
	if (block)
		end_line(out);
	text_append(out, json_member_text(at, "text", ""));
	if (text_equal(type, "mention") || text_equal(type, "emoji") ||
	    text_equal(type, "inlineCard"))
		text_append(out, json_text(json_at(at, "attrs",
		                                   text_equal(type, "inlineCard") ? "url" : "text",
		                                   NULL),
		                           ""));
	JSON_EACH(child, json_get(at, "content"))
	gather(child, depth + 1, out);
	if (block)
		end_line(out);
}

const char *jira_adf_read(struct arena *arena, const struct json *value)
{
	TEXT(out);

	if (value == NULL || value->type != JSON_OBJECT)
		return value != NULL && value->type == JSON_STRING ? json_text(value, "") : "";
	gather(value, 0, &out);
	while (out.length > 0 && out.data[out.length - 1] == '\n')
		out.data[--out.length] = '\0';
	return arena_copy(arena, text_string(&out));
}

struct json *jira_adf_write(struct arena *arena, const char *text, bool summons)
{
	size_t most = JIRA_TEXT, length;
	struct json *document = write(arena, text, summons, most);

	while ((length = strlen(jira_adf_read(arena, document))) > JIRA_TEXT) {
		most = jira_block_less(most, length);
		document = write(arena, text, summons, most);
	}
	return document;
}
