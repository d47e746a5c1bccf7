/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* People at work: what tests and the page's buttons let somebody do. */
#pragma once

#include "session.h"

#include <jansson.h>

/* {"action", "user", "number" or "table" + "sys_id", "text", …}. The record afterwards (only its
 * filled columns), owned by the caller; NULL with the failure set. The session's user changes. */
json_t *act_perform(struct session *session, const json_t *wish, struct failure *failure);
