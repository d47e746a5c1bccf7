/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What stood at a place before another certificate came. */
#pragma once
#include "store/store.h"

struct store_displaced {
	const char *key; /* of the place */
	int64_t id;      /* of the one that left */
	const char *subject, *issuer_dn;
};

/* Places (by key, at most limit) where this certificate came, as the next one of its kind of key, after
 * one of another issuer. One that was a case (to be renewed, expired, revoked, distrusted) was expected
 * to go and is left out. */
CHECKED bool store_displaced_others(struct store *store, struct arena *arena,
                                    int64_t certificate_id, const char *issuer_dn, size_t limit,
                                    struct store_displaced **rows, size_t *count,
                                    struct error *error);
/* Enqueues certificates that left this place for good and still have an open case: what stands there now
 * may be what ends it. */
CHECKED bool store_displaced_dirty(struct store *store, int64_t deployment_id, const char *reason,
                                   struct error *error);
