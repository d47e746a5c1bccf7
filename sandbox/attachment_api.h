/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Attachment API: /api/now/attachment[/file|/upload|/{sys_id}[/file]] */
#pragma once

#include "request.h"
#include "session.h"

/* parts: what follows "attachment" in the path. */
void attachment_api_handle(struct session *session, const struct request *request,
                           const char *const *parts, size_t count, struct reply *reply);
/* The content of one file, always as a download. */
void attachment_api_download(struct session *session, const char *sys_id, struct reply *reply);
