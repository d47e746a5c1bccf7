/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What one run of derive has read of configuration items: thousands of certificates stand on the same
 * hosts, and nobody writes the mirror while it runs. */
#pragma once
#include "base/arena.h"
#include <stddef.h>

struct derive_known {
	struct arena arena; /* of what is kept */
	struct derive_known_entry *entries;
	size_t count, capacity;
};

#define DERIVE_KNOWN(name) \
	struct derive_known name __attribute__((cleanup(derive_known_release))) = { 0 }

/* Where what was read under these words is kept; *place is NULL until the caller sets it, to something
 * that lives in known->arena. Good until the next call. */
void **derive_known_place(struct derive_known *known, const char *what, const char *target,
                          const char *key);
/* Between two batches, when nobody holds anything of it: forgets all once it has grown large. */
void derive_known_trim(struct derive_known *known);
void derive_known_release(struct derive_known *known);
