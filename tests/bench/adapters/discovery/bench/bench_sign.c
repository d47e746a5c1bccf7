/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures of made-up certificates. */
#include "bench_sign.h"

#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

static bool read_key(const char *folder, unsigned number, void **key)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%u.key", folder, number);
	FILE *file = fopen(path, "re");
	*key = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
	if (file)
		(void)fclose(file);
	return *key != NULL;
}

static bool read_certificate(const char *folder, unsigned number, struct bench_template *issuer)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%u.pem", folder, number);
	FILE *file = fopen(path, "re");
	X509 *x509 = file ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;
	if (file)
		(void)fclose(file);
	unsigned char *at = issuer->der;
	int length = x509 ? i2d_X509(x509, NULL) : 0;
	bool fits = length > 0 && length <= BENCH_DER && i2d_X509(x509, &at) == length;
	issuer->length = fits ? (size_t)length : 0;
	X509_free(x509);
	return fits;
}

bool bench_sign_open(struct bench_signers *signers, const char *folder,
                     struct bench_template *issuers, struct error *error)
{
	for (unsigned i = 0; i < BENCH_ISSUERS; i++)
		if (!read_key(folder, i, &signers->keys[i]) ||
		    !read_certificate(folder, i, &issuers[i]))
			return error_set(error, ERROR_LOCAL,
			                 "authorities: '%.200s' holds no %u.pem with its %u.key",
			                 folder, i, i);
	return true;
}

void bench_sign_close(struct bench_signers *signers)
{
	for (unsigned i = 0; i < BENCH_ISSUERS; i++)
		EVP_PKEY_free(signers->keys[i]);
}

void bench_sign(const struct bench_signers *signers, unsigned issuer, const unsigned char *bytes,
                size_t length, unsigned char out[static BENCH_SIGNATURE])
{
	unsigned char signature[80];
	size_t made = 0;
	while (made != BENCH_SIGNATURE) {
		EVP_MD_CTX *context = EVP_MD_CTX_new();
		made = sizeof(signature);
		if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, signers->keys[issuer]) !=
		            1 ||
		    EVP_DigestSign(context, signature, &made, bytes, length) != 1)
			abort();
		EVP_MD_CTX_free(context);
	}
	memcpy(out, signature, BENCH_SIGNATURE);
}
