/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Begin and end of Assets, and its objects in a ticket's field. */
#include "jira_assets.h"
#include "base/text.h"
#include "jira_assets_object.h"
#include "jira_request.h"

void jira_assets_open(struct itsm *itsm)
{
	struct jira_state *state = jira_state(itsm);

	if (jira_uses_assets(itsm))
		state->assets = ARENA_NEW(&state->memory, struct jira_assets);
}

/* Data Center names objects by their keys. False when Assets could not be asked; NULL when it is gone. */
static bool value_of(struct itsm *itsm, struct arena *arena, const char *id, struct json **value)
{
	const char *workspace = jira_assets_of(itsm)->workspace;
	struct itsm_reply reply;

	*value = json_new(arena, JSON_OBJECT);
	if (jira_dialect(itsm)->adf) {
		json_set_string(arena, *value, "workspaceId", workspace);
		json_set_string(arena, *value, "id", arena_print(arena, "%s:%s", workspace, id));
		json_set_string(arena, *value, "objectId", id);
		return true;
	}
	if (jira_assets_get(itsm, arena, arena_print(arena, "/object/%s", id), &reply)) {
		json_set_string(arena, *value, "key",
		                json_member_text(reply.root, "objectKey", ""));
		return true;
	}
	*value = NULL;
	return reply.verdict == ITSM_REPLY_GONE;
}

struct json *jira_assets_value(struct itsm *itsm, struct arena *arena, const struct json *ids,
                               bool *whole)
{
	struct json *list = json_new(arena, JSON_ARRAY);
	struct error ignored = ERROR_INIT;

	*whole = !jira_uses_assets(itsm) || jira_assets_reach(itsm, arena, &ignored);
	if (!jira_uses_assets(itsm) || !*whole)
		return NULL;
	JSON_EACH(id, ids)
	{
		const char *text = json_text(id, "");
		struct json *value = NULL;
		if (jira_request_is_id(text))
			*whole = value_of(itsm, arena, text, &value) && *whole;
		if (value != NULL)
			json_push(list, value);
	}
	return json_count(list) > 0 ? list : NULL;
}

static const char *service_id(struct itsm *itsm, struct arena *arena, const char *id)
{
	struct error ignored = ERROR_INIT;
	struct jira_assets_type *type;
	struct itsm_reply reply;

	if (!jira_assets_get(itsm, arena, arena_print(arena, "/object/%s", id), &reply))
		return "";
	type = jira_assets_type_of(itsm, reply.root);
	if (type == NULL || !jira_assets_describe(itsm, arena, type, &ignored))
		return "";
	return jira_assets_text(arena, reply.root, type,
	                        jira_settings(itsm)->assets_service_id_attribute);
}

struct json *jira_assets_service_ids(struct itsm *itsm, struct arena *arena, const struct json *ids)
{
	struct json *list = json_new(arena, JSON_ARRAY);
	struct error ignored = ERROR_INIT;

	if (!jira_uses_assets(itsm))
		return NULL;
	jira_assets_renew(itsm);
	if (!jira_assets_list_types(itsm, arena, &ignored))
		return NULL;
	JSON_EACH(id, ids)
	{
		const char *text = json_text(id, "");
		const char *own = jira_request_is_id(text) ? service_id(itsm, arena, text) : "";
		if (*own != '\0')
			json_push_string(arena, list, own);
	}
	return json_count(list) > 0 ? list : NULL;
}

/* The rest lies in the memory of the state. */
void jira_assets_close(struct itsm *itsm)
{
	if (jira_assets_of(itsm) != NULL)
		arena_release(&jira_assets_of(itsm)->schema);
	jira_state(itsm)->assets = NULL;
}
