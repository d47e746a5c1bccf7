/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Issue types, and what may be written when one is created: a field that is not on the create screen is
 * refused by Jira, a required one that we do not know stops every ticket. */
#include "base/text.h"
#include "jira.h"
#include "jira_call.h"
#include "jira_check.h"
#include "jira_constant.h"
#include "jira_field.h"
#include "jira_request.h"
#include <string.h>

enum { META_PAGE = 200, META_PAGES = 10, WORDS_MOST = 4 };

struct type {
	const char *setting, *wanted;
	enum ticket_kind kind; /* TICKET_NONE: sub-tasks and our own issue */
	bool mark;
};

/* Does the mapping of this kind write the field at all? */
static bool is_of_kind(const struct jira_field *row, enum ticket_kind kind)
{
	if (row->of == JIRA_FIELD_OF_CHANGES)
		return ticket_is_change(kind);
	return row->of == JIRA_FIELD_OF_ALL || kind == TICKET_INCIDENT;
}

/* All items of a paged createmeta list; NULL when refused. */
static bool read_meta(const struct jira_checking *checking, const char *subject, const char *rest,
                      const char *member, struct json **items, struct error *error)
{
	struct arena *arena = checking->arena;

	*items = json_new(arena, JSON_ARRAY);
	for (int page = 0; page < META_PAGES; page++) {
		struct json *root;
		size_t before = json_count(*items);
		const char *path = arena_print(
			arena, "/issue/createmeta/%s/issuetypes%s?startAt=%zu&maxResults=%d",
			jira_settings(checking->itsm)->project, rest, before, META_PAGE);
		if (!jira_check_read(checking, subject, path,
		                     "give our account the right CREATE_ISSUES", &root, error))
			return false;
		JSON_EACH(item, json_get(root, member))
		json_push(*items, json_share(arena, item));
		if (json_count(*items) == before ||
		    json_integer(json_get(root, "total"), 0) <= (int64_t)json_count(*items))
			break;
	}
	return true;
}

static const struct json *field_of(const struct json *fields, const char *id)
{
	JSON_EACH(field, fields)
	if (text_equal(json_member_text(field, "fieldId", ""), id))
		return field;
	return NULL;
}

const char *jira_check_options(struct arena *arena, const struct json *field)
{
	TEXT(out);

	JSON_EACH(value, json_get(field, "allowedValues"))
	if (out.length < 300)
		text_print(
			&out, "%s%s=%s", out.length > 0 ? ", " : "",
			text_visible(arena, json_member_text(value, "value",
		                                             json_member_text(value, "name", "?"))),
			json_member_text(value, "id", "?"));
	return arena_copy(arena, text_string(&out));
}

bool jira_check_is_list(const struct json *field)
{
	return text_equal(json_text(json_at(field, "schema", "type", NULL), ""), "array");
}

static bool is_allowed(const struct json *field, const char *id)
{
	JSON_EACH(value, json_get(field, "allowedValues"))
	if (text_equal(json_member_text(value, "id", ""), id))
		return true;
	return false;
}

/* Our words for this field and the options that seem to mean them, to be read before they are copied: a
 * change's type by its name, all others by their place, as Jira's template lists the worst first. */
static const char *guess(struct arena *arena, const char *name, const struct json *field)
{
	static const char *const kinds[] = { "standard", "normal", "emergency" };
	bool by_name = text_equal(name, "change_type");
	int place = 0;
	TEXT(out);

	JSON_EACH(value, json_get(field, "allowedValues"))
	{
		const char *word = by_name ? NULL : arena_print(arena, "%d", ++place);
		for (size_t i = 0; by_name && i < sizeof(kinds) / sizeof(kinds[0]); i++)
			if (text_equal_folded(json_member_text(value, "value", ""), kinds[i]))
				word = kinds[i];
		if (word != NULL && place <= WORDS_MOST)
			text_print(&out, "%s%s.%s=%s", out.length > 0 ? ", " : "", name, word,
			           json_member_text(value, "id", "?"));
	}
	return arena_copy(arena, text_string(&out));
}

