/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* OCSP responses and revocation lists made to order, right or wrong, for tests. */
#pragma once
#include "support/issue.h"
#include <stdint.h>

/* Times are seconds from now. */
struct ocsp_order {
	const struct issued *issuer, *certificate;
	const struct issued *signer; /* NULL = the issuer; another is sent along */
	bool signer_left_out;        /* it is not sent along */
	int status;                  /* V_OCSP_CERTSTATUS_... */
	int reason;                  /* of revoked; OCSP_REVOKED_STATUS_... */
	long revoked;
	long from, to;                /* both 0 = an hour ago to a day from now */
	bool endless;                 /* without nextUpdate */
	bool by_name;                 /* the responder is named by name instead of by key */
	bool sha256;                  /* CertID by SHA-256 */
	int error;                    /* OCSP_RESPONSE_STATUS_...: nothing but this */
	const unsigned char *request; /* its nonce is echoed */
	size_t request_length;
	bool other_nonce; /* a nonce of its own */
};
/* DER on the heap. */
unsigned char *revoke_ocsp(const struct ocsp_order *order, size_t *length);

struct crl_entry {
	const struct issued *certificate;
	int reason; /* -1 = none */
	long at;
};
struct crl_order {
	const struct issued *issuer;
	const struct issued *signer; /* key that signs; NULL = the issuer's */
	struct crl_entry entries[4]; /* up to one without a certificate */
	long count;                  /* further entries, serials 1000000 and up */
	long from, to;               /* both 0 = an hour ago to a day from now */
	long number;                 /* 0 = none */
	long base;                   /* of a delta; 0 = none */
	const char *scope;           /* issuingDistributionPoint in OpenSSL's words; NULL = none */
	const char *fresh;           /* freshestCRL, "URI:http://..."; NULL = none */
	bool unknown_critical;
};
unsigned char *revoke_crl(const struct crl_order *order, size_t *length);
