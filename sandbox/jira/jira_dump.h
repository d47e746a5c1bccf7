/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a Jira site holds, as one JSON value with the names that people read. */
#pragma once

#include "issue.h"
#include "site.h"

json_t *jira_dump_issue(const struct site *site, const struct issue *issue);
/* {"key", "type", "label", "attributes": {"Name": ["…"]}}; NULL when there is none. */
json_t *jira_dump_object(const struct site *site, long long object);
/* {"issues", "objects"}, each up to the limit. */
json_t *jira_dump_all(const struct site *site, long limit);
