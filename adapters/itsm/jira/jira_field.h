/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The names that mappings use for a ticket's fields, and what they are on this site. Pure but for the
 * Assets field, whose value needs the workspace. */
#pragma once
#include "base/json.h"

struct itsm;

enum jira_field_form {
	JIRA_FIELD_LINE,     /* one line of text */
	JIRA_FIELD_BODY,     /* long text; without a field of its own part of the description */
	JIRA_FIELD_WORD,     /* a word that the setting `options` turns into an option's id */
	JIRA_FIELD_MOMENT,   /* "YYYY-MM-DD HH:MM:SS", UTC */
	JIRA_FIELD_DAY,      /* "YYYY-MM-DD" */
	JIRA_FIELD_PRIORITY, /* id or name */
	JIRA_FIELD_USER,
	JIRA_FIELD_USERS,
	JIRA_FIELD_GROUP, /* by the setting group_form */
	JIRA_FIELD_GROUPS,
	JIRA_FIELD_SERVICES, /* by the setting services_form */
	JIRA_FIELD_OBJECTS,  /* remote ids of Assets objects */
	JIRA_FIELD_LABELS,
};

/* Which tickets have it, by what the shipped mappings write: a create screen must show it then. */
enum jira_field_of { JIRA_FIELD_OF_ALL, JIRA_FIELD_OF_CHANGES, JIRA_FIELD_OF_INCIDENTS };

struct jira_field {
	const char *name;
	enum jira_field_form form;
	enum jira_field_of of;
	const char *fixed;   /* id that is the same everywhere, or NULL */
	size_t offset;       /* of its setting, where fixed is NULL */
	const char *heading; /* JIRA_FIELD_BODY: over its text in the description */
};

/* Ends with a NULL name. */
extern const struct jira_field jira_field_table[];

/* "" when the site has no such field. */
const char *jira_field_id(const struct itsm *itsm, const struct jira_field *field);
const struct jira_field *jira_field_by_name(const char *name);
/* The name that mappings use for this id; the id itself where there is none. */
const char *jira_field_name(const struct itsm *itsm, const char *id);

/* Names and plain values into ids and what Jira takes. Members "customfield_..." go through as they
 * are, but for "id:N" (jira_constant.h); names without a field on this site are left out, long texts among them go into the description
 * where that is given. Not whole when Assets could not be asked for objects that it needs: then nothing
 * may be written. */
struct json *jira_field_compose(struct itsm *itsm, struct arena *arena, const struct json *given,
                                bool *whole);
/* Option id of a word, or NULL: "impact.2=10102". */
const char *jira_field_option(const struct itsm *itsm, const char *name, const char *word);
/* Does what stands there say the same as what we would write (by id, by time, by the text of a
 * document)? Nothing wanted equals nothing there. */
bool jira_field_same(struct arena *arena, const struct json *stands, const struct json *wanted);
