/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses, queries and bodies of requests. */
#include "request_tracker_request.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/http.h"
#include "request_tracker.h"
#include <inttypes.h>
#include <string.h>

enum { WORD_MOST = 255, HEX_DIGITS = 64, NUMBER_MOST = 18 };

#define RELATION "/refers-to/asset/"

bool request_tracker_request_is_word(const char *text)
{
	size_t length = text != NULL ? strlen(text) : 0;

	if (length == 0 || length > WORD_MOST || !text_is_utf8(text, length))
		return false;
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f ||
		    strchr("'\"\\{}", text[i]) != NULL)
			return false;
	return true;
}

bool request_tracker_request_is_key(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789:._/#-";

	return !text_is_empty(text) && strlen(text) <= REQUEST_TRACKER_KEY_LENGTH &&
	       text[strspn(text, letters)] == '\0';
}

bool request_tracker_request_is_hex(const char *text)
{
	return text != NULL && strlen(text) == HEX_DIGITS &&
	       text[strspn(text, "0123456789abcdef")] == '\0';
}

/* Digits up to `end`, a positive number without a zero in front. */
static int64_t number_before(const char *digits, char end)
{
	size_t length = strspn(digits, "0123456789");
	int64_t number = 0;

	if (length == 0 || length > NUMBER_MOST || *digits == '0' || digits[length] != end)
		return 0;
	for (size_t i = 0; i < length; i++)
		number = number * 10 + (digits[i] - '0');
	return number;
}

int64_t request_tracker_request_number(const char *id, const char *kind)
{
	size_t length = strlen(kind);

	if (id == NULL || strncmp(id, kind, length) != 0 || id[length] != '/')
		return 0;
	return number_before(id + length + 1, '\0');
}

static void add_expanded(struct arena *arena, struct text *out, const char *names)
{
	while (names != NULL && *names != '\0') {
		size_t length = strcspn(names, ",");
		text_print(out, "&fields%%5B%s%%5D=Name", arena_copy_bytes(arena, names, length));
		names += length + (names[length] == ',');
	}
}

char *request_tracker_request_search(struct arena *arena, const struct request_tracker_query *query)
{
	TEXT(out);

	text_print(&out, "/%s?", query->collection);
	if (query->query != NULL)
		text_print(&out, "query=%s&", http_escape(arena, query->query));
	text_print(&out, "fields=%s", http_escape(arena, query->fields));
	add_expanded(arena, &out, query->expanded);
	text_print(&out, "&orderby=id&order=ASC&per_page=%d&page=%d", REQUEST_TRACKER_PAGE,
	           query->page > 0 ? query->page : 1);
	return arena_copy(arena, text_string(&out));
}

void request_tracker_request_any(struct text *query, const char *field, const char *const *values,
                                 size_t count)
{
	bool first = true;

	text_append_character(query, '(');
	for (size_t i = 0; i < count; i++) {
		if (!request_tracker_request_is_word(values[i]))
			continue;
		text_print(query, "%s%s = '%s'", first ? "" : " OR ", field, values[i]);
		first = false;
	}
	/* An empty list must find nothing, not everything. */
	text_append(query, first ? "id = 0)" : ")");
}

bool request_tracker_request_is_core(const char *kind, const char *name)
{
	static const char *const asset[] = { "Name",  "Description", "Status",  "Catalog",
		                             "Owner", "HeldBy",      "Contact", NULL };
	static const char *const ticket[] = {
		"Subject",   "Content", "Starts",  "Due",      "Priority",      "Owner",
		"Requestor", "Cc",      "AdminCc", "RefersTo", "ReferredToBy",  "DependsOn",
		"MemberOf",  "Queue",   "Status",  "Type",     "FinalPriority", NULL
	};

	for (const char *const *core = strcmp(kind, "asset") == 0 ? asset : ticket; *core; core++)
		if (strcmp(*core, name) == 0)
			return true;
	return false;
}

char *request_tracker_request_plain(struct arena *arena, const char *text)
{
	TEXT(out);

	for (const char *line = text; line != NULL && *line != '\0';) {
		size_t length = strcspn(line, "\n\t");
		text_append(&out, text_visible(arena, arena_copy_bytes(arena, line, length)));
		line += length;
		if (*line != '\0')
			text_append_character(&out, *line++);
	}
	return arena_copy(arena, text_string(&out));
}

const char *request_tracker_request_link(struct arena *arena, const char *id)
{
	int64_t number = request_tracker_request_number(id, "asset");

	if (number > 0)
		return arena_print(arena, "asset:%" PRId64, number);
	number = request_tracker_request_number(id, "ticket");
	return number > 0 ? arena_print(arena, "%" PRId64, number) : NULL;
}

