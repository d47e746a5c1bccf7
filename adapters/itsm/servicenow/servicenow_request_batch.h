/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Batch API: composes the body and splits the answer. Pure. */
#pragma once
#include "servicenow_call.h"

/* {"batch_request_id", "rest_requests": [...]}; item ids are their numbers from 0. */
struct json *servicenow_request_batch(struct arena *arena,
                                      const struct servicenow_request *requests, size_t count);

/* Fills one reply per request. Items that were not serviced get ITSM_REPLY_NOT_SENT with status
 * 200; when the batch as a whole failed, all get its verdict. */
void servicenow_request_batch_split(struct arena *arena, const struct itsm_reply *whole,
                                    size_t count, struct itsm_reply *replies);
