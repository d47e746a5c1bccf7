/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Scans with their coverage; the bitmap says which places were served. */
#pragma once
#include "store/store.h"
#include <stddef.h>

struct store_scan {
	int64_t id;
	const char *source, *cursor, *settings;
	int64_t started_at, ended_at;
	bool complete;
	int64_t targets, looked, served, unreachable, absent;
};

/* Adds it by source, settings and started_at; fills in the id. */
CHECKED bool store_scan_start(struct store *store, struct store_scan *scan, struct error *error);
/* Writes counts, cursor and bitmap (may be NULL = unchanged); ended_at and complete as they stand. */
CHECKED bool store_scan_save(struct store *store, const struct store_scan *scan, const void *seen,
                             size_t seen_bytes, struct error *error);
/* The newest scan of a source, NULL when none. */
CHECKED bool store_scan_newest(struct store *store, struct arena *arena, const char *source,
                               struct store_scan **scan, struct error *error);
/* The bitmap of a scan: bit N % 8 of byte N / 8 is set for the place N; NULL when it is kept no more. */
CHECKED bool store_scan_seen(struct store *store, struct arena *arena, int64_t id,
                             const void **seen, size_t *bytes, struct error *error);
/* When a place was last seen served: the end of the newest scan whose bitmap holds it, else 0. */
CHECKED bool store_scan_last_seen(struct store *store, int64_t deployment_id, int64_t *at,
                                  struct error *error);
/* The bitmap of every scan with its end (its start while it runs), the newest first. False from each
 * stops. */
CHECKED bool store_scan_each_seen(struct store *store,
                                  bool (*each)(void *context, int64_t at, const unsigned char *seen,
                                               size_t bytes),
                                  void *context, struct error *error);
