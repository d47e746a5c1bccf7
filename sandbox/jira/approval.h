/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Approvals: they come with a status of the workflow, and only approvers answer them. */
#pragma once

#include "issue.h"

#include <stdbool.h>

/* Asks the people of "Approvers" and "Approver groups", without those whom the configuration excludes. */
void approval_begin(const struct site *site, const struct issue *issue);
/* Withdraws what was not decided when the issue leaves the status by another way. */
void approval_end(const struct site *site, const struct issue *issue);
/* The array of the service desk and of the custom field; newest first when wanted. */
json_t *approval_show_all(const struct site *site, long long issue, bool newest_first);
/* One person's answer to one approval; 0: the newest. The status is that of the refusal, and the
 * issue moves when the answer decides. */
bool approval_answer(struct site *site, struct issue *issue, long long id, const char *user,
                     bool approves, int *status, const char **message);
