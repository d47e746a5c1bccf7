/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places as they stand in Assets. */
#include "base/text.h"
#include "jira_assets_deployment.h"
#include <stdlib.h>
#include <string.h>

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *lines_of(struct arena *arena, const struct json *values)
{
	const char **items = ARENA_ARRAY(arena, const char *, json_count(values) + 1);
	size_t count = 0;
	TEXT(out);

	JSON_EACH(value, values)
	items[count++] = json_text(value, "");
	qsort(items, count, sizeof(*items), by_text);
	for (size_t i = 0; i < count; i++)
		text_print(&out, "%s%s", i > 0 ? "\n" : "", items[i]);
	return arena_copy(arena, text_string(&out));
}

struct json *jira_assets_deployment_fields(struct arena *arena, const struct json *object,
                                           const struct jira_assets_type *type)
{
	struct json *fields = json_new(arena, JSON_OBJECT);

	for (size_t i = 0; i < type->attributes.count; i++) {
		const struct jira_assets_attribute *attribute = &type->attributes.items[i];
		if (attribute->editable)
			json_set_string(
				arena, fields, attribute->name,
				lines_of(arena, jira_assets_values(arena, object, attribute->id)));
	}
	return fields;
}
