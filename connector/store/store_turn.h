/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How often places turned lately: served, silent, served again; or to new certificates. */
#pragma once
#include "store/store.h"

/* Notes one and forgets those of the place before since; *before and *after count the rest. Two of
 * the same second are one. */
CHECKED bool store_turn_add(struct store *store, int64_t deployment_id, int64_t at, int64_t since,
                            int64_t *before, int64_t *after, struct error *error);

/* A place that turned often. */
struct store_turns {
	const char *key;
	int64_t count, first; /* the oldest one that counts */
};
/* The first place (by key) that has the certificate in a slot and turned at least so many times since
 * then; NULL when there is none. */
CHECKED bool store_turn_of_certificate(struct store *store, struct arena *arena,
                                       int64_t certificate_id, int64_t since, int64_t least,
                                       struct store_turns **row, struct error *error);
