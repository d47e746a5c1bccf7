/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The trail: append-only, each entry bound to the one before. */
#pragma once
#include "store/store.h"
#include <stddef.h>

struct json;

struct store_audit {
	const char *node;
	int64_t seq, at;
	const char *kind, *previous, *body, *hash;
};
/* hash = SHA-256 of "node\nseq\nat\nkind\nprevious\nbody\n" with the body in canonical JSON;
 * previous of the first entry is 64 zeros. */
CHECKED bool store_audit_append(struct store *store, const char *kind, const struct json *body,
                                struct error *error);
CHECKED bool store_audit_each(struct store *store, int64_t from_seq,
                              bool (*each)(void *context, const struct store_audit *entry,
                                           struct error *error),
                              void *context, struct error *error);
/* Newest entry of this node; seq 0 when there is none. */
CHECKED bool store_audit_head(struct store *store, struct arena *arena, struct store_audit *head,
                              struct error *error);
/* The hash that an entry must have; out: 64 hex digits. */
void store_audit_hash(const struct store_audit *entry, char out[static 65]);