/* Options that the setting names for this field must exist; with none named the word is left out. */
static void check_options(const struct jira_checking *checking, const char *type,
                          const struct jira_field *row, const struct json *field)
{
	const struct setting_list *options = &jira_settings(checking->itsm)->options;
	const char *subject = arena_print(checking->arena, "field %s of '%s'", row->name, type);
	size_t length = strlen(row->name), named = 0;

	for (size_t i = 0; i < options->count; i++) {
		const char *at = options->items[i], *equals = strrchr(at, '=');
		if (strncmp(at, row->name, length) != 0 || at[length] != '.' || equals == NULL)
			continue;
		named++;
		if (!is_allowed(field, equals + 1))
			jira_check_tell(checking, ITSM_FAILED, subject,
			                arena_print(checking->arena,
			                            "option '%s' does not exist; there are %s", at,
			                            jira_check_options(checking->arena, field)),
			                "correct options");
	}
	if (named == 0)
		jira_check_tell(checking, ITSM_WARNING, subject,
		                arena_print(checking->arena,
		                            "no option is named, so that it stays empty; there are "
		                            "%s",
		                            jira_check_options(checking->arena, field)),
		                arena_print(checking->arena,
		                            "add to options, if that is what they mean (1 is the "
		                            "worst): %s",
		                            guess(checking->arena, row->name, field)));
}

static void check_screen(const struct jira_checking *checking, const struct type *type,
                         const struct json *fields)
{
	for (const struct jira_field *row = jira_field_table; row->name; row++) {
		const char *id = jira_field_id(checking->itsm, row);
		const struct json *field = field_of(fields, id);
		bool written = row->fixed == NULL || text_equal(row->name, "summary") ||
		               text_equal(row->name, "description") ||
		               text_equal(row->name, "labels");
		if (*id == '\0' || !written || !is_of_kind(row, type->kind) ||
		    jira_check_fields_wrong(checking, row->name))
			continue;
		if (field == NULL)
			jira_check_tell(
				checking, ITSM_FAILED,
				arena_print(checking->arena, "field %s of '%s'", row->name,
			                    type->wanted),
				arena_print(
					checking->arena,
					"%s is not on the create screen: Jira refuses the whole "
					"ticket",
					id),
				row->fixed
					? "add it to the create screen of this issue type"
					: arena_print(checking->arena,
			                              "add it to the create screen of this issue "
			                              "type, or leave fields.%s empty",
			                              row->name));
		else if (row->form == JIRA_FIELD_WORD)
			check_options(checking, type->wanted, row, field);
	}
}

static bool is_constant(const struct jira_checking *checking, enum ticket_kind kind, const char *id)
{
	struct jira_constant *list;
	size_t count = jira_constant_list(checking->itsm, checking->arena, kind, &list);

	for (size_t i = 0; i < count; i++)
		if (text_equal(list[i].field, id))
			return true;
	return false;
}

/* How a field that a site requires is filled by configuration. */
static const char *filling(struct arena *arena, const struct json *field)
{
	const char *id = json_member_text(field, "fieldId", "");
	const char *options = jira_check_options(arena, field);

	if (jira_check_is_list(field))
		return arena_print(arena,
		                   "write {%s: [%s]} into fields.change or fields.incident%s%s; or "
		                   "give it a default",
		                   id, *options ? "\"id:N\"" : "text",
		                   *options ? ", for some of " : "", options);
	if (*options)
		return arena_print(arena,
		                   "write %s=id:N into constants, or {%s: id:N} into fields.change "
		                   "or fields.incident, for one of %s; or give it a default",
		                   id, id, options);
	return arena_print(arena,
	                   "write %s=text into constants, or {%s: text} into fields.change or "
	                   "fields.incident, or give it a default",
	                   id, id);
}

/* Required, without a default, and nothing that we would fill. */
static void check_required(const struct jira_checking *checking, const struct type *type,
                           const struct json *fields)
{
	static const char *const filled[] = { "summary", "project", "issuetype",  "reporter",
		                              "labels",  "parent",  "description" };
	const struct jira_settings *settings = jira_settings(checking->itsm);

	JSON_EACH(field, fields)
	{
		const char *id = json_member_text(field, "fieldId", "");
		bool known = !json_is_true(json_get(field, "required")) ||
		             json_is_true(json_get(field, "hasDefaultValue")) ||
		             is_constant(checking, type->kind, id) ||
		             text_equal(id, settings->fields.request_type) ||
		             !text_equal(jira_field_name(checking->itsm, id), id);
		for (size_t i = 0; i < sizeof(filled) / sizeof(filled[0]); i++)
			known = known || text_equal(id, filled[i]);
		if (!known)
			jira_check_tell(
				checking, ITSM_FAILED,
				arena_print(checking->arena, "issue type '%s'", type->wanted),
				arena_print(checking->arena,
			                    "field '%s' (%s) is required and nothing fills "
			                    "it",
			                    text_visible(checking->arena,
			                                 json_member_text(field, "name", "?")),
			                    id),
				filling(checking->arena, field));
	}
}

