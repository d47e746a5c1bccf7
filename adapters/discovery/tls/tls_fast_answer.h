/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The ServerHello taken apart. */
#pragma once
#include "tls_fast.h"

/* What a ServerHello says. */
struct tls_fast_answer {
	unsigned short version, suite, group;
	const unsigned char *share; /* TLS 1.3: the server's key share */
	size_t share_length;
	const unsigned char *secret; /* what both sides would share, given our keys */
	size_t secret_length;
	bool retry; /* it is a HelloRetryRequest */
};

/* body: the message without its header. hello: the message that was sent, with its header. TLS_FAST_GOING when all is
 * well, else why not. */
enum tls_fast_stop tls_fast_answer_read(const unsigned char *body, size_t length,
                                        const unsigned char *hello, struct tls_fast_answer *answer);
