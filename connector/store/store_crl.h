/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Revocation lists as fetched, and how their servers and OCSP responders have behaved. */
#pragma once
#include "store/store.h"
#include <stddef.h>

struct store_crl {
	int64_t id, base_id, certificates;
	const char *issuer_sha256, *url, *etag, *modified, *sha256, *problem;
	int64_t this_update, next_update, entries, due_at;
	int64_t fetched_at; /* when it was last known to be the newest, and to hold */
	int failures;
	int64_t added_at;
};
/* NULL when there is none. */
CHECKED bool store_crl_find(struct store *store, struct arena *arena, const char *issuer_sha256,
                            const char *url, struct store_crl **row, struct error *error);
/* The list of changes that belongs to one; NULL when there is none. */
CHECKED bool store_crl_delta(struct store *store, struct arena *arena, int64_t base_id,
                             struct store_crl **row, struct error *error);
/* id 0 adds and fills it in. */
CHECKED bool store_crl_save(struct store *store, struct store_crl *row, struct error *error);
/* Those that no certificate needs any more are fetched no more, and what they said goes. */
CHECKED bool store_crl_forget(struct store *store, struct error *error);
/* How many certificates it is fetched for; 0 = it is not. */
CHECKED bool store_crl_set_certificates(struct store *store, int64_t id, int64_t certificates,
                                        struct error *error);
/* Lists to fetch now, and those that certificates wait for which have not been looked up in them. */
CHECKED bool store_crl_due(struct store *store, struct arena *arena, int64_t now,
                           struct store_crl **rows, size_t *count, struct error *error);
/* All that are fetched, by URL. */
CHECKED bool store_crl_list(struct store *store, struct arena *arena, struct store_crl **rows,
                            size_t *count, struct error *error);
/* NULL, 0 when there is none. */
CHECKED bool store_crl_body(struct store *store, struct arena *arena, int64_t id,
                            const unsigned char **body, size_t *length, struct error *error);
/* Is there more of it than its digest? Lists that were read as they came are not kept. */
CHECKED bool store_crl_is_kept(struct store *store, int64_t id, bool *kept, struct error *error);
CHECKED bool store_crl_set_body(struct store *store, int64_t id, const void *body, size_t length,
                                struct error *error);

struct store_responder {
	const char *host, *problem;
	int64_t asked, wait_until, answered_at;
	int failures;
};
/* NULL when it was never asked. */
CHECKED bool store_responder_get(struct store *store, struct arena *arena, const char *host,
                                 struct store_responder **row, struct error *error);
CHECKED bool store_responder_save(struct store *store, const struct store_responder *row,
                                  struct error *error);
CHECKED bool store_responder_list(struct store *store, struct arena *arena,
                                  struct store_responder **rows, size_t *count,
                                  struct error *error);
