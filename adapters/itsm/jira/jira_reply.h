/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Judges what Jira answers. Pure: no I/O; the clock only against X-RateLimit-Reset. */
#pragma once
#include "contract/itsm_reply.h"

/* Status, headers and body of one answer. REFUSED: 400, 403, 413, 422. GONE: 404. CONFLICT: 409.
 * BUSY: 429 of this one issue. POSTPONED: other 429, 503 with Retry-After. LOST: other 5xx, a web
 * page. LOGIN: 401, a redirect, an answer as to a visitor; but where that answers a `write` (all but
 * GET and searches) with "written", LOST. */
void jira_reply_judge(struct arena *arena, const struct http_response *response, bool write,
                      struct itsm_reply *reply);
/* What an error document says, in one line of visible characters: errorMessages, errors by field,
 * and the other shape of Jira Service Management, errorMessage. */
const char *jira_reply_told(struct arena *arena, const struct json *root);
/* Is the document an error of Jira's making at all? */
bool jira_reply_is_error(const struct json *root);
