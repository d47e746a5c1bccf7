/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A ServerHello taken apart (RFC 8446 4.1.3 and 4.2.8, RFC 5246 7.4.1.3). */
#include "tls_fast_answer.h"
#include "tls_fast_offer.h"

#include <string.h>

enum {
	RANDOM = 32,
	SESSION = 32,
	SSL_3_0 = 0x0300,
	TLS_1_2 = 0x0303,
	TLS_1_3 = 0x0304,

	PRE_SHARED_KEY = 41,
	SUPPORTED_VERSIONS = 43,
	KEY_SHARE = 51,
};

/* Reads forward; any reach beyond the end fails for good. */
struct reader {
	const unsigned char *at;
	size_t left;
	bool failed;
};

static const unsigned char *take(struct reader *from, size_t length)
{
	if (from->failed || from->left < length) {
		from->failed = true;
		return NULL;
	}
	const unsigned char *bytes = from->at;
	from->at += length;
	from->left -= length;
	return bytes;
}

static unsigned take_number(struct reader *from, size_t length)
{
	const unsigned char *bytes = take(from, length);
	unsigned number = 0;
	for (size_t index = 0; bytes && index < length; index++)
		number = number << 8 | bytes[index];
	return number;
}

static struct reader take_vector(struct reader *from, size_t length_bytes)
{
	size_t length = take_number(from, length_bytes);
	const unsigned char *bytes = take(from, length);
	return (struct reader){ .at = bytes, .left = bytes ? length : 0, .failed = !bytes };
}

/* A share is of a group that we offered a share of, and as long as its group demands. */
static enum tls_fast_stop read_share(struct tls_fast_answer *answer)
{
	for (size_t index = 0; index < tls_fast_offer_share_count; index++) {
		const struct tls_fast_share *own = &tls_fast_offer_shares[index];
		if (own->group != answer->group)
			continue;
		if (answer->share_length != own->length ||
		    (own->secret && answer->share[0] != own->generator[0]))
			return TLS_FAST_BROKEN;
		answer->secret = answer->share + own->secret;
		answer->secret_length = own->secret_length;
		return TLS_FAST_GOING;
	}
	return TLS_FAST_UNKNOWN;
}

static bool read_extension(struct reader *from, struct tls_fast_answer *answer)
{
	unsigned type = take_number(from, 2);
	struct reader body = take_vector(from, 2);
	switch (type) {
	case SUPPORTED_VERSIONS:
		answer->version = (unsigned short)take_number(&body, 2);
		break;
	case KEY_SHARE:
		answer->group = (unsigned short)take_number(&body, 2);
		if (!answer->retry) {
			struct reader share = take_vector(&body, 2);
			answer->share = share.at;
			answer->share_length = share.left;
			body.failed |= share.failed;
		}
		break;
	case PRE_SHARED_KEY: /* we offered none */
		return false;
	default:
		return !from->failed && !body.failed;
	}
	return !from->failed && !body.failed && !body.left;
}

static bool read_extensions(struct reader *from, struct tls_fast_answer *answer)
{
	if (!from->left)
		return true; /* up to TLS 1.2 there need be none */
	struct reader list = take_vector(from, 2);
	while (list.left) {
		if (!read_extension(&list, answer))
			return false;
	}
	return !list.failed && !from->left;
}

static bool is_offered(unsigned short suite)
{
	for (size_t index = 0; index < tls_fast_offer_suite_count; index++) {
		if (tls_fast_offer_suites[index].code == suite)
			return true;
	}
	return false;
}

/* random of a HelloRetryRequest: SHA-256 of those words (RFC 8446 4.1.3) */
static const unsigned char retry_random[RANDOM] = {
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
	0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
	0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

static enum tls_fast_stop judge(const struct tls_fast_answer *answer, unsigned legacy)
{
	if (answer->version != legacy && (legacy != TLS_1_2 || answer->version != TLS_1_3))
		return TLS_FAST_BROKEN;
	if (answer->version < SSL_3_0 || answer->version > TLS_1_3 || legacy > TLS_1_2)
		return TLS_FAST_UNKNOWN;
	if (!is_offered(answer->suite))
		return TLS_FAST_UNKNOWN;
	return TLS_FAST_GOING;
}

enum tls_fast_stop tls_fast_answer_read(const unsigned char *body, size_t length,
                                        const unsigned char *hello, struct tls_fast_answer *answer)
{
	enum { MESSAGE_HEADER = 4, HELLO_SESSION = MESSAGE_HEADER + 2 + RANDOM };
	struct reader from = { .at = body, .left = length };
	*answer = (struct tls_fast_answer){ .version = 0 };
	unsigned legacy = take_number(&from, 2);
	const unsigned char *random = take(&from, RANDOM);
	struct reader session = take_vector(&from, 1);
	answer->suite = (unsigned short)take_number(&from, 2);
	unsigned compression = take_number(&from, 1);
	answer->version = (unsigned short)legacy;
	answer->retry = random && memcmp(random, retry_random, RANDOM) == 0;
	if (!read_extensions(&from, answer) || from.failed || session.failed || compression ||
	    session.left > SESSION)
		return TLS_FAST_BROKEN;
	enum tls_fast_stop why = judge(answer, legacy);
	if (why != TLS_FAST_GOING || answer->retry || answer->version != TLS_1_3)
		return why;
	const unsigned char *own = hello + HELLO_SESSION;
	if (session.left != own[0] || memcmp(session.at, own + 1, session.left) != 0)
		return TLS_FAST_BROKEN;
	return answer->share ? read_share(answer) : TLS_FAST_BROKEN;
}
