/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Values of attributes: what is compared is what the API calls the value, never displayValue. */
#include "jira_assets_object.h"
#include "base/clock.h"
#include "base/text.h"
#include "jira_request.h"
#include <string.h>

enum { FINGERPRINT_DIGITS = 64 };

const char *jira_assets_object_id(const struct json *object)
{
	const char *id = json_member_text(object, "id", "");

	return jira_request_is_id(id) ? id : "";
}

static const char *first_of(const struct json *object, const char *const *names)
{
	for (; *names != NULL; names++) {
		const char *text = json_member_text(object, *names, "");
		if (*text != '\0')
			return text;
	}
	return "";
}

static const char *value_of(const struct json *entry)
{
	static const char *const user[] = { "key", "accountId", "name", NULL };
	static const char *const plain[] = { "value", "searchValue", NULL };

	if (json_get(entry, "referencedObject") != NULL)
		return jira_assets_object_id(json_get(entry, "referencedObject"));
	if (json_get(entry, "user") != NULL)
		return first_of(json_get(entry, "user"), user);
	if (json_get(entry, "group") != NULL)
		return json_member_text(json_get(entry, "group"), "name", "");
	if (json_get(entry, "status") != NULL)
		return json_member_text(json_get(entry, "status"), "name", "");
	return first_of(entry, plain);
}

struct json *jira_assets_values(struct arena *arena, const struct json *object, const char *id)
{
	JSON_EACH(attribute, json_get(object, "attributes"))
	{
		if (!text_equal(json_member_text(attribute, "objectTypeAttributeId", ""), id))
			continue;
		struct json *texts = json_new(arena, JSON_ARRAY);
		JSON_EACH(entry, json_get(attribute, "objectAttributeValues"))
		{
			const char *text = value_of(entry);
			if (*text != '\0')
				json_push_string(arena, texts, text);
		}
		return json_count(texts) > 0 ? texts : NULL;
	}
	return NULL;
}

bool jira_assets_in_sight(const struct json *object, const char *id)
{
	JSON_EACH(attribute, json_get(object, "attributes"))
	{
		if (!text_equal(json_member_text(attribute, "objectTypeAttributeId", ""), id))
			continue;
		JSON_EACH(entry, json_get(attribute, "objectAttributeValues"))
		if (*jira_assets_object_id(json_get(entry, "referencedObject")) == '\0')
			return false;
	}
	return true;
}

const char *jira_assets_text(struct arena *arena, const struct json *object,
                             const struct jira_assets_type *type, const char *name)
{
	const struct jira_assets_attribute *attribute = jira_assets_attribute(type, name);
	TEXT(out);

	if (attribute == NULL)
		return "";
	JSON_EACH(text, jira_assets_values(arena, object, attribute->id))
	text_print(&out, "%s%s", out.length > 0 ? "\n" : "", json_text(text, ""));
	return arena_copy(arena, text_string(&out));
}

static void push_lines(struct arena *arena, struct json *texts, const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		if (length > 0)
			json_push_string(arena, texts, arena_copy_bytes(arena, text, length));
		text += length + (text[length] == '\n');
	}
}

struct json *jira_assets_wanted(struct arena *arena, const struct jira_assets_attribute *attribute,
                                const struct json *value)
{
	struct json *texts = json_new(arena, JSON_ARRAY);
	bool several = attribute->most != 1 && attribute->default_type != JIRA_ATTRIBUTE_AREA;

	if (value != NULL && value->type == JSON_ARRAY) {
		JSON_EACH(item, value)
		if (*json_text(item, "") != '\0')
			json_push_string(arena, texts, json_text(item, ""));
	} else if (several) {
		push_lines(arena, texts, json_text(value, ""));
	} else if (*json_text(value, "") != '\0') {
		json_push_string(arena, texts, json_text(value, ""));
	}
	return texts;
}

