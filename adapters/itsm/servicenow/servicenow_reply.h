/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Judges what ServiceNow answers. Pure: no I/O, no clock. */
#pragma once
#include "base/http.h"
#include "base/json.h"
#include "model/step.h"

struct arena;

/* What an answer means for the one who asked. */
enum servicenow_verdict {
	SERVICENOW_OK,
	SERVICENOW_REFUSED,   /* a data or rights fault of this request: 400, 403, 405, 415 */
	SERVICENOW_GONE,      /* 404: missing or hidden */
	SERVICENOW_TAKEN,     /* 409, unique key: something like it is there already */
	SERVICENOW_POSTPONED, /* 429, 202: surely not processed */
	SERVICENOW_LOST,      /* 5xx, cut off, a web page: not known whether it was processed */
	SERVICENOW_NOT_SENT,  /* surely nothing arrived */
	SERVICENOW_LOGIN,     /* 401, scopes: a person must act */
	SERVICENOW_CANCELLED,
};

struct servicenow_reply {
	enum servicenow_verdict verdict;
	int status;
	int delay;           /* seconds that it asks us to wait; 0 = not said */
	const char *reason;  /* "" when OK */
	struct json *root;   /* the whole document; NULL when there is none */
	struct json *result; /* its "result" */
	int64_t total;       /* X-Total-Count; -1 = not told */
};

/* Status, content type and body of one answer (REST API, HTTP response codes; KB0564204). */
void servicenow_reply_judge(struct arena *arena, const struct http_response *response,
                            struct servicenow_reply *reply);
/* The same for a change's worker, whose 202 is an answer with a result. */
void servicenow_reply_judge_worker(struct arena *arena, const struct http_response *response,
                                   struct servicenow_reply *reply);
/* An exchange that has no whole answer. */
void servicenow_reply_unanswered(struct arena *arena, enum http_outcome outcome,
                                 const struct error *error, struct servicenow_reply *reply);

/* For reads: what is not OK as an error; returns false. */
bool servicenow_reply_error(const struct servicenow_reply *reply, const char *subject,
                            struct error *error);
/* For writes: what is not OK as a receipt. Repeatable writes are postponed where others are
 * unknown. */
void servicenow_reply_receipt(const struct servicenow_reply *reply, bool repeatable,
                              struct receipt *receipt);
/* Does nothing else of this batch get through either? */
bool servicenow_reply_stops(const struct servicenow_reply *reply);

/* One row: the first of an array, or the object itself (both are answered for changes). */
const struct json *servicenow_reply_row(const struct json *result);
/* A field as raw text, whichever form it has: text, {value, link}, {value, display_value}; "" when
 * empty or not there. */
const char *servicenow_reply_field(const struct json *row, const char *name);
/* A UTC time of a field; 0 when empty. */
int64_t servicenow_reply_time(const struct json *row, const char *name);
/* All fields of a row as raw texts, without __meta. */
struct json *servicenow_reply_fields(struct arena *arena, const struct json *row);
/* "fields ignored: a, b" out of __meta.ignoredFields; "" when none. */
const char *servicenow_reply_ignored(struct arena *arena, const struct json *row);

/* Access token of an OAuth answer, or NULL; seconds of its life. */
const char *servicenow_reply_token(const struct servicenow_reply *reply, int64_t *life);
