/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Approvals: asked by filling the approvers and moving the issue into a status with an approval step;
 * decided by people; read from the field of type sd-approvals or from the request. */
#pragma once
#include "contract/itsm.h"

/* Fields that jira_approval_ask looks at, comma-separated, beginning with a comma; "" when none. */
const char *jira_approval_fields(struct itsm *itsm, struct arena *arena);

/* Whom the settings name to approve new changes, as Jira takes it; NULL = nobody. */
struct jira_approvers {
	struct json *users, *groups;
	bool known;
};

/* People usually move a change to its approval themselves, and Jira asks whoever stands in it then: so a new change
 * that needs an approval begins with those of the settings who exist, are active and may decide on what our account
 * reports, unless the mapping names others. They are looked up once for each `approvers`. */
CHECKED bool jira_approval_fill(struct itsm *itsm, struct arena *arena, enum ticket_kind kind,
                                struct jira_approvers *approvers, struct json *fields,
                                struct error *error);

/* Before the move into an approving status: somebody who may decide must stand in the approvers or the
 * approver groups; else those of the settings are added. True with *ready false: the receipt says why
 * not. */
CHECKED bool jira_approval_ask(struct itsm *itsm, struct arena *arena, const struct step *step,
                               const struct json *issue, bool *ready, struct receipt *receipt,
                               struct error *error);

/* Roll-up and decisions out of an array of approvals: the newest round counts. Our account's own
 * decisions are left out. Pure. */
void jira_approval_read(struct itsm *itsm, struct arena *arena, const struct json *approvals,
                        struct ticket_seen *seen);
