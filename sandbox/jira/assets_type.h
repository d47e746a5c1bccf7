/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas, object types and attributes of Assets. */
#pragma once

#include "site.h"

#include <stdbool.h>

enum assets_kind {
	ASSETS_DEFAULT = 0,
	ASSETS_REFERENCE = 1,
	ASSETS_USER = 2,
	ASSETS_GROUP = 4,
	ASSETS_STATUS = 7
};

enum assets_default {
	DEFAULT_TEXT = 0,
	DEFAULT_INTEGER = 1,
	DEFAULT_BOOLEAN = 2,
	DEFAULT_DOUBLE = 3,
	DEFAULT_DATE = 4,
	DEFAULT_TIME = 5,
	DEFAULT_DATETIME = 6,
	DEFAULT_URL = 7,
	DEFAULT_EMAIL = 8,
	DEFAULT_AREA = 9,
	DEFAULT_SELECT = 10,
	DEFAULT_ADDRESS = 11
};

struct assets_attribute {
	long long id, type;
	const char *name, *type_value, *additional, *options, *description;
	enum assets_kind kind;
	enum assets_default default_type;
	int minimum, maximum, position;
	bool unique, label, system, editable, hidden;
};

/* A list of attributes in the request's pool. */
struct assets_attributes {
	const struct assets_attribute *list;
	size_t count;
};

/* An id as the site writes it: a text in the Cloud, a number in the Data Center. */
json_t *assets_id(const struct site *site, long long id);
/* "{workspaceId}:{id}" */
const char *assets_global(const struct site *site, long long id);
/* workspaceId and globalId, which only the Cloud has. */
void assets_add_workspace(const struct site *site, json_t *shown, long long id);
/* Where Assets answers, for links. */
const char *assets_base(const struct site *site);

/* 0 when the site has no such type (schema). */
long long assets_find_schema(const struct site *site, const char *id);
long long assets_find_type(const struct site *site, const char *id);
/* Own attributes and those that parents hand down. */
struct assets_attributes assets_attributes(const struct site *site, long long type);
/* Whether type is that one or a child of it. */
bool assets_is_below(const struct site *site, long long type, long long ancestor);

json_t *assets_show_schema(const struct site *site, long long schema);
json_t *assets_show_type(const struct site *site, long long type);
/* As inside an object: objectCount stands at 0 there. */
json_t *assets_show_type_nested(const struct site *site, long long type);
json_t *assets_show_attribute(const struct site *site, const struct assets_attribute *attribute,
                              bool with_type);
json_t *assets_show_status(const struct site *site, int number);
/* Status types by id or name; 0 when unknown. Number from 1. */
int assets_find_status(const struct site *site, const char *id);
const char *assets_status_name(int number); /* NULL past the end */

/* For seeds and the API. A parent that hands down gives the four attributes that all types have. */
long long assets_make_schema(const struct site *site, const char *name, const char *key,
                             const char *description);
long long assets_make_type(const struct site *site, long long schema, const char *name,
                           long long parent, bool inherited, const char *icon);
long long assets_make_attribute(const struct site *site, long long type,
                                const struct assets_attribute *attribute);
