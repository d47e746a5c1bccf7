/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Answers about revocation, the lists that give them for many, and the responders behind. */
#pragma once
#include "store/store.h"
#include <stddef.h>

struct store_revocation {
	int64_t certificate_id, crl_id;
	const char *issuer_sha256, *ocsp_url;
	const char *way;    /* list, ocsp, none, rest; "" = not planned yet */
	const char *status; /* good, revoked, unknown, unavailable; "" = never asked */
	int64_t since;
	const char *source; /* staple, ocsp, crl; "" = none */
	int64_t this_update, next_update, revoked_at;
	const char *reason, *proof, *problem;
	int64_t asked_at, due_at;
	int failures;
};
/* NULL when nothing is known. Times and proof of a list's answer are those of the list. */
CHECKED bool store_revocation_get(struct store *store, struct arena *arena, int64_t certificate_id,
                                  struct store_revocation **row, struct error *error);
CHECKED bool store_revocation_save(struct store *store, const struct store_revocation *row,
                                   struct error *error);

/* A certificate that is in use, not expired and has an issuer that was seen, but no row. */
struct store_revocation_fresh {
	int64_t certificate_id;
	const char *issuer_sha256, *facts;
};
/* In use: in a slot with a trusted chain at a place that is not gone, or a CA above such a one. By id,
 * from `after` on; also those that rested. */
CHECKED bool store_revocation_fresh(struct store *store, struct arena *arena, int64_t after,
                                    int64_t now, size_t limit, struct store_revocation_fresh **rows,
                                    size_t *count, struct error *error);
/* Those no longer in use, or expired, are not asked about any more. */
CHECKED bool store_revocation_rest(struct store *store, int64_t now, struct error *error);

/* How many certificates name a list, for the plan. crl_id 0 = those that name none. */
struct store_revocation_group {
	int64_t crl_id, certificates, with_ocsp;
	int failures; /* of the list, in a row */
	const char *url;
};
CHECKED bool store_revocation_groups(struct store *store, struct arena *arena,
                                     struct store_revocation_group **rows, size_t *count,
                                     struct error *error);
/* All of a group go this way from now on; `ocsp` only those that name a responder. */
CHECKED bool store_revocation_plan(struct store *store, int64_t crl_id, const char *way,
                                   int64_t now, struct error *error);
/* Whom to ask responders about now, the longest due first; in ids above `after` at equal times. */
CHECKED bool store_revocation_due(struct store *store, struct arena *arena, int64_t now,
                                  size_t limit, struct store_revocation **rows, size_t *count,
                                  struct error *error);

/* Those that a list answers for, by serial in byte order. */
struct store_revocation_listed {
	int64_t certificate_id;
	const char *serial, *status, *reason;
	int64_t revoked_at;
	bool is_ca;
};
CHECKED bool store_revocation_listed(struct store *store, struct arena *arena, int64_t crl_id,
                                     struct store_revocation_listed **rows, size_t *count,
                                     struct error *error);
/* What was good by this list is not known any more. */
CHECKED bool store_revocation_lapse(struct store *store, int64_t crl_id, const char *problem,
                                    int64_t now, struct error *error);
/* Rows by status, for tellings: good, revoked, unknown, unavailable, and "" */
CHECKED bool store_revocation_count(struct store *store, const char *status, int64_t *count,
                                    struct error *error);
