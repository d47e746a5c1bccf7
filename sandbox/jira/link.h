/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Links between issues, and from issues to pages elsewhere. */
#pragma once

#include "issue.h"

json_t *link_show_all(const struct site *site, long long issue);
json_t *link_show_subtasks(const struct site *site, long long issue);
/* The other issue as a link shows it: key and a few fields. */
json_t *link_show_issue(const struct site *site, const struct issue *issue);
