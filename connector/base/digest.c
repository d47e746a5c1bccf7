/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 by OpenSSL's EVP, the method looked up once, one context kept per thread. */
#include "base/digest.h"
#include "base/text.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static struct {
	pthread_once_t once;
	pthread_key_t context; /* EVP_MD_CTX of each thread, freed when it ends */
	EVP_MD *sha256;
} fetched = { .once = PTHREAD_ONCE_INIT };

/* Nothing here may go on with a digest that is not one. */
static void insist(bool worked)
{
	if (worked)
		return;
	fputs("certsteward: the cryptographic library refuses SHA-256\n", stderr);
	abort();
}

static void free_context(void *context)
{
	EVP_MD_CTX_free(context);
}

static void fetch(void)
{
	fetched.sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	insist(fetched.sha256 && pthread_key_create(&fetched.context, free_context) == 0);
}

static EVP_MD_CTX *new_context(void)
{
	insist(pthread_once(&fetched.once, fetch) == 0);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	insist(context && EVP_DigestInit_ex2(context, fetched.sha256, NULL) == 1);
	return context;
}

static EVP_MD_CTX *thread_context(void)
{
	insist(pthread_once(&fetched.once, fetch) == 0);
	EVP_MD_CTX *context = pthread_getspecific(fetched.context);
	if (!context) {
		context = new_context();
		insist(pthread_setspecific(fetched.context, context) == 0);
	}
	/* Without a method it starts again with the one it has, which allocates nothing. */
	insist(EVP_DigestInit_ex2(context, NULL, NULL) == 1);
	return context;
}

void digest_raw(const void *bytes, size_t length, unsigned char out[static DIGEST_BYTES])
{
	EVP_MD_CTX *context = thread_context();
	insist(EVP_DigestUpdate(context, bytes, length) == 1 &&
	       EVP_DigestFinal_ex(context, out, NULL) == 1);
}

void digest_hex(const void *bytes, size_t length, char out[static DIGEST_HEX])
{
	unsigned char raw[DIGEST_BYTES];
	digest_raw(bytes, length, raw);
	text_hex(raw, sizeof(raw), out);
}

void digest_start(struct digest *digest)
{
	digest->context = new_context();
}

void digest_add(struct digest *digest, const void *bytes, size_t length)
{
	insist(EVP_DigestUpdate(digest->context, bytes, length) == 1);
}

void digest_finish(struct digest *digest, char out[static DIGEST_HEX])
{
	unsigned char raw[DIGEST_BYTES];
	insist(EVP_DigestFinal_ex(digest->context, raw, NULL) == 1);
	EVP_MD_CTX_free(digest->context);
	digest->context = NULL;
	text_hex(raw, sizeof(raw), out);
}
