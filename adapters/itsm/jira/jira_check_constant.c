/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Constants of the site (`constants`, `fields.change`, `fields.incident`): Jira refuses a whole ticket for one
 * that it does not take. */
#include "base/text.h"
#include "jira.h"
#include "jira_check.h"
#include "jira_constant.h"
#include "jira_field.h"
#include "jira_request.h"

/* What is known of one field of the create screen of a type. */
struct looking {
	const struct jira_checking *checking;
	const char *type;          /* its name */
	const struct json *fields; /* of its create screen */
	const struct json *all;    /* of the site; NULL = not known */
};

static const struct json *find(const struct json *list, const char *member, const char *id)
{
	JSON_EACH(one, list)
	if (text_equal(json_member_text(one, member, ""), id))
		return one;
	return NULL;
}

static void fail(const struct looking *looking, const struct jira_constant *constant,
                 const char *message, const char *mend)
{
	const char *shown = *constant->field ? constant->field : constant->text;

	jira_check_tell(looking->checking, ITSM_FAILED, constant->setting,
	                arena_print(looking->checking->arena, "%s %s",
	                            text_visible(looking->checking->arena, shown), message),
	                mend);
}

static bool is_text(const struct json *field)
{
	return text_equal(json_text(json_at(field, "schema", "type", NULL), ""), "string");
}

/* Its value: a list where the field takes several, an option by id where it offers some, else a text. */
static void check_value(const struct looking *looking, const struct jira_constant *constant,
                        const struct json *field)
{
	struct arena *arena = looking->checking->arena;
	const struct json *values = json_get(field, "allowedValues");
	const char *option = jira_constant_option(constant->text);
	bool offers = json_count(values) > 0;

	if (*constant->text == '\0')
		return;
	if (jira_check_is_list(field))
		fail(looking, constant, "takes a list, and Jira refuses a single value there",
		     arena_print(arena,
		                 "write {%s: [%s]} into fields.change or fields.incident%s%s",
		                 constant->field, offers ? "\"id:N\"" : "text",
		                 offers ? ", for some of " : "", jira_check_options(arena, field)));
	else if (!offers && option != NULL && is_text(field))
		fail(looking, constant, "takes a text, and Jira refuses an option there",
		     "write the text alone, without id:");
	else if (offers && option == NULL)
		fail(looking, constant, "takes an option, and Jira refuses a text there",
		     arena_print(arena, "write id:N for one of %s",
		                 jira_check_options(arena, field)));
	else if (offers && find(values, "id", option) == NULL)
		fail(looking, constant, arena_print(arena, "has no option %s", option),
		     arena_print(arena, "name one of %s", jira_check_options(arena, field)));
}

/* What is wrong with it whatever is created, and its mend; NULL = nothing. */
static const char *find_slip(const struct looking *looking, const struct jira_constant *constant,
                             const char **mend)
{
	if (text_equal(constant->setting, "constants")) {
		*mend = "write FIELD=VALUE, as customfield_10099=text";
		if (!jira_request_is_field(constant->field))
			return "is no constant";
	} else if (!text_starts_with(constant->field, "customfield_")) {
		*mend = "write the id of a field of the site's own, and others into constants";
		return "is no field that certsteward writes";
	}
	*mend = "correct the id; Settings > Issues > Custom fields shows it in the address of a "
		"field";
	if (looking->all != NULL && find(looking->all, "id", constant->field) == NULL)
		return "is no field of the site that we can see";
	return NULL;
}

/* Those that all kinds of tickets carry come by once for each. */
static bool is_told(const struct looking *looking, const struct jira_constant *constant)
{
	const struct jira_checking *checking = looking->checking;
	const char *name = arena_print(checking->arena, "%s %s=%s", constant->setting,
	                               constant->field, constant->text);

	if (jira_check_fields_wrong(checking, name))
		return true;
	json_push_string(checking->arena, checking->wrong, name);
	return false;
}

static void check_one(const struct looking *looking, const struct jira_constant *constant)
{
	const struct json *field = find(looking->fields, "fieldId", constant->field);
	bool every = text_equal(constant->setting, "constants");
	const char *mend, *slip;

	/* By the name that mappings use, as a mapping would write it. */
	if (!every && jira_field_by_name(constant->field) != NULL)
		return;
	slip = find_slip(looking, constant, &mend);
	if (slip != NULL && !is_told(looking, constant))
		fail(looking, constant, slip, mend);
	else if (slip == NULL && field == NULL)
		fail(looking, constant,
		     arena_print(looking->checking->arena,
		                 "cannot be filled when a '%s' is created: Jira refuses the whole "
		                 "ticket",
		                 looking->type),
		     every ? "take it out, add it to that create screen, or move it to fields.change "
		             "or fields.incident where only one kind has it"
		           : "take it out, or add it to that create screen");
	else if (slip == NULL)
		check_value(looking, constant, field);
}

void jira_check_constants(const struct jira_checking *checking, enum ticket_kind kind,
                          const char *type, const struct json *fields, const struct json *all)
{
	const struct looking looking = { checking, type, fields, all };
	struct jira_constant *list;
	size_t count = jira_constant_list(checking->itsm, checking->arena, kind, &list);

	for (size_t i = 0; i < count; i++)
		check_one(&looking, &list[i]);
}
