/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* HKDF on OpenSSL's low-level hashes: here their 20 calls a handshake cost a third of what EVP's do. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "tls_fast_keys.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER = 5, IV = 12, APPLICATION_DATA = 23, LABEL_MOST = 20, SUITES = 3 };

static const struct {
	const char *name;
	size_t key_length;
	bool wide; /* SHA-384, else SHA-256 */
} suites[SUITES] = {
	{ "AES-128-GCM", 16, false },
	{ "AES-256-GCM", 32, true },
	{ "ChaCha20-Poly1305", 32, false },
};

/* SHA-256 or SHA-384. */
struct hash {
	bool wide;
	union {
		SHA256_CTX narrow;
		SHA512_CTX large;
	} state;
};

static size_t size_of(bool wide)
{
	return wide ? SHA384_DIGEST_LENGTH : SHA256_DIGEST_LENGTH;
}

static void start(struct hash *hash, bool wide)
{
	hash->wide = wide;
	if (wide)
		SHA384_Init(&hash->state.large);
	else
		SHA256_Init(&hash->state.narrow);
}

static void add(struct hash *hash, const void *bytes, size_t length)
{
	if (hash->wide)
		SHA384_Update(&hash->state.large, bytes, length);
	else
		SHA256_Update(&hash->state.narrow, bytes, length);
}

static void finish(struct hash *hash, unsigned char *out)
{
	if (hash->wide)
		SHA384_Final(out, &hash->state.large);
	else
		SHA256_Final(out, &hash->state.narrow);
}

/* HMAC (RFC 2104) with a key no longer than a hash. */
static void authenticate(bool wide, const unsigned char *key, const void *bytes, size_t length,
                         unsigned char *out)
{
	enum { BLOCK_MOST = 128, INNER = 0x36, OUTER = 0x5c };
	size_t block = wide ? SHA512_CBLOCK : SHA256_CBLOCK;
	size_t size = size_of(wide);
	unsigned char pad[BLOCK_MOST];
	struct hash hash;
	memset(pad, INNER, block);
	for (size_t at = 0; at < size; at++)
		pad[at] ^= key[at];
	start(&hash, wide);
	add(&hash, pad, block);
	add(&hash, bytes, length);
	finish(&hash, out);
	for (size_t at = 0; at < block; at++)
		pad[at] ^= INNER ^ OUTER;
	start(&hash, wide);
	add(&hash, pad, block);
	add(&hash, out, size);
	finish(&hash, out);
}

/* HKDF-Expand-Label (RFC 8446 7.1) for outputs no longer than a hash: one round. */
static void expand(bool wide, const unsigned char *secret, const char *label,
                   const unsigned char *context, size_t context_length, unsigned char *out,
                   size_t length)
{
	static const char prefix[] = "tls13 ";
	unsigned char info[2 + 1 + LABEL_MOST + 1 + TLS_FAST_HASH + 1];
	unsigned char whole[TLS_FAST_HASH];
	size_t label_length = sizeof(prefix) - 1 + strlen(label);
	size_t at = 0;
	assert(label_length <= LABEL_MOST && context_length <= TLS_FAST_HASH);
	info[at++] = 0;
	info[at++] = (unsigned char)length;
	info[at++] = (unsigned char)label_length;
	memcpy(info + at, prefix, sizeof(prefix) - 1);
	memcpy(info + at + sizeof(prefix) - 1, label, strlen(label));
	at += label_length;
	info[at++] = (unsigned char)context_length;
	if (context_length)
		memcpy(info + at, context, context_length);
	at += context_length;
	info[at++] = 1;
	authenticate(wide, secret, info, at, whole);
	memcpy(out, whole, length);
}

/* Secret of no PSK, then "derived" from it (the first two steps of the schedule). */
static void precede(bool wide, unsigned char *derived)
{
	static const unsigned char zeros[TLS_FAST_HASH];
	unsigned char early[TLS_FAST_HASH];
	unsigned char empty[TLS_FAST_HASH];
	struct hash hash;
	authenticate(wide, zeros, zeros, size_of(wide), early);
	start(&hash, wide);
	finish(&hash, empty);
	expand(wide, early, "derived", empty, size_of(wide), derived, size_of(wide));
}

bool tls_fast_keys_open(struct tls_fast_ciphers *ciphers, struct error *error)
{
	*ciphers = (struct tls_fast_ciphers){ .context = EVP_CIPHER_CTX_new() };
	bool ready = ciphers->context;
	for (int index = 0; index < SUITES; index++) {
		ciphers->suites[index] = EVP_CIPHER_fetch(NULL, suites[index].name, NULL);
		ready = ready && ciphers->suites[index];
	}
	precede(false, ciphers->derived[false]);
	precede(true, ciphers->derived[true]);
	return ready || error_set(error, ERROR_LOCAL, "OpenSSL lacks a cipher of TLS 1.3");
}

