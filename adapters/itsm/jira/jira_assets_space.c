/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas, object types and attributes, found by name and kept by id. */
#include "jira_assets_space.h"
#include "base/clock.h"
#include "base/text.h"
#include "jira_request.h"
#include <string.h>

static const struct json *list_of(const struct json *root)
{
	static const char *const members[] = { "objectschemas", "values", "entries" };

	if (root != NULL && root->type == JSON_ARRAY)
		return root;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (json_get(root, members[i]) != NULL)
			return json_get(root, members[i]);
	return NULL;
}

struct jira_assets *jira_assets_of(struct itsm *itsm)
{
	return jira_state(itsm)->assets;
}

static bool is_wanted(const struct itsm *itsm, const struct json *schema)
{
	const struct setting_list *wanted = &jira_settings(itsm)->assets_schemas;

	for (size_t i = 0; i < wanted->count; i++)
		if (text_equal_folded(json_member_text(schema, "name", ""), wanted->items[i]) ||
		    text_equal_folded(json_member_text(schema, "objectSchemaKey", ""),
		                      wanted->items[i]))
			return true;
	return wanted->count == 0;
}

static bool read_list(struct itsm *itsm, struct arena *arena, const char *subject, const char *path,
                      const struct json **list, struct json **root, struct error *error)
{
	struct itsm_reply reply;

	if (!jira_assets_get(itsm, arena, path, &reply))
		return itsm_reply_error(&reply, subject, error);
	*list = list_of(reply.root);
	*root = reply.root;
	if (*list == NULL || (*list)->type != JSON_ARRAY)
		return error_set(error, ERROR_PEER, "%s: the answer holds no list; check dialect",
		                 subject);
	return true;
}

static bool list_schema(struct itsm *itsm, struct arena *arena, const struct json *schema,
                        struct error *error)
{
	struct jira_assets *assets = jira_assets_of(itsm);
	struct arena *memory = &assets->schema;
	const char *id = json_member_text(schema, "id", "");
	const struct json *list = NULL;
	struct json *root = NULL;

	if (!jira_request_is_id(id))
		return true;
	if (!read_list(itsm, arena, "object types",
	               arena_print(arena, "/objectschema/%s/objecttypes/flat", id), &list, &root,
	               error))
		return false;
	JSON_EACH(item, list)
	{
		if (!jira_request_is_id(json_member_text(item, "id", "")))
			continue;
		struct jira_assets_type *type = &ARRAY_ADD(memory, &assets->types);
		type->id = arena_copy(memory, json_member_text(item, "id", ""));
		type->name = arena_copy(memory, json_member_text(item, "name", ""));
		type->parent = arena_copy(memory, json_member_text(item, "parentObjectTypeId", ""));
	}
	return true;
}

static bool is_older(const struct jira_assets *assets, int64_t seconds)
{
	return clock_monotonic_ms() - assets->listed_at > seconds * 1000;
}

static void forget(struct jira_assets *assets)
{
	arena_reset(&assets->schema);
	assets->types.items = NULL;
	assets->types.count = assets->types.capacity = 0;
	assets->groups = NULL;
	assets->licence.known = false;
	assets->listed = assets->outdated = false;
}

bool jira_assets_outdated(struct itsm *itsm)
{
	struct jira_assets *assets = jira_assets_of(itsm);

	if (!is_older(assets, JIRA_ASSETS_SCHEMA_YOUNG))
		return false;
	assets->outdated = true;
	return true;
}

void jira_assets_renew(struct itsm *itsm)
{
	struct jira_assets *assets = jira_assets_of(itsm);

	if (assets->outdated || (assets->listed && is_older(assets, JIRA_ASSETS_SCHEMA_OLD)))
		forget(assets);
}

/* Cloud hands schemas over in pages, as long as it chooses. */
static bool list_schemas(struct itsm *itsm, struct arena *arena, size_t from, size_t *count,
                         bool *last, struct error *error)
{
	const struct json *schemas = NULL;
	struct json *root = NULL;
	const char *path = arena_print(arena, "/objectschema/list?maxResults=500%s",
	                               from > 0 ? arena_print(arena, "&startAt=%zu", from) : "");

	if (!read_list(itsm, arena, "object schemas", path, &schemas, &root, error))
		return false;
	JSON_EACH(schema, schemas)
	if (is_wanted(itsm, schema) && !list_schema(itsm, arena, schema, error))
		return false;
	*count = json_count(schemas);
	*last = *count == 0 || json_get(root, "isLast") == NULL ||
	        json_is_true(json_get(root, "isLast"));
	return true;
}

bool jira_assets_list_types(struct itsm *itsm, struct arena *arena, struct error *error)
{
	struct jira_assets *assets = jira_assets_of(itsm);
	bool last = false;

	if (assets->listed)
		return true;
	forget(assets);
	if (!jira_assets_reach(itsm, arena, error))
		return false;
	for (size_t from = 0, count = 0; !last; from += count)
		if (!list_schemas(itsm, arena, from, &count, &last, error))
			return false;
	assets->listed = true;
	assets->listed_at = clock_monotonic_ms();
	return true;
}

struct jira_assets_type *jira_assets_named(struct itsm *itsm, const char *name)
{
	struct jira_assets *assets = jira_assets_of(itsm);

