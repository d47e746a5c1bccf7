/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* OCSP (RFC 6960): the question as bytes, and the verdict on the bytes that come back. */
#pragma once
#include "trust/revocation.h"

struct arena;

/* Which certificate is asked about, and who issued it, as DER. Borrowed. */
struct revocation_pair {
	const unsigned char *certificate, *issuer;
	size_t certificate_length, issuer_length;
};

/* The request, DER in the arena. CertID by SHA-1, which alone every responder knows (RFC 5019 2.1.1).
 * A nonce of 1 to 32 bytes goes along (RFC 9654); NULL = none. ERROR_ITEM: a certificate does not
 * parse. */
CHECKED bool revocation_ocsp_request(struct arena *arena, const struct revocation_pair *pair,
                                     const unsigned char *nonce, size_t nonce_length,
                                     const unsigned char **request, size_t *length,
                                     struct error *error);

/* The verdict on a response. It must be signed by the issuer itself, or by a certificate in it that the
 * issuer issued for this (id-kp-OCSPSigning, RFC 6960 4.2.2.2), be about this certificate, and be in
 * its time. request NULL for a staple; else a nonce that comes back must be the one sent, and none
 * is fine: most responders sign beforehand. answer->source is NOWHERE; the caller knows it.
 *
 * False = nothing is known: ERROR_RETRY where the responder said "try later" or failed inside,
 * ERROR_ITEM for all else; the message says which rule was broken. */
CHECKED bool revocation_ocsp_judge(const struct revocation_pair *pair, const unsigned char *request,
                                   size_t request_length, const void *response, size_t length,
                                   int64_t now, struct revocation_answer *answer,
                                   struct error *error);