void tls_fast_keys_close(struct tls_fast_ciphers *ciphers)
{
	for (int index = 0; index < SUITES; index++)
		EVP_CIPHER_free(ciphers->suites[index]);
	EVP_CIPHER_CTX_free(ciphers->context);
	*ciphers = (struct tls_fast_ciphers){ .context = NULL };
}

bool tls_fast_keys_knows(unsigned short suite)
{
	return suite >= TLS_FAST_AES_128_GCM && suite <= TLS_FAST_CHACHA20_POLY1305;
}

static void derive_key(unsigned suite, const unsigned char *secret, struct tls_fast_key *key)
{
	bool wide = suites[suite].wide;
	expand(wide, secret, "key", NULL, 0, key->key, suites[suite].key_length);
	expand(wide, secret, "iv", NULL, 0, key->iv, sizeof(key->iv));
	key->sequence = 0;
}

void tls_fast_keys_derive(struct tls_fast_keys *keys, const struct tls_fast_ciphers *ciphers,
                          unsigned short suite, const unsigned char *secret, size_t secret_length,
                          const unsigned char *hello, size_t hello_length,
                          const unsigned char *answer, size_t answer_length)
{
	keys->suite = suite - (unsigned)TLS_FAST_AES_128_GCM;
	bool wide = suites[keys->suite].wide;
	unsigned char transcript[TLS_FAST_HASH];
	unsigned char handshake[TLS_FAST_HASH];
	unsigned char server[TLS_FAST_HASH];
	struct hash hash;
	start(&hash, wide);
	add(&hash, hello, hello_length);
	add(&hash, answer, answer_length);
	finish(&hash, transcript);
	authenticate(wide, ciphers->derived[wide], secret, secret_length, handshake);
	expand(wide, handshake, "s hs traffic", transcript, size_of(wide), server, size_of(wide));
	expand(wide, handshake, "c hs traffic", transcript, size_of(wide), keys->client_secret,
	       size_of(wide));
	derive_key(keys->suite, server, &keys->server);
	keys->ready = true;
}

void tls_fast_keys_client(const struct tls_fast_keys *keys, struct tls_fast_key *client)
{
	derive_key(keys->suite, keys->client_secret, client);
}

/* The IV with the record's number in its end (RFC 8446 5.3). */
static void next_nonce(struct tls_fast_key *key, unsigned char nonce[static IV])
{
	uint64_t sequence = key->sequence++;
	memcpy(nonce, key->iv, IV);
	for (int at = IV - 1; sequence; at--, sequence >>= 8)
		nonce[at] ^= (unsigned char)sequence;
}

static void set_key(const struct tls_fast_ciphers *ciphers, unsigned suite,
                    struct tls_fast_key *key, bool encrypt)
{
	unsigned char nonce[IV];
	next_nonce(key, nonce);
	if (EVP_CipherInit_ex2(ciphers->context, ciphers->suites[suite], key->key, nonce, encrypt,
	                       NULL) != 1)
		abort();
}

bool tls_fast_keys_read(struct tls_fast_keys *keys, const struct tls_fast_ciphers *ciphers,
                        unsigned char *record, size_t length, size_t *content)
{
	EVP_CIPHER_CTX *context = ciphers->context;
	unsigned char *text = record + HEADER;
	int done;
	if (length < HEADER + TLS_FAST_TAG)
		return false;
	int text_length = (int)(length - HEADER - TLS_FAST_TAG);
	set_key(ciphers, keys->suite, &keys->server, false);
	if (EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, TLS_FAST_TAG, text + text_length) !=
	            1 ||
	    EVP_DecryptUpdate(context, NULL, &done, record, HEADER) != 1 ||
	    EVP_DecryptUpdate(context, text, &done, text, text_length) != 1 ||
	    EVP_DecryptFinal_ex(context, text + text_length, &done) != 1)
		return false;
	*content = (size_t)text_length;
	return true;
}

size_t tls_fast_keys_write(struct tls_fast_keys *keys, const struct tls_fast_ciphers *ciphers,
                           struct tls_fast_key *client, unsigned char type,
                           const unsigned char *content, size_t length, unsigned char *out)
{
	EVP_CIPHER_CTX *context = ciphers->context;
	size_t inside = length + 1 + TLS_FAST_TAG;
	unsigned char *text = out + HEADER;
	int done;
	const unsigned char header[HEADER] = { APPLICATION_DATA, 3, 3, (unsigned char)(inside >> 8),
		                               (unsigned char)inside };
	memcpy(out, header, HEADER);
	memcpy(text, content, length);
	text[length] = type;
	set_key(ciphers, keys->suite, client, true);
	if (EVP_EncryptUpdate(context, NULL, &done, out, HEADER) != 1 ||
	    EVP_EncryptUpdate(context, text, &done, text, (int)length + 1) != 1 ||
	    EVP_EncryptFinal_ex(context, text + length + 1, &done) != 1 ||
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, TLS_FAST_TAG, text + length + 1) !=
	            1)
		abort();
	return HEADER + inside;
}
