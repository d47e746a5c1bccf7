/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Judges what RT answers. Pure: no I/O, no clock. */
#pragma once
#include "base/http.h"
#include "base/json.h"
#include "model/step.h"

struct arena;

/* What an answer means for the one who asked. */
enum request_tracker_verdict {
	REQUEST_TRACKER_OK,
	REQUEST_TRACKER_REFUSED,   /* a data or rights fault of this request: 400, 403, 405 */
	REQUEST_TRACKER_GONE,      /* 404: missing */
	REQUEST_TRACKER_STALE,     /* 412: it was changed since we read it; nothing was done */
	REQUEST_TRACKER_POSTPONED, /* 429: surely not processed */
	REQUEST_TRACKER_LOST,     /* 5xx, cut off, a web page: not known whether it was processed */
	REQUEST_TRACKER_NOT_SENT, /* surely nothing arrived */
	REQUEST_TRACKER_LOGIN,    /* 401: a person must act */
	REQUEST_TRACKER_CANCELLED,
};

struct request_tracker_reply {
	enum request_tracker_verdict verdict;
	int status;
	int delay;          /* seconds that it asks us to wait; 0 = not said */
	const char *reason; /* "" when OK */
	struct json *root;  /* the document; NULL when there is none */
	const char *etag;   /* as it stands, with its quotes; "" when absent */
};

void request_tracker_reply_judge(struct arena *arena, const struct http_response *response,
                                 struct request_tracker_reply *reply);
/* An exchange that has no whole answer. */
void request_tracker_reply_unanswered(struct arena *arena, enum http_outcome outcome,
                                      const struct error *error,
                                      struct request_tracker_reply *reply);

/* For reads: what is not OK as an error; returns false. */
bool request_tracker_reply_error(const struct request_tracker_reply *reply, const char *subject,
                                 struct error *error);
/* For writes: what is not OK as a receipt. Repeatable writes are postponed where others are
 * unknown. */
void request_tracker_reply_receipt(const struct request_tracker_reply *reply, bool repeatable,
                                   struct receipt *receipt);
/* Does nothing else of this batch get through either? */
bool request_tracker_reply_stops(const struct request_tracker_reply *reply);
/* What an update told, line by line ("200 with a list"): for the reason of a refusal only, because
 * RT speaks the language of its user. */
const char *request_tracker_reply_told(struct arena *arena, const struct json *root);

/* The number of a record: {"id": "5" or 5}; 0 when there is none. */
int64_t request_tracker_reply_id(const struct json *record);
/* Name of a user, group, queue or catalog that stands as {"id", "type", "Name"?}; "" for none and
 * for Nobody. The first one of a list. */
const char *request_tracker_reply_name(const struct json *value);
/* A core member or custom field as text, several values one a line; dates as "YYYY-MM-DD HH:MM:SS",
 * those not set as "". */
const char *request_tracker_reply_field(struct arena *arena, const struct json *record,
                                        const char *name);
/* UTC seconds; 0 when not set. */
int64_t request_tracker_reply_time(const struct json *record, const char *name);
/* All custom fields and the core members that say something, flat. */
struct json *request_tracker_reply_flat(struct arena *arena, const char *kind,
                                        const struct json *record);
/* Does a link of this sort ("refers-to", "depends-on", "child", ...) lead to that record? */
bool request_tracker_reply_links(const struct json *record, const char *ref, const char *type,
                                 int64_t number);
/* The next end of such a link behind `after` (NULL = the first), or NULL. */
const struct json *request_tracker_reply_next_link(const struct json *record, const char *ref,
                                                   const char *type, const struct json *after);
