/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* An issuer whose key is known, so that a fuzzer's input gets past the signature. */
#pragma once
#include "revocation_fuzz_der.h"

#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	REVOCATION_FUZZ_NOW = 1795262400, /* 2026-11-21 12:00:00, when the seeds were valid */
	REVOCATION_FUZZ_SERIAL = 0x1234567,
};

/* P-256, PKCS#8; guards nothing. */
static const unsigned char revocation_fuzz_key[] = {
	0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE,
	0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x04,
	0x6D, 0x30, 0x6B, 0x02, 0x01, 0x01, 0x04, 0x20, 0x8C, 0xDE, 0x0B, 0x16, 0xAB, 0x80,
	0xCD, 0xB8, 0x12, 0x92, 0x5D, 0xA8, 0x0F, 0xA7, 0xC9, 0x3D, 0xF8, 0x5F, 0xE8, 0xFF,
	0x3F, 0x16, 0x5B, 0xAD, 0x44, 0x82, 0x36, 0x5E, 0xC5, 0x9F, 0x39, 0x84, 0xA1, 0x44,
	0x03, 0x42, 0x00, 0x04, 0xB8, 0x9F, 0x60, 0x68, 0x44, 0x94, 0x8A, 0x85, 0x88, 0x8D,
	0x93, 0x23, 0x61, 0x2F, 0x8B, 0xB9, 0xD9, 0xC6, 0x62, 0x19, 0x33, 0xBE, 0x24, 0xC0,
	0x87, 0xB2, 0xA9, 0x05, 0x6D, 0xB1, 0x00, 0xF3, 0x14, 0xB6, 0xF7, 0x70, 0xFE, 0x61,
	0xA6, 0xAF, 0x4B, 0xD6, 0x51, 0xE4, 0x66, 0xEC, 0xD5, 0xA4, 0x41, 0xEE, 0x1D, 0x5B,
	0x53, 0x39, 0x65, 0xA1, 0xA3, 0x7F, 0x2E, 0xBA, 0x8E, 0xE0, 0x5B, 0x11
};

struct revocation_fuzz {
	EVP_PKEY *key;
	X509 *issuer, *leaf;
	struct revocation_fuzz_bytes issuer_der, leaf_der;
	unsigned char algorithm[32]; /* ecdsa-with-SHA256, DER */
	size_t algorithm_length;
};

static inline void insist(bool holds)
{
	if (!holds)
		abort();
}

static inline X509 *revocation_fuzz_make(EVP_PKEY *key, const char *name, const X509 *issuer)
{
	X509 *made = X509_new();
	X509_NAME *subject = X509_get_subject_name(made);
	X509_set_version(made, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(made), issuer ? REVOCATION_FUZZ_SERIAL : 1);
	ASN1_TIME_set(X509_getm_notBefore(made), REVOCATION_FUZZ_NOW - 86400 * 30);
	ASN1_TIME_set(X509_getm_notAfter(made), REVOCATION_FUZZ_NOW + 86400 * 30);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1,
	                           0);
	X509_set_issuer_name(made, issuer ? X509_get_subject_name(issuer) : subject);
	X509_set_pubkey(made, key);
	insist(X509_sign(made, key, EVP_sha256()) > 0);
	return made;
}

static inline struct revocation_fuzz_bytes revocation_fuzz_der(X509 *x509)
{
	struct revocation_fuzz_bytes der = { NULL, 0 };
	int length = i2d_X509(x509, &der.at);
	insist(length > 0);
	der.length = (size_t)length;
	return der;
}

/* The one issuer and its one certificate, made at first sight. */
static inline const struct revocation_fuzz *revocation_fuzz_issuer(void)
{
	static struct revocation_fuzz fuzz;
	const unsigned char *key = revocation_fuzz_key;
	unsigned char *at = fuzz.algorithm;
	if (fuzz.key)
		return &fuzz;
	fuzz.key = d2i_AutoPrivateKey(NULL, &key, sizeof(revocation_fuzz_key));
	insist(fuzz.key);
	fuzz.issuer = revocation_fuzz_make(fuzz.key, "Fuzz CA", NULL);
	fuzz.leaf = revocation_fuzz_make(fuzz.key, "leaf", fuzz.issuer);
	fuzz.issuer_der = revocation_fuzz_der(fuzz.issuer);
	fuzz.leaf_der = revocation_fuzz_der(fuzz.leaf);
	const X509_ALGOR *algorithm = X509_get0_tbs_sigalg(fuzz.issuer);
	fuzz.algorithm_length = (size_t)i2d_X509_ALGOR(algorithm, &at);
	return &fuzz;
}

/* SEQUENCE { body, algorithm, signature of the issuer over it }; body is freed. */
static inline struct revocation_fuzz_bytes revocation_fuzz_sign(struct revocation_fuzz_bytes body)
{
	const struct revocation_fuzz *fuzz = revocation_fuzz_issuer();
	static const unsigned char no_bits[] = { 0 };
	unsigned char signature[128];
	size_t length = sizeof(signature);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	insist(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, fuzz->key) == 1 &&
	       EVP_DigestSign(context, signature, &length, body.at, body.length) == 1);
	EVP_MD_CTX_free(context);
	struct revocation_fuzz_bytes bits = revocation_fuzz_wrap(
		0x03, revocation_fuzz_copy(no_bits, 1), revocation_fuzz_copy(signature, length));
	unsigned char *both = OPENSSL_malloc(fuzz->algorithm_length + bits.length);
	memcpy(both, fuzz->algorithm, fuzz->algorithm_length);
	memcpy(both + fuzz->algorithm_length, bits.at, bits.length);
	struct revocation_fuzz_bytes tail = { both, fuzz->algorithm_length + bits.length };
	OPENSSL_free(bits.at);
	return revocation_fuzz_wrap(0x30, body, tail);
}
