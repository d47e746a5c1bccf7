/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to RT, one after the other. */
#pragma once
#include "contract/itsm.h"
#include "request_tracker_reply.h"
#include "request_tracker_request.h"

struct request_tracker_request {
	const char *method;
	const char *path;  /* behind /REST/2.0, with its query */
	struct json *body; /* NULL = none */
	const char *etag;  /* If-Match; NULL or "" = not asked */
	bool read;         /* a POST that only reads: searches by JSON */
};

/* Sends it; true when the verdict is OK. */
bool request_tracker_call(struct itsm *itsm, struct arena *arena,
                          const struct request_tracker_request *request, struct itsm_reply *reply);
/* One record by its path ("/asset/5"). */
bool request_tracker_call_get(struct itsm *itsm, struct arena *arena, const char *path,
                              struct itsm_reply *reply);
/* All pages of a search, as one array; error names the subject. */
CHECKED bool request_tracker_call_search(struct itsm *itsm, struct arena *arena,
                                         struct request_tracker_query *query, const char *subject,
                                         struct json **rows, struct error *error);
/* The same for collections that take their conditions as JSON in a POST (users, groups,
 * attachments). */
CHECKED bool request_tracker_call_list(struct itsm *itsm, struct arena *arena,
                                       struct request_tracker_query *query, struct json *conditions,
                                       const char *subject, struct json **rows,
                                       struct error *error);
