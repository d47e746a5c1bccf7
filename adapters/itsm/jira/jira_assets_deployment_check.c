/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the object type of places must have, and how an administrator makes it so. */
#include "base/text.h"
#include "jira_assets_deployment.h"
#include "jira_assets_need.h"

static const struct jira_assets_need attributes[] = {
	{ JIRA_ASSETS_PLACE, "Text, unique, one value", "each place is known by it", true, false,
	  JIRA_NEED_TEXT },
	{ "Name", "Text, the label, not unique", "", true, false, JIRA_NEED_TEXTS },
	{ "Certificates",
	  "Object reference to the type of certificates, cardinality 0 to unlimited",
	  "what is served there", true, true, JIRA_NEED_REFERENCE },
	{ "Host", "Object reference to your hosts with their children", "", false, false,
	  JIRA_NEED_REFERENCE },
	{ "Zone", "Text", "", false, false, JIRA_NEED_TEXTS },
	{ "Address", "Text", "", false, false, JIRA_NEED_TEXTS },
	{ "Port", "Text", "", false, false, JIRA_NEED_TEXTS },
	{ "Server name", "Text", "", false, false, JIRA_NEED_TEXTS },
	{ "First seen", "Date", "", false, false, JIRA_NEED_DATE | JIRA_NEED_TEXTS },
	{ "Last seen", "Date", "told when something else changes", false, false,
	  JIRA_NEED_DATE | JIRA_NEED_TEXTS },
	{ "State", "Text, or Select with In use, Gone, Not looked at", "", false, false,
	  JIRA_NEED_TEXTS | JIRA_NEED_SELECT },
	{ .name = NULL },
};

bool jira_assets_check_deployments(const struct jira_checking *checking, struct error *error)
{
	struct error own = ERROR_INIT;
	struct jira_assets_type *type;

	if (!jira_assets_deployments(checking->itsm, checking->arena, &type, &own)) {
		jira_check_tell(checking, ITSM_FAILED, "assets", own.message,
		                "'certsteward init --target' lists what Assets needs: types, "
		                "attributes, roles, scopes");
		return own.kind != ERROR_CANCELLED || error_set(error, own.kind, "%s", own.message);
	}
	jira_check_tell(checking, ITSM_OK,
	                arena_print(checking->arena, "object type '%s'", type->name),
	                arena_print(checking->arena, "has the id %s", type->id), "");
	jira_assets_need_check(checking, type, attributes);
	jira_assets_need_unique(checking, type, JIRA_ASSETS_PLACE,
	                        "after a lost answer a place could stand there twice");
	return true;
}

void jira_assets_prepare_deployments(const struct itsm *itsm, struct text *out)
{
	text_print(out,
	           "   Create the object type '%s' for places that serve certificates; each "
	           "counts for the licence. Add:\n",
	           jira_settings(itsm)->assets_deployment_type);
	jira_assets_need_print(attributes, out);
}
