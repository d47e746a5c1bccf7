/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* An authority that answers about revocation behind an http value: OCSP at http://ocsp.test/, its list at
 * http://crl.test/ca.crl. It lives by the clock that tests move. */
#pragma once
#include "base/http.h"
#include "flow/discover_revocation.h"
#include "support/revoke.h"
#include "support/ticket_world.h"

#include <pthread.h>

enum { RESPONDER_LEAVES = 64 };

struct responder_leaf {
	struct issued issued;
	int status, reason; /* V_OCSP_CERTSTATUS_..., OCSP_REVOKED_STATUS_... or -1 */
	bool listed;        /* in the list, with this reason */
};

struct responder {
	struct issued authority;
	struct responder_leaf leaves[RESPONDER_LEAVES];
	size_t leaf_count;
	const struct issued *signer; /* NULL = the authority */
	/* From now: thisUpdate and nextUpdate of what it says; both 0 = an hour ago to a day from now. */
	long from, to;
	const char *scope; /* of the list */
	const char *fresh; /* freshestCRL of the list, as in struct crl_order; NULL = none */
	/* What http://crl.test/changes.crl answers: a list of changes with this leaf; NULL = 404. */
	const struct responder_leaf *changed;
	const char *changes_scope;
	size_t changes; /* so often it was asked for */
	long filler;    /* further entries of the list */
	int status;     /* HTTP; 0 = 200 */
	bool silent;    /* no connection */
	bool unchanged; /* the list is what it was */
	int retry_after;
	const char *page;                   /* comes instead of an answer; NULL = none */
	size_t list_ceiling, large_ceiling; /* of those who ask; 0 = 1 MB, and none */
	size_t questions, lists;
	pthread_mutex_t lock;
};

/* One http value that asks it. */
struct responder_http {
	struct http http;
	struct responder *responder;
};

void responder_open(struct responder *responder, const char *name);
void responder_close(struct responder *responder);
#define RESPONDER(variable, name)                                                                  \
	struct responder variable __attribute__((cleanup(responder_close))) = { .silent = false }; \
	responder_open(&variable, name)

enum { RESPONDER_OCSP = 1, RESPONDER_CRL = 2 };
/* A leaf of it that names what `where` says, good until somebody says otherwise; serial 0 = any. */
struct responder_leaf *responder_issue(struct responder *responder, const char *name,
                                       unsigned where, long serial);
/* The same, as an authority below it. */
struct responder_leaf *responder_issue_authority(struct responder *responder, const char *name,
                                                 unsigned where);
/* It and its authority as they are served, in the arena. */
const struct look_certificate *responder_chain(struct arena *arena, const struct issued *authority,
                                               const struct responder_leaf *leaf);
/* As it would be stapled, in the arena. */
const unsigned char *responder_staple(struct arena *arena, struct responder *responder,
                                      const struct responder_leaf *leaf, size_t *length);

/* What tests ask with: confirm after an hour, everything else twice a day. */
struct discover_revocation_options responder_options(void);
/* One go; it may be stopped by the flow's watch. */
struct discover_revocation_result responder_ask(struct responder *responder,
                                                const struct flow *flow,
                                                const struct discover_revocation_options *options,
                                                size_t askers);
