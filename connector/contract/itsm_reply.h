/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What one answer of a far side means, whatever the product: adapters judge, the rest is the same. */
#pragma once
#include "base/http.h"
#include "base/json.h"
#include "model/step.h"

struct arena;

/* What an answer means for the one who asked. Each product's *_reply.h says which status is what. */
enum itsm_reply_verdict {
	ITSM_REPLY_OK,
	ITSM_REPLY_REFUSED,   /* a data or rights fault of this request */
	ITSM_REPLY_GONE,      /* missing, or hidden from us */
	ITSM_REPLY_CONFLICT,  /* somebody else writes it just now, or something like it is there */
	ITSM_REPLY_STALE,     /* it was changed since we read it; surely nothing was done */
	ITSM_REPLY_BUSY,      /* too much on this one record: others still get through */
	ITSM_REPLY_POSTPONED, /* the far side slows us down: surely not processed */
	ITSM_REPLY_LOST,      /* not known whether it was processed */
	ITSM_REPLY_NOT_SENT,  /* surely nothing arrived */
	ITSM_REPLY_LOGIN,     /* a person must act */
	ITSM_REPLY_CANCELLED, /* we are asked to stop */
};

/* Texts and documents live in the arena of the judge. */
struct itsm_reply {
	enum itsm_reply_verdict verdict;
	int status;          /* of HTTP; 0 = no whole answer */
	int delay;           /* seconds that it asks us to wait; 0 = not said */
	const char *reason;  /* "" when OK */
	struct json *root;   /* the whole document; NULL when there is none */
	struct json *result; /* of root, where the product wraps what it answers; else NULL */
	int64_t total;       /* rows that it counts beyond this page; -1 = not told */
	const char *etag;    /* as it stands, with its quotes; "" when absent */
};

/* Starts judging: nothing known but the status. */
void itsm_reply_begin(int status, struct itsm_reply *reply);
/* What a status means where the product says nothing else: 2xx is OK (202 LOST: taken, not done), 3xx
 * LOGIN (a login page, or another address; never followed), 401 LOGIN, 404 GONE, 409 CONFLICT, 412
 * STALE, 429 POSTPONED, 408 and 5xx LOST, all else REFUSED. */
enum itsm_reply_verdict itsm_reply_of_status(int status);
/* An exchange that has no whole answer. */
void itsm_reply_unanswered(struct arena *arena, enum http_outcome outcome,
                           const struct error *error, struct itsm_reply *reply);
/* A success whose body is half a JSON, as `error` says, or (error NULL) no JSON at all: LOST. `else_is`
 * tells in the second case what it may be. */
void itsm_reply_spoil(struct arena *arena, const struct http_response *response,
                      const struct error *error, const char *else_is, struct itsm_reply *reply);
/* "HTTP 403, meaning: message" with those of both that are not empty. */
const char *itsm_reply_explain(struct arena *arena, int status, const char *meaning,
                               const char *message);
/* Words of the far side in visible characters, cut to what a line bears. */
const char *itsm_reply_shown(struct arena *arena, const char *text);

/* For reads: what is not OK as an error; returns false. */
bool itsm_reply_error(const struct itsm_reply *reply, const char *subject, struct error *error);
/* For writes: what is not OK as a receipt. Repeatable writes are postponed where others are
 * unknown. */
void itsm_reply_receipt(const struct itsm_reply *reply, bool repeatable, struct receipt *receipt);
/* The reply as receipt; false, with the error, when it stops what comes after. */
CHECKED bool itsm_reply_settle(const struct itsm_reply *reply, bool repeatable, const char *subject,
                               struct receipt *receipt, struct error *error);
/* Must a person act, is the line dead, or are we asked to stop? Then push as a whole ends. */
bool itsm_reply_stops(const struct itsm_reply *reply);
