/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of discover_revocation*.c share. */
#pragma once
#include "base/array.h"
#include "flow/discover_revocation.h"
#include "store/store_crl.h"
#include "store/store_revocation.h"
#include "trust/revocation_pair.h"

/* One go at a host. */
struct revocation_host {
	const char *name;
	int64_t asked;   /* in this go */
	int failed;      /* in a row, in this go */
	int64_t next_ms; /* monotonic: not before */
	bool waits;      /* by its back-off */
};

/* One go. */
struct revocation_work {
	const struct flow *flow;
	const struct discover_revocation_options *options;
	const struct discover_revocation_askers *askers;
	const struct revocation_fetch *fetch; /* the first of them */
	struct discover_revocation_result *result;
	struct arena kept; /* for the whole go */
	int64_t now, started_ms;
	int64_t day_left;
	bool told; /* in the trail, since the last commit */
	ARRAY(struct revocation_host *) hosts;
	struct revocation_issuer
		*issuer; /* the newest that was tried; NULL = none, or no certificate */
	char issuer_sha256[DIGEST_HEX]; /* its digest */
};

/* discover_revocation_enrol.c: takes up what is new in use, lets go what is not, plans the ways. */
CHECKED bool discover_revocation_enrol(struct revocation_work *work, struct error *error);
/* discover_revocation_staple.c: judges what came with looks. */
CHECKED bool discover_revocation_staples(struct revocation_work *work, struct error *error);
/* discover_revocation_list.c */
CHECKED bool discover_revocation_lists(struct revocation_work *work, struct error *error);
/* discover_revocation_ocsp.c */
CHECKED bool discover_revocation_questions(struct revocation_work *work, struct error *error);
/* discover_revocation_ailing.c: which issuers' services say nothing for long. */
CHECKED bool discover_revocation_ailing(struct revocation_work *work, struct error *error);

/* discover_revocation.c: the host of a URL as it stands in this go. */
CHECKED bool discover_revocation_host(struct revocation_work *work, const char *url,
                                      struct revocation_host **host, struct error *error);
/* May it be asked once more now (its back-off, limits of the go and the day)? Counts it when it may. */
bool discover_revocation_may_ask(struct revocation_work *work, struct revocation_host *host);
/* It was not asked after all. */
void discover_revocation_unask(struct revocation_work *work, struct revocation_host *host);
/* Durably, when something was told in the trail. */
CHECKED bool discover_revocation_commit(struct revocation_work *work, struct error *error);
bool discover_revocation_has_time(const struct revocation_work *work);
/* How it went: answer NULL = it answered. */
CHECKED bool discover_revocation_asked(struct revocation_work *work, struct revocation_host *host,
                                       const struct error *answer, struct error *error);
/* DER of a certificate and of its issuer. */
CHECKED bool discover_revocation_pair(struct revocation_work *work, struct arena *arena,
                                      int64_t certificate_id, const char *issuer_sha256,
                                      struct revocation_pair *pair, struct error *error);
/* When the certificate is asked about anew, by what is known of it. */
int64_t discover_revocation_due_at(const struct revocation_work *work,
                                   const struct store_revocation *row, int retry_after);
/* What is known has become something else: derive must look again where it matters, and the trail
 * tells. */
CHECKED bool discover_revocation_tell(struct revocation_work *work, struct arena *arena,
                                      const struct store_revocation *before,
                                      const struct store_revocation *now, struct error *error);
