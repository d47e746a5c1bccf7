/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates that share a key. */
#pragma once
#include "store/store.h"
#include <stddef.h>

/* Another certificate with the same key; not one and its pre-certificate. */
struct store_key_other {
	int64_t id, not_before;
	const char *sha256, *subject;
	const char *owner_group; /* as decided; "" = none, or not decided yet */
	int served;              /* places that serve it, as decided */
	bool same_place;         /* is or was seen at a place where this one is now */
};

/* At most limit, by id. */
CHECKED bool store_key_others(struct store *store, struct arena *arena, int64_t certificate_id,
                              const char *spki_sha256, size_t limit, struct store_key_other **rows,
                              size_t *count, struct error *error);
