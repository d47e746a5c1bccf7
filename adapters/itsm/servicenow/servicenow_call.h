/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The only way out: logs in, sends one request or a batch of them, has the answers judged. */
#pragma once
#include "servicenow_reply.h"
#include "servicenow_request.h"

struct itsm;

struct servicenow_request {
	const char *method;      /* "GET", "POST", "PATCH", "DELETE" */
	const char *path;        /* from the instance's root, with query */
	const struct json *body; /* NULL = none */
	/* A raw body instead, with its type. */
	const void *bytes;
	size_t length;
	const char *content_type;
	bool read;    /* a POST that only reads: a batch of reads */
	bool worker;  /* its 202 carries a worker and means accepted */
	bool headers; /* inside a batch: its answer's headers matter */
};

/* Sends it; true when the verdict is OK. A login that has ended is renewed once. */
bool servicenow_call(struct itsm *itsm, struct arena *arena,
                     const struct servicenow_request *request, struct itsm_reply *reply);

/* Sends up to SERVICENOW_BATCH_ITEMS in one Batch API call, or one by one where that is closed to
 * us. Items that the batch did not reach get the verdict ITSM_REPLY_NOT_SENT. */
void servicenow_call_batch(struct itsm *itsm, struct arena *arena,
                           const struct servicenow_request *requests, size_t count,
                           struct itsm_reply *replies);

/* Any number of reads in as few calls as can be; all must be OK, else error names subject. */
CHECKED bool servicenow_call_reads(struct itsm *itsm, struct arena *arena, const char *subject,
                                   const char *const *paths, size_t count, struct json **results,
                                   struct error *error);

/* One read of rows: an array, maybe empty. */
CHECKED bool servicenow_call_rows(struct itsm *itsm, struct arena *arena,
                                  const struct servicenow_query *query, struct json **rows,
                                  struct error *error);

/* user_name that our writes carry, or "" while not known. */
const char *servicenow_call_account(struct itsm *itsm);
