/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The one place that speaks SQL: opening, transactions, identity.
 *
 * For all store_*.h: members of rows are columns, as schema/ explains them; times are UTC seconds, 0 =
 * not yet or never; ids are of this store and above 0. Rows, lists and texts live in the arena that was
 * given; a row or text that is not there is NULL, a list then has the count 0. What returns bool is
 * false with ERROR_LOCAL when the file cannot be read or written. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

struct arena;
struct store;

enum store_mode {
	STORE_READ,    /* works beside a writer; never waits for one */
	STORE_WRITE,   /* takes the lock file beside the store; one writer at a time */
	STORE_REQUEST, /* beside a writer, to leave a request for it: single small writes only */
};

#define STORE(name) struct store *name __attribute__((cleanup(store_close))) = NULL

/* Opens or (STORE_WRITE) creates and upgrades the store. ERROR_LOCAL names the path and says:
 * no store, a newer store than this program knows, no rights, disk full, locked by process N.
 * A writing start makes the epoch grow by one. trial marks a new store as one to play with. */
CHECKED bool store_open(struct store **store, const char *path, enum store_mode mode, bool trial,
                        struct error *error);
void store_close(struct store **closing);
/* Does another process hold the store for writing now? */
bool store_is_held(const char *path);

/* Transactions. Inside one, calls nest: only the outermost commits. durable: the commit reaches
 * the disk before it returns (intents, receipts, audit); otherwise the last commits may be lost
 * with the power, never in part. A store call outside a transaction commits by itself. */
CHECKED bool store_begin(struct store *store, struct error *error);
CHECKED bool store_commit(struct store *store, bool durable, struct error *error);
void store_rollback(struct store *store); /* all of it; harmless when none is open */

/* STORE_SCOPE(scope, store) before store_begin: what is begun after it and not committed when the
 * scope ends is rolled back, so that error paths just return. Inside an outer transaction that one
 * can then only be rolled back too. */
struct store_scope {
	struct store *store;
	size_t depth;
};
struct store_scope store_scope_open(struct store *store);
void store_scope_close(struct store_scope *scope);
#define STORE_SCOPE(name, store)                                                      \
	struct store_scope name __attribute__((cleanup(store_scope_close), unused)) = \
		store_scope_open(store)

/* "certsteward-<16 hex>", made with the store; the epoch of this writing start. */
const char *store_identity(const struct store *store);
int64_t store_epoch(const struct store *store);
/* Makes the epoch grow, beyond this one too: just before a far side is marked with it. Never at a
 * start, or a restored backup would catch up by being started often enough. */
CHECKED bool store_epoch_raise(struct store *store, int64_t beyond, struct error *error);
bool store_is_trial(const struct store *store);
const char *store_path(const struct store *store);

/* Small facts about the store itself: meta table. NULL when absent. */
CHECKED bool store_meta_get(struct store *store, struct arena *arena, const char *name,
                            const char **value, struct error *error);
CHECKED bool store_meta_set(struct store *store, const char *name, const char *value,
                            struct error *error);
/* A consistent copy while others work (SQLite's backup); the copy opens as a restored one. */
CHECKED bool store_backup(struct store *store, const char *path, struct error *error);

/* Marks what is parsed now, so that hostile input which kills the process is known at the next start;
 * NULL = nothing any more. Costs no sync. A key is at most 127 bytes. */
void store_trying(struct store *store, const char *key);
/* How many processes died while this was marked: set it aside at 2. */
CHECKED bool store_tried(struct store *store, const char *key, int64_t *deaths,
                         struct error *error);
