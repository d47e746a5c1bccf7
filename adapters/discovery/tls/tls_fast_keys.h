/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Handshake keys of TLS 1.3 (RFC 8446 7.1) and records under them (5.2). */
#pragma once
#include "base/error.h"
#include <openssl/types.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TLS_FAST_AES_128_GCM = 0x1301,
	TLS_FAST_AES_256_GCM = 0x1302,
	TLS_FAST_CHACHA20_POLY1305 = 0x1303,

	TLS_FAST_TAG = 16,
	TLS_FAST_HASH = 48, /* the longest */
};

/* What one thread uses again and again: looking algorithms up costs more than using them. */
struct tls_fast_ciphers {
	EVP_CIPHER *suites[3];
	EVP_CIPHER_CTX *context;
	/* The secret before the handshake secret is a constant of each hash. */
	unsigned char derived[2][TLS_FAST_HASH];
};
CHECKED bool tls_fast_keys_open(struct tls_fast_ciphers *ciphers, struct error *error);
void tls_fast_keys_close(struct tls_fast_ciphers *ciphers);

/* One direction. */
struct tls_fast_key {
	unsigned char key[32], iv[12];
	uint64_t sequence;
};

struct tls_fast_keys {
	bool ready;
	unsigned suite; /* 0 to 2 */
	struct tls_fast_key server;
	unsigned char client_secret[TLS_FAST_HASH];
};

bool tls_fast_keys_knows(unsigned short suite);
/* From the secret and the hash of both hellos, each as a message with its header. */
void tls_fast_keys_derive(struct tls_fast_keys *keys, const struct tls_fast_ciphers *ciphers,
                          unsigned short suite, const unsigned char *secret, size_t secret_length,
                          const unsigned char *hello, size_t hello_length,
                          const unsigned char *answer, size_t answer_length);
/* Decrypts a record (header of 5 bytes, ciphertext, tag) in place; false when its tag is wrong. The
 * content with its type and padding follows the header; its length is returned in content. */
bool tls_fast_keys_read(struct tls_fast_keys *keys, const struct tls_fast_ciphers *ciphers,
                        unsigned char *record, size_t length, size_t *content);
/* Writes a whole record that holds content of this type; its length. */
size_t tls_fast_keys_write(struct tls_fast_keys *keys, const struct tls_fast_ciphers *ciphers,
                           struct tls_fast_key *client, unsigned char type,
                           const unsigned char *content, size_t length, unsigned char *out);
/* The client's own key, which only its goodbye needs. */
void tls_fast_keys_client(const struct tls_fast_keys *keys, struct tls_fast_key *client);
