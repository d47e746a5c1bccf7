/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A TLS server on loopback with good or bad manners, one thread per connection. */
#pragma once
#include "support/issue.h"

enum manners {
	MANNERS_TLS,
	MANNERS_INTOLERANT,        /* refuses hellos that offer TLS 1.3, else TLS */
	MANNERS_NO_STAPLE,         /* closes on those who ask for a staple, else TLS */
	MANNERS_ODD,               /* shows a certificate that does not parse */
	MANNERS_ANCIENT,           /* speaks SSL 3.0 and shows something as certificate */
	MANNERS_SMTP,              /* STARTTLS, then TLS */
	MANNERS_IMAP,              /* the same */
	MANNERS_SMTP_BARE,         /* SMTP that offers no STARTTLS */
	MANNERS_SMTP_INJECT,       /* says more after "220 go ahead", before TLS */
	MANNERS_SMTP_INJECT_LATER, /* says it when our hello has come */
	MANNERS_SMTP_ENDLESS,      /* a greeting without end */
	MANNERS_HTTP,              /* answers our hello as a web server without TLS does */
	MANNERS_HTTP_ONCE,         /* the same on the first connection, then TLS */
	MANNERS_SSH,               /* speaks first, in text */
	MANNERS_GARBAGE,           /* bytes of no protocol */
	MANNERS_ZEROS,             /* the same: a length of four bytes, then text */
	MANNERS_GARBAGE_LATER,     /* a good beginning, then garbage */
	MANNERS_STALL,             /* takes the connection and says nothing */
	MANNERS_STALL_FAST,        /* says nothing to the hello of the fast probe, else TLS */
	MANNERS_STALL_MID,         /* a few bytes of an answer, then nothing */
	MANNERS_RESET,             /* closes with RST after the hello */
	MANNERS_CLOSE,             /* closes at once */
};

struct tls_server_options {
	enum manners manners;
	const struct issued *certificates[2]; /* of different kinds of key */
	const struct issued *chain;           /* sent behind the leaf */
	size_t chain_count;
	struct {
		const char *name;
		const struct issued *issued;
	} by_name[2];                /* served to those who ask for the name */
	const unsigned char *staple; /* OCSP response for whoever asks; NULL = none */
	size_t staple_length;
	int oldest, newest;  /* TLS1_2_VERSION; 0 = all */
	const char *ciphers; /* up to TLS 1.2; NULL = all */
	const char *suites;  /* of TLS 1.3; NULL = all */
	const char *groups;  /* NULL = OpenSSL's own */
	int port;            /* 0 = any free one */
	bool ipv6;           /* on ::1 instead of 127.0.0.1 */
	bool wants_client_certificate;
	bool needs_name; /* refuses those who ask for none of by_name */
};

struct tls_server;

/* Listens on a free port of loopback; options and what they point to are borrowed. */
struct tls_server *tls_server_start(const struct tls_server_options *options);
int tls_server_port(const struct tls_server *server);
/* Connections accepted so far. */
int tls_server_connections(const struct tls_server *server);
/* Most of them that were open at the same time. */
int tls_server_most_open(const struct tls_server *server);
/* Address that the newest connection came from; "" before the first. */
const char *tls_server_peer(const struct tls_server *server);
void tls_server_stop(struct tls_server **server);

/* A server of this scope: TLS_SERVER(server, .manners = MANNERS_STALL); */
#define TLS_SERVER(name, ...)                                               \
	const struct tls_server_options name##_options = { __VA_ARGS__ };   \
	struct tls_server *name __attribute__((cleanup(tls_server_stop))) = \
		tls_server_start(&name##_options)
