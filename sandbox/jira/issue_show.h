/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Issues as answers show them. */
#pragma once

#include "issue.h"

/* Which fields and more an answer holds. */
struct issue_view {
	const json_t *fields;     /* list of ids, "*all", "*navigable", "-id"; NULL: the default */
	const json_t *properties; /* list of keys, NULL for none */
	const char *expand;       /* "changelog,names", may be NULL */
	bool all;                 /* the default is everything instead of nothing */
};

json_t *issue_show(const struct site *site, const struct issue *issue,
                   const struct issue_view *view);
/* A list from "a,b" or from repeated query parameters. Owned by the caller; NULL when absent. */
json_t *issue_show_list(const struct site *site, const char *argument);
