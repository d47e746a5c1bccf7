/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of approvals: who may decide, and what a decision brings about. */
#pragma once

#include "session.h"

#include <jansson.h>
#include <stdbool.h>

bool approval_rules_update(struct session *session, const json_t *before, json_t *changes,
                           struct failure *failure);
void approval_rules_updated(struct session *session, const json_t *before, const json_t *after);
/* Decides as the session's user on the change's newest request to him: "approved" or "rejected".
 * A rejection needs a comment. */
bool approval_rules_decide(struct session *session, const char *change, const char *state,
                           const char *comment, struct failure *failure);
