/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the fast probe's hello offers.
 *
 * Its key shares need no maths: a private key of 1 has the group's generator as public key, and the
 * secret that it shares with a server is the server's own public key. X25519 would never make such a
 * private key, but its public key is one as any other. */
#pragma once
#include <stddef.h>

/* Whose certificates a suite or a signature can stand for. */
enum tls_fast_kind {
	TLS_FAST_RSA = 1,
	TLS_FAST_EC = 2,
	TLS_FAST_DSA = 4,
	TLS_FAST_ANY = TLS_FAST_RSA | TLS_FAST_EC | TLS_FAST_DSA,
};

struct tls_fast_choice {
	unsigned short code;
	enum tls_fast_kind kind;
};
extern const struct tls_fast_choice tls_fast_offer_suites[], tls_fast_offer_algorithms[];
extern const size_t tls_fast_offer_suite_count, tls_fast_offer_algorithm_count;

extern const unsigned short tls_fast_offer_groups[];
extern const size_t tls_fast_offer_group_count;

/* A group's generator, and where the server's share holds the secret. */
struct tls_fast_share {
	unsigned short group;
	size_t length;
	const unsigned char *generator;
	size_t secret, secret_length;
};
extern const struct tls_fast_share tls_fast_offer_shares[];
extern const size_t tls_fast_offer_share_count;
