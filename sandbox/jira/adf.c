/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rich text of the Cloud and its plain words. */

#include "adf.h"

#include "sandbox/text.h"
#include "site.h"

#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 40 };

json_t *adf_from_text(const char *text)
{
	json_t *content = json_array();
	for (const char *at = text; *at;) {
		size_t length = strcspn(at, "\n");
		json_t *line = json_pack("{s:s, s:[]}", "type", "paragraph", "content");
		if (length)
			json_array_append_new(
				json_object_get(line, "content"),
				json_pack("{s:s, s:s%}", "type", "text", "text", at, length));
		json_array_append_new(content, line);
		at += length + (at[length] == '\n');
	}
	return json_pack("{s:s, s:i, s:o}", "type", "doc", "version", 1, "content", content);
}

static bool is_block(const char *type)
{
	static const char *const blocks[] = { "paragraph", "heading",  "codeBlock",
		                              "listItem",  "tableRow", "tableCell",
		                              "rule",      "panel",    "tableHeader" };
	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if (strcmp(blocks[i], type) == 0)
			return true;
	return false;
}

static void gather(struct text *words, const json_t *node, int depth)
{
	const char *type = site_text(node, "type");
	if (depth > DEPTH_MAX)
		return;
	text_add(words, site_text(node, "text"));
	if (strcmp(type, "hardBreak") == 0)
		text_add(words, "\n");
	size_t i;
	const json_t *child;
	json_array_foreach(json_object_get(node, "content"), i, child)
		gather(words, child, depth + 1);
	bool ended = words->length == 0 || words->bytes[words->length - 1] == '\n';
	if (is_block(type) && !ended)
		text_add(words, strcmp(type, "tableCell") == 0 ? "\t" : "\n");
}

const char *adf_to_text(struct pool *pool, const json_t *value)
{
	if (json_is_string(value))
		return json_string_value(value);
	TEXT_SCOPE struct text words = { 0 };
	gather(&words, value, 0);
	size_t length = words.length;
	while (length && words.bytes[length - 1] == '\n')
		length--;
	return pool_copy_length(pool, text_value(&words), length);
}

/* Nodes that the editor knows; text nodes hold at least one character. */
static bool node_fits(const json_t *node, int depth)
{
	static const char known[] =
		" paragraph heading text hardBreak bulletList orderedList listItem codeBlock panel "
		"blockquote rule table tableRow tableHeader tableCell mention emoji inlineCard "
		"mediaSingle mediaGroup media expand nestedExpand date status taskList taskItem "
		"decisionList decisionItem blockCard ";
	const char *type = site_text(node, "type");
	char needle[40];
	if (!*type || strlen(type) > sizeof(needle) - 3 || depth > DEPTH_MAX)
		return false;
	snprintf(needle, sizeof(needle), " %s ", type);
	if (!strstr(known, needle))
		return false;
	if (strcmp(type, "text") == 0)
		return *site_text(node, "text") != '\0';
	size_t i;
	const json_t *child;
	json_array_foreach(json_object_get(node, "content"), i,
	                   child) if (!node_fits(child, depth + 1)) return false;
	return true;
}

bool adf_is_valid(const json_t *value)
{
	const json_t *content = json_object_get(value, "content");
	if (strcmp(site_text(value, "type"), "doc") != 0 ||
	    json_integer_value(json_object_get(value, "version")) != 1 || !json_is_array(content))
		return false;
	size_t i;
	const json_t *child;
	json_array_foreach(content, i, child) if (strcmp(site_text(child, "type"), "text") == 0 ||
	                                          !node_fits(child, 0)) return false;
	return true;
}
