/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* DER put together piece by piece, around what a fuzzer hands in. */
#pragma once
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

/* DER on the heap. */
struct revocation_fuzz_bytes {
	unsigned char *at;
	size_t length;
};

/* An element of this tag with two parts inside; parts are freed. */
static inline struct revocation_fuzz_bytes revocation_fuzz_wrap(unsigned char tag,
                                                                struct revocation_fuzz_bytes first,
                                                                struct revocation_fuzz_bytes second)
{
	size_t inside = first.length + second.length, bytes = 0;
	unsigned char *out = OPENSSL_malloc(inside + 6);
	while (inside >= 0x80 && inside >> (8 * bytes))
		bytes++;
	out[0] = tag;
	out[1] = (unsigned char)(bytes ? 0x80 | bytes : inside);
	for (size_t i = 0; i < bytes; i++)
		out[2 + i] = (unsigned char)(inside >> (8 * (bytes - 1 - i)));
	memcpy(out + 2 + bytes, first.at, first.length);
	if (second.length)
		memcpy(out + 2 + bytes + first.length, second.at, second.length);
	OPENSSL_free(first.at);
	OPENSSL_free(second.at);
	return (struct revocation_fuzz_bytes){ out, 2 + bytes + inside };
}

static inline struct revocation_fuzz_bytes revocation_fuzz_copy(const void *bytes, size_t length)
{
	unsigned char *copy = OPENSSL_malloc(length + 1);
	if (length)
		memcpy(copy, bytes, length);
	return (struct revocation_fuzz_bytes){ copy, length };
}
