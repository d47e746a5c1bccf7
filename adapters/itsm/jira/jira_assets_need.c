/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Compares the attributes of an object type with a table of those that it is to have. */
#include "jira_assets_need.h"
#include "base/text.h"

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
	if (kinds == JIRA_NEED_ANY)
		return true;
	if (kinds == JIRA_NEED_REFERENCE)
		return attribute->type == JIRA_ATTRIBUTE_REFERENCE;
	return attribute->type == JIRA_ATTRIBUTE_PLAIN &&
	       (attribute->default_type < 0 || attribute->default_type > 11 ||
	        (kinds & (1 << attribute->default_type)) != 0);
}

static void check_one(const struct jira_checking *checking, const struct jira_assets_type *type,
                      const struct jira_assets_need *need)
{
	const struct jira_assets_attribute *attribute = jira_assets_attribute(type, need->name);
	const char *subject = arena_print(checking->arena, "attribute '%s'", need->name);
	enum itsm_verdict verdict = need->needed ? ITSM_FAILED : ITSM_WARNING;

	if (attribute == NULL)
		jira_check_tell(
			checking, verdict, subject, "missing: it is not written",
			arena_print(checking->arena, "add it to '%s': %s", type->name, need->type));
	else if (!takes(attribute, need->kinds))
		jira_check_tell(checking, ITSM_FAILED, subject,
		                arena_print(checking->arena,
		                            "is of type %s: what is written does "
		                            "not fit, and objects are refused",
		                            kind_name(attribute)),
		                arena_print(checking->arena, "make it anew as %s", need->type));
	else if (need->many && attribute->most >= 0 && attribute->most < 2)
		jira_check_tell(checking, ITSM_FAILED, subject,
		                "takes one value, and several are written",
		                "set its maximum cardinality to unlimited");
	else if (!attribute->editable)
		jira_check_tell(checking, verdict, subject, "cannot be edited: it is not written",
		                "let our account edit it");
}

void jira_assets_need_check(const struct jira_checking *checking,
                            const struct jira_assets_type *type,
                            const struct jira_assets_need *needs)
{
	for (; needs->name != NULL; needs++)
		check_one(checking, type, needs);
}

void jira_assets_need_unique(const struct jira_checking *checking,
                             const struct jira_assets_type *type, const char *name, const char *why)
{
	const struct jira_assets_attribute *attribute = jira_assets_attribute(type, name);
	const char *subject = arena_print(checking->arena, "attribute '%s'", name);

	if (attribute == NULL)
		return;
	if (attribute->unique)
		jira_check_tell(checking, ITSM_OK, subject, "is unique", "");
	else
		jira_check_tell(checking, ITSM_FAILED, subject,
		                arena_print(checking->arena, "is not unique: %s", why),
		                "set Unique in its configuration");
}

void jira_assets_need_print(const struct jira_assets_need *needs, struct text *out)
{
	for (; needs->name != NULL; needs++)
		text_print(out, "   - %s: %s%s%s\n", needs->name, needs->type,
		           *needs->why ? "; " : "", needs->why);
}
