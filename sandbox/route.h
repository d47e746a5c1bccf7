/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to its answer: which API, which user, which faults. */
#pragma once

#include "request.h"
#include "sandbox.h"

/* What the server has to do with the connection. */
enum route_effect {
	ROUTE_ANSWER,
	ROUTE_RESET,    /* reset the connection, nothing was done */
	ROUTE_CUT,      /* close it without an answer, the request was carried out */
	ROUTE_HUGE_BODY /* answer with a gigabyte */
};

struct route_result {
	struct reply reply;
	enum route_effect effect;
	long delay; /* milliseconds to wait before the answer */
};

/* Takes the sandbox's lock while it works. The reply's texts live in the request's pool; release
 * it with reply_release. */
void route_handle(struct sandbox *sandbox, struct request *request, struct route_result *result);
/* One item of a Batch call, under the caller's lock and user, in a transaction of its own. */
void route_inner(struct sandbox *sandbox, struct request *request, struct reply *reply);
