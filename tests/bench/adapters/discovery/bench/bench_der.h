/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* DER written from its end to its start, so that lengths are known when their headers come. */
#pragma once
#include <stddef.h>

enum {
	BENCH_BOOLEAN = 0x01,
	BENCH_INTEGER = 0x02,
	BENCH_BIT_STRING = 0x03,
	BENCH_OCTET_STRING = 0x04,
	BENCH_NULL = 0x05,
	BENCH_OID = 0x06,
	BENCH_UTF8 = 0x0c,
	BENCH_TIME = 0x17,
	BENCH_SEQUENCE = 0x30,
	BENCH_SET = 0x31,
	BENCH_CONTEXT = 0x80,     /* + number */
	BENCH_CONSTRUCTED = 0xa0, /* + number */
};

struct bench_der {
	unsigned char *bytes;
	size_t size;
	size_t start; /* of what is written so far */
};

/* Positions are counted from the end, as the start moves; bench_der_from turns one around. */
size_t bench_der_position(const struct bench_der *der);
size_t bench_der_from(const struct bench_der *der, size_t position);

void bench_der_bytes(struct bench_der *der, const void *bytes, size_t length);
/* A header over all that was written since `position`. */
void bench_der_wrap(struct bench_der *der, unsigned tag, size_t position);
/* Header and content. */
void bench_der_value(struct bench_der *der, unsigned tag, const void *bytes, size_t length);
/* An object identifier from its content in hex. */
void bench_der_oid(struct bench_der *der, const char *hex);