/* A moment that is asked for as a day comes back with its hours. */
static bool is_same(const char *wanted, const char *held)
{
	int64_t ignored;
	size_t length = strlen(wanted);

	return strcmp(wanted, held) == 0 || (length == 10 && strncmp(wanted, held, length) == 0 &&
	                                     held[length] == 'T' && clock_parse(held, &ignored));
}

bool jira_assets_holds(const struct json *list, const char *text)
{
	JSON_EACH(item, list)
	if (is_same(text, json_text(item, "")))
		return true;
	return false;
}

bool jira_assets_stands(const struct json *wanted, const struct json *held)
{
	if (json_count(wanted) != json_count(held))
		return false;
	JSON_EACH(item, wanted)
	if (!jira_assets_holds(held, json_text(item, "")))
		return false;
	return true;
}

static void set_id(struct itsm *itsm, struct arena *arena, struct json *object, const char *member,
                   const char *id)
{
	int64_t number;

	if (!jira_dialect(itsm)->adf && text_parse_integer(id, &number))
		json_set_integer(arena, object, member, number);
	else
		json_set_string(arena, object, member, id);
}

void jira_assets_put(struct itsm *itsm, struct arena *arena, struct json *attributes,
                     const char *id, const struct json *texts)
{
	struct json *attribute = json_push(attributes, json_new(arena, JSON_OBJECT));
	struct json *values = json_new(arena, JSON_ARRAY);

	set_id(itsm, arena, attribute, "objectTypeAttributeId", id);
	JSON_EACH(text, texts)
	json_set_string(arena, json_push(values, json_new(arena, JSON_OBJECT)), "value",
	                json_text(text, ""));
	json_set(arena, attribute, "objectAttributeValues", values);
}

struct json *jira_assets_body(struct itsm *itsm, struct arena *arena, const char *type,
                              struct json *attributes)
{
	struct json *body = json_new(arena, JSON_OBJECT);

	set_id(itsm, arena, body, "objectTypeId", type);
	json_set(arena, body, "attributes", attributes);
	return body;
}

struct json *jira_assets_fields(struct arena *arena, const struct json *object,
                                const struct jira_assets_type *type,
                                const struct setting_list *names)
{
	static const char *const always[] = { JIRA_ASSETS_FINGERPRINT, JIRA_ASSETS_OWNER,
		                              JIRA_ASSETS_GROUP };
	struct json *fields = json_new(arena, JSON_OBJECT);

	for (size_t i = 0; i < names->count; i++)
		if (jira_assets_attribute(type, names->items[i]) != NULL)
			json_set_string(arena, fields, names->items[i],
			                jira_assets_text(arena, object, type, names->items[i]));
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		if (jira_assets_attribute(type, always[i]) != NULL)
			json_set_string(arena, fields, always[i],
			                jira_assets_text(arena, object, type, always[i]));
	return fields;
}

bool jira_assets_is_fingerprint(const char *text)
{
	return strlen(text) == FINGERPRINT_DIGITS &&
	       strspn(text, "0123456789abcdef") == FINGERPRINT_DIGITS;
}

const char *jira_assets_aql(struct arena *arena, const char *type, const char *attribute,
                            const char *const *digests, size_t count)
{
	TEXT(out);

	text_print(&out, "objectTypeId = %s AND \"%s\" IN (", type, attribute);
	for (size_t i = 0; i < count; i++)
		if (jira_assets_is_fingerprint(digests[i]))
			text_print(&out, "%s\"%s\"", i > 0 ? ", " : "", digests[i]);
	text_append(&out, ")");
	return arena_copy(arena, text_string(&out));
}

bool jira_assets_parse_relation(struct arena *arena, const char *id, const char **certificate,
                                const char **object)
{
	const char *slash = strchr(id, '/');

	if (slash == NULL || !jira_request_is_id(slash + 1))
		return false;
	*certificate = arena_copy_bytes(arena, id, (size_t)(slash - id));
	*object = slash + 1;
	return jira_request_is_id(*certificate);
}
