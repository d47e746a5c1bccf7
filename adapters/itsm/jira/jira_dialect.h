/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Where Cloud and Data Center differ, as one row each. */
#pragma once
#include <stdbool.h>

struct itsm;

struct jira_dialect {
	const char *name;        /* setting `dialect` */
	const char *api;         /* "/rest/api/3" */
	const char *deployment;  /* serverInfo.deploymentType */
	const char *search;      /* below api */
	bool tokens;             /* pages of a search by nextPageToken, else by startAt */
	bool bulkfetch;          /* POST issue/bulkfetch, else one GET each */
	bool adf;                /* long texts as Atlassian Document Format, else wiki markup */
	const char *user;        /* member that names a user: "accountId" or "name" */
	const char *user_query;  /* parameter of GET user */
	const char *group;       /* member that names a group */
	const char *meta_fields; /* list of a createmeta page */
	const char *meta_types;
};

/* By the setting `dialect`; static. */
const struct jira_dialect *jira_dialect(const struct itsm *itsm);
