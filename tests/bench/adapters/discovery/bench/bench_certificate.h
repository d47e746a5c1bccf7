/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates by number: made once as a template, then patched. Their signatures verify nowhere, unless
 * there are signers (bench_sign.h). */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct bench_signers;

enum { BENCH_ISSUERS = 8, BENCH_DER = 2048, BENCH_DAYS = 400 };

/* Where a template is patched; 0 = nowhere. */
struct bench_template {
	unsigned char der[BENCH_DER];
	size_t length;
	size_t serial, not_before, not_after, common_name, first_name, second_name, key, signature;
	size_t issuer; /* the digit of its name */
};

struct bench_certificates {
	struct bench_template leaf;
	struct bench_template issuers[BENCH_ISSUERS];
	/* "261121" for each day from `start` - BENCH_DAYS to `start` + BENCH_DAYS. */
	char days[2 * BENCH_DAYS + 1][6];
	uint64_t seed;
	const struct bench_signers *signers; /* NULL = none */
};

/* start: UTC seconds around which validity periods lie. signers: borrowed; NULL = none. */
void bench_certificates_make(struct bench_certificates *made, int64_t start, uint64_t seed,
                             const struct bench_signers *signers);
/* The certificate of this number, for a host; borrowed until the next call. Gives its issuer. */
const unsigned char *bench_certificates_leaf(struct bench_certificates *made, uint64_t number,
                                             unsigned host, size_t *length,
                                             const struct bench_template **issuer);
/* A number with all its bits mixed (splitmix64). */
uint64_t bench_certificates_mix(uint64_t number);
