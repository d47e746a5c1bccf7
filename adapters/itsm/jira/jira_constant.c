/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Constants of a site: `constants` and `fields.KIND`. */
#include "jira_constant.h"
#include "base/arena.h"
#include "base/array.h"
#include "base/text.h"
#include "base/yaml.h"
#include "jira.h"
#include "jira_request.h"
#include <string.h>

const char *jira_constant_option(const char *text)
{
	return text_starts_with(text, "id:") && jira_request_is_id(text + 3) ? text + 3 : NULL;
}

struct json *jira_constant_value(struct arena *arena, const struct json *written)
{
	const char *option = jira_constant_option(json_text(written, ""));

	if (option != NULL)
		return jira_request_member(arena, "id", option);
	if (written->type != JSON_ARRAY)
		return json_copy(arena, written);
	struct json *list = json_new(arena, JSON_ARRAY);
	JSON_EACH(item, written)
	json_push(list, jira_constant_value(arena, item));
	return list;
}

size_t jira_constant_list(const struct itsm *itsm, struct arena *arena, enum ticket_kind kind,
                          struct jira_constant **list)
{
	const struct jira_settings *settings = jira_settings(itsm);
	const struct yaml *tree = ticket_is_change(kind)    ? settings->kinds.change
	                          : kind == TICKET_INCIDENT ? settings->kinds.incident
	                                                    : NULL;
	ARRAY(struct jira_constant) found = { 0 };

	for (size_t i = 0; kind != TICKET_NONE && i < settings->constants.count; i++) {
		const char *pair = settings->constants.items[i], *equals = strchr(pair, '=');
		size_t length = equals ? (size_t)(equals - pair) : 0;
		ARRAY_PUSH(
			arena, &found,
			((struct jira_constant){ "constants", arena_copy_bytes(arena, pair, length),
		                                 equals ? equals + 1 : pair }));
	}
	YAML_EACH(child, tree)
	ARRAY_PUSH(arena, &found,
	           ((struct jira_constant){
			   ticket_is_change(kind) ? "fields.change" : "fields.incident", child->key,
			   child->type == YAML_SCALAR ? child->text : "" }));
	*list = found.items;
	return found.count;
}

const char *jira_constant_setting(const struct itsm *itsm, struct arena *arena, const char *field)
{
	static const enum ticket_kind kinds[] = { TICKET_CHANGE_NORMAL, TICKET_INCIDENT };
	struct jira_constant *list;
	TEXT(named);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t count = jira_constant_list(itsm, arena, kinds[i], &list);
		for (size_t j = 0; j < count; j++)
			if (text_equal(list[j].field, field) &&
			    strstr(text_string(&named), list[j].setting) == NULL)
				text_print(&named, "%s%s", named.length > 0 ? " and " : "",
				           list[j].setting);
	}
	return named.length > 0 ? arena_copy(arena, text_string(&named)) : NULL;
}
