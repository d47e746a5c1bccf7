/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Fields by name, form and id. */
#include "jira_field.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "jira.h"
#include "jira_adf.h"
#include "jira_assets.h"
#include "jira_constant.h"
#include "jira_dialect.h"
#include "jira_request.h"
#include "jira_wiki.h"
#include <string.h>

#define SITE_OF(tickets, field_name, field_form, member, field_heading)                    \
	{                                                                                  \
		.name = (field_name), .form = (field_form), .of = JIRA_FIELD_OF_##tickets, \
		.offset = offsetof(struct jira_settings, fields.member),                   \
		.heading = (field_heading)                                                 \
	}
#define SITE(name, form, member, heading)   SITE_OF(ALL, name, form, member, heading)
#define CHANGE(name, form, member, heading) SITE_OF(CHANGES, name, form, member, heading)

const struct jira_field jira_field_table[] = {
	{ .name = "summary", .form = JIRA_FIELD_LINE, .fixed = "summary" },
	{ .name = "description", .form = JIRA_FIELD_BODY, .fixed = "description" },
	CHANGE("justification", JIRA_FIELD_BODY, justification, "WHY"),
	CHANGE("risk_impact", JIRA_FIELD_BODY, risk_impact, "RISK AND IMPACT"),
	CHANGE("implementation_plan", JIRA_FIELD_BODY, implementation_plan, "IMPLEMENTATION"),
	CHANGE("test_plan", JIRA_FIELD_BODY, test_plan, "TEST"),
	CHANGE("backout_plan", JIRA_FIELD_BODY, backout_plan, "BACK-OUT"),
	CHANGE("change_type", JIRA_FIELD_WORD, change_type, NULL),
	CHANGE("change_risk", JIRA_FIELD_WORD, change_risk, NULL),
	SITE("impact", JIRA_FIELD_WORD, impact, NULL),
	SITE("urgency", JIRA_FIELD_WORD, urgency, NULL),
	SITE_OF(INCIDENTS, "severity", JIRA_FIELD_WORD, severity, NULL),
	CHANGE("planned_start", JIRA_FIELD_MOMENT, planned_start, NULL),
	CHANGE("planned_end", JIRA_FIELD_MOMENT, planned_end, NULL),
	CHANGE("due", JIRA_FIELD_DAY, due, NULL),
	{ .name = "priority", .form = JIRA_FIELD_PRIORITY, .fixed = "priority" },
	{ .name = "assignee", .form = JIRA_FIELD_USER, .fixed = "assignee" },
	{ .name = "labels", .form = JIRA_FIELD_LABELS, .fixed = "labels" },
	SITE("group", JIRA_FIELD_GROUP, group, NULL),
	SITE("services", JIRA_FIELD_SERVICES, services, NULL),
	SITE("objects", JIRA_FIELD_OBJECTS, objects, NULL),
	CHANGE("approvers", JIRA_FIELD_USERS, approvers, NULL),
	CHANGE("approver_groups", JIRA_FIELD_GROUPS, approver_groups, NULL),
	{ .name = NULL },
};

const char *jira_field_id(const struct itsm *itsm, const struct jira_field *field)
{
	const char *id;

	if (field->fixed != NULL)
		return field->fixed;
	id = *(const char *const *)((const char *)jira_settings(itsm) + field->offset);
	return id ? id : "";
}

const struct jira_field *jira_field_by_name(const char *name)
{
	for (const struct jira_field *field = jira_field_table; field->name; field++)
		if (text_equal(field->name, name))
			return field;
	return NULL;
}

const char *jira_field_name(const struct itsm *itsm, const char *id)
{
	for (const struct jira_field *field = jira_field_table; field->name; field++)
		if (text_equal(jira_field_id(itsm, field), id))
			return field->name;
	return id;
}

const char *jira_field_option(const struct itsm *itsm, const char *name, const char *word)
{
	const struct setting_list *options = &jira_settings(itsm)->options;
	size_t length = strlen(name);

	for (size_t i = 0; i < options->count; i++) {
		const char *at = options->items[i], *equals = strrchr(at, '=');
		if (strncmp(at, name, length) != 0 || at[length] != '.' || equals == NULL)
			continue;
		at += length + 1;
		if ((size_t)(equals - at) == strlen(word) && strncmp(at, word, strlen(word)) == 0)
			return equals + 1;
	}
	return NULL;
}

static struct json *write_line(struct arena *arena, const char *text)
{
	char *line = text_visible(arena, text);
	size_t units = 0, end = 0;

	/* Jira counts UTF-16 units: what takes four bytes here are two. text_visible left no line feeds. */
	while (line[end]) {
		units += (unsigned char)line[end] >= 0xF0 ? 2 : 1;
		if (units > JIRA_SUMMARY)
			break;
		for (end++; ((unsigned char)line[end] & 0xC0) == 0x80; end++)
			;
	}
	line[end] = '\0';
	return json_new_string(arena, line);
}

static struct json *write_body(const struct itsm *itsm, struct arena *arena, const char *text,
                               bool summons)
{
	if (jira_dialect(itsm)->adf)
		return jira_adf_write(arena, text, summons);
	return json_new_string(arena, jira_wiki_write(arena, text, summons));
}

static struct json *write_moment(struct arena *arena, const char *text)
{
	struct clock_date date;
	int64_t time;

