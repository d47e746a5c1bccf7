/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Edits one asset or ticket as it stands: read, written with If-Match, read again. RT answers a
 * refused update with 200 and a list in its user's language: only what stands there afterwards tells
 * what it took. */
#pragma once
#include "request_tracker_call.h"

struct request_tracker_record {
	struct itsm *itsm;
	struct arena *arena;
	const char *kind; /* "asset", "ticket" */
	int64_t number;
	struct itsm_reply reply; /* of the newest call */
	const struct json *row;  /* as it stood at the newest read; NULL = unread */
	const char *etag;
	const char *told; /* what RT said to the newest write */
};

/* "/asset/5" */
const char *request_tracker_record_path(const struct request_tracker_record *record);
/* True when it could be read: row and etag are filled. */
bool request_tracker_record_read(struct request_tracker_record *record);
/* Sends body (RT's form) on the state last read, and reads again. False: reply says why; STALE means
 * that somebody was faster and nothing was written. */
bool request_tracker_record_write(struct request_tracker_record *record, struct json *body);

/* The flat values that differ from what stands there. */
struct json *request_tracker_record_differing(const struct request_tracker_record *record,
                                              const struct json *values);
/* Of flat values sent: why those that stand exactly as before were not taken; "" when all were. */
const char *request_tracker_record_left(const struct request_tracker_record *record,
                                        const struct json *before, const struct json *sent);
/* A ticket that was made by this body: which of its custom fields do not stand there, as the receipt's reason.
 * What the queue lacks, and what is no value of a field, RT drops without a word. */
void request_tracker_record_made(const struct request_tracker_record *record, const char *queue,
                                 const struct json *body, struct receipt *receipt);
/* What stands there now of the named values. */
struct json *request_tracker_record_holds(const struct request_tracker_record *record,
                                          const struct json *values);
