/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Judges what RT answers. Pure: no I/O, no clock. */
#pragma once
#include "contract/itsm_reply.h"

/* Status, content type and body of one answer; statuses mean to RT what they mean to all. */
void request_tracker_reply_judge(struct arena *arena, const struct http_response *response,
                                 struct itsm_reply *reply);
/* What an update told, line by line ("200 with a list"): for the reason of a refusal only, because
 * RT speaks the language of its user. */
const char *request_tracker_reply_told(struct arena *arena, const struct json *root);

/* The number of a record: {"id": "5" or 5}; 0 when there is none. */
int64_t request_tracker_reply_id(const struct json *record);
/* Is this the custom field of that name, in letters of any case, or of that number? RT takes both. */
bool request_tracker_reply_is_field(const struct json *field, const char *name);
/* Name of a user, group, queue or catalog that stands as {"id", "type", "Name"?}; "" for none and
 * for Nobody. The first one of a list. */
const char *request_tracker_reply_name(const struct json *value);
/* A core member or custom field as text, several values one a line; dates as "YYYY-MM-DD HH:MM:SS",
 * those not set as "". */
const char *request_tracker_reply_field(struct arena *arena, const struct json *record,
                                        const char *name);
/* The same of what is a custom field for sure. */
const char *request_tracker_reply_custom(struct arena *arena, const struct json *record,
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
