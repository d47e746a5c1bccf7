/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The two dialects. */
#include "jira_dialect.h"
#include "base/text.h"
#include "jira.h"

/* REST API v3 of Jira Cloud; v2 of Jira Data Center 10.3. */
static const struct jira_dialect cloud = {
	.name = "cloud",
	.api = "/rest/api/3",
	.deployment = "Cloud",
	.search = "/search/jql",
	.tokens = true,
	.bulkfetch = true,
	.adf = true,
	.user = "accountId",
	.user_query = "accountId",
	.group = "groupId",
	.meta_fields = "fields",
	.meta_types = "issueTypes",
};

static const struct jira_dialect datacenter = {
	.name = "datacenter",
	.api = "/rest/api/2",
	.deployment = "Server",
	.search = "/search",
	.user = "name",
	.user_query = "username",
	.group = "name",
	.meta_fields = "values",
	.meta_types = "values",
};

const struct jira_dialect *jira_dialect(const struct itsm *itsm)
{
	return text_equal(jira_settings(itsm)->dialect, datacenter.name) ? &datacenter : &cloud;
}
