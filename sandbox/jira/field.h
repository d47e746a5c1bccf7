/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of both sites. Names are alike, ids are not: each site numbers its own. */
#pragma once

#include "site.h"

#include <stdbool.h>
#include <stddef.h>

enum field_kind {
	FIELD_LINE,
	FIELD_AREA, /* rich text in the Cloud, wiki markup in the Data Center */
	FIELD_SELECT,
	FIELD_USER,
	FIELD_USERS,
	FIELD_GROUP,
	FIELD_GROUPS,
	FIELD_TIME,
	FIELD_DATE,
	FIELD_LABELS,
	FIELD_PRIORITY,
	FIELD_RESOLUTION,
	FIELD_OBJECTS, /* Assets */
	FIELD_PARENT,
	FIELD_REQUEST_TYPE,
	FIELD_APPROVALS,
	FIELD_PROJECT,
	FIELD_TYPE,
	FIELD_STATUS,
	FIELD_LINKS,
	FIELD_SUBTASKS,
	FIELD_FILES,
	FIELD_COMMENTS,
	FIELD_WATCHES,
	FIELD_STAMP /* a time that Jira itself writes */
};

struct field {
	const char *key; /* of the document; also the id of a system field */
	const char *name;
	enum field_kind kind;
	int number;          /* 0: a system field */
	const char *custom;  /* type of a custom field */
	const char *options; /* "Standard|Normal" */
	unsigned types;      /* bits of the issue types that show it */
	bool required;
};

size_t field_count(void);
const struct field *field_at(size_t index);
const struct field *field_by_key(const char *key);
/* By the id that this site uses ("customfield_10051"), NULL when unknown. */
const struct field *field_by_id(const struct site *site, const char *id);
/* By id or, without regard to case, by name: as JQL takes them. */
const struct field *field_by_name(const struct site *site, const char *name);
const char *field_id(const struct site *site, const struct field *field);
/* Whether callers may write it on issues of the type. */
bool field_is_writable(const struct field *field, int type);
/* Whether it holds a list that can be added to and taken from. */
bool field_is_list(const struct field *field);
bool field_is_shown(const struct field *field, int type);
/* {"type", "custom", "customId"} or {"type", "system"}. */
json_t *field_schema(const struct site *site, const struct field *field);
/* The field as GET /field lists it. */
json_t *field_show(const struct site *site, const struct field *field);
/* What createmeta tells about it; transitions and editmeta tell the same without fieldId. */
json_t *field_meta(const struct site *site, const struct field *field, bool required);

/* Options of a select field by number from 1; NULL past the end. */
const char *field_option(struct pool *pool, const struct field *field, int index);
int field_option_id(const struct site *site, const struct field *field, int index);
json_t *field_show_option(const struct site *site, const struct field *field, int index);

/* Priorities and resolutions by number from 1. */
const char *field_priority(int number);
const char *field_resolution(int number);
json_t *field_show_priority(const struct site *site, int number);
json_t *field_show_resolution(const struct site *site, int number);
