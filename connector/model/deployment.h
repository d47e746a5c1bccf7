/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A place where a certificate is in use, and what one look at it said. */
#pragma once
#include "base/digest.h"
#include "base/error.h"
#include <stdint.h>

struct arena;

enum deployment_kind { DEPLOYMENT_ADDRESS, DEPLOYMENT_NAME, DEPLOYMENT_FILE, DEPLOYMENT_RESOURCE };

/* How strongly it says "in use": only served and configured places ever open tickets. */
enum deployment_evidence { DEPLOYMENT_STORED, DEPLOYMENT_CONFIGURED, DEPLOYMENT_SERVED };

/* The identity. Two zones may hold the same address. */
struct deployment_place {
	enum deployment_kind kind;
	const char *zone;        /* "" = the default zone */
	const char *host;        /* address, name, host of the file, or provider */
	int port;                /* 0 for files */
	const char *server_name; /* SNI sent; "" = none */
	const char *path;        /* file path or resource id; "" otherwise */
	const char *alias;       /* entry inside a file; "" otherwise */
};

/* "dc1/10.20.0.7:443/shop.example.com", "dc1/host-1:/etc/ssl/a.pem#2", "dc1/provider=resource":
 * unique, for people too. IPv6 in brackets, no zone and slash for the default zone, separators and
 * control characters inside a part as %XX. Only text is put together: fold names before. */
char *deployment_key(struct arena *arena, const struct deployment_place *place);
/* "address", "name", "file", "resource"; "unknown" for a value that is none. */
const char *deployment_kind_name(enum deployment_kind kind);

enum look_outcome {
	LOOK_SERVED,
	LOOK_UNREACHABLE, /* says nothing about the certificate */
	LOOK_ABSENT,      /* the place answers and holds none */
};

/* Why unreachable or absent, for people and rules. */
enum look_reason {
	LOOK_OK,
	LOOK_TIMEOUT,
	LOOK_REFUSED,
	LOOK_RESET,
	LOOK_NO_ROUTE,
	LOOK_NO_SUCH_NAME,
	LOOK_NO_TLS,
	LOOK_ALERT,
	LOOK_GARBAGE,
	LOOK_TOO_LARGE,
	LOOK_STALLED,
	LOOK_NO_STARTTLS,
	LOOK_NOT_READABLE,
	LOOK_OTHER
};

struct look_certificate {
	const unsigned char *der;
	size_t length;
};

/* One leaf with the chain as served, in order. A server with an ECDSA and an RSA certificate
 * gives two. */
struct look_slot {
	const char *key_type; /* certificate_key_name of the leaf; "" lets the engine find out */
	const struct look_certificate *chain;
	size_t chain_length;
	const char *protocol; /* "TLSv1.3", "" for files */
	const char *cipher;
	/* Own verdict at look time. Complete: every issuer up to a self-signed one or an anchor was
	 * served or known. Trusted: leads to an anchor, the leaf's own dates apart. name_matches: the
	 * leaf names who was asked for; true when nobody was. */
	bool chain_complete, chain_trusted, name_matches;
	const char *verdict; /* one line: "ok", "self-signed", "unable to get issuer", ... */
	/* Of a trusted chain: who issued the last certificate served, out of a trust store; der NULL =
	 * it was served itself. */
	struct look_certificate above;
	/* The OCSP response that came with the leaf (RFC 6066 8, RFC 8446 4.4.2.1), as it came: judging
	 * it is the receiver's. NULL = none, or one longer than LIMIT_OCSP_BYTES. */
	const unsigned char *staple;
	size_t staple_length;
	bool staple_missing; /* the leaf demands one (RFC 7633), it was asked for, and none came */
};

/* What one look at one place said. Everything is borrowed by the receiver for the call. */
struct look {
	struct deployment_place place;
	enum deployment_evidence evidence;
	enum look_outcome outcome;
	enum look_reason reason;
	const char *detail; /* one line, names the rule: "no answer in 5 s" */
	/* SERVED: key possession was proven. ABSENT: a full probe was answered without a certificate.
	 * Decisions rest on such looks only. */
	bool full;
	const char *address; /* the address a named target answered from; "" otherwise */
	const struct look_slot *slots;
	size_t slot_count;
	/* SERVED: what the source will know such a look by, its own number; 0 = by nothing. */
	uint64_t mark;
	/* SERVED, by a fast look: the mark is the one that was expected. Then nothing else is told, no
	 * slots, and the look keeps the state that is stored. */
	bool as_expected;
	int64_t at; /* UTC seconds */
};

/* As the store and records have them, "unknown" for a value that is none. */
const char *look_outcome_name(enum look_outcome outcome);
const char *look_reason_name(enum look_reason reason);
