/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Ids of fields: whether the site has them, whether they are of the form that is written there, and which
 * ones the site has that no setting names. */
#include "base/text.h"
#include "jira.h"
#include "jira_check.h"
#include "jira_field.h"
#include <string.h>

/* The schema of a field (GET field) that a value of ours fits into; custom is the end of its kind. */
struct shape {
	const char *type, *items, *custom; /* NULL = any */
	const char *words;
};

static const char *value_of(const struct jira_checking *checking, const struct setting *row)
{
	const char *value =
		*(const char *const *)((const char *)jira_settings(checking->itsm) + row->offset);

	return value ? value : "";
}

bool jira_check_fields_wrong(const struct jira_checking *checking, const char *name)
{
	JSON_EACH(wrong, checking->wrong)
	if (text_equal(json_text(wrong, ""), name))
		return true;
	return false;
}

static struct shape group_shape(const char *form)
{
	if (text_equal(form, "team"))
		return (struct shape){ "team", NULL, NULL, "a team (group_form: team)" };
	if (text_equal(form, "option"))
		return (struct shape){ "option", NULL, NULL, "a select list (group_form: option)" };
	return (struct shape){ "group", NULL, NULL, "a group picker (group_form: group)" };
}

static struct shape shape_of(const struct itsm *itsm, const char *name)
{
	const struct jira_field *field = jira_field_by_name(name);

	if (text_equal(name, "approvals"))
		return (struct shape){ NULL, NULL, "sd-approvals", "the field Approvals" };
	if (text_equal(name, "request_type"))
		return (struct shape){ NULL, NULL, "vp-origin", "the field Request Type" };
	switch (field ? field->form : JIRA_FIELD_LABELS) {
	case JIRA_FIELD_BODY:
		return (struct shape){ "string", NULL, "textarea", "a paragraph of text" };
	case JIRA_FIELD_WORD:
		return (struct shape){ "option", NULL, NULL, "a select list of one choice" };
	case JIRA_FIELD_MOMENT:
		return (struct shape){ "datetime", NULL, NULL, "a date with time" };
	case JIRA_FIELD_DAY:
		return (struct shape){ "date", NULL, NULL, "a date" };
	case JIRA_FIELD_GROUP:
		return group_shape(jira_settings(itsm)->group_form);
	case JIRA_FIELD_USERS:
		return (struct shape){ "array", "user", NULL, "a picker of several users" };
	case JIRA_FIELD_GROUPS:
		return (struct shape){ "array", "group", NULL, "a picker of several groups" };
	case JIRA_FIELD_OBJECTS:
		return (struct shape){ NULL, NULL, "cmdb-object-cftype",
			               "an Assets objects field" };
	default:
		return (struct shape){ NULL, NULL, NULL, "" };
	}
}

const char *jira_check_fields_kind(const struct itsm *itsm, const char *name)
{
	return shape_of(itsm, name).words;
}

static bool fits(const struct shape *shape, const struct json *schema)
{
	const char *type = json_member_text(schema, "type", "");
	const char *custom = json_member_text(schema, "custom", "");

	/* Apps bring kinds of their own: where Jira says nothing, nothing is concluded. */
	if (*type == '\0')
		return true;
	return (shape->type == NULL || text_equal(type, shape->type)) &&
	       (shape->items == NULL ||
	        text_equal(json_member_text(schema, "items", ""), shape->items)) &&
	       (shape->custom == NULL || *custom == '\0' || text_ends_with(custom, shape->custom));
}

static const char *kind_of(struct arena *arena, const struct json *schema)
{
	const char *custom = json_member_text(schema, "custom", "");
	const char *colon = strrchr(custom, ':');

	return text_visible(arena, colon ? colon + 1 : json_member_text(schema, "type", "?"));
}

