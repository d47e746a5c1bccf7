/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Change Management API: /api/sn_chg_rest[/v1]/change… */
#pragma once

#include "request.h"
#include "session.h"

#include <jansson.h>

/* parts: what follows "change" in the path. */
void change_api_handle(struct session *session, const struct request *request,
                       const char *const *parts, size_t count, struct reply *reply);

/* Parts of it, each in a file of its own; change: the sys_id of an existing change. */
void change_api_next_states(struct session *session, const char *change, struct reply *reply);
void change_api_tasks(struct session *session, const struct request *request, const char *change,
                      const char *task, struct reply *reply);
void change_api_cis(struct session *session, const struct request *request, const char *change,
                    struct reply *reply);
void change_api_approvals(struct session *session, const struct request *request,
                          const char *change, struct reply *reply);
void change_api_conflict(struct session *session, const struct request *request, const char *change,
                         struct reply *reply);
void change_api_schedule(struct session *session, const struct request *request, const char *change,
                         bool first_available, struct reply *reply);
void change_api_ci_schedule(struct session *session, const struct request *request, const char *ci,
                            struct reply *reply);
void change_api_worker(struct session *session, const char *worker, struct reply *reply);
void change_api_refresh(struct session *session, const char *change, struct reply *reply);

/* Body and query parameters as one object of fields; NULL with the reply set. The caller owns it. */
json_t *change_api_fields(struct session *session, const struct request *request,
                          struct reply *reply);
/* Refusals of this API are 400, except where its documents say otherwise. */
void change_api_refuse(struct session *session, const struct failure *failure, struct reply *reply);
