/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox: one unfinished step per (target, key). */
#pragma once
#include "store/store.h"
#include <stddef.h>

struct store_step {
	int64_t id;
	const char *target, *key, *kind, *verb, *payload, *digest, *state;
	int urgency;
	const char *needs; /* JSON list of keys */
	const char *handle;
	int attempts;
	int64_t not_before, leased_until, intent_at, created_at;
	const char *reason;
};
/* Adds it, or replaces a waiting one of the same target and key; one that is on its way stays and
 * *added is false. */
CHECKED bool store_step_put(struct store *store, const struct store_step *step, bool *added,
                            struct error *error);
/* The unfinished one of this key, NULL when none. */
CHECKED bool store_step_of(struct store *store, struct arena *arena, const char *target,
                           const char *key, struct store_step **row, struct error *error);

/* Which steps of a far side are meant. */
struct store_step_filter {
	const char *target;
	const char *kind; /* "certificate" takes relations along; NULL = any */
	/* Asked for each that could go, borrowed for the call; it may read the store. NULL = all. */
	bool (*allow)(void *context, const struct store_step *step, bool *allowed,
	              struct error *error);
	void *context;
};
/* Leases what may go now: state waiting, accepted or unknown, not_before <= now, no live lease; by
 * urgency, at most limit. What is not let through stands in nobody's way. */
CHECKED bool store_step_lease(struct store *store, struct arena *arena,
                              const struct store_step_filter *filter, int64_t now, int64_t until,
                              size_t limit, struct store_step **rows, size_t *count,
                              struct error *error);
/* Writes state, handle, attempts, not_before, intent_at, reason; ends the lease unless sending. */
CHECKED bool store_step_save(struct store *store, const struct store_step *step,
                             struct error *error);
CHECKED bool store_step_delete(struct store *store, int64_t id, struct error *error);
/* Intents without an answer from before this start: "sending" becomes "unknown". */
CHECKED bool store_step_recover(struct store *store, int64_t *count, struct error *error);
/* In a state (NULL = any unfinished), by id. */
CHECKED bool store_step_list(struct store *store, struct arena *arena, const char *target,
                             const char *state, size_t limit, struct store_step **rows,
                             size_t *count, struct error *error);
/* When the next of those meant may go; 0 = none waits. */
CHECKED bool store_step_next(struct store *store, const struct store_step_filter *filter,
                             int64_t *not_before, struct error *error);
/* How many of those meant are let through, now or later. */
CHECKED bool store_step_count(struct store *store, const struct store_step_filter *filter,
                              int64_t *count, struct error *error);
/* How many are in the outbox: waiting, sent without an answer, accepted. */
CHECKED bool store_step_unfinished(struct store *store, const char *target, int64_t *count,
                                   struct error *error);
