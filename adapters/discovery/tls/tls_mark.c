/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 by OpenSSL's low-level calls: marks are taken at every place of every scan, and two chains
 * that somebody made alike would hide a change. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "tls_mark.h"

#include <openssl/sha.h>
#include <string.h>

/* Marks with needs: flags, hello, opening, hash, and on top a number that says so. An older mark may
 * have it by chance (1 in 65,536): needs are a hint, and dropped where they do not lead to TLS. */
enum {
	HELLO_AT = 2,
	HELLO_BITS = 3,
	OPENING_AT = 4,
	HASH_AT = 9,
	KIND_AT = 48,
	KIND = 0xc35a,
};

static bool has_needs(uint64_t mark)
{
	return mark >> KIND_AT == KIND;
}

static uint64_t short_hash(void)
{
	return (UINT64_C(1) << KIND_AT) - (UINT64_C(1) << HASH_AT);
}

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
	if (has_needs(mark))
		mark ^= UINT64_C(1) << KIND_AT;
	return (mark ? mark : TLS_MARK_FLAGS + 1) | (both ? TLS_MARK_BOTH : 0);
}

uint64_t tls_mark_with_needs(uint64_t mark, struct tls_mark_needs needs)
{
	if (!needs.hello && !needs.opening)
		return mark;
	return (mark & (short_hash() | TLS_MARK_FLAGS)) | (uint64_t)needs.hello << HELLO_AT |
	       (uint64_t)needs.opening << OPENING_AT | (uint64_t)KIND << KIND_AT;
}

struct tls_mark_needs tls_mark_needs(uint64_t mark)
{
	if (!has_needs(mark))
		return (struct tls_mark_needs){ 0 };
	return (struct tls_mark_needs){ .hello = mark >> HELLO_AT & HELLO_BITS,
		                        .opening = mark >> OPENING_AT & (TLS_MARK_OPENINGS - 1) };
}

bool tls_mark_equal(uint64_t a, uint64_t b)
{
	uint64_t hash = has_needs(a) || has_needs(b) ? short_hash() : ~(uint64_t)TLS_MARK_FLAGS;
	return ((a ^ b) & (hash | TLS_MARK_BOTH)) == 0;
}
