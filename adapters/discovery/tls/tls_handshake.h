/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One TLS handshake on a connected socket: driven without blocking, watched, and judged. */
#pragma once
#include "model/deployment.h"
#include "tls_context.h"

struct arena;

enum tls_handshake_state { TLS_HANDSHAKE_PENDING, TLS_HANDSHAKE_DONE, TLS_HANDSHAKE_FAILED };

struct tls_handshake {
	SSL *ssl;
	BIO *socket;         /* the connection's */
	struct arena *arena; /* for what was captured and for details */
	/* The Certificate message as it came, without its header. */
	const unsigned char *message;
	size_t message_length;
	unsigned char first[5]; /* the header of the first record that came */
	bool answered;
	bool key_proven;   /* a signature of its key over this handshake was checked */
	bool went_on;      /* we sent our part of the key exchange (up to TLS 1.2) */
	bool asked_client; /* it wants a certificate of ours */
	bool asks_staple;  /* our hello asked for one */
	/* After TLS_HANDSHAKE_FAILED. */
	int alert; /* the one that the server ended it with; -1 = none */
	enum look_outcome outcome;
	enum look_reason reason;
	const char *detail;
};

/* What is left out of our hello for servers that stumble over it. */
enum tls_hello {
	TLS_HELLO_WHOLE,
	TLS_HELLO_PLAIN,  /* asks for no staple: wolfSSL closes where it cannot make one */
	TLS_HELLO_LEGACY, /* nor for more than TLS 1.2 */
};

/* Begins; server_name "" sends none. */
void tls_handshake_start(struct tls_handshake *handshake, const struct tls_context *context,
                         enum tls_offer offer, enum tls_hello hello, int descriptor,
                         const char *server_name, struct arena *arena);
/* Goes on until it would block, is done, or failed. */
enum tls_handshake_state tls_handshake_step(struct tls_handshake *handshake);
/* The chain as presented; false when no certificate came. Texts in the arena; total counts the
 * certificates before LIMIT_CHAIN_CERTIFICATES. name: what to compare with, "" = nothing. */
bool tls_handshake_slot(const struct tls_handshake *handshake, X509_STORE *store, const char *name,
                        struct look_slot *slot, size_t *total);
/* Says goodbye when the handshake was done; frees, does not close the socket. */
void tls_handshake_close(struct tls_handshake *handshake);

/* OpenSSL's message callback; the argument is the handshake. */
void tls_handshake_message(int outgoing, int version, int type, const void *bytes, size_t length,
                           SSL *ssl, void *argument);