static void check_id(const struct jira_checking *checking, const struct setting *row,
                     const struct json *all)
{
	const char *value = value_of(checking, row);
	const struct shape shape = shape_of(checking->itsm, row->name + strlen("fields."));
	const struct json *field = NULL;

	if (*value == '\0')
		return;
	JSON_EACH(one, all)
	if (text_equal(json_member_text(one, "id", ""), value))
		field = one;
	if (field == NULL || !fits(&shape, json_get(field, "schema")))
		json_push_string(checking->arena, checking->wrong, row->name + strlen("fields."));
	if (field == NULL)
		jira_check_tell(
			checking, ITSM_FAILED, row->name,
			arena_print(checking->arena, "the site has no field %s that we can see",
		                    value),
			"correct the id; Settings > Issues > Custom fields shows it in the address of "
			"a field");
	else if (!fits(&shape, json_get(field, "schema")))
		jira_check_tell(checking, ITSM_FAILED, row->name,
		                arena_print(checking->arena,
		                            "%s is '%s', of type %s: no value of ours fits", value,
		                            text_visible(checking->arena,
		                                         json_member_text(field, "name", "?")),
		                            kind_of(checking->arena, json_get(field, "schema"))),
		                arena_print(checking->arena,
		                            "name the id of %s, or leave the setting empty",
		                            shape.words));
}

/* Names by which fields of the ITSM template go on sites in English; others are named by hand. */
static const struct {
	const char *setting, *name;
} usual[] = {
	{ "change_type", "Change type" },
	{ "change_risk", "Change risk" },
	{ "impact", "Impact" },
	{ "urgency", "Urgency" },
	{ "severity", "Severity" },
	{ "implementation_plan", "Implementation plan" },
	{ "test_plan", "Test plan" },
	{ "backout_plan", "Backout plan" },
	{ "planned_start", "Planned start" },
	{ "planned_end", "Planned end" },
	{ "services", "Affected services" },
	{ "approvers", "Approvers" },
	{ "approver_groups", "Approver groups" },
	{ "approvals", "Approvals" },
	{ "request_type", "Request Type" },
};

/* Its id, where the site has one field of the usual name that fits; else NULL. */
static const char *find_usual(const struct jira_checking *checking, const char *setting,
                              const struct json *all)
{
	const struct shape shape = shape_of(checking->itsm, setting);
	const char *name = NULL, *found = NULL;
	size_t count = 0;

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (text_equal(usual[i].setting, setting))
			name = usual[i].name;
	if (name == NULL)
		return NULL;
	JSON_EACH(field, all)
	if (text_equal_folded(json_member_text(field, "name", ""), name) &&
	    fits(&shape, json_get(field, "schema"))) {
		found = json_member_text(field, "id", "?");
		count++;
	}
	return count == 1 ? found : NULL;
}

/* One line to copy: what is set already stands in it too. */
static void suggest(const struct jira_checking *checking, const struct json *all)
{
	TEXT(names);
	TEXT(line);

	for (const struct setting *row = jira_setting_table; row->name; row++) {
		const char *name = row->name + strlen("fields.");
		if (!jira_setting_is_field(row))
			continue;
		/* One that is wrong counts as none. */
		const char *value =
			jira_check_fields_wrong(checking, name) ? "" : value_of(checking, row);
		const char *id = NULL;
		if (*value == '\0' && (id = find_usual(checking, name, all)) != NULL)
			text_print(&names, "%s%s", names.length > 0 ? ", " : "", name);
		if (*value != '\0' || id != NULL)
			text_print(&line, "%s%s: %s", line.length > 0 ? ", " : "", name,
			           *value ? value : id);
	}
	if (names.length > 0)
		jira_check_tell(checking, ITSM_WARNING, "fields",
		                arena_print(checking->arena,
		                            "the site has, but no setting names: %s",
		                            text_string(&names)),
		                arena_print(checking->arena,
		                            "fields: {%s} - leave away what shall stay empty",
		                            text_string(&line)));
}

void jira_check_fields(const struct jira_checking *checking, const struct json *all)
{
	for (const struct setting *row = jira_setting_table; row->name; row++)
		if (jira_setting_is_field(row))
			check_id(checking, row, all);
	suggest(checking, all);
}
