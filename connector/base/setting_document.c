/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Settings as documentation: rows of a Markdown table and a commented example. */
#include "base/json.h"
#include "base/setting.h"
#include "base/setting_value.h"
#include "base/text.h"

#include <string.h>

/* In a table a bar ends the cell. */
static void append_cell(struct text *out, const char *content)
{
	for (; *content; content++) {
		if (*content == '|')
			text_append(out, "\\");
		text_append_character(out, *content);
	}
}

void setting_document(const struct setting *table, struct text *out)
{
	for (const struct setting *row = table; row->name; row++) {
		TEXT(type);
		setting_value_describe(row, &type);
		text_print(out, "| `%s` | ", row->name);
		append_cell(out, text_string(&type));
		text_append(out, " | ");
		if (row->required) {
			text_append(out, "required");
		} else if (row->fallback && *row->fallback) {
			text_append(out, "`");
			append_cell(out, row->fallback);
			text_append(out, "`");
		} else {
			text_append(out, "none");
		}
		text_append(out, " | ");
		append_cell(out, row->help ? row->help : "");
		text_append(out, " |\n");
	}
}

/* Lines below a group with a required setting are live; the others wait behind '#'. */
static bool has_required(const struct setting *table, const char *prefix, size_t length)
{
	for (const struct setting *row = table; row->name; row++) {
		if (row->required && strncmp(row->name, prefix, length) == 0)
			return true;
	}
	return false;
}

static void start_line(struct text *out, int indent, size_t level, bool live)
{
	text_print(out, "%*s%s", indent, "", live ? "" : "#");
	text_print(out, "%*s", (int)(2 * level), "");
}

/* The lines "flight:" that this row needs and the row before has not written. */
static size_t open_groups(const struct setting *table, const struct setting *row, int indent,
                          struct text *out)
{
	size_t level = 0;
	const char *before = row > table ? row[-1].name : "";
	for (const char *dot = strchr(row->name, '.'); dot; dot = strchr(dot + 1, '.')) {
		size_t length = (size_t)(dot - row->name) + 1;
		const char *start = row->name;
		for (const char *at = row->name; at < dot; at++) {
			if (*at == '.')
				start = at + 1;
		}
		if (strncmp(before, row->name, length) != 0) {
			start_line(out, indent, level, has_required(table, row->name, length));
			text_append_bytes(out, start, (size_t)(dot - start));
			text_append(out, ":\n");
		}
		level++;
	}
	return level;
}

/* Text that YAML would not read as itself. */
static bool needs_quotes(const struct setting *row)
{
	if (row->type == SETTING_LIST || row->type == SETTING_TREE)
		return false;
	const char *text = row->fallback;
	return !*text || strchr("!&*-?|>@`\"'%#,[]{}: ", *text) || strstr(text, ": ") ||
	       strstr(text, " #") || text_ends_with(text, ":") || text_ends_with(text, " ");
}

static void append_value(const struct setting *row, struct text *out)
{
	if (row->fallback && needs_quotes(row))
		json_write_string(out, row->fallback);
	else if (row->fallback)
		text_append(out, row->fallback);
	else if (row->type == SETTING_SECRET)
		text_append(out, "{file: /etc/certsteward/secret}");
	else if (row->type == SETTING_PATH)
		text_append(out, "/path");
	else if (row->type == SETTING_LIST)
		text_append(out, "[]");
	else if (row->type == SETTING_TREE)
		text_append(out, "{}");
	else
		text_append(out, "\"\"");
}

void setting_example(const struct setting *table, int indent, struct text *out)
{
	for (const struct setting *row = table; row->name; row++) {
		size_t level = open_groups(table, row, indent, out);
		const char *name = strrchr(row->name, '.');
		TEXT(type);
		setting_value_describe(row, &type);
		size_t group = name ? (size_t)(name - row->name) + 1 : 0;
		start_line(out, indent, level, !group || has_required(table, row->name, group));
		text_print(out, "# %s (%s%s)\n", row->help ? row->help : row->name,
		           text_string(&type), row->required ? "; required" : "");
		start_line(out, indent, level, row->required);
		text_print(out, "%s: ", name ? name + 1 : row->name);
		append_value(row, out);
		text_append(out, "\n");
	}
}
