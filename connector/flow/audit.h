/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The trail checked and handed out. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct arena;
struct store;

/* A head known from elsewhere: a proof, a file, a ticket. */
struct audit_anchor {
	const char *node;
	int64_t seq;
	const char *hash;
};

struct audit_verdict {
	int64_t entries;
	int64_t head_seq;
	char head_hash[65];
	int64_t first_at, last_at; /* UTC seconds */
	bool good;
	char fault[240]; /* what is wrong with which entry; "" when good */
	bool anchored;   /* at least one anchor was found in the chain, and matched */
};

/* Recomputes every hash and link. Finds an edited, lost or reordered entry; what it cannot find
 * without an anchor is a cut-off end or a chain that was written anew as a whole. */
CHECKED bool audit_verify(struct store *store, const struct audit_anchor *anchors, size_t count,
                          struct audit_verdict *verdict, struct error *error);

/* Reads anchors: JSON lines with node, seq, hash - an export's lines will do. */
CHECKED bool audit_read_anchors(struct arena *arena, const char *path,
                                struct audit_anchor **anchors, size_t *count, struct error *error);

/* One JSON object a line, oldest first: node, seq, at, kind, previous, body (the exact text that was
 * hashed), hash. */
CHECKED bool audit_export(struct store *store, FILE *out, int64_t *entries, struct error *error);
