/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Values as ServiceNow's columns take them: plain texts, times, lists, fingerprints. */
#include "base/arena.h"
#include "base/clock.h"
#include "servicenow.h"
#include "servicenow_request.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Length of "[code]" or "[/code]" at this place, in any case; 0 where neither stands. */
static size_t code_token(const char *text)
{
	if (strncasecmp(text, "[code]", 6) == 0)
		return 6;
	return strncasecmp(text, "[/code]", 7) == 0 ? 7 : 0;
}

static void append_line(struct arena *arena, struct text *out, const char *line, size_t length)
{
	const char *visible = text_visible(arena, arena_copy_bytes(arena, line, length));

	while (*visible != '\0') {
		size_t token = code_token(visible);
		if (token == 0) {
			text_append_character(out, *visible++);
			continue;
		}
		text_append_character(out, '(');
		text_append_bytes(out, visible + 1, token - 2);
		text_append_character(out, ')');
		visible += token;
	}
}

char *servicenow_request_plain(struct arena *arena, const char *text)
{
	TEXT(out);

	for (const char *line = text; line != NULL && *line != '\0';) {
		size_t length = strcspn(line, "\n\t");
		append_line(arena, &out, line, length);
		line += length;
		if (*line != '\0')
			text_append_character(&out, *line++);
	}
	return arena_copy(arena, text_string(&out));
}

static const char *scalar_text(struct arena *arena, const struct json *value)
{
	if (value->type == JSON_STRING)
		return servicenow_request_plain(arena, value->text);
	return json_text(value, "");
}

struct json *servicenow_request_value(struct arena *arena, const struct json *value)
{
	if (value->type != JSON_ARRAY)
		return json_new_string(arena, scalar_text(arena, value));

	TEXT(list);
	JSON_EACH(item, value)
	{
		if (item->type == JSON_OBJECT || item->type == JSON_NULL)
			continue; /* a reference that has no id yet */
		if (list.length > 0)
			text_append_character(&list, ',');
		text_append(&list, scalar_text(arena, item));
	}
	return json_new_string(arena, text_string(&list));
}

struct json *servicenow_request_fields(struct arena *arena, const struct json *fields)
{
	struct json *out = json_new(arena, JSON_OBJECT);

	JSON_EACH(field, fields)
	{
		/* An empty text is a value and overwrites; null and open references are none. */
		if (field->type == JSON_NULL || field->type == JSON_OBJECT ||
		    !servicenow_request_is_element(field->key) ||
		    text_starts_with(field->key, "sys_"))
			continue;
		json_set(arena, out, field->key, servicenow_request_value(arena, field));
	}
	return out;
}

char *servicenow_request_time(struct arena *arena, int64_t time)
{
	char text[24];

	clock_format(time, text);
	text[10] = ' ';
	text[19] = '\0';
	return arena_copy(arena, text);
}

char *servicenow_request_fingerprint(struct arena *arena, const char *hex, int spelling)
{
	bool upper = spelling == SERVICENOW_UPPER || spelling == SERVICENOW_COLON_UPPER;
	bool colons = spelling == SERVICENOW_COLON_LOWER || spelling == SERVICENOW_COLON_UPPER;
	size_t length = strlen(hex);
	char *out = arena_allocate_array(arena, length * 2 + 1, 1);
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		if (colons && i > 0 && i % 2 == 0)
			out[used++] = ':';
		int digit = (unsigned char)hex[i];
		out[used++] = (char)(upper ? toupper(digit) : tolower(digit));
	}
	return out;
}
