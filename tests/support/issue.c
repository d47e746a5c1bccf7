/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and certificates made to order. */
#include "support/issue.h"
#include "support/check.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

static EVP_PKEY *make_rsa_with_exponent_3(void)
{
	EVP_PKEY *key = NULL;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	BIGNUM *exponent = BN_new();
	assert_int_equal(BN_set_word(exponent, 3), 1);
	assert_int_equal(EVP_PKEY_keygen_init(context), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048), 1);
	assert_int_equal(EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context, exponent), 1);
	assert_int_equal(EVP_PKEY_keygen(context, &key), 1);
	BN_free(exponent);
	EVP_PKEY_CTX_free(context);
	return key;
}

static EVP_PKEY *make_key(const char *kind)
{
	if (!kind || strcmp(kind, "ec") == 0)
		return EVP_EC_gen("P-256");
	if (strcmp(kind, "p384") == 0)
		return EVP_EC_gen("P-384");
	if (strcmp(kind, "rsa1024") == 0)
		return EVP_RSA_gen(1024);
	if (strcmp(kind, "rsa2048") == 0)
		return EVP_RSA_gen(2048);
	if (strcmp(kind, "rsa exponent 3") == 0)
		return make_rsa_with_exponent_3();
	return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
}

static void add_extension(X509 *x509, const struct order *order, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx(&context, order->issuer ? order->issuer->x509 : x509, x509, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(x509, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

static void add_padding(X509 *x509, size_t length)
{
	ASN1_OCTET_STRING *bytes = ASN1_OCTET_STRING_new();
	unsigned char *filler = calloc(1, length);
	assert_int_equal(ASN1_OCTET_STRING_set(bytes, filler, (int)length), 1);
	free(filler);
	ASN1_OBJECT *object = OBJ_txt2obj("1.3.6.1.4.1.55555.1", 1);
	X509_EXTENSION *extension = X509_EXTENSION_create_by_OBJ(NULL, object, 0, bytes);
	assert_int_equal(X509_add_ext(x509, extension, -1), 1);
	X509_EXTENSION_free(extension);
	ASN1_OBJECT_free(object);
	ASN1_OCTET_STRING_free(bytes);
}

static EVP_PKEY *take_key(const struct order *order)
{
	if (!order->same_key)
		return make_key(order->key);
	assert_int_equal(EVP_PKEY_up_ref(order->same_key), 1);
	return order->same_key;
}

static void fill(X509 *x509, const struct order *order, EVP_PKEY *key)
{
	bool usual = !order->starts && !order->ends;
	X509_set_version(x509, X509_VERSION_3);
	BIGNUM *serial = BN_new();
	assert_int_equal(BN_rand(serial, 120, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), 1);
	assert_non_null(BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(x509)));
	BN_free(serial);
	/* A minute back, so that it is valid in the second in which it is made. */
	X509_time_adj_ex(X509_getm_notBefore(x509), (int)order->starts, -60, NULL);
	X509_time_adj_ex(X509_getm_notAfter(x509), usual ? 90 : (int)order->ends, 0, NULL);
	X509_NAME *subject = X509_get_subject_name(x509);
	const char *name = order->common_name ? order->common_name : "test";
	assert_int_equal(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
	                                            (const unsigned char *)name, -1, -1, 0),
	                 1);
	if (order->organization)
		assert_int_equal(X509_NAME_add_entry_by_txt(
					 subject, "O", MBSTRING_UTF8,
					 (const unsigned char *)order->organization, -1, -1, 0),
		                 1);
	X509_set_issuer_name(x509,
	                     order->issuer ? X509_get_subject_name(order->issuer->x509) : subject);
	X509_set_pubkey(x509, key);
	if (order->is_ca) {
		add_extension(x509, order, NID_basic_constraints, "critical,CA:TRUE");
		add_extension(x509, order, NID_key_usage, "critical,keyCertSign,cRLSign");
	}
	if (order->names)
		add_extension(x509, order, NID_subject_alt_name, order->names);
	if (order->usage)
		add_extension(x509, order, NID_ext_key_usage, order->usage);
	if (order->padding)
		add_padding(x509, order->padding);
}

struct issued issue(const struct order *order)
{
	struct issued issued = { .x509 = X509_new(), .key = take_key(order) };
	assert_non_null(issued.x509);
	assert_non_null(issued.key);
	fill(issued.x509, order, issued.key);
	if (order->shape)
		order->shape(issued.x509);
	EVP_PKEY *signer = order->issuer ? order->issuer->key : issued.key;
	const EVP_MD *digest = EVP_PKEY_is_a(signer, "ED25519") ? NULL : EVP_sha256();
	assert_true(X509_sign(issued.x509, signer, digest) > 0);
	return issued;
}

void issue_release(struct issued *issued)
{
	X509_free(issued->x509);
	EVP_PKEY_free(issued->key);
	*issued = (struct issued){ NULL, NULL };
}

unsigned char *issue_der(const struct issued *issued, size_t *length)
{
	unsigned char *der = NULL;
	int made = i2d_X509(issued->x509, &der);
	assert_true(made > 0);
	unsigned char *copy = malloc((size_t)made);
	assert_non_null(copy);
	memcpy(copy, der, (size_t)made);
	OPENSSL_free(der);
	*length = (size_t)made;
	return copy;
}

char *issue_pem(const struct issued *issued)
{
	BIO *memory = BIO_new(BIO_s_mem());
	assert_int_equal(PEM_write_bio_X509(memory, issued->x509), 1);
	char *bytes;
	long length = BIO_get_mem_data(memory, &bytes);
	char *copy = malloc((size_t)length + 1);
	assert_non_null(copy);
	memcpy(copy, bytes, (size_t)length);
	copy[length] = '\0';
	BIO_free(memory);
	return copy;
}
