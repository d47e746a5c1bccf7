/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Revocation lists that are too large to be kept: read as they come, in pieces of any length, never
 * held. No socket, no file, no clock: bytes in, a verdict out. Memory is one entry, one extension
 * block and what is known of the certificates looked for, however long the list is.
 *
 * It says what revocation_crl_open and revocation_crl_apply say of the same bytes, with four
 * exceptions: PEM is refused; so is any element but the list of entries that is longer than
 * REVOCATION_PIECE, any signature that cannot be checked without holding what it covers (Ed25519,
 * Ed448), and a list longer than its ceiling. */
#pragma once
#include "trust/revocation_crl.h"

enum { REVOCATION_PIECE = 1 << 20 };

struct revocation_crl_stream;

struct revocation_crl_wanted {
	struct revocation_listed *listed; /* in strcmp order of serials; borrowed to the end */
	size_t count;
	size_t ceiling; /* bytes of the whole list */
};

/* Begins a list. All borrowed until close; a delta is read after its base, into the same array. */
CHECKED bool revocation_crl_stream_open(struct arena *arena,
                                        const struct revocation_crl_question *question,
                                        const struct revocation_crl_wanted *wanted,
                                        struct revocation_crl_stream **stream, struct error *error);
/* Takes what came. False: it is no list, or one that cannot hold (of another issuer, out of date);
 * the rest need not be fetched. */
CHECKED bool revocation_crl_stream_take(struct revocation_crl_stream *stream, const void *bytes,
                                        size_t length, struct error *error);
/* Nothing more comes: checks what revocation_crl_open checks, and only then sets the array. crl
 * tells all but entries; its texts are in the arena. */
CHECKED bool revocation_crl_stream_end(struct revocation_crl_stream *stream,
                                       struct revocation_crl *crl, struct error *error);
void revocation_crl_stream_close(struct revocation_crl_stream **pointer);
