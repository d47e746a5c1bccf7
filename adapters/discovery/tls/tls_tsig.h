/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures by a shared key over DNS messages (TSIG, RFC 8945): of a question, and of the messages
 * of its answer, each of which carries on from the one before. */
#pragma once
#include "base/error.h"
#include "base/secret.h"
#include <openssl/types.h>
#include <stdint.h>

enum {
	TLS_TSIG_NAME = 255,
	TLS_TSIG_MAC = 64, /* of HMAC with SHA-512 */
	TLS_TSIG_RECORD = TLS_TSIG_NAME + 10 + 32 + 16 + TLS_TSIG_MAC,
};

struct tls_tsig {
	unsigned char name[TLS_TSIG_NAME]; /* of the key, as on the wire, folded */
	size_t name_length;
	const struct tls_tsig_algorithm *algorithm;
	struct secret key;
	EVP_MAC *mac;
	EVP_MAC_CTX *running; /* over what came since the last signature */
	bool answered;        /* the first signature of the answer was checked */
	int unsigned_count;   /* messages since the last signature */
};

/* key in base64, as configuration files of servers have it. ERROR_LOCAL. Close it in any case. */
CHECKED bool tls_tsig_open(struct tls_tsig *tsig, const char *name, const char *algorithm,
                           const struct secret *key, struct error *error);
void tls_tsig_close(struct tls_tsig *tsig);
/* Signs a question: appends the record and counts it in the header. The new length. */
size_t tls_tsig_sign(struct tls_tsig *tsig, unsigned char *message, size_t length, int64_t now);
/* A signature as it stands in a message. */
struct tls_tsig_record {
	size_t at;                  /* where its record begins */
	const unsigned char *owner; /* folded, as on the wire */
	size_t owner_length;
	const unsigned char *data;
	size_t data_length;
};

/* Takes the next message of the answer. No record: it carries none, which only messages between
 * others may (RFC 8945 5.3.1). ERROR_PEER. */
CHECKED bool tls_tsig_check(struct tls_tsig *tsig, const unsigned char *message, size_t length,
                            const struct tls_tsig_record *record, bool last, int64_t now,
                            struct error *error);
/* The number by which a server says what is wrong with our signature; 0 = nothing. */
int tls_tsig_problem(const struct tls_tsig_record *record);
/* A name as text to what stands on the wire; 0 when it is none. */
size_t tls_tsig_wire_name(const char *text, unsigned char out[static TLS_TSIG_NAME]);
