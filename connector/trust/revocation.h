/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Is a certificate revoked: what is asked, and what an answer is. Pure; the network is elsewhere. */
#pragma once
#include "base/digest.h"
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

/* Each its own: that nobody answered says neither good nor revoked. */
enum revocation_status {
	REVOCATION_UNAVAILABLE, /* no answer, or none that holds */
	REVOCATION_GOOD,
	REVOCATION_REVOKED,
	REVOCATION_UNKNOWN /* the responder answered that it does not know the certificate */
};
enum revocation_source { REVOCATION_NOWHERE, REVOCATION_STAPLE, REVOCATION_OCSP, REVOCATION_CRL };

/* Clocks differ: an answer may come from this many seconds ahead, and hold as long past its end. */
enum { REVOCATION_SKEW = 300 };

struct revocation_answer {
	enum revocation_status status;
	enum revocation_source source;
	int64_t this_update;     /* UTC seconds: as of when it is true */
	int64_t next_update;     /* a newer one exists by then; 0 = not said */
	int64_t revoked_at;      /* 0 unless revoked */
	const char *reason;      /* "keyCompromise" (RFC 5280 5.3.1); "" = not said. Static. */
	char digest[DIGEST_HEX]; /* SHA-256 of the proof as received */
	const void *proof;       /* an OCSP response's bytes, borrowed from who handed them in */
	size_t proof_length;
	bool posted; /* asked by POST, else by GET */
};

const char *revocation_status_name(enum revocation_status status); /* "good", ... */
const char *revocation_source_name(enum revocation_source source); /* "ocsp", ...; "" = nowhere */
/* Name of a CRLReason, "" for those that there are none of. */
const char *revocation_reason_name(long code);

/* Is an answer of this window to be believed now? A missing nextUpdate (0) means that the newest is
 * always at hand (RFC 6960 4.2.2.1): then it may be `lasts` seconds old. ERROR_ITEM says why not. */
CHECKED bool revocation_window(int64_t this_update, int64_t next_update, int64_t now, int64_t lasts,
                               struct error *error);
