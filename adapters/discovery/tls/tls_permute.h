/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A random order of 0 … size-1 without a list: position in, index out, the same for the same seed. */
#pragma once
#include <stdint.h>

struct tls_permute {
	uint64_t size;
	uint64_t seed;
	unsigned half_bits;
};

/* size is at most 2^62; the seed chooses the order. */
void tls_permute_start(struct tls_permute *permute, uint64_t size, uint64_t seed);
/* A bijection of [0, size): each index comes exactly once. position < size <= 2^62. */
uint64_t tls_permute_at(const struct tls_permute *permute, uint64_t position);
