/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Issuers whose responders or lists have said nothing that holds for long. */
#pragma once
#include "store/store.h"
#include <stddef.h>

struct store_revocation_ailing {
	const char *issuer_sha256;
	int64_t since; /* when the first of them was last known */
	const char *problem;
};
/* As it is told now. */
CHECKED bool store_revocation_ailing_list(struct store *store, struct arena *arena,
                                          struct store_revocation_ailing **rows, size_t *count,
                                          struct error *error);
/* NULL when it does not ail. */
CHECKED bool store_revocation_ailing_get(struct store *store, struct arena *arena,
                                         const char *issuer_sha256,
                                         struct store_revocation_ailing **row, struct error *error);
CHECKED bool store_revocation_ailing_save(struct store *store,
                                          const struct store_revocation_ailing *row,
                                          struct error *error);
CHECKED bool store_revocation_ailing_end(struct store *store, const char *issuer_sha256,
                                         struct error *error);
/* As it is: issuers with a list or a responder that failed and was last right before this time; one
 * row each. */
CHECKED bool store_revocation_ailing_find(struct store *store, struct arena *arena, int64_t before,
                                          struct store_revocation_ailing **rows, size_t *count,
                                          struct error *error);
