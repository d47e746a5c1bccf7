/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A random order without a list: a Feistel network over the next even power of two, walked until it
 * falls inside the size ("cycle walking"). */
#include "tls_permute.h"

enum {
	/* Enough to spread neighbours; nothing here is secret. */
	ROUNDS = 4,
};

void tls_permute_start(struct tls_permute *permute, uint64_t size, uint64_t seed)
{
	unsigned bits = 2;
	while (bits < 62 && (UINT64_C(1) << bits) < size)
		bits += 2;
	*permute = (struct tls_permute){ .size = size, .seed = seed, .half_bits = bits / 2 };
}

/* Finaliser of splitmix64: each bit of the input moves about half of the output's. */
static uint64_t mix(uint64_t value)
{
	value = (value ^ value >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	value = (value ^ value >> 27) * UINT64_C(0x94D049BB133111EB);
	return value ^ value >> 31;
}

static uint64_t encrypt(const struct tls_permute *permute, uint64_t value)
{
	uint64_t mask = (UINT64_C(1) << permute->half_bits) - 1;
	uint64_t left = value >> permute->half_bits;
	uint64_t right = value & mask;
	for (uint64_t round = 1; round <= ROUNDS; round++) {
		uint64_t next =
			left ^
			(mix(permute->seed + right + round * UINT64_C(0x9E3779B97F4A7C15)) & mask);
		left = right;
		right = next;
	}
	return left << permute->half_bits | right;
}

uint64_t tls_permute_at(const struct tls_permute *permute, uint64_t position)
{
	do
		position = encrypt(permute, position);
	while (position >= permute->size);
	return position;
}
