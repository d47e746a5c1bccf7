/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One list at work: looking up in it all certificates that name it. */
#pragma once
#include "flow/discover_revocation_parts.h"
#include "trust/revocation_crl.h"

struct revocation_large;

/* What it borrows lives in the arena. */
struct listing {
	struct arena arena;
	struct store_crl *row, *delta;
	/* Without a URL when people gave the address: then each certificate's own counts. */
	struct revocation_crl_question question;
	const unsigned char *bytes;
	size_t length;
	int64_t due_at;    /* when to fetch it next */
	bool looked_again; /* it was asked for just now */
	/* Of a list that was read as it came: what it says of each, by serial, and its validators, which
	 * are kept once that was taken over. */
	bool streamed;
	ARRAY(struct revocation_listed) found;
	struct revocation_crl crl;
	const char *etag, *modified;
};

/* discover_revocation_large.c: whom to look for in a list that is not kept. */
struct listing_large {
	struct revocation_work *work;
	struct listing *listing;
	struct error *error; /* of the store, which ends the go */
	bool failed;
};
void discover_revocation_large(struct listing_large *context, struct revocation_large *large);
/* Sets what was found; in order of serials. */
void discover_revocation_large_apply(const struct listing *listing,
                                     struct revocation_listed *listed, size_t count);

/* In slices, so that memory does not grow with how many there are. */
CHECKED bool discover_revocation_listing(struct revocation_work *work, struct listing *listing,
                                         const struct revocation_crl *crl, struct error *error);
/* Has the list of changes the scope of its list? The address that it came from is one, too: that much
 * authorities get wrong. */
CHECKED bool discover_revocation_is_change_of(const struct revocation_crl *base,
                                              const struct revocation_crl *delta, const char *url,
                                              struct error *error);