	for (size_t i = 0; i < assets->types.count; i++)
		if (text_equal_folded(assets->types.items[i].name, name))
			return &assets->types.items[i];
	return NULL;
}

static struct jira_assets_type *by_id(struct itsm *itsm, const char *id)
{
	struct jira_assets *assets = jira_assets_of(itsm);

	for (size_t i = 0; i < assets->types.count; i++)
		if (strcmp(assets->types.items[i].id, id) == 0)
			return &assets->types.items[i];
	return NULL;
}

struct jira_assets_type *jira_assets_type_of(struct itsm *itsm, const struct json *object)
{
	return by_id(itsm, json_member_text(json_get(object, "objectType"), "id", ""));
}

bool jira_assets_describe(struct itsm *itsm, struct arena *arena, struct jira_assets_type *type,
                          struct error *error)
{
	struct arena *memory = &jira_assets_of(itsm)->schema;
	const struct json *list = NULL;
	struct json *root = NULL;

	if (type->described)
		return true;
	if (!read_list(itsm, arena, arena_print(arena, "attributes of '%s'", type->name),
	               arena_print(arena, "/objecttype/%s/attributes", type->id), &list, &root,
	               error))
		return false;
	JSON_EACH(item, list)
	{
		const char *id = json_member_text(item, "id", "");
		if (!jira_request_is_id(id))
			continue;
		const struct json *plain = json_get(item, "defaultType");
		const struct json *editable = json_get(item, "editable");
		ARRAY_PUSH(memory, &type->attributes,
		           ((struct jira_assets_attribute){
				   .id = arena_copy(memory, id),
				   .name = arena_copy(memory, json_member_text(item, "name", "")),
				   .type = json_integer(json_get(item, "type"), 0),
				   .default_type = json_integer(json_get(plain, "id"), -1),
				   .most = json_integer(json_get(item, "maximumCardinality"), 1),
				   .unique = json_is_true(json_get(item, "uniqueAttribute")),
				   .label = json_is_true(json_get(item, "label")),
				   .editable = editable == NULL || json_is_true(editable),
			   }));
	}
	type->described = true;
	return true;
}

bool jira_assets_keyed(struct itsm *itsm, struct arena *arena, const char *name, const char *unique,
                       const char *mend, struct jira_assets_type **type, struct error *error)
{
	if (!jira_assets_list_types(itsm, arena, error))
		return false;
	*type = jira_assets_named(itsm, name);
	if (*type == NULL)
		return error_set(error, ERROR_PEER,
		                 "Assets has no object type '%s'; make it as 'certsteward init "
		                 "--target %s' says, %s",
		                 name, itsm->name, mend);
	if (!jira_assets_describe(itsm, arena, *type, error))
		return false;
	if (jira_assets_attribute(*type, unique) == NULL)
		return error_set(error, ERROR_PEER,
		                 "object type '%s' has no attribute '%s'; add it as a unique text, "
		                 "and let our account see it",
		                 name, unique);
	return true;
}

bool jira_assets_certificates(struct itsm *itsm, struct arena *arena,
                              struct jira_assets_type **type, struct error *error)
{
	return jira_assets_keyed(itsm, arena, jira_settings(itsm)->assets_certificate_type,
	                         JIRA_ASSETS_FINGERPRINT, "or set assets_certificate_type", type,
	                         error);
}

const struct jira_assets_attribute *jira_assets_attribute(const struct jira_assets_type *type,
                                                          const char *name)
{
	for (size_t i = 0; i < type->attributes.count; i++)
		if (strcmp(type->attributes.items[i].name, name) == 0)
			return &type->attributes.items[i];
	return NULL;
}

static bool is_below(struct itsm *itsm, const struct jira_assets_type *type,
                     const struct setting_list *names)
{
	enum { DEPTH = 32 };

	for (int depth = 0; type != NULL && depth < DEPTH; depth++) {
		for (size_t i = 0; i < names->count; i++)
			if (text_equal_folded(type->name, names->items[i]))
				return true;
		type = by_id(itsm, type->parent);
	}
	return false;
}

const char *jira_assets_below(struct itsm *itsm, struct arena *arena,
                              const struct setting_list *names)
{
	struct jira_assets *assets = jira_assets_of(itsm);
	TEXT(out);

	for (size_t i = 0; i < assets->types.count; i++)
		if (is_below(itsm, &assets->types.items[i], names))
			text_print(&out, "%s%s", out.length > 0 ? "," : "",
			           assets->types.items[i].id);
	return arena_copy(arena, text_string(&out));
}

bool jira_assets_count(struct itsm *itsm, struct arena *arena, struct error *error)
{
	struct jira_assets *assets = jira_assets_of(itsm);
	struct itsm_reply reply;

	if (assets->licence.known)
		return true;
	/* Data Center counts no objects for its licence. */
	if (jira_dialect(itsm)->adf) {
		if (!jira_assets_get(itsm, arena, "/usage", &reply))
			return itsm_reply_error(&reply, "usage of Assets", error);
		assets->licence.now = json_integer(json_get(reply.root, "totalObjectsCount"), 0);
		assets->licence.most = jira_settings(itsm)->assets_limit;
	}
	assets->licence.known = true;
	return true;
}
