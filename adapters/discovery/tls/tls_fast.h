/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A TLS client that reads no further than the Certificate message: bytes in, bytes and a verdict out.
 *
 * No sockets, no clock, no allocation, no X.509, no public-key maths: the key shares of its hello are
 * ones whose secret the server's answer spells out (tls_fast_offer.h). So it proves nothing: what it
 * reads is what is presented, and anybody can present a public chain. */
#pragma once
#include "base/limits.h"
#include "tls_context.h"
#include "tls_fast_keys.h"

enum {
	TLS_FAST_RANDOM = 64, /* fresh random bytes that a hello needs */
	TLS_FAST_HELLO = 1024 + LIMIT_NAME,
	TLS_FAST_RECORD = 5 + (16 << 10) + 256, /* RFC 8446 5.2 */
	/* No flight asks for more room than this: the longest message with a record behind it. */
	TLS_FAST_ROOM = LIMIT_HANDSHAKE_BYTES + 4 + 2 * TLS_FAST_RECORD,
	TLS_FAST_GOODBYE = 2 * (5 + 2 + 1 + 16),
};

enum tls_fast_state {
	TLS_FAST_READING, /* wants more bytes */
	TLS_FAST_SHOWN,   /* the Certificate message is there */
	TLS_FAST_STOPPED, /* goes no further: `stop` says why. The full probe may */
};

enum tls_fast_stop {
	TLS_FAST_GOING,
	TLS_FAST_ALERT,          /* `alert` says which */
	TLS_FAST_RETRY,          /* HelloRetryRequest: it wants another key share */
	TLS_FAST_UNKNOWN,        /* a version, suite or group that was not offered */
	TLS_FAST_NO_TLS,         /* not even a record */
	TLS_FAST_BROKEN,         /* breaks the rules of TLS */
	TLS_FAST_TOO_LARGE,      /* LIMIT_HANDSHAKE_BYTES passed */
	TLS_FAST_NO_CERTIFICATE, /* goes on without showing one */
};

struct tls_fast {
	enum tls_fast_state state;
	enum tls_fast_stop stop;
	unsigned char alert;
	unsigned short version, suite; /* as chosen by the server; 0 = not yet */
	unsigned char hello[TLS_FAST_HELLO];
	size_t hello_length;

	/* What follows is the machine's own. */
	struct tls_fast_ciphers *ciphers;
	struct tls_fast_keys keys;
	/* The ECDHE secret, for traces whose hello has real keys; NULL: our shares spell it out. */
	const unsigned char *secret;
	size_t secret_length;
	bool extended; /* EncryptedExtensions came */
	/* The lent room: messages from `message` to `plain`, bytes of records not yet read from there to
	 * `end`. */
	unsigned char *room;
	size_t capacity, message, plain, end, total;
	size_t rest; /* where records begin that were not taken */
};

/* What to ask. */
struct tls_fast_question {
	enum tls_offer offer;
	const char *server_name; /* "" sends none */
	const unsigned char *random;
};

/* Writes the hello, to be sent as it is. ciphers: the thread's, borrowed. */
void tls_fast_start(struct tls_fast *fast, struct tls_fast_ciphers *ciphers,
                    const struct tls_fast_question *question);
/* Lends room for what comes, or more of it; what is kept moves along. At least tls_fast_kept + 1. */
void tls_fast_lend(struct tls_fast *fast, unsigned char *room, size_t capacity);
/* Where the next bytes go. No space left while READING: lend twice as much, TLS_FAST_ROOM at most. */
unsigned char *tls_fast_space(struct tls_fast *fast, size_t *size);
/* So many bytes came there. */
enum tls_fast_state tls_fast_take(struct tls_fast *fast, size_t length);
/* Bytes that a move to other room takes along. */
size_t tls_fast_kept(const struct tls_fast *fast);
/* After SHOWN: the body of the Certificate message, in the lent room. */
const unsigned char *tls_fast_certificates(const struct tls_fast *fast, size_t *length);
/* After SHOWN: the OCSP response stapled to the leaf, there too; false = none. Up to TLS 1.2 it comes
 * behind the certificates, and only what has come along with them is looked at. */
bool tls_fast_staple(const struct tls_fast *fast, const unsigned char **staple, size_t *length);
bool tls_fast_is_modern(const struct tls_fast *fast); /* TLS 1.3 */
/* "TLSv1.3", as OpenSSL calls it. */
const char *tls_fast_version(const struct tls_fast *fast);
/* The alerts that end a handshake politely (RFC 8446 6.1), to be sent once; their length. */
size_t tls_fast_goodbye(struct tls_fast *fast, unsigned char out[static TLS_FAST_GOODBYE]);
