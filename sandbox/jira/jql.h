/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The part of JQL that clients of service desks use, as a condition over the issues. */
#pragma once

#include "site.h"
#include "where.h"

#include <stdbool.h>

struct jql {
	struct where where; /* over jira_issue named i */
	const char *order;  /* "i.created DESC, …" */
	bool bounded;       /* there is a restriction */
};

/* False with the problem told as Jira tells it. Release query->where in any case. */
bool jql_compile(struct site *site, const char *text, struct jql *query, json_t *problem);
