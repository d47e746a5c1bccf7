/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Does a revocation list hold, and whom does it speak for? */
#include "trust/revocation_crl.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "trust/revocation_crl_parts.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

/* A list without nextUpdate (RFC 5280 forbids it) is fresh for so long. */
enum { LASTS = CLOCK_DAY };

static void free_bio(BIO **bio)
{
	BIO_free(*bio);
}

static void free_name(X509_NAME **name)
{
	X509_NAME_free(*name);
}

static void free_algorithm(X509_ALGOR **algorithm)
{
	X509_ALGOR_free(*algorithm);
}

static void free_value(ASN1_TYPE **value)
{
	ASN1_TYPE_free(*value);
}

static void free_bits(ASN1_BIT_STRING **bits)
{
	ASN1_BIT_STRING_free(*bits);
}

const unsigned char *revocation_crl_unwrap(struct arena *arena, const void *bytes, size_t length,
                                           size_t *der_length)
{
	static const char start[] = "-----BEGIN X509 CRL-----";
	*der_length = length;
	if (length < sizeof(start) || memcmp(bytes, start, sizeof(start) - 1) != 0 ||
	    length > LIMIT_CRL_BYTES)
		return bytes;
	CLEANUP(free_bio) BIO *memory = BIO_new_mem_buf(bytes, (int)length);
	char *name = NULL, *header = NULL;
	unsigned char *data = NULL, *kept = NULL;
	long read = 0;
	if (memory && PEM_read_bio(memory, &name, &header, &data, &read) == 1) {
		kept = (unsigned char *)arena_copy_bytes(arena, data, (size_t)read);
		*der_length = (size_t)read;
	}
	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_free(data);
	revocation_forget_errors();
	return kept ? kept : bytes;
}

/* CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue } and what is inside
 * the first, up to the entries. */
static bool split(const unsigned char *bytes, size_t length, struct revocation_crl_parts *parts)
{
	struct der list;
	struct der_element version, revoked;
	if (!revocation_der_signed(bytes, length, &parts->tbs, &parts->algorithm,
	                           &parts->signature))
		return false;
	list = revocation_der_inside(&parts->tbs);
	(void)revocation_der_expect(&list, DER_INTEGER, &version);
	if (!revocation_der_expect(&list, DER_SEQUENCE, &parts->inner_algorithm) ||
	    !revocation_der_expect(&list, DER_SEQUENCE, &parts->issuer) ||
	    !revocation_der_take(&list, &parts->this_update) ||
	    !revocation_crl_time(&parts->this_update, &parts->from))
		return false;
	parts->to = 0;
	if (revocation_der_expect(&list, DER_UTC_TIME, &parts->next_update) ||
	    revocation_der_expect(&list, DER_GENERALIZED_TIME, &parts->next_update)) {
		if (!revocation_crl_time(&parts->next_update, &parts->to))
			return false;
	}
	parts->entries = (struct der){ NULL, NULL };
	if (revocation_der_expect(&list, DER_SEQUENCE, &revoked))
		parts->entries = revocation_der_inside(&revoked);
	parts->extensions = (struct der_element){ 0 };
	(void)revocation_der_expect(&list, DER_CONTEXT_0, &parts->extensions);
	return revocation_der_is_end(&list);
}

/* Every entry has its shape; how many there are. */
static bool count_entries(const struct revocation_crl_parts *parts, size_t *count)
{
	struct der entries = parts->entries;
	*count = 0;
	while (!revocation_der_is_end(&entries)) {
		struct revocation_crl_entry entry;
		if (!revocation_crl_entry_take(&entries, &entry))
			return false;
		++*count;
	}
	return true;
}

bool revocation_crl_check_issuer(const struct revocation_crl_parts *parts, X509 *issuer,
                                 struct error *error)
{
	const unsigned char *at = parts->issuer.whole;
	CLEANUP(free_name)
	X509_NAME *name = d2i_X509_NAME(NULL, &at, (long)parts->issuer.whole_length);
	if (!name || X509_NAME_cmp(name, X509_get_subject_name(issuer)) != 0)
		return error_set(error, ERROR_ITEM, "the list is of another issuer");
	if (!(X509_get_key_usage(issuer) & KU_CRL_SIGN))
		return error_set(error, ERROR_ITEM,
		                 "the issuer's certificate may not sign lists (key usage)");
	return true;
}

