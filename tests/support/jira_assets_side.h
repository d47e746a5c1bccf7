/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Jira adapter logged in at a running sandbox with Assets: object type and attributes are made as an
 * administrator would make them. */
#pragma once
#include "support/jira_side.h"

/* False: the sandbox has not been built. */
bool jira_assets_side_open(struct jira_side *side, bool datacenter);
/* POST below the base of Assets; fails the test unless it is answered well. */
struct json *jira_assets_side_send(struct jira_side *side, const char *path, const char *body);
/* Body of a certificate's step; more = further values, with a leading comma. */
const char *jira_assets_side_body(struct jira_side *side, const char *hash, const char *status,
                                  const char *more);

/* Rows of one kind, as they were read last. */
struct jira_assets_rows {
	struct jira_side *side;
	struct ci rows[64];
	size_t count;
};

void jira_assets_side_read(struct jira_side *side, enum ci_kind kind, int64_t since,
                           struct jira_assets_rows *rows);
/* The receipt, which must say that it is done. */
struct receipt jira_assets_side_done(struct receipt receipt, const char *what);
