/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold in Assets, and how an administrator makes it so. */
#include "base/text.h"
#include "jira_assets.h"
#include "jira_assets_import.h"
#include "jira_assets_space.h"
#include "jira_check.h"

/* Kinds of plain attributes (defaultType.id) that take what is written, as bits. */
enum {
	TEXT_KIND = 1 << 0,
	DATE_KIND = 1 << 4,
	AREA_KIND = 1 << JIRA_ATTRIBUTE_AREA,
	SELECT_KIND = 1 << 10,
	TEXT_KINDS = TEXT_KIND | AREA_KIND,
	REFERENCE_KIND = 1 << 30, /* no plain one: a reference to objects */
	ANY_KIND = 0,
};

static const struct {
	const char *name, *type, *why;
	bool needed, many;
	int kinds;
} attributes[] = {
	{ JIRA_ASSETS_FINGERPRINT, "Text, unique, one value", "each certificate is known by it",
	  true, false, TEXT_KIND },
	{ "Name", "Text, the label, not unique", "certificates of one name follow each other", true,
	  false, TEXT_KINDS },
	{ JIRA_ASSETS_SERIAL, "Text", "", false, false, TEXT_KINDS },
	{ "Subject", "Text", "", false, false, TEXT_KINDS },
	{ JIRA_ASSETS_ISSUER, "Text", "", false, false, TEXT_KINDS },
	{ "Issued by", "Object reference to this type itself", "", false, false, REFERENCE_KIND },
	{ "Used by",
	  "Object reference to your hosts with their children, cardinality 0 to unlimited",
	  "without it no object shows its certificates", false, true, REFERENCE_KIND },
	{ "Names", "Textarea", "", false, false, TEXT_KINDS },
	{ "Valid from", "Date", "", false, false, DATE_KIND | TEXT_KINDS },
	{ "Valid to", "Date", "", false, false, DATE_KIND | TEXT_KINDS },
	{ "Public key", "Text", "", false, false, TEXT_KINDS },
	{ "Signature", "Text", "", false, false, TEXT_KINDS },
	{ "Certificate status", "Text, or Select with Issued, In use, Retired, Revoked", "", false,
	  false, TEXT_KINDS | SELECT_KIND },
	{ "Deployments", "Textarea", "", false, false, TEXT_KINDS },
	{ JIRA_ASSETS_OWNER, "User", "people and certsteward share it", false, false, ANY_KIND },
	{ JIRA_ASSETS_GROUP, "Group, or Text", "people and certsteward share it", false, false,
	  ANY_KIND },
};

enum { ATTRIBUTES = sizeof(attributes) / sizeof(attributes[0]) };

static const char *kind_name(const struct jira_assets_attribute *attribute)
{
	static const char *const plain[] = { "Text",  "Integer",  "Boolean",  "Double",
		                             "Date",  "Time",     "DateTime", "URL",
		                             "Email", "Textarea", "Select",   "IP Address" };

	if (attribute->type == JIRA_ATTRIBUTE_PLAIN && attribute->default_type >= 0 &&
	    attribute->default_type < (int64_t)(sizeof(plain) / sizeof(plain[0])))
		return plain[attribute->default_type];
	return attribute->type == JIRA_ATTRIBUTE_REFERENCE ? "Object reference"
	       : attribute->type == 2                      ? "User"
	       : attribute->type == 4                      ? "Group"
	       : attribute->type == 7                      ? "Status"
	                                                   : "another kind";
}

/* Where Assets does not tell the kind of a plain one (-1), nothing is concluded. */
static bool takes(const struct jira_assets_attribute *attribute, int kinds)
{
	if (kinds == ANY_KIND)
		return true;
	if (kinds == REFERENCE_KIND)
		return attribute->type == JIRA_ATTRIBUTE_REFERENCE;
	return attribute->type == JIRA_ATTRIBUTE_PLAIN &&
	       (attribute->default_type < 0 || attribute->default_type > 11 ||
	        (kinds & (1 << attribute->default_type)) != 0);
}

static void check_attribute(const struct jira_checking *checking,
                            const struct jira_assets_type *type, size_t i)
{
	const struct jira_assets_attribute *attribute =
		jira_assets_attribute(type, attributes[i].name);
	const char *subject = arena_print(checking->arena, "attribute '%s'", attributes[i].name);
	enum itsm_verdict verdict = attributes[i].needed ? ITSM_FAILED : ITSM_WARNING;

	if (attribute == NULL)
		jira_check_tell(checking, verdict, subject, "missing: it is not written",
		                arena_print(checking->arena, "add it to '%s': %s", type->name,
		                            attributes[i].type));
	else if (!takes(attribute, attributes[i].kinds))
		jira_check_tell(
			checking, ITSM_FAILED, subject,
			arena_print(checking->arena,
		                    "is of type %s: what is written does "
		                    "not fit, and objects are refused",
		                    kind_name(attribute)),
			arena_print(checking->arena, "make it anew as %s", attributes[i].type));
	else if (attributes[i].many && attribute->most >= 0 && attribute->most < 2)
		jira_check_tell(checking, ITSM_FAILED, subject,
		                "takes one value, but a certificate is used by several objects",
		                "set its maximum cardinality to unlimited");
	else if (!attribute->editable)
		jira_check_tell(checking, verdict, subject, "cannot be edited: it is not written",
		                "let our account edit it");
}

