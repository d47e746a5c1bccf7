/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* OCSP responses and revocation lists made to order. */
#include "support/revoke.h"
#include "support/check.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HOUR = 3600, DAY = 86400 };

static unsigned char *keep(unsigned char *der, int made, size_t *length)
{
	assert_true(made > 0);
	unsigned char *copy = malloc((size_t)made);
	assert_non_null(copy);
	memcpy(copy, der, (size_t)made);
	OPENSSL_free(der);
	*length = (size_t)made;
	return copy;
}

static ASN1_TIME *moment(long seconds)
{
	ASN1_TIME *time_then = ASN1_TIME_adj(NULL, time(NULL), 0, seconds);
	assert_non_null(time_then);
	return time_then;
}

static ASN1_GENERALIZEDTIME *general(long seconds)
{
	ASN1_GENERALIZEDTIME *time_then = ASN1_GENERALIZEDTIME_adj(NULL, time(NULL), 0, seconds);
	assert_non_null(time_then);
	return time_then;
}

static void fill(OCSP_BASICRESP *basic, const struct ocsp_order *order)
{
	bool usual = !order->from && !order->to;
	ASN1_GENERALIZEDTIME *from = general(usual ? -HOUR : order->from);
	ASN1_GENERALIZEDTIME *to = order->endless ? NULL : general(usual ? DAY : order->to);
	ASN1_GENERALIZEDTIME *revoked = general(order->revoked);
	OCSP_CERTID *id = OCSP_cert_to_id(order->sha256 ? EVP_sha256() : EVP_sha1(),
	                                  order->certificate->x509, order->issuer->x509);
	bool is_revoked = order->status == V_OCSP_CERTSTATUS_REVOKED;
	assert_non_null(OCSP_basic_add1_status(basic, id, order->status, order->reason,
	                                       is_revoked ? revoked : NULL, from, to));
	OCSP_CERTID_free(id);
	ASN1_GENERALIZEDTIME_free(from);
	ASN1_GENERALIZEDTIME_free(to);
	ASN1_GENERALIZEDTIME_free(revoked);
}

static void add_nonce(OCSP_BASICRESP *basic, const struct ocsp_order *order)
{
	if (order->other_nonce)
		assert_int_equal(OCSP_basic_add1_nonce(basic, NULL, 16), 1);
	if (!order->request)
		return;
	const unsigned char *at = order->request;
	OCSP_REQUEST *request = d2i_OCSP_REQUEST(NULL, &at, (long)order->request_length);
	assert_non_null(request);
	assert_true(OCSP_copy_nonce(basic, request) > 0);
	OCSP_REQUEST_free(request);
}

unsigned char *revoke_ocsp(const struct ocsp_order *order, size_t *length)
{
	const struct issued *signer = order->signer ? order->signer : order->issuer;
	OCSP_BASICRESP *basic = NULL;
	unsigned char *der = NULL;
	if (!order->error) {
		unsigned long flags = order->by_name ? 0 : OCSP_RESPID_KEY;
		if (!order->signer || order->signer_left_out)
			flags |= OCSP_NOCERTS;
		basic = OCSP_BASICRESP_new();
		fill(basic, order);
		add_nonce(basic, order);
		const EVP_MD *digest = EVP_PKEY_is_a(signer->key, "ED25519") ? NULL : EVP_sha256();
		assert_int_equal(
			OCSP_basic_sign(basic, signer->x509, signer->key, digest, NULL, flags), 1);
	}
	OCSP_RESPONSE *response = OCSP_response_create(order->error, basic);
	assert_non_null(response);
	int made = i2d_OCSP_RESPONSE(response, &der);
	OCSP_RESPONSE_free(response);
	OCSP_BASICRESP_free(basic);
	return keep(der, made, length);
}