/* The bytes of the list's body go in as they stand: a sequence inside ASN1_ANY is not encoded again. */
static bool check_signature(const struct revocation_crl_parts *parts, X509 *issuer,
                            struct error *error)
{
	const unsigned char *algorithm_at = parts->algorithm.whole, *tbs_at = parts->tbs.whole,
			    *signature_at = parts->signature.whole;
	CLEANUP(free_algorithm)
	X509_ALGOR *algorithm =
		d2i_X509_ALGOR(NULL, &algorithm_at, (long)parts->algorithm.whole_length);
	CLEANUP(free_value)
	ASN1_TYPE *tbs = d2i_ASN1_TYPE(NULL, &tbs_at, (long)parts->tbs.whole_length);
	CLEANUP(free_bits)
	ASN1_BIT_STRING *signature =
		d2i_ASN1_BIT_STRING(NULL, &signature_at, (long)parts->signature.whole_length);
	EVP_PKEY *key = X509_get0_pubkey(issuer);
	bool same = parts->algorithm.whole_length == parts->inner_algorithm.whole_length &&
	            memcmp(parts->algorithm.whole, parts->inner_algorithm.whole,
	                   parts->algorithm.whole_length) == 0;
	if (!algorithm || !tbs || !signature || !key || !same ||
	    ASN1_item_verify(ASN1_ITEM_rptr(ASN1_ANY), algorithm, signature, tbs, key) != 1)
		return error_set(error, ERROR_ITEM, "the list's signature does not hold");
	return true;
}

static bool check(struct arena *arena, const struct revocation_crl_question *question, X509 *issuer,
                  const struct revocation_crl_parts *parts, struct revocation_crl *crl,
                  struct error *error)
{
	return revocation_crl_check_issuer(parts, issuer, error) &&
	       check_signature(parts, issuer, error) &&
	       (revocation_window(parts->from, parts->to, question->now, LASTS, error) ||
	        error_wrap(error, "the list")) &&
	       revocation_crl_scope(arena, parts, question->url, crl, error);
}

bool revocation_crl_open(struct arena *arena, const struct revocation_crl_question *question,
                         const unsigned char *bytes, size_t length, struct revocation_crl *crl,
                         struct error *error)
{
	struct revocation_crl_parts parts = { 0 };
	CLEANUP(revocation_x509_free)
	X509 *issuer = revocation_x509(question->issuer, question->issuer_length);
	*crl = (struct revocation_crl){ .delta_url = "" };
	if (!issuer)
		return error_set(error, ERROR_ITEM, "the issuer's certificate does not parse");
	if (length > LIMIT_CRL_BYTES || !split(bytes, length, &parts) ||
	    !count_entries(&parts, &crl->count))
		return error_set(error, ERROR_ITEM, "what came back is no revocation list");
	bool good = check(arena, question, issuer, &parts, crl, error);
	revocation_forget_errors();
	if (!good)
		return false;
	digest_hex(bytes, length, crl->digest);
	crl->this_update = parts.from;
	crl->next_update = parts.to;
	crl->entries = parts.entries;
	return true;
}

/* Hex of the same kind without leading zeros: the longer one is the larger. */
static int compare_numbers(const char *a, const char *b)
{
	size_t first = strlen(a), second = strlen(b);
	return first != second ? (first < second ? -1 : 1) : strcmp(a, b);
}

bool revocation_crl_fits(const struct revocation_crl *base, const struct revocation_crl *delta,
                         struct error *error)
{
	if (!*delta->base)
		return error_set(error, ERROR_ITEM, "the list of changes is no delta list");
	if (!*base->number || compare_numbers(base->number, delta->base) < 0)
		return error_set(error, ERROR_ITEM,
		                 "the list of changes builds on a newer list than ours");
	if (*delta->number && compare_numbers(delta->number, base->number) < 0)
		return error_set(error, ERROR_ITEM, "the list of changes is older than the list");
	if (base->only_users != delta->only_users || base->only_cas != delta->only_cas)
		return error_set(error, ERROR_ITEM,
		                 "the list of changes speaks for other certificates");
	return true;
}

bool revocation_crl_covers(const struct revocation_crl *crl, bool is_ca)
{
	return is_ca ? !crl->only_users : !crl->only_cas;
}
