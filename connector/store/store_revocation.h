/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of each certificate's revocation, and whom to ask next. */
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
	const char *via;    /* "POST http://...", the list's URL, the place that stapled it */
	int64_t this_update, next_update, revoked_at;
	const char *reason, *proof, *problem;
	/* Revoked: when it was said again (0 = once only), and since when a hold is said to be over. */
	int64_t confirmed_at, lifted_at;
	int64_t asked_at, due_at;
	int failures;
};
/* NULL when nothing is known. Evidence of a list's answer is that of the list. */
CHECKED bool store_revocation_get(struct store *store, struct arena *arena, int64_t certificate_id,
                                  struct store_revocation **row, struct error *error);
CHECKED bool store_revocation_save(struct store *store, const struct store_revocation *row,
                                   struct error *error);
/* Responders that somebody is to be asked about at now. */
struct store_revocation_responder {
	const char *url;
	int64_t due;
};
CHECKED bool store_revocation_responders(struct store *store, struct arena *arena, int64_t now,
                                         struct store_revocation_responder **rows, size_t *count,
                                         struct error *error);
/* Whom to ask this one about, the longest due first. */
CHECKED bool store_revocation_due(struct store *store, struct arena *arena, int64_t now,
                                  const char *url, size_t limit, struct store_revocation **rows,
                                  size_t *count, struct error *error);
CHECKED bool store_revocation_is_due(struct store *store, int64_t now, bool *due,
                                     struct error *error);

/* Those that nobody is asked about, with an answer that ends. */
CHECKED bool store_revocation_ended(struct store *store, struct arena *arena, int64_t now,
                                    size_t limit, struct store_revocation **rows, size_t *count,
                                    struct error *error);
/* The next look at the places of this certificate is a full one. */
CHECKED bool store_revocation_look_again(struct store *store, int64_t certificate_id,
                                         struct error *error);

/* A certificate that is in use, not expired, and has no row. */
struct store_revocation_fresh {
	int64_t certificate_id;
	const char *issuer_sha256, *issuer_dn, *facts;
};
/* In use: in a slot with a trusted chain at a place that is not gone. By id, from `after` on; also
 * those that rested. */
CHECKED bool store_revocation_fresh(struct store *store, struct arena *arena, int64_t after,
                                    int64_t now, size_t limit, struct store_revocation_fresh **rows,
                                    size_t *count, struct error *error);
/* The highest id of a certificate, where it is higher than *id. */
CHECKED bool store_revocation_newest(struct store *store, int64_t *id, struct error *error);
/* One certificate as such a row, whether in use or not; NULL when it cannot be asked about: it is
 * expired, signs itself, or has a row that does not rest. */
CHECKED bool store_revocation_fresh_one(struct store *store, struct arena *arena,
                                        const char *sha256, int64_t now,
                                        struct store_revocation_fresh **row, struct error *error);
/* Those no longer in use, or expired, are not asked about any more; those whose issuer was not known
 * are taken up anew. */
CHECKED bool store_revocation_rest(struct store *store, int64_t now, struct error *error);
/* What is due further away than anybody plans is due now: a clock was wrong when that was written. */
CHECKED bool store_revocation_pull(struct store *store, int64_t now, int64_t furthest,
                                   struct error *error);
/* All are looked at anew: other settings. What is known of them stays. */
CHECKED bool store_revocation_rest_all(struct store *store, struct error *error);
/* CA certificates of this subject, for finding out which of them issued something. */
CHECKED bool store_revocation_issuers(struct store *store, struct arena *arena, const char *subject,
                                      int64_t **ids, size_t *count, struct error *error);

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

/* Why nobody is asked about certificates in use, and how many each. */
struct store_revocation_reason {
	const char *problem;
	int64_t certificates;
};
CHECKED bool store_revocation_reasons(struct store *store, struct arena *arena,
                                      struct store_revocation_reason **rows, size_t *count,
                                      struct error *error);
/* All that an authority issued is derived anew, behind live work. */
CHECKED bool store_revocation_dirty_issued(struct store *store, const char *issuer_sha256,
                                           const char *why, int64_t now, struct error *error);
/* Does every row have its way? */
CHECKED bool store_revocation_is_planned(struct store *store, bool *planned, struct error *error);
