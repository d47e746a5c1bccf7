/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 by OpenSSL's low-level calls: marks are taken at every place of every scan, and two chains
 * that somebody made alike would hide a change. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "tls_mark.h"

#include <openssl/sha.h>
#include <string.h>

/* With its NUL, so that no two fields run into each other. */
static void add_text(SHA256_CTX *hash, const char *text)
{
	SHA256_Update(hash, text, strlen(text) + 1);
}

uint64_t tls_mark_part(const struct look_certificate *chain, size_t length, const char *protocol,
                       const char *address)
{
	unsigned char raw[SHA256_DIGEST_LENGTH];
	uint64_t part;
	SHA256_CTX hash;
	SHA256_Init(&hash);
	add_text(&hash, protocol);
	add_text(&hash, address);
	for (size_t index = 0; index < length; index++) {
		SHA256_Update(&hash, &chain[index].length, sizeof(chain[index].length));
		SHA256_Update(&hash, chain[index].der, chain[index].length);
	}
	SHA256_Final(raw, &hash);
	memcpy(&part, raw, sizeof(part));
	return part;
}

uint64_t tls_mark_close(uint64_t sum, bool both)
{
	uint64_t mark = sum & ~(uint64_t)TLS_MARK_FLAGS;
	return (mark ? mark : TLS_MARK_FLAGS + 1) | (both ? TLS_MARK_BOTH : 0);
}

bool tls_mark_equal(uint64_t a, uint64_t b)
{
	return ((a ^ b) & ~(uint64_t)TLS_MARK_FULLY) == 0;
}
