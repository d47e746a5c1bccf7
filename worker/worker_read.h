/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads JSON into a jq value, faster than jq itself: half of mapping is reading records, and records
 * have the same few hundred member names again and again. */
#pragma once
#include <jv.h>
#include <stddef.h>

/* Member names seen so far; zero-initialised is empty. One jq string each, with its hash inside.
 * And the newest "target" of a record, a third of it and the same in all of one far side: where its
 * bytes come again, so does the value. */
struct worker_names {
	jv *names;
	size_t capacity; /* power of two; 0 = nothing yet */
	size_t count;
	jv target;
	char *target_text; /* NULL = none yet */
	size_t target_length;
};

/* Reads exactly one value of at most LIMIT_JSON_DEPTH levels (RFC 8259; bad UTF-8 becomes U+FFFD, of
 * two members with one name the last counts). text[length] must be NUL. An invalid jv for anything
 * else. */
jv worker_read(struct worker_names *names, const char *text, size_t length);
void worker_read_release(struct worker_names *names);