static void add_entry(X509_CRL *crl, const ASN1_INTEGER *serial, int reason, long at)
{
	X509_REVOKED *entry = X509_REVOKED_new();
	ASN1_TIME *when = moment(at);
	assert_int_equal(X509_REVOKED_set_serialNumber(entry, (ASN1_INTEGER *)serial), 1);
	assert_int_equal(X509_REVOKED_set_revocationDate(entry, when), 1);
	if (reason >= 0) {
		ASN1_ENUMERATED *value = ASN1_ENUMERATED_new();
		assert_int_equal(ASN1_ENUMERATED_set(value, reason), 1);
		assert_int_equal(X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, value, 0, 0), 1);
		ASN1_ENUMERATED_free(value);
	}
	assert_int_equal(X509_CRL_add0_revoked(crl, entry), 1);
	ASN1_TIME_free(when);
}

static void add_entries(X509_CRL *crl, const struct crl_order *order)
{
	for (size_t i = 0; i < COUNT_OF(order->entries) && order->entries[i].certificate; i++)
		add_entry(crl, X509_get0_serialNumber(order->entries[i].certificate->x509),
		          order->entries[i].reason, order->entries[i].at);
	ASN1_INTEGER *serial = ASN1_INTEGER_new();
	for (long i = 0; i < order->count; i++) {
		assert_int_equal(ASN1_INTEGER_set(serial, 1000000 + i), 1);
		add_entry(crl, serial, -1, -HOUR);
	}
	ASN1_INTEGER_free(serial);
	assert_int_equal(X509_CRL_sort(crl), 1);
}

static void add_number(X509_CRL *crl, int nid, long number, int critical)
{
	ASN1_INTEGER *value = ASN1_INTEGER_new();
	assert_int_equal(ASN1_INTEGER_set(value, number), 1);
	assert_int_equal(X509_CRL_add1_ext_i2d(crl, nid, value, critical, 0), 1);
	ASN1_INTEGER_free(value);
}

static void add_text(X509_CRL *crl, X509V3_CTX *context, int nid, const char *words)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, context, nid, words);
	assert_non_null(extension);
	assert_int_equal(X509_CRL_add_ext(crl, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

static void add_extensions(X509_CRL *crl, const struct crl_order *order)
{
	X509V3_CTX context;
	X509V3_set_ctx(&context, order->issuer->x509, NULL, NULL, crl, 0);
	if (order->number)
		add_number(crl, NID_crl_number, order->number, 0);
	if (order->base)
		add_number(crl, NID_delta_crl, order->base, 1);
	if (order->scope)
		add_text(crl, &context, NID_issuing_distribution_point, order->scope);
	if (order->fresh)
		add_text(crl, &context, NID_freshest_crl, order->fresh);
	if (order->unknown_critical)
		add_text(crl, &context, NID_netscape_comment, "critical,unheard of");
}

unsigned char *revoke_crl(const struct crl_order *order, size_t *length)
{
	bool usual = !order->from && !order->to;
	const struct issued *signer = order->signer ? order->signer : order->issuer;
	unsigned char *der = NULL;
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *from = moment(usual ? -HOUR : order->from);
	ASN1_TIME *to = moment(usual ? DAY : order->to);
	assert_int_equal(X509_CRL_set_version(crl, X509_CRL_VERSION_2), 1);
	assert_int_equal(X509_CRL_set_issuer_name(crl, X509_get_subject_name(order->issuer->x509)),
	                 1);
	assert_int_equal(X509_CRL_set1_lastUpdate(crl, from), 1);
	assert_int_equal(X509_CRL_set1_nextUpdate(crl, to), 1);
	add_entries(crl, order);
	add_extensions(crl, order);
	const EVP_MD *digest = EVP_PKEY_is_a(signer->key, "ED25519") ? NULL : EVP_sha256();
	assert_true(X509_CRL_sign(crl, signer->key, digest) > 0);
	int made = i2d_X509_CRL(crl, &der);
	X509_CRL_free(crl);
	ASN1_TIME_free(from);
	ASN1_TIME_free(to);
	return keep(der, made, length);
}
