/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Our own verdict on a chain: does it lead to an anchor, and does it name who was asked for? */
#include "tls_verify.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/memory.h"

#include <openssl/err.h>
#include <openssl/tls1.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

/* What the walk along the chain met: it goes on after each fault, to meet all of them. */
struct faults {
	int first; /* the first that is no date of the leaf */
	int date;  /* the leaf's own, its end or beginning */
	bool incomplete;
};

static void free_verification(X509_STORE_CTX **verification)
{
	X509_STORE_CTX_free(*verification);
}

static bool is_missing_issuer(int fault)
{
	return fault == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
	       fault == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
	       fault == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
}

static int note_fault(int fine, X509_STORE_CTX *verification)
{
	if (fine)
		return 1;
	struct faults *faults = X509_STORE_CTX_get_app_data(verification);
	int fault = X509_STORE_CTX_get_error(verification);
	bool is_date =
		fault == X509_V_ERR_CERT_HAS_EXPIRED || fault == X509_V_ERR_CERT_NOT_YET_VALID;
	if (is_date && X509_STORE_CTX_get_error_depth(verification) == 0)
		faults->date = fault;
	else if (!faults->first)
		faults->first = fault;
	if (is_missing_issuer(fault))
		faults->incomplete = true;
	return 1;
}

static bool was_served(STACK_OF(X509) * chain, const X509 *certificate)
{
	for (int index = 0; index < sk_X509_num(chain); index++) {
		if (X509_cmp(sk_X509_value(chain, index), certificate) == 0)
			return true;
	}
	return false;
}

/* The first of the chain as built that did not come from the server. */
static void take_above(struct arena *arena, X509_STORE_CTX *verification, STACK_OF(X509) * served,
                       struct look_slot *slot)
{
	STACK_OF(X509) *built = X509_STORE_CTX_get0_chain(verification);
	for (int index = 1; index < sk_X509_num(built); index++) {
		X509 *certificate = sk_X509_value(built, index);
		if (was_served(served, certificate))
			continue;
		int length = i2d_X509(certificate, NULL);
		if (length <= 0)
			return;
		unsigned char *der = arena_allocate(arena, (size_t)length), *end = der;
		slot->above = (struct look_certificate){ .der = der, .length = (size_t)length };
		(void)i2d_X509(certificate, &end);
		return;
	}
}

static struct faults walk(struct arena *arena, X509_STORE *store, STACK_OF(X509) * chain,
                          struct look_slot *slot)
{
	struct faults faults = { .first = X509_V_OK };
	X509_STORE_CTX *verification CLEANUP(free_verification) = X509_STORE_CTX_new();
	if (!verification ||
	    X509_STORE_CTX_init(verification, store, sk_X509_value(chain, 0), chain) != 1)
		abort();
	X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param(verification);
	(void)X509_STORE_CTX_set_default(verification, "ssl_server");
	/* Weak keys are a finding of their own, not a lack of trust. */
	X509_VERIFY_PARAM_set_auth_level(parameters, 0);
	X509_VERIFY_PARAM_set_depth(parameters, LIMIT_CHAIN_CERTIFICATES);
	X509_STORE_CTX_set_app_data(verification, &faults);
	X509_STORE_CTX_set_verify_cb(verification, note_fault);
	if (X509_verify_cert(verification) != 1 && !faults.first)
		faults.first = X509_STORE_CTX_get_error(verification);
	if (!faults.first)
		take_above(arena, verification, chain, slot);
	return faults;
}

/* As browsers do: the common name does not count (RFC 9525 2). */
static bool names(X509 *leaf, const char *name)
{
	unsigned flags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
	return X509_check_ip_asc(leaf, name, 0) == 1 ||
	       X509_check_host(leaf, name, 0, flags, NULL) == 1;
}

static void free_features(TLS_FEATURE **features)
{
	TLS_FEATURE_free(*features);
}

bool tls_verify_demands_staple(X509 *leaf)
{
	TLS_FEATURE *features CLEANUP(free_features) =
		leaf ? X509_get_ext_d2i(leaf, NID_tlsfeature, NULL, NULL) : NULL;
	bool demands = false;
	for (int index = 0; features && index < sk_ASN1_INTEGER_num(features); index++)
		demands |= ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features, index)) ==
		           TLSEXT_TYPE_status_request;
	ERR_clear_error();
	return demands;
}

static const char *fault_text(int fault)
{
	if (fault == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT)
		return "self-signed";
	return X509_verify_cert_error_string(fault);
}

void tls_verify(struct arena *arena, X509_STORE *store, STACK_OF(X509) * chain, const char *name,
                struct look_slot *slot)
{
	struct faults faults = walk(arena, store, chain, slot);
	slot->chain_complete = !faults.incomplete;
	slot->chain_trusted = !faults.first;
	slot->name_matches = !*name || names(sk_X509_value(chain, 0), name);
	if (faults.first)
		slot->verdict = arena_copy(arena, fault_text(faults.first));
	else if (faults.date)
		slot->verdict = arena_copy(arena, fault_text(faults.date));
	else if (!slot->name_matches)
		slot->verdict = arena_print(arena, "does not name '%s'", name);
	else
		slot->verdict = "ok";
	ERR_clear_error();
}
