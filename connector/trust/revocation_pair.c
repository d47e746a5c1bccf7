/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate and who issued it. The certificate's own key is never read: that would take most of the
 * time, and a million of them are looked at. */
#include "trust/revocation_pair.h"
#include "base/limits.h"
#include "trust/revocation_der.h"
#include "trust/revocation_parts.h"

#include <string.h>

struct revocation_issuer {
	X509 *x509;
};

/* Where the parts of a certificate stand (RFC 5280 4.1). */
struct parts {
	struct der_element tbs, algorithm, signature, inner_algorithm, issuer;
};

struct revocation_issuer *revocation_issuer_open(const unsigned char *der, size_t length)
{
	X509 *x509 = revocation_x509(der, length);
	if (!x509)
		return NULL;
	struct revocation_issuer *issuer = memory_zero(1, sizeof(*issuer));
	issuer->x509 = x509;
	return issuer;
}

void revocation_issuer_close(struct revocation_issuer **issuer)
{
	if (*issuer)
		X509_free((*issuer)->x509);
	memory_free_pointer(issuer);
}

static bool split(const unsigned char *der, size_t length, struct parts *parts)
{
	struct der tbs;
	struct der_element skipped;
	if (!revocation_der_signed(der, length, &parts->tbs, &parts->algorithm, &parts->signature))
		return false;
	tbs = revocation_der_inside(&parts->tbs);
	(void)revocation_der_expect(&tbs, DER_CONTEXT_0, &skipped); /* version */
	return revocation_der_expect(&tbs, DER_INTEGER, &skipped) &&
	       revocation_der_expect(&tbs, DER_SEQUENCE, &parts->inner_algorithm) &&
	       revocation_der_expect(&tbs, DER_SEQUENCE, &parts->issuer);
}

static bool is_named(X509 *issuer, const struct der_element *name)
{
	const unsigned char *at = name->whole;
	X509_NAME *read = d2i_X509_NAME(NULL, &at, (long)name->whole_length);
	bool same = read && X509_NAME_cmp(read, X509_get_subject_name(issuer)) == 0;
	X509_NAME_free(read);
	return same;
}

static bool is_signed(EVP_PKEY *key, const struct parts *parts)
{
	const unsigned char *algorithm_at = parts->algorithm.whole, *tbs_at = parts->tbs.whole,
			    *signature_at = parts->signature.whole;
	X509_ALGOR *algorithm =
		d2i_X509_ALGOR(NULL, &algorithm_at, (long)parts->algorithm.whole_length);
	ASN1_TYPE *tbs = d2i_ASN1_TYPE(NULL, &tbs_at, (long)parts->tbs.whole_length);
	ASN1_BIT_STRING *signature =
		d2i_ASN1_BIT_STRING(NULL, &signature_at, (long)parts->signature.whole_length);
	bool holds =
		algorithm && tbs && signature &&
		ASN1_item_verify(ASN1_ITEM_rptr(ASN1_ANY), algorithm, signature, tbs, key) == 1;
	ASN1_BIT_STRING_free(signature);
	ASN1_TYPE_free(tbs);
	X509_ALGOR_free(algorithm);
	return holds;
}

bool revocation_issuer_signed(const struct revocation_issuer *issuer, const unsigned char *der,
                              size_t length)
{
	struct parts parts;
	EVP_PKEY *key = issuer ? X509_get0_pubkey(issuer->x509) : NULL;
	if (!key || length > LIMIT_CERTIFICATE_BYTES || !split(der, length, &parts))
		return false;
	bool same = parts.algorithm.whole_length == parts.inner_algorithm.whole_length &&
	            memcmp(parts.algorithm.whole, parts.inner_algorithm.whole,
	                   parts.algorithm.whole_length) == 0;
	bool holds = same && is_named(issuer->x509, &parts.issuer) && is_signed(key, &parts);
	revocation_forget_errors();
	return holds;
}
