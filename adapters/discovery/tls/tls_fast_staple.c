/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The staple beside the certificates that the fast probe was shown (RFC 6066 8, RFC 8446 4.4.2.1). */
#include "tls_chain.h"
#include "tls_fast.h"

enum {
	HEADER = 5,         /* of a record */
	MESSAGE_HEADER = 4, /* of a handshake message */
	HANDSHAKE = 22,
	CERTIFICATE_STATUS = 22,
};

/* Reads the message that begins there, if all of it does lie there. */
static bool take_status(const unsigned char *at, size_t left, const unsigned char **staple,
                        size_t *length)
{
	if (left < MESSAGE_HEADER || at[0] != CERTIFICATE_STATUS)
		return false;
	size_t size = (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
	return size <= left - MESSAGE_HEADER &&
	       tls_chain_status(at + MESSAGE_HEADER, size, staple, length);
}

/* In a record of its own. */
static bool take_record(const unsigned char *at, size_t left, const unsigned char **staple,
                        size_t *length)
{
	if (left < HEADER || at[0] != HANDSHAKE)
		return false;
	size_t size = (size_t)at[3] << 8 | at[4];
	return size <= left - HEADER && take_status(at + HEADER, size, staple, length);
}

bool tls_fast_staple(const struct tls_fast *fast, const unsigned char **staple, size_t *length)
{
	size_t size;
	const unsigned char *message = tls_fast_certificates(fast, &size);
	if (tls_fast_is_modern(fast))
		return tls_chain_staple(message, size, staple, length);
	size_t behind = fast->message + MESSAGE_HEADER + size;
	return fast->plain > behind
	               ? take_status(fast->room + behind, fast->plain - behind, staple, length)
	               : take_record(fast->room + fast->rest, fast->end - fast->rest, staple,
	                             length);
}
