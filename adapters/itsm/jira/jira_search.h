/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Search by JQL. It runs behind what was written, by seconds or minutes: an issue that is missing in an
 * answer may exist. */
#pragma once
#include "base/json.h"

struct itsm;
struct arena;

struct jira_search {
	const char *jql;    /* bounded by a project */
	const char *fields; /* comma-separated */
	size_t most;        /* issues wanted; further ones are not asked for */
};

/* Issues by the order of the query, in pages. */
CHECKED bool jira_search(struct itsm *itsm, struct arena *arena, const struct jira_search *search,
                         struct json **issues, struct error *error);
