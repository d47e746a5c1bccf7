/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Judges what Jira answers. Pure: no I/O; the clock only against X-RateLimit-Reset. */
#pragma once
#include "contract/itsm_reply.h"

/* Status, headers and body of one answer. Its own: 429 of one issue is BUSY, 503 with Retry-After
 * POSTPONED; an answer as to a visitor is LOGIN, but where it answers a `write` (all but GET and
 * searches) with "written", LOST. */
void jira_reply_judge(struct arena *arena, const struct http_response *response, bool write,
                      struct itsm_reply *reply);
/* What an error document says, in one line of visible characters: errorMessages, errors by field,
 * and the other shape of Jira Service Management, errorMessage. */
const char *jira_reply_told(struct arena *arena, const struct json *root);