static const char *id_of_type(const struct jira_checking *checking, const struct type *type,
                              const struct json *types)
{
	const char *found = "";
	size_t count = 0;

	JSON_EACH(item, types)
	if (text_equal(json_member_text(item, "id", ""), type->wanted) ||
	    text_equal(json_member_text(item, "name", ""), type->wanted)) {
		found = json_member_text(item, "id", "");
		count++;
	}
	if (count == 1)
		return found;
	TEXT(names);
	JSON_EACH(item, types)
	text_print(&names, "%s'%s'=%s", names.length > 0 ? ", " : "",
	           text_visible(checking->arena, json_member_text(item, "name", "?")),
	           json_member_text(item, "id", "?"));
	jira_check_tell(
		checking, type->kind == TICKET_TASK ? ITSM_WARNING : ITSM_FAILED,
		arena_print(checking->arena, "issue type '%s'", type->wanted),
		arena_print(checking->arena, "%s; there are %s",
	                    count == 0 ? "does not exist in the project" : "is the name of several",
	                    text_string(&names)),
		arena_print(checking->arena, "set %s to one of these ids%s", type->setting,
	                    type->mark ? "; certsteward's own issue is of this type"
	                               : ", or to \"\" where none are opened"));
	return "";
}

static bool check_type(const struct jira_checking *checking, const struct type *type,
                       const struct json *types, const struct json *all, struct error *error)
{
	const char *id = *type->wanted ? id_of_type(checking, type, types) : "";
	struct json *fields;

	if (!jira_request_is_id(id))
		return true;
	if (!read_meta(checking, arena_print(checking->arena, "issue type '%s'", type->wanted),
	               arena_print(checking->arena, "/%s", id),
	               jira_dialect(checking->itsm)->meta_fields, &fields, error))
		return false;
	if (json_count(fields) == 0)
		return true;
	if (type->kind != TICKET_NONE)
		check_screen(checking, type, fields);
	jira_check_constants(checking, type->kind, type->wanted, fields, all);
	check_required(checking, type, fields);
	jira_check_tell(
		checking, ITSM_OK, arena_print(checking->arena, "issue type '%s'", type->wanted),
		arena_print(checking->arena, "id %s, %zu fields", id, json_count(fields)), "");
	return true;
}

static bool read_types(const struct jira_checking *checking, struct json **types,
                       struct error *error)
{
	return read_meta(checking, "issue types", "", jira_dialect(checking->itsm)->meta_types,
	                 types, error);
}

bool jira_check_mark_type(const struct jira_checking *checking, struct error *error)
{
	const struct jira_settings *settings = jira_settings(checking->itsm);
	const struct type mark = { "types.mark", settings->mark_type, TICKET_NONE, true };
	struct json *types;

	if (*settings->mark_issue != '\0' || *settings->mark_type == '\0')
		return true;
	if (!read_types(checking, &types, error))
		return false;
	(void)id_of_type(checking, &mark, types);
	return true;
}

bool jira_check_types(const struct jira_checking *checking, struct error *error)
{
	const struct jira_settings *settings = jira_settings(checking->itsm);
	const struct type wanted[] = {
		{ "types.change", settings->change_type, TICKET_CHANGE_NORMAL, false },
		{ "types.incident", settings->incident_type, TICKET_INCIDENT, false },
		{ "types.task", settings->task_type, TICKET_TASK, false },
		{ "types.subtask", settings->subtask_type, TICKET_NONE, false },
	};
	struct json *all, *types;

	if (!jira_check_read(checking, "fields", "/field", "let our account read fields", &all,
	                     error) ||
	    !read_types(checking, &types, error))
		return false;
	if (all != NULL)
		jira_check_fields(checking, all);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!check_type(checking, &wanted[i], types, all, error))
			return false;
	return true;
}
