/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The documented limits of a Jira site: per issue always, the others when the switch is on. */
#pragma once

#include "site.h"

#include <stdbool.h>

/* Counts a write on one issue; false when 20 in 2 s or 100 in 30 s are exceeded: 429 answered. */
bool limit_issue_write(struct site *site, long long issue);
/* Counts a call of an endpoint (its pattern); false when its limit is exceeded: 429 answered.
 * Only with the switch "rate-limits". */
bool limit_call(struct site *site, enum site_area area, const char *pattern);
/* The 429 itself. */
void limit_refuse(struct site *site, const char *reason, int seconds);
/* 413 by the switch "issue-full". */
bool limit_has_room(struct site *site, const char *what);