static void check_unique(const struct jira_checking *checking, const struct jira_assets_type *type)
{
	const struct jira_assets_attribute *fingerprint =
		jira_assets_attribute(type, JIRA_ASSETS_FINGERPRINT);
	const struct jira_assets_attribute *name = jira_assets_attribute(type, "Name");

	if (!fingerprint->unique)
		jira_check_tell(checking, ITSM_FAILED, "attribute '" JIRA_ASSETS_FINGERPRINT "'",
		                "is not unique: after a lost answer a certificate could stand "
		                "there twice",
		                "set Unique in its configuration");
	else
		jira_check_tell(checking, ITSM_OK, "attribute '" JIRA_ASSETS_FINGERPRINT "'",
		                "is unique", "");
	if (name != NULL && name->unique)
		jira_check_tell(checking, ITSM_FAILED, "attribute 'Name'",
		                "is unique, but a renewed certificate bears the name of the old",
		                "clear Unique in its configuration");
}

static void check_types(const struct jira_checking *checking)
{
	const struct jira_settings *settings = jira_settings(checking->itsm);
	const struct {
		const char *setting;
		const struct setting_list *names;
	} kinds[] = {
		{ "assets_host_types", &settings->assets_host_types },
		{ "assets_application_types", &settings->assets_application_types },
		{ "assets_service_types", &settings->assets_service_types },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (size_t j = 0; j < kinds[i].names->count; j++)
			if (jira_assets_named(checking->itsm, kinds[i].names->items[j]) == NULL)
				jira_check_tell(
					checking, ITSM_WARNING,
					arena_print(checking->arena, "object type '%s'",
				                    kinds[i].names->items[j]),
					"missing, or hidden from our account: nothing of it is read",
					arena_print(checking->arena,
				                    "set %s, or give our account "
				                    "the schema's role of users",
				                    kinds[i].setting));
}

bool jira_assets_check(struct itsm *itsm, struct arena *arena,
                       void (*tell)(void *context, const struct itsm_finding *finding),
                       void *context, struct error *error)
{
	const struct jira_checking checking = { itsm, arena, tell, context, NULL };
	struct error own = ERROR_INIT;
	struct jira_assets_type *type;

	if (!jira_assets_certificates(itsm, arena, &type, &own)) {
		jira_check_tell(&checking, ITSM_FAILED, "assets", own.message,
		                "'certsteward init --target' lists what Assets needs: types, "
		                "attributes, roles, scopes");
		return own.kind != ERROR_CANCELLED || error_set(error, own.kind, "%s", own.message);
	}
	jira_check_tell(&checking, ITSM_OK, arena_print(arena, "object type '%s'", type->name),
	                arena_print(arena, "has the id %s", type->id), "");
	for (size_t i = 0; i < ATTRIBUTES; i++)
		check_attribute(&checking, type, i);
	check_unique(&checking, type);
	check_types(&checking);
	return jira_assets_import_check(&checking, error);
}

bool jira_assets_prepare(struct itsm *itsm, struct arena *arena, struct text *out, int *number,
                         struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);

	(void)error;
	if (!jira_uses_assets(itsm))
		return true;
	text_print(
		out,
		"%d. Assets. In an object schema of your choice create the object type '%s'. Key, "
		"Created and Updated are there by themselves; add:\n",
		(*number)++, settings->assets_certificate_type);
	for (size_t i = 0; i < ATTRIBUTES; i++)
		text_print(out, "   - %s: %s%s%s\n", attributes[i].name, attributes[i].type,
		           *attributes[i].why ? "; " : "", attributes[i].why);
	text_print(out,
	           "   If your hosts lie in another schema, allow references to other schemas in "
	           "both.\n   Give the account the role Object schema developers (users alone may "
	           "not write) on that schema, Object schema users on those of your hosts.\n");
	if (jira_dialect(itsm)->adf)
		text_append(out, "   Its token needs besides: read:cmdb-object:jira, "
		                 "write:cmdb-object:jira, read:cmdb-schema:jira, "
		                 "read:cmdb-type:jira, read:cmdb-attribute:jira.\n");
	jira_assets_import_prepare(itsm, arena, out, number);
	return true;
}
