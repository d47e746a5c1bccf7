/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificate revocation lists (RFC 5280 5): checked as a whole, then read in place, entry by entry, so
 * that a list takes no more memory than its bytes. */
#pragma once
#include "trust/revocation.h"
#include "trust/revocation_der.h"

struct arena;

struct revocation_crl_question {
	const unsigned char *issuer; /* its certificate, DER */
	size_t issuer_length;
	/* The distribution point in the certificates; NULL = left to revocation_crl_is_for. */
	const char *url;
	int64_t now;
};

enum { REVOCATION_NUMBER = 65 };

/* A list that holds: signed by the issuer, in its time, with a scope that we understand. */
struct revocation_crl {
	int64_t this_update, next_update; /* next 0 = not said */
	char digest[DIGEST_HEX];
	char number[REVOCATION_NUMBER]; /* CRL number in hex, "" = none */
	char base[REVOCATION_NUMBER];   /* of a delta list: the number that it builds on; else "" */
	bool only_users, only_cas;      /* onlyContainsUserCerts, onlyContainsCACerts */
	bool is_partial; /* for some distribution points only: these. In the arena. */
	const char *const *points;
	size_t point_count;
	const char *delta_url; /* from freshestCRL; "" = none. In the arena. */
	struct der entries;    /* borrowed from the bytes */
	size_t count;
};

/* One certificate of the issuer that is looked for. */
struct revocation_listed {
	const char *serial; /* as in struct certificate */
	bool revoked;
	int64_t revoked_at;
	const char *reason; /* static; "" = not said */
};

/* PEM becomes DER in the arena; DER stays where it is. */
const unsigned char *revocation_crl_unwrap(struct arena *arena, const void *bytes, size_t length,
                                           size_t *der_length);
/* Checks the whole list, every entry's shape included. The bytes are borrowed. ERROR_ITEM says what
 * does not hold: the signature, the time, another issuer, another distribution point, an indirect
 * list, one for some reasons only, a critical extension that we do not know. */
CHECKED bool revocation_crl_open(struct arena *arena,
                                 const struct revocation_crl_question *question,
                                 const unsigned char *bytes, size_t length,
                                 struct revocation_crl *crl, struct error *error);
/* May this delta list be put on this base (RFC 5280 5.2.4)? */
CHECKED bool revocation_crl_fits(const struct revocation_crl *base,
                                 const struct revocation_crl *delta, struct error *error);
/* Sets what the list says of each certificate; the array is in strcmp order of its serials. A delta
 * is applied after its base: removeFromCRL takes a certificate off again. */
void revocation_crl_apply(const struct revocation_crl *crl, struct revocation_listed *listed,
                          size_t count);
/* Does it speak for certificates that name this distribution point (RFC 5280 6.3.3 (b)(2)(i))? */
bool revocation_crl_is_for(const struct revocation_crl *crl, const char *point);
/* Does it speak for CA certificates, or for others? */
bool revocation_crl_covers(const struct revocation_crl *crl, bool is_ca);
