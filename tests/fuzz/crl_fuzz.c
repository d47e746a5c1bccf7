/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a revocation list, to both readers: they say the same, of the list and of every
 * certificate looked for, in pieces of any length.
 *
 * The first byte of the input: bit 0 says that what follows is the body from the issuer's name on, for
 * our issuer to sign, for otherwise no input ever gets past the signature; bit 1 that it is PEM; the
 * others are the length of the pieces. */
#include "base/arena.h"
#include "base/limits.h"
#include "revocation_fuzz.h"
#include "trust/revocation_crl_stream.h"

enum { LISTED = 4 };

struct said {
	bool good;
	struct revocation_crl crl;
	struct revocation_listed listed[LISTED];
	struct error error;
};

/* In strcmp order. */
static struct said nothing_said(void)
{
	return (struct said){ .crl.delta_url = "",
		              .listed = { { .serial = "-1", .reason = "" },
		                          { .serial = "0", .reason = "" },
		                          { .serial = "1234567", .reason = "" },
		                          { .serial = "f4240", .reason = "" } } };
}

static void check_same(const struct said *whole, const struct said *pieces)
{
	const struct revocation_crl *a = &whole->crl, *b = &pieces->crl;
	insist(whole->good == pieces->good);
	for (size_t i = 0; i < LISTED; i++)
		insist(whole->listed[i].revoked == pieces->listed[i].revoked &&
		       whole->listed[i].revoked_at == pieces->listed[i].revoked_at &&
		       strcmp(whole->listed[i].reason, pieces->listed[i].reason) == 0);
	if (!whole->good) {
		insist(whole->error.kind == ERROR_ITEM && pieces->error.kind == ERROR_ITEM);
		insist(whole->error.message[0] && pieces->error.message[0]);
		return;
	}
	insist(strcmp(a->digest, b->digest) == 0 && strcmp(a->number, b->number) == 0 &&
	       strcmp(a->base, b->base) == 0 && strcmp(a->delta_url, b->delta_url) == 0);
	insist(a->this_update == b->this_update && a->next_update == b->next_update &&
	       a->only_users == b->only_users && a->only_cas == b->only_cas &&
	       a->count == b->count);
}

static bool take_pieces(struct revocation_crl_stream *stream, const unsigned char *bytes,
                        size_t length, size_t piece, struct error *error)
{
	while (length) {
		size_t now = piece < length ? piece : length;
		struct revocation_fuzz_bytes block = revocation_fuzz_copy(bytes, now);
		bool taken = revocation_crl_stream_take(stream, block.at, now, error);
		OPENSSL_free(block.at);
		if (!taken)
			return false;
		bytes += now;
		length -= now;
	}
	return true;
}

static void read_both(struct arena *arena, const unsigned char *bytes, size_t length, size_t piece)
{
	const struct revocation_fuzz *fuzz = revocation_fuzz_issuer();
	const struct revocation_crl_question question = { .issuer = fuzz->issuer_der.at,
		                                          .issuer_length = fuzz->issuer_der.length,
		                                          .url = "http://crl.example/ca.crl",
		                                          .now = REVOCATION_FUZZ_NOW };
	struct said whole = nothing_said(), pieces = nothing_said();
	const struct revocation_crl_wanted wanted = { pieces.listed, LISTED, LIMIT_CRL_BYTES };
	struct revocation_crl_stream *stream;
	struct error error;
	whole.good = revocation_crl_open(arena, &question, bytes, length, &whole.crl, &whole.error);
	if (whole.good) {
		revocation_crl_apply(&whole.crl, whole.listed, LISTED);
		insist(!revocation_crl_fits(&whole.crl, &whole.crl, &error) || *whole.crl.base);
	}
	pieces.good =
		revocation_crl_stream_open(arena, &question, &wanted, &stream, &pieces.error) &&
		take_pieces(stream, bytes, length, piece, &pieces.error) &&
		revocation_crl_stream_end(stream, &pieces.crl, &pieces.error);
	revocation_crl_stream_close(&stream);
	check_same(&whole, &pieces);
}

static struct revocation_fuzz_bytes sign(const uint8_t *data, size_t size)
{
	const struct revocation_fuzz *fuzz = revocation_fuzz_issuer();
	unsigned char head[64] = { 0x02, 1, 1 };
	memcpy(head + 3, fuzz->algorithm, fuzz->algorithm_length);
	return revocation_fuzz_sign(
		revocation_fuzz_wrap(0x30, revocation_fuzz_copy(head, 3 + fuzz->algorithm_length),
	                             revocation_fuzz_copy(data, size)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	if (size < 1)
		return 0;
	size_t piece = 1 + (size_t)(data[0] >> 2) * 3, length;
	if (data[0] & 1) {
		struct revocation_fuzz_bytes list = sign(data + 1, size - 1);
		read_both(&arena, list.at, list.length, piece);
		OPENSSL_free(list.at);
	} else if (data[0] & 2) {
		const unsigned char *der =
			revocation_crl_unwrap(&arena, data + 1, size - 1, &length);
		read_both(&arena, der, length, piece);
	} else {
		read_both(&arena, data + 1, size - 1, piece);
	}
	return 0;
}
