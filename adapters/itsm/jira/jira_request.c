/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of ids and keys, and the marks by which tickets are found again. */
#include "jira_request.h"
#include "base/arena.h"
#include "base/digest.h"
#include "base/text.h"
#include "jira.h"
#include <string.h>

enum { MARK_DIGITS = 40, KEY_MOST = 64, FIELD_MOST = 64, REASON_MOST = 30 };

#define DIGITS   "0123456789"
#define LETTERS  "abcdefghijklmnopqrstuvwxyz"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool is_all(const char *text, const char *set, size_t most)
{
	size_t length = text ? strlen(text) : 0;

	return length > 0 && length <= most && strspn(text, set) == length;
}

bool jira_request_is_id(const char *text)
{
	return is_all(text, DIGITS, JIRA_ID - 1);
}

bool jira_request_is_place(const char *text)
{
	return is_all(text, LETTERS CAPITALS DIGITS "-", KEY_MOST);
}

bool jira_request_is_project(const char *text)
{
	return is_all(text, CAPITALS DIGITS "_", KEY_MOST) && strchr(CAPITALS, *text) != NULL;
}

int64_t jira_request_number(const char *project, const char *issue_key)
{
	size_t length = project ? strlen(project) : 0;
	int64_t number;

	if (length == 0 || issue_key == NULL || strncmp(issue_key, project, length) != 0 ||
	    issue_key[length] != '-' || !is_all(issue_key + length + 1, DIGITS, JIRA_ID - 2) ||
	    !text_parse_integer(issue_key + length + 1, &number))
		return 0;
	return number;
}

bool jira_request_is_issue_key(const char *text)
{
	const char *dash = text ? strrchr(text, '-') : NULL;

	return dash != NULL && strlen(text) < KEY_MOST && is_all(dash + 1, DIGITS, JIRA_ID - 2) &&
	       strspn(text, CAPITALS DIGITS "_") == (size_t)(dash - text) && dash > text;
}

bool jira_request_is_field(const char *text)
{
	return is_all(text, LETTERS CAPITALS DIGITS "_", FIELD_MOST);
}

static char *mark(struct arena *arena, const char *before, const char *key)
{
	char hex[DIGEST_HEX];

	digest_hex(key, strlen(key), hex);
	return arena_print(arena, "%s%.*s", before, MARK_DIGITS, hex);
}

char *jira_request_label(struct arena *arena, const char *key)
{
	return mark(arena, "cs-", key);
}

char *jira_request_note_mark(struct arena *arena, const char *key)
{
	return mark(arena, "cs:", key);
}

char *jira_request_reason_label(struct arena *arena, const char *key)
{
	size_t length = strspn(key, LETTERS "-");

	if (length == 0 || length > REASON_MOST || key[length] != ':')
		return NULL;
	return arena_print(arena, "cs-%.*s", (int)length, key);
}

char *jira_request_jql(struct arena *arena, const char *text)
{
	TEXT(out);

	text_append(&out, "\"");
	for (const char *at = text; *at; at++) {
		if (*at == '"' || *at == '\\')
			text_append(&out, "\\");
		text_append_character(&out, (unsigned char)*at < ' ' ? ' ' : *at);
	}
	text_append(&out, "\"");
	return arena_copy(arena, text_string(&out));
}

struct json *jira_request_member(struct arena *arena, const char *member, const char *text)
{
	struct json *object = json_new(arena, JSON_OBJECT);

	json_set_string(arena, object, member, text);
	return object;
}

struct json *jira_request_choice(struct arena *arena, const char *text, const char *member)
{
	return jira_request_member(arena, jira_request_is_id(text) ? "id" : member, text);
}
