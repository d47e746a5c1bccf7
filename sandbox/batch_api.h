/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Batch API: POST /api/now/v1/batch */
#pragma once

#include "request.h"
#include "session.h"

void batch_api_handle(struct session *session, const struct request *request, struct reply *reply);
