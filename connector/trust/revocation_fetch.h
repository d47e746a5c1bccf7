/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Asks responders and fetches lists through an http value, which alone touches the network. Redirects
 * are not followed: what they point to was not in the certificate. */
#pragma once
#include "trust/revocation_address.h"
#include "trust/revocation_crl_stream.h"
#include "trust/revocation_ocsp.h"

struct http;

/* How responders are asked: GET where caches can answer (RFC 5019 5), else POST; or one alone. */
enum revocation_method { REVOCATION_EITHER, REVOCATION_GET, REVOCATION_POST };

struct revocation_fetch {
	struct http *http;
	const struct revocation_networks *networks;
	size_t crl_ceiling;   /* bytes of one list that is kept */
	size_t large_ceiling; /* and of one that is read as it comes; 0 = none is */
	int timeout_seconds;
	bool nonce; /* send one, by POST: for responders that sign each answer */
	enum revocation_method method;
};

/* Asks one responder about one certificate: GET where the question is short enough for caches (RFC
 * 5019 5), then POST where GET is not understood. False: nothing is known; error->retry_after may
 * say for how long. */
CHECKED bool revocation_fetch_ocsp(const struct revocation_fetch *fetch, struct arena *arena,
                                   const char *url, const struct revocation_pair *pair, int64_t now,
                                   struct revocation_answer *answer, struct error *error);

/* How to go on with a list that is longer than crl_ceiling. */
struct revocation_large {
	const struct revocation_crl_question *question;
	/* Asked once, when such a list comes: whom to look for in it (its ceiling is not looked at). */
	bool (*wanted)(void *context, struct revocation_crl_wanted *wanted, struct error *error);
	void *context;
	struct revocation_crl crl; /* out: the list, which holds; what is wanted is set */
};

/* What is known of a list from the last time, and what came now; texts in the arena. */
struct revocation_list {
	const char *etag, *modified; /* validators (RFC 9110 8.8); "" = none */
	bool unchanged;              /* the one at hand is still the newest */
	bool streamed;               /* read as it came: see large, there are no bytes */
	const unsigned char *bytes;  /* DER */
	size_t length;
	struct revocation_large *large; /* NULL = longer lists are refused */
};

/* Fetches a list unless it is unchanged. Judging it is the caller's, unless it was streamed. */
CHECKED bool revocation_fetch_list(const struct revocation_fetch *fetch, struct arena *arena,
                                   const char *url, struct revocation_list *list,
                                   struct error *error);
