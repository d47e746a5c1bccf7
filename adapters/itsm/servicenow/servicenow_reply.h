/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Judges what ServiceNow answers. Pure: no I/O, no clock. */
#pragma once
#include "contract/itsm_reply.h"

/* Status, content type and body of one answer (REST API, HTTP response codes; KB0564204). Its own: 202
 * is POSTPONED (a full session queue), 403 LOGIN for scopes and CONFLICT for a unique key. */
void servicenow_reply_judge(struct arena *arena, const struct http_response *response,
                            struct itsm_reply *reply);
/* The same for a change's worker, whose 202 is an answer with a result. */
void servicenow_reply_judge_worker(struct arena *arena, const struct http_response *response,
                                   struct itsm_reply *reply);
/* Does nothing else of this batch get through either? */
bool servicenow_reply_stops(const struct itsm_reply *reply);

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
