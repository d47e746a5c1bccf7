/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a jq value as canonical JSON under our own ceilings. */
#pragma once
#include <jv.h>
#include <stddef.h>

struct text;

enum {
	/* One ticket body with its lists stays below 100 KB; the rest is a loop gone wrong. */
	WORKER_OUTPUT_BYTES = 1 << 20,
	/* Below LIMIT_JSON_DEPTH, so that an answer with its wrapping still parses. */
	WORKER_OUTPUT_DEPTH = 48,
};

enum worker_value_result { WORKER_VALUE_WRITTEN, WORKER_VALUE_TOO_DEEP, WORKER_VALUE_TOO_LARGE };

/* Appends value (borrowed) with sorted keys and without blanks. jv_dump_string recurses as deep as
 * the value goes and falls over the end of the stack; this stops at WORKER_OUTPUT_DEPTH and at
 * ceiling bytes, and then out is back at its length from before. Not-a-number becomes null as in
 * jq; U+0000 inside strings is left out. */
enum worker_value_result worker_value_write(struct text *out, jv value, size_t ceiling);
