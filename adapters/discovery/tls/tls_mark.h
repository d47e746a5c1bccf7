/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Marks: one number for what a place presented, by which a fast look knows it again. */
#pragma once
#include "model/deployment.h"

/* The two lowest bits of a mark say how to look; the others are a hash, or a shorter one and what the
 * place needs. */
enum {
	TLS_MARK_BOTH = 1,  /* certificates of both kinds of key: ask for each */
	TLS_MARK_FULLY = 2, /* the fast probe sees something else here, or nothing */
	TLS_MARK_FLAGS = 3,
	TLS_MARK_OPENINGS = 32,
};

/* What a place needs that others do not; all 0 = nothing. */
struct tls_mark_needs {
	unsigned hello;   /* the enum tls_hello that it understands */
	unsigned opening; /* by tls_starttls_number: another one than the settings choose */
};

/* Of one chain as presented, its protocol ("TLSv1.3") and the address it came from ("" for places that
 * are addresses). Parts of one place are added. */
uint64_t tls_mark_part(const struct look_certificate *chain, size_t length, const char *protocol,
                       const char *address);
/* The sum of all parts as a mark; never 0. */
uint64_t tls_mark_close(uint64_t sum, bool both);
/* The mark with these needs. Marks without any are as they ever were. */
uint64_t tls_mark_with_needs(uint64_t mark, struct tls_mark_needs needs);
struct tls_mark_needs tls_mark_needs(uint64_t mark);
/* Do they stand for the same presented, whatever it needed? */
bool tls_mark_equal(uint64_t a, uint64_t b);
