/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One list at work: looking up in it all certificates that name it. */
#pragma once
#include "flow/discover_revocation_parts.h"
#include "trust/revocation_crl.h"

/* What it borrows lives in the arena. */
struct listing {
	struct arena arena;
	struct store_crl *row, *delta;
	struct revocation_crl_question question;
	const unsigned char *bytes;
	size_t length;
	int64_t due_at;    /* when to fetch it next */
	bool looked_again; /* it was asked for just now */
};

/* In slices, so that memory does not grow with how many there are. */
CHECKED bool discover_revocation_listing(struct revocation_work *work, struct listing *listing,
                                         const struct revocation_crl *crl, struct error *error);
