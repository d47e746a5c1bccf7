/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What an administrator gives an import source: object type and mapping, as Atlassian's schema
 * "assets-schema-and-mapping" of 2023-10-19 has them. */
#include "base/text.h"
#include "jira_assets_import.h"
#include "jira_check.h"
#include <ctype.h>

/* Types in the words of that schema, which has none for people and groups. `by` finds the object that a
 * reference names by its id. */
static const struct {
	const char *name, *type, *by;
	bool several;
} attributes[] = {
	{ "Name", "text", NULL, false },
	{ JIRA_ASSETS_FINGERPRINT, "text", NULL, false },
	{ JIRA_ASSETS_SERIAL, "text", NULL, false },
	{ "Subject", "text", NULL, false },
	{ JIRA_ASSETS_ISSUER, "text", NULL, false },
	{ "Issued by", "referenced_object", "objectId = ${issued_by}", false },
	{ "Used by", "referenced_object", "objectId IN (${used_by${0}})", true },
	{ "Names", "textarea", NULL, false },
	{ "Valid from", "date", NULL, false },
	{ "Valid to", "date", NULL, false },
	{ "Public key", "text", NULL, false },
	{ "Signature", "text", NULL, false },
	{ "Certificate status", "text", NULL, false },
	{ "Deployments", "textarea", NULL, false },
};

enum { ATTRIBUTES = sizeof(attributes) / sizeof(attributes[0]) };

const char *jira_assets_import_locator(struct arena *arena, const char *attribute)
{
	char *locator = arena_copy(arena, attribute);

	for (char *at = locator; *at != '\0'; at++)
		*at = isalnum((unsigned char)*at) ? (char)tolower((unsigned char)*at) : '_';
	return locator;
}

static bool is_fingerprint(size_t i)
{
	return text_equal(attributes[i].name, JIRA_ASSETS_FINGERPRINT);
}

static struct json *attribute_of(const struct itsm *itsm, struct arena *arena, size_t i)
{
	const struct jira_settings *settings = jira_settings(itsm);
	const struct setting_list *hosts = &settings->assets_host_types;
	struct json *attribute = json_new(arena, JSON_OBJECT);

	json_set_string(arena, attribute, "name", attributes[i].name);
	json_set_string(arena, attribute, "description", "");
	json_set_string(arena, attribute, "type", attributes[i].type);
	if (is_fingerprint(i))
		json_set_bool(arena, attribute, "unique", true);
	if (text_equal(attributes[i].name, "Name"))
		json_set_bool(arena, attribute, "label", true);
	if (attributes[i].several)
		json_set_integer(arena, attribute, "maximumCardinality", -1);
	if (attributes[i].by != NULL)
		json_set_string(arena, attribute, "referenceObjectTypeName",
		                !attributes[i].several ? settings->assets_certificate_type
		                : hosts->count > 0     ? hosts->items[0]
		                                       : "Hosts");
	return attribute;
}

static struct json *mapping_of(struct arena *arena, size_t i)
{
	struct json *mapping = json_new(arena, JSON_OBJECT);
	struct json *locators = json_new(arena, JSON_ARRAY);

	json_set_string(arena, mapping, "attributeName", attributes[i].name);
	json_push_string(arena, locators, jira_assets_import_locator(arena, attributes[i].name));
	json_set(arena, mapping, "attributeLocators", locators);
	if (is_fingerprint(i))
		json_set_bool(arena, mapping, "externalIdPart", true);
	if (attributes[i].by != NULL)
		json_set_string(arena, mapping, "objectMappingIQL", attributes[i].by);
	return mapping;
}

static struct json *in_list(struct arena *arena, struct json *only)
{
	struct json *list = json_new(arena, JSON_ARRAY);

	json_push(list, only);
	return list;
}

struct json *jira_assets_import_document(struct itsm *itsm, struct arena *arena)
{
	const char *name = jira_settings(itsm)->assets_certificate_type;
	struct json *document = json_new(arena, JSON_OBJECT);
	struct json *schema = json_set(arena, document, "schema", json_new(arena, JSON_OBJECT));
	struct json *objects =
		json_set(arena, schema, "objectSchema", json_new(arena, JSON_OBJECT));
	struct json *rules = json_set(arena, document, "mapping", json_new(arena, JSON_OBJECT));
	struct json *type = json_new(arena, JSON_OBJECT), *rule = json_new(arena, JSON_OBJECT);
	struct json *made = json_set(arena, type, "attributes", json_new(arena, JSON_ARRAY));
	struct json *read = json_set(arena, rule, "attributesMapping", json_new(arena, JSON_ARRAY));

