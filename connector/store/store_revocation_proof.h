/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Answers as bytes: those that servers sent along, and those that say "revoked". */
#pragma once
#include "store/store.h"
#include <stddef.h>

struct store_staple {
	int64_t certificate_id, seen_at;
	const char *sha256, *place;
};
/* Keeps the newest, not judged. Nothing is written when it is there already, but for one that said
 * "revoked" the first time: it is judged once more. */
CHECKED bool store_staple_put(struct store *store, const struct store_staple *row, const void *body,
                              size_t length, struct error *error);
/* Those not judged yet, by certificate, after this one. */
CHECKED bool store_staple_waiting(struct store *store, struct arena *arena, int64_t after,
                                  size_t limit, struct store_staple **rows, size_t *count,
                                  struct error *error);
CHECKED bool store_staple_body(struct store *store, struct arena *arena, int64_t certificate_id,
                               const unsigned char **body, size_t *length, struct error *error);
/* Its bytes are not needed any more. */
CHECKED bool store_staple_judged(struct store *store, int64_t certificate_id, struct error *error);

/* The response that said "revoked"; the newest stays. */
CHECKED bool store_revocation_proof_put(struct store *store, int64_t certificate_id,
                                        const char *sha256, int64_t at, const void *body,
                                        size_t length, struct error *error);
CHECKED bool store_revocation_proof_get(struct store *store, struct arena *arena,
                                        int64_t certificate_id, const unsigned char **body,
                                        size_t *length, struct error *error);
