/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Issuers whose keys are at hand, for certificates whose signatures shall hold. */
#pragma once
#include "base/error.h"
#include "bench_certificate.h"

enum { BENCH_SIGNATURE = 71 /* bytes that most ECDSA signatures with P-256 have */ };

struct bench_signers {
	void *keys[BENCH_ISSUERS]; /* EVP_PKEY */
};

/* Reads 0.pem, 0.key and so on: certificates with the names of the issuers, keys on P-256. */
CHECKED bool bench_sign_open(struct bench_signers *signers, const char *folder,
                             struct bench_template *issuers, struct error *error);
void bench_sign_close(struct bench_signers *signers);
/* ecdsa-with-SHA256, DER; tried until it has the length that the template has room for. */
void bench_sign(const struct bench_signers *signers, unsigned issuer, const unsigned char *bytes,
                size_t length, unsigned char out[static BENCH_SIGNATURE]);
