/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Part of stage one: which certificates in use were revoked, by lists and responders. */
#pragma once
#include "flow/flow.h"
#include "trust/revocation_fetch.h"

/* Other addresses for certificates whose issuer's name holds a text, instead of those they name. */
struct discover_revocation_issuer {
	const char *issuer;
	const char *ocsp, *crl; /* NULL = as the certificates say; "" = none */
	bool passed_over;       /* nobody is asked about them */
};

enum discover_revocation_prefer {
	REVOCATION_PREFER_FEW,
	REVOCATION_PREFER_OCSP,
	REVOCATION_PREFER_CRL
};

struct discover_revocation_options {
	bool ask;    /* responders and lists */
	bool staple; /* what servers send along */
	enum discover_revocation_prefer prefer;
	int64_t list_from; /* from so many certificates on, their list is fetched once for all */
	/* Seconds after which an answer is asked for anew at the latest, by what it was. */
	int64_t every_good, every_revoked, every_unknown, every_list;
	int64_t confirm;       /* a revocation counts when it is said again so much later */
	int64_t ailing;        /* an issuer about which nothing was learned for so long is told */
	int64_t day_most;      /* questions and lists a day */
	int64_t host_most;     /* questions to one host in one go */
	int64_t host_pause_ms; /* between two questions to one host */
	int64_t pass_seconds;  /* time that one go may take */
	const struct discover_revocation_issuer *issuers;
	size_t issuer_count;
	const char *digest; /* of the settings: other ones make all be looked at anew */
};

/* Who asks. Several ask at once, each through its own http value. */
struct discover_revocation_askers {
	struct revocation_fetch *items;
	size_t count;
};

struct discover_revocation_result {
	int64_t enrolled;  /* certificates that are watched from now on */
	int64_t staples;   /* that came with looks and hold */
	int64_t questions; /* OCSP, sent */
	int64_t lists;     /* fetched, unchanged ones too */
	int64_t unchanged;
	int64_t revoked;   /* found revoked anew, once */
	int64_t confirmed; /* said so again */
	int64_t cleared;   /* not revoked any more: a hold that was taken off */
	int64_t failed;    /* questions and lists without an answer that holds */
	int64_t waiting;   /* due, but over a limit: the next go goes on */
	int64_t ailing;    /* issuers, now */
};

/* Asks what is due. What does not answer is a result, never an error; false only for the store and
 * for a stop. */
CHECKED bool discover_revocation(const struct flow *flow,
                                 const struct discover_revocation_options *options,
                                 const struct discover_revocation_askers *askers,
                                 struct discover_revocation_result *result, struct error *error);
/* Is anything due before the next scan? */
CHECKED bool discover_revocation_is_due(const struct flow *flow,
                                        const struct discover_revocation_options *options,
                                        int64_t now, bool *due, struct error *error);
