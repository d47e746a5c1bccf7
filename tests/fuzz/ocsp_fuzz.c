/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an OCSP response: refused with a reason, or an answer whose parts fit together; and the
 * glance at a staple never says good of a certificate that the judge calls revoked.
 *
 * Bit 0 of the first byte of the input: what follows is a ResponseData that our issuer signs, for
 * otherwise no input ever gets past the signature. */
#include "revocation_fuzz.h"
#include "trust/revocation_ocsp.h"
#include "trust/revocation_staple.h"

static struct revocation_fuzz_bytes respond(const uint8_t *data, size_t size)
{
	static const unsigned char success[] = { 0x0A, 1, 0 };
	static const unsigned char basic[] = { 0x06, 9, 0x2B, 6, 1, 5, 5, 7, 0x30, 1, 1 };
	struct revocation_fuzz_bytes none = { NULL, 0 };
	struct revocation_fuzz_bytes octets = revocation_fuzz_wrap(
		0x04, revocation_fuzz_sign(revocation_fuzz_copy(data, size)), none);
	struct revocation_fuzz_bytes bytes =
		revocation_fuzz_wrap(0x30, revocation_fuzz_copy(basic, sizeof(basic)), octets);
	return revocation_fuzz_wrap(0x30, revocation_fuzz_copy(success, sizeof(success)),
	                            revocation_fuzz_wrap(0xA0, bytes, none));
}

static void judge(const unsigned char *response, size_t length)
{
	const struct revocation_fuzz *fuzz = revocation_fuzz_issuer();
	const struct revocation_pair pair = { .certificate = fuzz->leaf_der.at,
		                              .certificate_length = fuzz->leaf_der.length,
		                              .issuer = fuzz->issuer_der.at,
		                              .issuer_length = fuzz->issuer_der.length };
	struct revocation_answer answer = { .reason = "" };
	struct error error = ERROR_INIT;
	bool looks_good = revocation_staple_says_good(response, length);
	if (!revocation_ocsp_judge(&pair, NULL, 0, response, length, REVOCATION_FUZZ_NOW, &answer,
	                           &error)) {
		insist((error.kind == ERROR_ITEM || error.kind == ERROR_RETRY) && error.message[0]);
		return;
	}
	insist(answer.status != REVOCATION_UNAVAILABLE && answer.source == REVOCATION_NOWHERE);
	insist(answer.this_update <= REVOCATION_FUZZ_NOW + REVOCATION_SKEW);
	insist(!answer.next_update || answer.next_update >= answer.this_update);
	insist(answer.reason && strlen(answer.digest) == 64);
	insist(answer.status == REVOCATION_REVOKED || (!answer.revoked_at && !*answer.reason));
	insist(answer.status != REVOCATION_REVOKED || !looks_good);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	if (!(data[0] & 1)) {
		judge(data + 1, size - 1);
		return 0;
	}
	struct revocation_fuzz_bytes response = respond(data + 1, size - 1);
	judge(response.at, response.length);
	OPENSSL_free(response.at);
	return 0;
}