	for (size_t i = 0; i < ATTRIBUTES; i++) {
		json_push(made, attribute_of(itsm, arena, i));
		json_push(read, mapping_of(arena, i));
	}
	json_set_string(arena, type, "name", name);
	json_set_string(arena, type, "description", "Certificates, kept by certsteward");
	json_set_string(arena, rule, "objectTypeName", name);
	json_set_string(arena, rule, "selector", JIRA_ASSETS_SELECTOR);
	json_set_string(arena, rule, "description", "Certificates, known by their SHA-256");
	json_set_string(arena, objects, "name", "Certificates");
	json_set_string(arena, objects, "description", "");
	json_set(arena, objects, "objectTypes", in_list(arena, type));
	json_set(arena, rules, "objectTypeMappings", in_list(arena, rule));
	return document;
}

void jira_assets_import_prepare(struct itsm *itsm, struct arena *arena, struct text *out,
                                int *number)
{
	if (!jira_uses_assets(itsm) || !jira_dialect(itsm)->adf)
		return;
	text_print(
		out,
		"%d. Import source, for a first fill of many certificates (may be left out: objects "
		"are then made one by one). In the schema of '%s': configuration > Import > Create > "
		"External import; note its id in assets_import_source, make a token there for "
		"assets_import_token, and give it this schema and mapping (PUT "
		"/importsource/ID/mapping of the Assets API, with that token; objects and attributes "
		"that are there stay). Let nobody else use it.\n",
		(*number)++, jira_settings(itsm)->assets_certificate_type);
	json_write_pretty(out, jira_assets_import_document(itsm, arena));
	text_append(out, "\n");
}

/* Does the source's mapping know our certificates by their SHA-256? */
static bool fits(const struct itsm *itsm, const struct json *document)
{
	const char *name = jira_settings(itsm)->assets_certificate_type;

	JSON_EACH(type, json_get(json_get(document, "mapping"), "objectTypeMappings"))
	{
		size_t keys = 0;
		bool known = false;
		if (!text_equal(json_member_text(type, "selector", ""), JIRA_ASSETS_SELECTOR) ||
		    !text_equal_folded(json_member_text(type, "objectTypeName", ""), name))
			continue;
		JSON_EACH(attribute, json_get(type, "attributesMapping"))
		if (json_is_true(json_get(attribute, "externalIdPart"))) {
			keys++;
			known = text_equal(json_member_text(attribute, "attributeName", ""),
			                   JIRA_ASSETS_FINGERPRINT);
		}
		return keys == 1 && known;
	}
	return false;
}

static bool check_mapping(const struct jira_checking *checking, struct error *error)
{
	struct itsm_reply reply;

	if (!jira_assets_import_call(checking->itsm, checking->arena, "GET", "/schema-and-mapping",
	                             NULL, &reply)) {
		jira_check_tell(checking, ITSM_WARNING, "import source", reply.reason,
		                "let our token read its mapping");
		return !itsm_reply_stops(&reply) ||
		       itsm_reply_error(&reply, "import source", error);
	}
	if (fits(checking->itsm, reply.root))
		jira_check_tell(checking, ITSM_OK, "import source",
		                "is ready and knows certificates by " JIRA_ASSETS_FINGERPRINT, "");
	else
		jira_check_tell(checking, ITSM_FAILED, "import source",
		                "has a mapping that does not know certificates by "
		                "externalIdPart of " JIRA_ASSETS_FINGERPRINT " alone",
		                "give it the mapping that 'certsteward init --target NAME' prints");
	return true;
}

bool jira_assets_import_check(const struct jira_checking *checking, struct error *error)
{
	static const struct {
		const char *status, *message, *mend;
	} known[] = {
		{ "DISABLED", "is disabled: a first fill waits for it",
		  "enable it in the object schema's configuration > Import" },
		{ "MISSING_MAPPING", "has no mapping: a first fill waits for it",
		  "give it the mapping that 'certsteward init --target NAME' prints" },
	};
	struct itsm_reply reply;
	const char *status;

	if (!jira_assets_imports(checking->itsm))
		return true;
	if (!jira_assets_import_call(checking->itsm, checking->arena, "GET", "/configstatus", NULL,
	                             &reply)) {
		jira_check_tell(checking, ITSM_FAILED, "import source",
		                jira_assets_import_explain(checking->itsm, checking->arena, &reply),
		                "set assets_import_source and assets_import_token");
		return reply.verdict != ITSM_REPLY_CANCELLED ||
		       itsm_reply_error(&reply, "import source", error);
	}
	status = json_member_text(reply.root, "status", "");
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (text_equal(status, known[i].status)) {
			jira_check_tell(checking, ITSM_FAILED, "import source", known[i].message,
			                known[i].mend);
			return true;
		}
	if (text_equal(status, "RUNNING"))
		jira_check_tell(checking, ITSM_WARNING, "import source",
		                "is at work on an import just now",
		                "if that is not certsteward's own, make a source for it alone");
	return check_mapping(checking, error);
}
