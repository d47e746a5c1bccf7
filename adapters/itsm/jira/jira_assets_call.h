/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of Assets: its own base address, its own limits, search by AQL in pages. */
#pragma once
#include "jira_call.h"

enum jira_assets_meter {
	JIRA_ASSETS_SEARCH, /* AQL: 500 a minute */
	JIRA_ASSETS_CREATE, /* 2,000 a minute */
	JIRA_ASSETS_OTHER,  /* 1,000 a minute */
	JIRA_ASSETS_IMPORT, /* what belongs to an import source: 500 a minute */
	JIRA_ASSETS_METERS,
};

/* Tokens of one limit, refilled by time. */
struct jira_assets_bucket {
	double tokens;
	int64_t filled; /* clock_monotonic_ms; 0 = not begun */
};

/* The base is known when this has returned true: Cloud's workspace is asked for once. */
CHECKED bool jira_assets_reach(struct itsm *itsm, struct arena *arena, struct error *error);
/* Sends one request below the base of Assets ("/object/5"); true when the verdict is OK. Over our own
 * limit nothing is sent: ITSM_REPLY_POSTPONED. */
bool jira_assets_call(struct itsm *itsm, struct arena *arena, enum jira_assets_meter meter,
                      const struct jira_request *request, struct itsm_reply *reply);
bool jira_assets_get(struct itsm *itsm, struct arena *arena, const char *path,
                     struct itsm_reply *reply);

/* One page of what AQL finds. */
struct jira_assets_page {
	const struct json *objects; /* with their attributes */
	bool last;
};
/* Objects from number `start` on, at most JIRA_ASSETS_PAGE of them; false unless a page came. */
bool jira_assets_search(struct itsm *itsm, struct arena *arena, const char *aql, int64_t start,
                        struct jira_assets_page *page, struct itsm_reply *reply);

enum { JIRA_ASSETS_PAGE = 100 };
