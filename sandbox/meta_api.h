/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/now/cmdb/meta/{class}: columns, relation rules and identification rules of a class. */
#pragma once

#include "request.h"
#include "session.h"

void meta_api_handle(struct session *session, const struct request *request, const char *class,
                     struct reply *reply);
