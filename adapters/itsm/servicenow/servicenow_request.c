/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of the Table API, and which values may stand in a query. */
#include "servicenow_request.h"
#include "base/arena.h"
#include "base/http.h"
#include <inttypes.h>
#include <string.h>

#define LOWER_DIGITS   "abcdefghijklmnopqrstuvwxyz0123456789"
#define LETTERS_DIGITS LOWER_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool made_of(const char *text, const char *characters, size_t most)
{
	if (text_is_empty(text))
		return false;
	size_t length = strspn(text, characters);
	return text[length] == '\0' && length <= most;
}

bool servicenow_request_is_element(const char *text)
{
	return made_of(text, LOWER_DIGITS "_", 80) && text[0] >= 'a' && text[0] <= 'z';
}

bool servicenow_request_is_id(const char *text)
{
	return made_of(text, LETTERS_DIGITS "_-", 32);
}

bool servicenow_request_is_key(const char *text)
{
	return made_of(text, LETTERS_DIGITS ":._/#-", 100) &&
	       !text_starts_with(text, "javascript:");
}

bool servicenow_request_is_name(const char *text)
{
	return made_of(text, LOWER_DIGITS "._*-", 253);
}

bool servicenow_request_is_word(const char *text)
{
	if (text_is_empty(text) || strlen(text) > 200 || text_starts_with(text, "javascript:"))
		return false;
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || strchr("^,@", *p) != NULL)
			return false;
	return true;
}

char *servicenow_request_rows(struct arena *arena, const struct servicenow_query *query)
{
	TEXT(out);

	text_print(&out, "/api/now/table/%s?sysparm_exclude_reference_link=true", query->table);
	if (query->query != NULL)
		text_print(&out, "&sysparm_query=%s", http_escape(arena, query->query));
	if (query->fields != NULL)
		text_print(&out, "&sysparm_fields=%s", http_escape(arena, query->fields));
	if (query->limit > 0)
		text_print(&out, "&sysparm_limit=%" PRId64, query->limit);
	if (query->offset > 0)
		text_print(&out, "&sysparm_offset=%" PRId64, query->offset);
	if (!query->count)
		text_append(&out, "&sysparm_no_count=true");
	return arena_copy(arena, text_string(&out));
}

char *servicenow_request_row(struct arena *arena, const char *table, const char *id,
                             const char *fields)
{
	return arena_print(arena, "/api/now/table/%s%s%s?sysparm_exclude_reference_link=true%s%s",
	                   table, id != NULL ? "/" : "", id != NULL ? http_escape(arena, id) : "",
	                   fields != NULL ? "&sysparm_fields=" : "",
	                   fields != NULL ? http_escape(arena, fields) : "");
}

void servicenow_request_in(struct text *query, const char *field, const char *const *values,
                           size_t count)
{
	text_print(query, "%sIN", field);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_append_character(query, ',');
		text_append(query, values[i]);
	}
}
