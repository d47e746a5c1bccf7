/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates of the server farm: two keys, many names. */
#include "farm.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY = 86400, SECP256R1_SUITE = 0xc02b };

static void insist(int holds)
{
	if (!holds)
		abort();
}

static void extend(X509 *x509, int kind, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx(&context, x509, x509, NULL, NULL, 0);
	X509V3_set_ctx_nodb(&context);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
	insist(extension && X509_add_ext(x509, extension, -1) == 1);
	X509_EXTENSION_free(extension);
}

static X509 *make(const char *name, long serial, EVP_PKEY *key, X509 *issuer, EVP_PKEY *signer)
{
	X509 *x509 = X509_new();
	X509_NAME *subject = X509_get_subject_name(x509);
	X509_set_version(x509, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x509), serial);
	X509_gmtime_adj(X509_getm_notBefore(x509), -DAY);
	X509_gmtime_adj(X509_getm_notAfter(x509), 90L * DAY);
	insist(X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_ASC,
	                                  (const unsigned char *)"Bench of discovery", -1, -1, 0));
	insist(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name,
	                                  -1, -1, 0));
	X509_set_issuer_name(x509, issuer ? X509_get_subject_name(issuer) : subject);
	X509_set_pubkey(x509, key);
	if (issuer) {
		char names[256];
		(void)snprintf(names, sizeof(names), "DNS:%s,DNS:www.%s,DNS:api.%s", name, name,
		               name);
		extend(x509, NID_subject_alt_name, names);
		extend(x509, NID_basic_constraints, "critical,CA:FALSE");
		extend(x509, NID_key_usage, "critical,digitalSignature");
		extend(x509, NID_ext_key_usage, "serverAuth");
		extend(x509, NID_crl_distribution_points, "URI:http://crl.bench.example/ca.crl");
		extend(x509, NID_info_access, "OCSP;URI:http://ocsp.bench.example/");
	} else {
		extend(x509, NID_basic_constraints, "critical,CA:TRUE");
	}
	insist(X509_sign(x509, signer, EVP_sha256()) > 0);
	return x509;
}

void farm_certificates_make(struct farm_certificates *made, size_t count, long generation)
{
	EVP_PKEY *authority = EVP_EC_gen("P-256");
	EVP_PKEY *keys[2] = { EVP_EC_gen("P-256"), EVP_RSA_gen(2048) };
	insist(authority && keys[0] && keys[1]);
	made->issuer = make("Bench CA", 1, authority, NULL, authority);
	made->leaves = calloc(count, sizeof(*made->leaves));
	made->count = count;
	insist(made->leaves != NULL);
	for (size_t index = 0; index < count; index++) {
		char name[64];
		(void)snprintf(name, sizeof(name), "host-%06zu.bench.example", index);
		made->leaves[index].key = keys[index % 2];
		made->leaves[index].x509 = make(name, generation * 1000000 + (long)index + 2,
		                                keys[index % 2], made->issuer, authority);
	}
}

static unsigned char *put_number(unsigned char *at, size_t number, int bytes)
{
	for (int byte = bytes - 1; byte >= 0; byte--)
		*at++ = (unsigned char)(number >> 8 * byte);
	return at;
}

/* Its length in three bytes, then the DER. */
static unsigned char *put_certificate(unsigned char *at, X509 *x509)
{
	unsigned char *der = put_number(at, (size_t)i2d_X509(x509, NULL), 3);
	insist(i2d_X509(x509, &der) > 0);
	return der;
}

size_t farm_certificates_flight(const struct farm_certificates *made, unsigned char *out,
                                size_t room)
{
	enum { RECORD = 5, HELLO = 42, MESSAGE = 4, LIST = 3 };
	unsigned char *at = out + RECORD;
	insist(room >= 8192);
	memset(out, 0, RECORD + HELLO);
	at = put_number(at, 0x02000026, 4); /* ServerHello of 38 bytes */
	(void)put_number(at, 0x0303, 2);
	at += 2 + 32 + 1;
	at = put_number(at, SECP256R1_SUITE, 2) + 1;
	unsigned char *message = at;
	at = put_certificate(message + MESSAGE + LIST, made->leaves[0].x509);
	at = put_certificate(at, made->issuer);
	size_t list = (size_t)(at - message) - MESSAGE - LIST;
	(void)put_number(message, 0x0b000000 | (list + LIST), 4);
	(void)put_number(message + MESSAGE, list, 3);
	at = put_number(at, 0x0e000000, 4); /* ServerHelloDone */
	size_t length = (size_t)(at - out) - RECORD;
	(void)put_number(out, 0x160303, 3);
	(void)put_number(out + 3, length, 2);
	return RECORD + length;
}