	if (!clock_parse(text, &time))
		return NULL;
	clock_split(time, &date);
	return json_new_string(arena, arena_print(arena, "%04d-%02d-%02dT%02d:%02d:%02d.000+0000",
	                                          date.year, date.month, date.day, date.hour,
	                                          date.minute, date.second));
}

static struct json *write_group(const struct itsm *itsm, struct arena *arena, const char *id)
{
	const char *form = jira_settings(itsm)->group_form;

	if (text_equal(form, "team"))
		return json_new_string(arena, id);
	if (text_equal(form, "option")) {
		const char *option = jira_field_option(itsm, "group", id);
		return jira_request_choice(arena, option ? option : id, "value");
	}
	return jira_request_member(arena, jira_dialect(itsm)->group, id);
}

static struct json *write_list(struct arena *arena, const struct json *given, const char *member)
{
	struct json *list = json_new(arena, JSON_ARRAY);

	JSON_EACH(item, given)
	{
		const char *text = json_text(item, "");
		if (*text)
			json_push(list, jira_request_member(arena, member, text));
	}
	return json_count(list) > 0 ? list : NULL;
}

/* A blank, or one label too long, would make Jira refuse the whole ticket. */
static struct json *write_labels(struct arena *arena, const struct json *given)
{
	struct json *list = json_new(arena, JSON_ARRAY);

	JSON_EACH(item, given)
	{
		char *label = text_visible(arena, json_text(item, ""));
		label[text_cut(label, JIRA_LABEL_LENGTH)] = '\0';
		for (char *at = label; *at; at++)
			*at = *at == ' ' ? '_' : *at;
		if (*label)
			json_push_string(arena, list, label);
	}
	return json_count(list) > 0 ? list : NULL;
}

static struct json *write_word(const struct itsm *itsm, struct arena *arena, const char *name,
                               const char *word)
{
	const char *option = jira_field_option(itsm, name, word);

	return option ? jira_request_member(arena, "id", option) : NULL;
}

/* NULL when there is nothing to write. */
static struct json *write(struct itsm *itsm, struct arena *arena, const struct jira_field *field,
                          const struct json *given, bool *whole)
{
	const struct jira_dialect *dialect = jira_dialect(itsm);
	const char *text = json_text(given, "");
	bool list = given->type == JSON_ARRAY;

	if (*text == '\0' && !list)
		return NULL;
	switch (field->form) {
	case JIRA_FIELD_LINE:
		return write_line(arena, text);
	case JIRA_FIELD_BODY:
		return write_body(itsm, arena, text, text_equal(field->name, "description"));
	case JIRA_FIELD_WORD:
		return write_word(itsm, arena, field->name, text);
	case JIRA_FIELD_MOMENT:
		return write_moment(arena, text);
	case JIRA_FIELD_DAY:
		return json_new_string(arena, text);
	case JIRA_FIELD_PRIORITY:
		return jira_request_choice(arena, text, "name");
	case JIRA_FIELD_USER:
		return jira_request_member(arena, dialect->user, text);
	case JIRA_FIELD_USERS:
		return write_list(arena, given, dialect->user);
	case JIRA_FIELD_GROUP:
		return write_group(itsm, arena, text);
	case JIRA_FIELD_GROUPS:
		return write_list(arena, given, dialect->group);
	case JIRA_FIELD_SERVICES:
		if (text_equal(jira_settings(itsm)->services_form, "service"))
			return write_list(arena, jira_assets_service_ids(itsm, arena, given), "id");
		return jira_assets_value(itsm, arena, given, whole);
	case JIRA_FIELD_OBJECTS:
		return jira_assets_value(itsm, arena, given, whole);
	case JIRA_FIELD_LABELS:
		return write_labels(arena, given);
	}
	return NULL;
}

/* The description, and under it what has no field of its own here. */
static const char *fold(const struct itsm *itsm, struct arena *arena, const struct json *given)
{
	TEXT(out);

	text_append(&out, json_member_text(given, "description", ""));
	for (const struct jira_field *field = jira_field_table; field->name; field++) {
		const char *text = json_member_text(given, field->name, "");
		if (field->form != JIRA_FIELD_BODY || field->heading == NULL || *text == '\0' ||
		    *jira_field_id(itsm, field) != '\0')
			continue;
		text_print(&out, "\n\n%s\n%s", field->heading, text);
	}
	return arena_copy(arena, text_string(&out));
}

struct json *jira_field_compose(struct itsm *itsm, struct arena *arena, const struct json *given,
                                bool *whole)
{
	struct json *fields = json_new(arena, JSON_OBJECT);

	*whole = true;
	JSON_EACH(member, given && given->type == JSON_OBJECT ? given : NULL)
	{
		const struct jira_field *field = jira_field_by_name(member->key);
		const struct json *value = member;
		struct json *written;
		bool asked = true;
		if (field == NULL) {
			if (text_starts_with(member->key, "customfield_"))
				json_set(arena, fields, member->key,
				         jira_constant_value(arena, member));
			continue;
		}
		if (*jira_field_id(itsm, field) == '\0')
			continue;
		if (text_equal(field->name, "description"))
			value = json_new_string(arena, fold(itsm, arena, given));
		written = write(itsm, arena, field, value, &asked);
		*whole = *whole && asked;
		if (written != NULL)
			json_set(arena, fields, jira_field_id(itsm, field), written);
	}
	return fields;
}
