/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What waits to be derived: dirty keys, clock marks, and what was set aside. */
#pragma once
#include "store/store.h"
#include <stddef.h>

struct store_dirty {
	const char *kind; /* "certificate": key is the id in decimal; "ticket": its key */
	const char *key;
	const char *reason;
	int trying;
};

/* Enqueues; a key that waits already keeps its place (a live one beats a slice). */
CHECKED bool store_dirty_add(struct store *store, const char *kind, const char *key,
                             const char *reason, int slice, struct error *error);
CHECKED bool store_dirty_add_id(struct store *store, const char *kind, int64_t id,
                                const char *reason, int slice, struct error *error);
/* All certificates at once, behind live work: a program, rule or setting changed. */
CHECKED bool store_dirty_all(struct store *store, const char *reason, struct error *error);
/* Every certificate seen now or before at places that are matched to this CI, or that have one of
 * its addresses or names: its row in the mirror changed. */
CHECKED bool store_dirty_of_ci(struct store *store, const char *target, const char *kind,
                               const char *remote_id, const char *reason, struct error *error);
/* Those at places of these CIs and services (remote ids, a JSON list) and of what stands below them, by as
 * many relations as store_mirror_services_of walks up. */
CHECKED bool store_dirty_below(struct store *store, const char *target, const char *services,
                               const char *reason, struct error *error);
/* The next keys in order, at most limit; marks them "trying" (own transaction). */
CHECKED bool store_dirty_take(struct store *store, struct arena *arena, size_t limit,
                              struct store_dirty **items, size_t *count, struct error *error);
CHECKED bool store_dirty_done(struct store *store, const char *kind, const char *key,
                              struct error *error);
CHECKED bool store_dirty_count(struct store *store, int64_t *count, struct error *error);

/* A clock mark; at 0 takes it away. The newest call for (kind, key, what) wins. */
CHECKED bool store_due_set(struct store *store, const char *kind, const char *key, const char *what,
                           int64_t at, struct error *error);
/* Moves every mark that is due into dirty; the earliest one left goes to *next (0 = none). */
CHECKED bool store_due_collect(struct store *store, int64_t now, int64_t *moved, int64_t *next,
                               struct error *error);

struct store_aside {
	const char *kind, *key, *reason;
	int64_t at;
};
CHECKED bool store_aside_add(struct store *store, const char *kind, const char *key,
                             const char *reason, struct error *error);
CHECKED bool store_aside_clear(struct store *store, const char *kind, const char *key,
                               struct error *error);
CHECKED bool store_aside_list(struct store *store, struct arena *arena, struct store_aside **items,
                              size_t *count, struct error *error);
