/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Settings declared once as a table: parsing, checking, --help, the documentation and the example
 * configuration all come from it. */
#pragma once
#include "base/error.h"
#include "base/secret.h"
#include "base/yaml.h"
#include <stddef.h>
#include <stdint.h>

struct arena;
struct text;

enum setting_type {
	SETTING_TEXT,     /* const char * */
	SETTING_BOOL,     /* bool: yes/no/true/false */
	SETTING_INTEGER,  /* int64_t within range */
	SETTING_NUMBER,   /* double within range */
	SETTING_DURATION, /* int64_t seconds: 30d, 12h, 90s */
	SETTING_PATH,     /* const char *, made absolute from the configuration file's folder */
	SETTING_CHOICE,   /* const char *, one of `choices` */
	SETTING_SECRET,   /* struct secret, only {env: X} or {file: path} */
	SETTING_LIST, /* struct setting_list of text scalars; a single scalar is a list of one */
	SETTING_TREE, /* const struct yaml *, its own reader checks it */
};

struct setting_list {
	const char **items;
	size_t count;
};

struct setting {
	const char *name; /* "flight.limit" reaches into a map */
	enum setting_type type;
	size_t offset;        /* offsetof in the settings struct */
	const char *fallback; /* default: plain text, YAML for a list or tree; NULL = none (zero) */
	const char *choices;  /* "observe|inventory|pilot" */
	double low, high;     /* range, both inclusive; equal = none */
	bool required;
	const char *help; /* one sentence for people */
};

/* Reads a map into the settings struct, which was zeroed once: unknown names are refused with the nearest valid one,
 * ill-typed values with what is allowed, all as "file:line:column: ...". The table ends with a
 * row whose name is NULL. Texts live in the arena. `ignore` names members read by somebody else,
 * NULL-terminated, or NULL. */
CHECKED bool setting_read(const struct setting *table, const struct yaml *map,
                          const char *const *ignore, void *settings, struct arena *arena,
                          struct error *error);
/* Fills in the defaults alone; paths start at the working folder. */
CHECKED bool setting_defaults(const struct setting *table, void *settings, struct arena *arena,
                              struct error *error);
/* Releases secrets inside the struct, also after a failed read. */
void setting_release(const struct setting *table, void *settings);
/* The name in the table nearest to a wrong one, or NULL when nothing is near. */
const char *setting_nearest(const struct setting *table, const char *name);
/* Markdown table rows and commented YAML, for docs and `init`. indent in blanks. */
void setting_document(const struct setting *table, struct text *out);
void setting_example(const struct setting *table, int indent, struct text *out);
