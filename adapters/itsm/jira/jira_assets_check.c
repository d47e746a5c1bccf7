/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold in Assets, and how an administrator makes it so. */
#include "base/text.h"
#include "jira_assets.h"
#include "jira_assets_import.h"
#include "jira_assets_space.h"
#include "jira_check.h"

static const struct {
	const char *name, *type, *why;
	bool needed;
} attributes[] = {
	{ JIRA_ASSETS_FINGERPRINT, "Text, unique, one value", "each certificate is known by it",
	  true },
	{ "Name", "Text, not unique", "certificates of one name follow each other", true },
	{ JIRA_ASSETS_SERIAL, "Text", "", false },
	{ "Subject", "Text", "", false },
	{ JIRA_ASSETS_ISSUER, "Text", "", false },
	{ "Issued by", "Object reference to this type itself", "", false },
	{ "Used by", "Object reference to your hosts with their children, any number of values",
	  "without it no object shows its certificates", false },
	{ "Names", "Textarea", "", false },
	{ "Valid from", "Date", "", false },
	{ "Valid to", "Date", "", false },
	{ "Public key", "Text", "", false },
	{ "Signature", "Text", "", false },
	{ "Certificate status", "Text, or Select with Issued, In use, Retired, Revoked", "",
	  false },
	{ "Deployments", "Textarea", "", false },
	{ JIRA_ASSETS_OWNER, "User", "people and certsteward share it", false },
	{ JIRA_ASSETS_GROUP, "Group, or Text", "people and certsteward share it", false },
};

enum { ATTRIBUTES = sizeof(attributes) / sizeof(attributes[0]) };

static void check_attribute(const struct jira_checking *checking,
                            const struct jira_assets_type *type, size_t i)
{
	const struct jira_assets_attribute *attribute =
		jira_assets_attribute(type, attributes[i].name);
	const char *subject = arena_print(checking->arena, "attribute '%s'", attributes[i].name);

	if (attribute == NULL)
		jira_check_tell(checking, attributes[i].needed ? ITSM_FAILED : ITSM_WARNING,
		                subject, "missing: it is not written",
		                arena_print(checking->arena, "add it to '%s': %s", type->name,
		                            attributes[i].type));
	else if (!attribute->editable)
		jira_check_tell(checking, attributes[i].needed ? ITSM_FAILED : ITSM_WARNING,
		                subject, "cannot be edited: it is not written",
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
		                "read 'certsteward init --target NAME'");
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
