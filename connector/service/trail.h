/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The audit's chain: walked to verify it, written out as JSON lines. */
#pragma once
#include "base/array.h"
#include "store/store_audit.h"
#include <stdio.h>

/* What was seen of the chain at an earlier time and kept elsewhere. */
struct trail_anchor {
	const char *node, *hash;
	int64_t seq;
	bool met;
};
/* By number. */
struct trail_anchors {
	ARRAY(struct trail_anchor) items;
};

struct trail_result {
	int64_t entries, faults, anchors_met;
	int64_t first_at, last_at;
	char node[64];
	char head[65];
};

/* Reads an anchor file: JSON lines with node, seq and hash, as `audit head` and `audit export`
 * write them. ERROR_ITEM names file and line. */
CHECKED bool trail_read_anchors(struct arena *arena, const char *path,
                                struct trail_anchors *anchors, struct error *error);

/* Recomputes every hash and follows every link; each fault is told with the entry's number. An anchor
 * whose entry is not there, or has another hash, is a fault too. */
CHECKED bool trail_verify(struct store *store, struct trail_anchors *anchors,
                          void (*fault)(int64_t seq, const char *kind, const char *what),
                          struct trail_result *result, struct error *error);

/* One JSON object per entry and line; sum of the bytes is the caller's to check by ferror. */
CHECKED bool trail_write(struct store *store, int64_t from_seq, FILE *out, struct error *error);
