/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The CMDB Instance API: /api/now/cmdb/instance/{class}[/{sys_id}[/relation[/{id}]]] */
#pragma once

#include "request.h"
#include "session.h"

/* parts: what follows "instance" in the path. */
void instance_api_handle(struct session *session, const struct request *request,
                         const char *const *parts, size_t count, struct reply *reply);
