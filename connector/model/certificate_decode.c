/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* DER to X509 without decoding the public key.
 *
 * OpenSSL 3.0 decodes the key of every certificate it reads, and searches all its providers for a
 * decoder each time: 190 of 210 microseconds. In a library context that has none it leaves the key as
 * it stands. What needs the key itself decodes the certificate again. */
#include "model/certificate_parts.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <pthread.h>

static struct {
	pthread_once_t once;
	OSSL_LIB_CTX *context; /* lives as long as the process */
} bare = { .once = PTHREAD_ONCE_INIT };

static void make_bare(void)
{
	OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
	/* Without any provider named, the default one would be loaded on first use. */
	if (context && OSSL_PROVIDER_load(context, "null"))
		bare.context = context;
}

X509 *certificate_decode(const unsigned char **at, size_t length)
{
	pthread_once(&bare.once, make_bare);
	X509 *x509 = bare.context ? X509_new_ex(bare.context, NULL) : NULL;
	/* On failure d2i frees what it was given. */
	return d2i_X509(x509 ? &x509 : NULL, at, (long)length);
}

X509 *certificate_decode_whole(const struct certificate *certificate)
{
	const unsigned char *at = certificate->der;
	return d2i_X509(NULL, &at, (long)certificate->der_length);
}
