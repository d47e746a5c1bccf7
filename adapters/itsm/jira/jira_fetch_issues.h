/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Issues by id or key, as they stand now: never through search, which runs behind. */
#pragma once
#include "base/json.h"

struct itsm;
struct arena;

struct jira_fetch_issues {
	const char *const *ids; /* ids or keys, any number */
	size_t count;
	const char *fields; /* comma-separated */
	/* Set by the call: an issue that exists perhaps could not be read, so that one which is not in the
	 * answer is not surely absent. */
	bool incomplete;
};

/* An array of issues with our properties; those that are missing or hidden are left out. */
CHECKED bool jira_fetch_issues(struct itsm *itsm, struct arena *arena,
                               struct jira_fetch_issues *wanted, struct json **issues,
                               struct error *error);
