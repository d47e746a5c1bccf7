/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What stood at a place before another certificate came. */
#pragma once
#include "store/store.h"

struct store_displaced {
	const char *key;                 /* of the place */
	const char *subject, *issuer_dn; /* of the one that left */
};

/* The first place (by key) where this certificate came, as the next one of its kind of key, after one of
 * another issuer that had not come to its window; NULL when there is none. One that was a
 * case (to be renewed, expired, revoked, distrusted) was expected to go. */
CHECKED bool store_displaced_other(struct store *store, struct arena *arena, int64_t certificate_id,
                                   const char *issuer_dn, struct store_displaced **row,
                                   struct error *error);
/* Enqueues certificates that left this place for good and still have an open case: what stands there now
 * may be what ends it. */
CHECKED bool store_displaced_dirty(struct store *store, int64_t deployment_id, const char *reason,
                                   struct error *error);
