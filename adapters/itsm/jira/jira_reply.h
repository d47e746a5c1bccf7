/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Judges what Jira answers. Pure: no I/O; the clock only against X-RateLimit-Reset. */
#pragma once
#include "base/http.h"
#include "base/json.h"
#include "model/step.h"

struct arena;

/* What an answer means for the one who asked. */
enum jira_verdict {
	JIRA_OK,
	JIRA_REFUSED,   /* a data or rights fault of this request: 400, 403, 413, 422 */
	JIRA_GONE,      /* 404: missing or hidden */
	JIRA_CONFLICT,  /* 409: somebody else writes it just now, or it was decided before */
	JIRA_BUSY,      /* 429 of this one issue: others still get through */
	JIRA_POSTPONED, /* 429, 503 with Retry-After: surely not processed */
	JIRA_LOST,      /* 5xx, cut off, a web page: not known whether it was processed */
	JIRA_NOT_SENT,  /* surely nothing arrived */
	JIRA_LOGIN,     /* 401, a redirect, an anonymous answer: a person must act */
	JIRA_CANCELLED,
};

struct jira_reply {
	enum jira_verdict verdict;
	int status;
	int delay;          /* seconds that it asks us to wait; 0 = not said */
	const char *reason; /* "" when OK */
	struct json *root;  /* the whole document; NULL when there is none */
};

/* Status, headers and body of one answer. `write` is true for all but GET and searches: an answer to
 * an anonymous visitor that says "written" is then JIRA_LOST, else JIRA_LOGIN. */
void jira_reply_judge(struct arena *arena, const struct http_response *response, bool write,
                      struct jira_reply *reply);
/* An exchange that has no whole answer. */
void jira_reply_unanswered(struct arena *arena, enum http_outcome outcome,
                           const struct error *error, struct jira_reply *reply);

/* For reads: what is not OK as an error; returns false. */
bool jira_reply_error(const struct jira_reply *reply, const char *subject, struct error *error);
/* For writes: what is not OK as a receipt. Repeatable writes are postponed where others are
 * unknown. */
void jira_reply_receipt(const struct jira_reply *reply, bool repeatable, struct receipt *receipt);
/* Must a person act, or is the line dead? Then push as a whole ends. */
bool jira_reply_stops(const struct jira_reply *reply);

/* Access token of an OAuth answer, or NULL; seconds of its life. */
const char *jira_reply_token(const struct jira_reply *reply, int64_t *life);
/* What an error document says, in one line of visible characters: errorMessages, errors by field,
 * and the other shape of Jira Service Management, errorMessage. */
const char *jira_reply_told(struct arena *arena, const struct json *root);
/* Is the document an error of Jira's making at all? */
bool jira_reply_is_error(const struct json *root);
