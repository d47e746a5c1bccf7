/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold in Assets, and how an administrator makes it so. */
#include "base/text.h"
#include "jira_assets.h"
#include "jira_assets_deployment.h"
#include "jira_assets_import.h"
#include "jira_assets_need.h"

static const struct jira_assets_need attributes[] = {
	{ JIRA_ASSETS_FINGERPRINT, "Text, unique, one value", "each certificate is known by it",
	  true, false, JIRA_NEED_TEXT },
	{ "Name", "Text, the label, not unique", "certificates of one name follow each other", true,
	  false, JIRA_NEED_TEXTS },
	{ JIRA_ASSETS_SERIAL, "Text", "", false, false, JIRA_NEED_TEXTS },
	{ "Subject", "Text", "", false, false, JIRA_NEED_TEXTS },
	{ JIRA_ASSETS_ISSUER, "Text", "", false, false, JIRA_NEED_TEXTS },
	{ "Issued by", "Object reference to this type itself", "", false, false,
	  JIRA_NEED_REFERENCE },
	{ "Used by",
	  "Object reference to your hosts with their children, cardinality 0 to unlimited",
	  "without it no object shows its certificates", false, true, JIRA_NEED_REFERENCE },
	{ "Used by applications",
	  "Object reference to your applications, cardinality 0 to unlimited",
	  "where applications or load balancers serve them", false, true, JIRA_NEED_REFERENCE },
	{ "Names", "Textarea", "", false, false, JIRA_NEED_TEXTS },
	{ "Valid from", "Date", "", false, false, JIRA_NEED_DATE | JIRA_NEED_TEXTS },
	{ "Valid to", "Date", "", false, false, JIRA_NEED_DATE | JIRA_NEED_TEXTS },
	{ "Public key", "Text", "", false, false, JIRA_NEED_TEXTS },
	{ "Signature", "Text", "", false, false, JIRA_NEED_TEXTS },
	{ "Certificate status", "Text, or Select with Issued, In use, Retired, Revoked", "", false,
	  false, JIRA_NEED_TEXTS | JIRA_NEED_SELECT },
	{ JIRA_ASSETS_OWNER, "User", "people and certsteward share it", false, false,
	  JIRA_NEED_ANY },
	{ JIRA_ASSETS_GROUP, "Group, or Text", "people and certsteward share it", false, false,
	  JIRA_NEED_ANY },
	{ .name = NULL },
};

/* Places are lines of text here, or objects of their own. */
static const struct jira_assets_need places[] = {
	{ "Deployments", "Textarea", "", false, false, JIRA_NEED_TEXTS },
	{ .name = NULL },
};

static void check_unique(const struct jira_checking *checking, const struct jira_assets_type *type)
{
	const struct jira_assets_attribute *name = jira_assets_attribute(type, "Name");

	jira_assets_need_unique(checking, type, JIRA_ASSETS_FINGERPRINT,
	                        "after a lost answer a certificate could stand there twice");
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
	jira_assets_need_check(&checking, type, attributes);
	check_unique(&checking, type);
	check_types(&checking);
	if (!jira_uses_deployments(itsm))
		jira_assets_need_check(&checking, type, places);
	else if (!jira_assets_check_deployments(&checking, error))
		return false;
	return jira_assets_import_check(&checking, error);
}

bool jira_assets_prepare(struct itsm *itsm, struct arena *arena, struct text *out, int *number,
                         struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);

	(void)error;
	text_print(
		out,
		"%d. Assets%s (Assets administrator)\n"
		"   In an object schema of your choice create the object type '%s'. Key, Created and\n"
		"   Updated are there by themselves; add:\n",
		(*number)++, jira_uses_assets(itsm) ? "" : ", with assets: text (it is none now)",
		settings->assets_certificate_type);
	jira_assets_need_print(attributes, out);
	if (jira_uses_deployments(itsm))
		jira_assets_prepare_deployments(itsm, out);
	else
		jira_assets_need_print(places, out);
	text_append(
		out,
		"   If your hosts lie in another schema, allow references to other schemas in both.\n"
		"   Schema > Configure > Roles: the account as Object schema developer there (users\n"
		"   may not write), as Object schema user where your hosts and services lie.\n");
	if (jira_dialect(itsm)->adf)
		text_append(out, "   Its token needs the scopes read:cmdb-object:jira, "
		                 "write:cmdb-object:jira,\n   read:cmdb-schema:jira, "
		                 "read:cmdb-type:jira, read:cmdb-attribute:jira.\n");
	text_append(out, "\n");
	jira_assets_import_prepare(itsm, arena, out, number);
	return true;
}
