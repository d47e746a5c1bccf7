/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Asks responders and fetches lists through an http value, which alone touches the network. Redirects
 * are not followed: what they point to was not in the certificate. */
#pragma once
#include "trust/revocation_address.h"
#include "trust/revocation_ocsp.h"

struct http;

/* How responders are asked: GET where caches can answer (RFC 5019 5), else POST; or one alone. */
enum revocation_method { REVOCATION_EITHER, REVOCATION_GET, REVOCATION_POST };

struct revocation_fetch {
	struct http *http;
	const struct revocation_networks *networks;
	size_t crl_ceiling; /* bytes of one list */
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

/* What is known of a list from the last time, and what came now; texts in the arena. */
struct revocation_list {
	const char *etag, *modified; /* validators (RFC 9110 8.8); "" = none */
	bool unchanged;              /* the one at hand is still the newest */
	const unsigned char *bytes;  /* DER */
	size_t length;
};

/* Fetches a list unless it is unchanged. Judging it is the caller's. */
CHECKED bool revocation_fetch_list(const struct revocation_fetch *fetch, struct arena *arena,
                                   const char *url, struct revocation_list *list,
                                   struct error *error);
