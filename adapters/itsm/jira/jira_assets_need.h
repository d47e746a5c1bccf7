/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes that an object type is to have: printed for an administrator, and checked. */
#pragma once
#include "jira_assets_space.h"
#include "jira_check.h"

/* Kinds of plain attributes (defaultType.id) that take what is written, as bits. */
enum {
	JIRA_NEED_TEXT = 1 << 0,
	JIRA_NEED_DATE = 1 << 4,
	JIRA_NEED_AREA = 1 << JIRA_ATTRIBUTE_AREA,
	JIRA_NEED_SELECT = 1 << 10,
	JIRA_NEED_TEXTS = JIRA_NEED_TEXT | JIRA_NEED_AREA,
	JIRA_NEED_REFERENCE = 1 << 30, /* no plain one: a reference to objects */
	JIRA_NEED_ANY = 0,
};

struct jira_assets_need {
	const char *name, *type, *why; /* a NULL name ends a table */
	bool needed;                   /* nothing can be written without it */
	bool many;                     /* it must take several values */
	int kinds;                     /* JIRA_NEED_* */
};

/* One finding for each that is missing, of another kind, takes too few values or cannot be edited. */
void jira_assets_need_check(const struct jira_checking *checking,
                            const struct jira_assets_type *type,
                            const struct jira_assets_need *needs);
/* Is this attribute unique? A finding either way; `why` says what happens otherwise. */
void jira_assets_need_unique(const struct jira_checking *checking,
                             const struct jira_assets_type *type, const char *name,
                             const char *why);
/* One line each: name, type, why. */
void jira_assets_need_print(const struct jira_assets_need *needs, struct text *out);
