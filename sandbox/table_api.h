/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Table API: /api/now/table/{table}[/{sys_id}]. */
#pragma once

#include "request.h"
#include "session.h"

/* parts: what follows "table" in the path. version: "v1", "v2" or NULL. */
void table_api_handle(struct session *session, const struct request *request,
                      const char *const *parts, size_t count, const char *version,
                      struct reply *reply);
/* Turns a refusal into the answer. */
void table_api_refuse(struct session *session, const struct failure *failure, struct reply *reply);
