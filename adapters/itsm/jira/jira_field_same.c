/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Is what stands in a field what we would write? Jira adds members, local ids and zones of its own. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "jira_adf.h"
#include "jira_field.h"
#include <string.h>

enum { DEPTH_MOST = 8 };

static bool is_nothing(const struct json *value)
{
	return value == NULL || value->type == JSON_NULL ||
	       (value->type == JSON_STRING && value->length == 0) ||
	       (value->type == JSON_ARRAY && value->first == NULL);
}

/* "2026-12-24T23:59:59.000+0000": a zone without a colon, which clock_parse does not take. */
static bool parse_moment(struct arena *arena, const char *text, int64_t *time)
{
	size_t length = strlen(text);

	if (length < 20 || strchr(text, 'T') == NULL)
		return false;
	if (text[length - 5] == '+' || text[length - 5] == '-')
		text = arena_print(arena, "%.*s:%s", (int)(length - 2), text, text + length - 2);
	return clock_parse(text, time);
}

static bool same(struct arena *arena, const struct json *stands, const struct json *wanted,
                 int depth);

static bool holds_item(struct arena *arena, const struct json *stands, const struct json *wanted,
                       int depth)
{
	JSON_EACH(item, stands)
	if (same(arena, item, wanted, depth))
		return true;
	return false;
}

static bool same_list(struct arena *arena, const struct json *stands, const struct json *wanted,
                      int depth)
{
	if (stands->type != JSON_ARRAY || json_count(stands) != json_count(wanted))
		return false;
	JSON_EACH(item, wanted)
	if (!holds_item(arena, stands, item, depth))
		return false;
	return true;
}

static bool same(struct arena *arena, const struct json *stands, const struct json *wanted,
                 int depth)
{
	int64_t a, b;

	if (is_nothing(stands) || is_nothing(wanted))
		return is_nothing(stands) && is_nothing(wanted);
	if (depth > DEPTH_MOST)
		return false;
	if (wanted->type == JSON_ARRAY)
		return same_list(arena, stands, wanted, depth + 1);
	if (wanted->type == JSON_OBJECT && text_equal(json_member_text(wanted, "type", ""), "doc"))
		return text_equal_lines(jira_adf_read(arena, stands), jira_adf_read(arena, wanted));
	if (wanted->type == JSON_OBJECT) {
		JSON_EACH(member, wanted)
		if (!same(arena, json_get(stands, member->key), member, depth + 1))
			return false;
		return true;
	}
	const char *left = json_text(stands, ""), *right = json_text(wanted, "");
	if (parse_moment(arena, left, &a) && parse_moment(arena, right, &b))
		return a == b;
	return text_equal_lines(left, right);
}

bool jira_field_same(struct arena *arena, const struct json *stands, const struct json *wanted)
{
	return same(arena, stands, wanted, 0);
}
