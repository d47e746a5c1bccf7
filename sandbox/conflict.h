/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Conflict detection: blackouts, maintenance windows, other changes of the same CI. */
#pragma once

#include "session.h"

#include <jansson.h>

/* Checks, writes the conflicts found and the change's status. Returns the id of the check; NULL
 * with the failure set when CI or planned dates are missing. */
const char *conflict_check(struct session *session, const char *change, struct failure *failure);
/* Status and conflicts of the last check. The caller owns it. */
json_t *conflict_show(struct session *session, const char *change);
