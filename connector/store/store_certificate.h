/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates as facts. */
#pragma once
#include "model/certificate.h"
#include "store/store.h"
#include <stddef.h>

struct store_certificate {
	int64_t id;
	const char *sha256, *spki_sha256, *serial, *subject, *subject_dn, *issuer_dn,
		*issuer_sha256;
	int64_t not_before, not_after, first_seen;
	const char *key_type, *purpose, *problem;
	bool is_ca, self_signed;
};

/* *id is 0 when it is not known. */
CHECKED bool store_certificate_find(struct store *store, const char *sha256, int64_t *id,
                                    struct error *error);
/* Adds one that parsed; facts is certificate_facts() in canonical form. */
CHECKED bool store_certificate_add(struct store *store, const struct certificate *certificate,
                                   const char *facts, int64_t at, int64_t *id, struct error *error);
/* Keeps one that does not parse, with its digest, bytes and reason. */
CHECKED bool store_certificate_add_broken(struct store *store, const char *sha256, const void *der,
                                          size_t length, const char *problem, int64_t at,
                                          int64_t *id, struct error *error);
/* SHA-256 of the certificate that signed it, as 64 hex digits. */
CHECKED bool store_certificate_set_issuer(struct store *store, int64_t id,
                                          const char *issuer_sha256, struct error *error);
/* NULL when there is none. */
CHECKED bool store_certificate_get(struct store *store, struct arena *arena, int64_t id,
                                   struct store_certificate **row, struct error *error);
/* As they were given to store_certificate_add: JSON, "{}" of one that does not parse. */
CHECKED bool store_certificate_facts(struct store *store, struct arena *arena, int64_t id,
                                     const char **facts, struct error *error);
/* Its bytes as received, in the arena; NULL when there are none. */
CHECKED bool store_certificate_der(struct store *store, struct arena *arena, int64_t id,
                                   const unsigned char **der, size_t *length, struct error *error);
/* Ids whose sha256 starts with this (at least 6 hex digits), at most limit. */
CHECKED bool store_certificate_by_prefix(struct store *store, struct arena *arena,
                                         const char *prefix, size_t limit, int64_t **ids,
                                         size_t *count, struct error *error);
/* Leaves of the same subject that end later than this, the last to end first. Walks the table by its
 * ends: not for what is asked often. */
CHECKED bool store_certificate_later(struct store *store, struct arena *arena, const char *subject,
                                     int64_t not_after, size_t limit, int64_t **ids, size_t *count,
                                     struct error *error);
/* Does a served chain name this certificate as an issuer? */
CHECKED bool store_certificate_issues(struct store *store, const char *sha256, bool *issues,
                                      struct error *error);