static bool is_link(const char *name)
{
	return strcmp(name, "RefersTo") == 0 || strcmp(name, "ReferredToBy") == 0 ||
	       strcmp(name, "DependsOn") == 0 || strcmp(name, "MemberOf") == 0;
}

static bool is_people(const char *name)
{
	return strcmp(name, "Requestor") == 0 || strcmp(name, "Cc") == 0 ||
	       strcmp(name, "AdminCc") == 0 || strcmp(name, "HeldBy") == 0 ||
	       strcmp(name, "Contact") == 0;
}

bool request_tracker_request_is_list(const char *name)
{
	return is_link(name) || is_people(name);
}

/* RT stores what an update says as it stands: in its own form, which is UTC. */
static struct json *date_value(struct arena *arena, const char *text)
{
	char stamp[24];
	int64_t time;

	if (*text == '\0' || !clock_parse(text, &time))
		return json_new_string(arena, text);
	clock_format(time, stamp);
	return json_new_string(arena, arena_print(arena, "%.10s %.8s", stamp, stamp + 11));
}

static struct json *list_value(struct arena *arena, const char *name, const struct json *value)
{
	struct json *list = json_new(arena, JSON_ARRAY);
	const struct json *item = value->type == JSON_ARRAY ? value->first : value;

	for (; item != NULL; item = value->type == JSON_ARRAY ? item->next : NULL) {
		const char *text = json_text(item, "");
		if (is_link(name))
			text = request_tracker_request_link(arena, text);
		/* A reference that has no id yet is none. */
		if (!text_is_empty(text))
			json_push_string(arena, list, text);
	}
	return list;
}

static struct json *scalar_value(struct arena *arena, const struct json *value)
{
	TEXT(out);

	if (value->type != JSON_ARRAY)
		return json_new_string(arena,
		                       request_tracker_request_plain(arena, json_text(value, "")));
	JSON_EACH(item, value)
	text_print(&out, "%s%s", out.length > 0 ? "\n" : "",
	           request_tracker_request_plain(arena, json_text(item, "")));
	return json_new_string(arena, text_string(&out));
}

/* Names and subjects are one line: they stand in mail headers too. */
static struct json *line_value(struct arena *arena, const struct json *value)
{
	char *line = request_tracker_request_plain(arena, json_text(value, ""));

	for (char *at = line; *at != '\0'; at++)
		if (*at == '\n' || *at == '\t')
			*at = ' ';
	return json_new_string(arena, line);
}

static struct json *core_value(struct arena *arena, const char *name, const struct json *value)
{
	if (is_link(name) || is_people(name))
		return list_value(arena, name, value);
	if (strcmp(name, "Starts") == 0 || strcmp(name, "Due") == 0)
		return date_value(arena, json_text(value, ""));
	if (strcmp(name, "Content") == 0)
		return scalar_value(arena, value);
	return line_value(arena, value);
}

struct json *request_tracker_request_body(struct arena *arena, const char *kind,
                                          const struct json *values)
{
	struct json *body = json_new(arena, JSON_OBJECT), *fields = json_new(arena, JSON_OBJECT);

	JSON_EACH(value, values)
	{
		/* Null and open references are no values; an empty text is one. */
		if (value->key == NULL || value->type == JSON_NULL || value->type == JSON_OBJECT)
			continue;
		if (request_tracker_request_is_core(kind, value->key))
			json_set(arena, body, value->key, core_value(arena, value->key, value));
		else
			json_set(arena, fields, value->key, scalar_value(arena, value));
	}
	if (json_count(fields) > 0)
		json_set(arena, body, "CustomFields", fields);
	if (json_get(body, "Content") != NULL)
		json_set_string(arena, body, "ContentType", "text/plain");
	return body;
}

char *request_tracker_request_relation_id(struct arena *arena, int64_t certificate, int64_t host)
{
	return arena_print(arena, "asset/%" PRId64 RELATION "%" PRId64, certificate, host);
}

bool request_tracker_request_parse_relation(const char *id, int64_t *certificate, int64_t *host)
{
	const char *middle = id != NULL ? strstr(id, RELATION) : NULL;

	if (middle == NULL || strncmp(id, "asset/", 6) != 0)
		return false;
	*certificate = number_before(id + 6, '/');
	*host = number_before(middle + strlen(RELATION), '\0');
	return *certificate > 0 && *host > 0 && middle == id + 6 + strspn(id + 6, "0123456789");
}
