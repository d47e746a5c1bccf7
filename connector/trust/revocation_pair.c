/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate and who issued it. */
#include "trust/revocation_pair.h"
#include "trust/revocation_parts.h"

bool revocation_pair_holds(const struct revocation_pair *pair, struct error *error)
{
	CLEANUP(revocation_x509_free)
	X509 *certificate = revocation_x509(pair->certificate, pair->certificate_length);
	CLEANUP(revocation_x509_free)
	X509 *issuer = revocation_x509(pair->issuer, pair->issuer_length);
	if (!certificate || !issuer)
		return error_set(error, ERROR_ITEM, "the %s does not parse",
		                 certificate ? "issuer's certificate" : "certificate");
	EVP_PKEY *key = X509_get0_pubkey(issuer);
	bool holds = key &&
	             X509_NAME_cmp(X509_get_issuer_name(certificate),
	                           X509_get_subject_name(issuer)) == 0 &&
	             X509_verify(certificate, key) == 1;
	revocation_forget_errors();
	return holds ||
	       error_set(error, ERROR_ITEM, "what was served as its issuer did not sign it");
}
