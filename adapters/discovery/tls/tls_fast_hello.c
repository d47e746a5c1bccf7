/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Our ClientHello as bytes (RFC 8446 4.1.2, RFC 5246 7.4.1.2). */
#include "tls_fast_hello.h"
#include "tls_fast_offer.h"

#include <string.h>

enum {
	HANDSHAKE = 22,
	CLIENT_HELLO = 1,
	RANDOM = 32,
	SESSION = 32,
	TLS_1_2 = 0x0303,
	RENEGOTIATION = 0x00ff, /* empty: we begin (RFC 5746 3.3) */
	RECORD_HEADER = 5,

	SERVER_NAME = 0,
	STATUS_REQUEST = 5,
	SUPPORTED_GROUPS = 10,
	POINT_FORMATS = 11,
	SIGNATURE_ALGORITHMS = 13,
	PADDING = 21,
	ENCRYPT_THEN_MAC = 22,
	EXTENDED_MASTER_SECRET = 23,
	SUPPORTED_VERSIONS = 43,
	KEY_EXCHANGE_MODES = 45,
	KEY_SHARE = 51,
};

/* Writes forward; vectors get their length when they close. */
struct writer {
	unsigned char *bytes;
	size_t length;
};

static void put(struct writer *to, const void *bytes, size_t length)
{
	memcpy(to->bytes + to->length, bytes, length);
	to->length += length;
}

static void put_byte(struct writer *to, unsigned value)
{
	to->bytes[to->length++] = (unsigned char)value;
}

static void put_short(struct writer *to, unsigned value)
{
	put_byte(to, value >> 8);
	put_byte(to, value);
}

/* A vector whose length takes two bytes; returns where it began, for close_vector. */
static size_t open_vector(struct writer *to)
{
	put_short(to, 0);
	return to->length;
}

static void close_vector(struct writer *to, size_t began)
{
	size_t length = to->length - began;
	to->bytes[began - 2] = (unsigned char)(length >> 8);
	to->bytes[began - 1] = (unsigned char)length;
}

static size_t open_extension(struct writer *to, unsigned type)
{
	put_short(to, type);
	return open_vector(to);
}

static void put_extension(struct writer *to, unsigned type, const void *body, size_t length)
{
	size_t began = open_extension(to, type);
	put(to, body, length);
	close_vector(to, began);
}

static enum tls_fast_kind kind_of(enum tls_offer offer)
{
	switch (offer) {
	case TLS_OFFER_RSA:
		return TLS_FAST_RSA;
	case TLS_OFFER_EC:
		return TLS_FAST_EC;
	default:
		return TLS_FAST_ANY;
	}
}

static void put_suites(struct writer *to, enum tls_fast_kind kind)
{
	size_t began = open_vector(to);
	for (size_t index = 0; index < tls_fast_offer_suite_count; index++) {
		if (tls_fast_offer_suites[index].kind & kind)
			put_short(to, tls_fast_offer_suites[index].code);
	}
	put_short(to, RENEGOTIATION);
	close_vector(to, began);
}

static void put_name(struct writer *to, const char *name)
{
	size_t length = strlen(name);
	if (!length || length >= LIMIT_NAME)
		return;
	size_t began = open_extension(to, SERVER_NAME);
	size_t list = open_vector(to);
	put_byte(to, 0); /* host_name */
	size_t text = open_vector(to);
	put(to, name, length);
	close_vector(to, text);
	close_vector(to, list);
	close_vector(to, began);
}

static void put_groups(struct writer *to)
{
	size_t began = open_extension(to, SUPPORTED_GROUPS);
	size_t list = open_vector(to);
	for (size_t index = 0; index < tls_fast_offer_group_count; index++)
		put_short(to, tls_fast_offer_groups[index]);
	close_vector(to, list);
	close_vector(to, began);
}

static void put_algorithms(struct writer *to, enum tls_fast_kind kind)
{
	size_t began = open_extension(to, SIGNATURE_ALGORITHMS);
	size_t list = open_vector(to);
	for (size_t index = 0; index < tls_fast_offer_algorithm_count; index++) {
		if (tls_fast_offer_algorithms[index].kind & kind)
			put_short(to, tls_fast_offer_algorithms[index].code);
	}
	close_vector(to, list);
	close_vector(to, began);
}

static void put_shares(struct writer *to)
{
	size_t began = open_extension(to, KEY_SHARE);
	size_t list = open_vector(to);
	for (size_t index = 0; index < tls_fast_offer_share_count; index++) {
		put_short(to, tls_fast_offer_shares[index].group);
		size_t share = open_vector(to);
		put(to, tls_fast_offer_shares[index].generator,
		    tls_fast_offer_shares[index].length);
		close_vector(to, share);
	}
	close_vector(to, list);
	close_vector(to, began);
}

/* Old F5 devices hang on hellos of 256 to 511 bytes (RFC 7685). */
static void put_padding(struct writer *to)
{
	enum { HANGS_FROM = 256, HANGS_BELOW = 512, EXTENSION_HEADER = 4 };
	size_t length = to->length - RECORD_HEADER;
	if (length < HANGS_FROM || length >= HANGS_BELOW)
		return;
	size_t missing = HANGS_BELOW - length;
	size_t began = open_extension(to, PADDING);
	for (size_t at = EXTENSION_HEADER; at < missing; at++)
		put_byte(to, 0);
	close_vector(to, began);
}

static void put_extensions(struct writer *to, const struct tls_fast_question *question)
{
	static const unsigned char formats[] = { 3, 0, 1, 2 };
	static const unsigned char status[] = { 1, 0, 0, 0, 0 }; /* OCSP, from anybody */
	static const unsigned char versions[] = { 8, 3, 4, 3, 3, 3, 2, 3, 1 };
	static const unsigned char modes[] = { 1, 1 }; /* with (EC)DHE */
	size_t began = open_vector(to);
	put_name(to, question->server_name);
	put_extension(to, POINT_FORMATS, formats, sizeof(formats));
	put_groups(to);
	put_extension(to, STATUS_REQUEST, status, sizeof(status));
	put_extension(to, ENCRYPT_THEN_MAC, "", 0);
	put_extension(to, EXTENDED_MASTER_SECRET, "", 0);
	put_algorithms(to, kind_of(question->offer));
	put_extension(to, SUPPORTED_VERSIONS, versions, sizeof(versions));
	put_extension(to, KEY_EXCHANGE_MODES, modes, sizeof(modes));
	put_shares(to);
	put_padding(to);
	close_vector(to, began);
}

size_t tls_fast_hello_write(const struct tls_fast_question *question,
                            unsigned char out[static TLS_FAST_HELLO])
{
	struct writer to = { .bytes = out };
	put_byte(&to, HANDSHAKE);
	put_short(&to, 0x0301); /* what first records say since TLS 1.0 (RFC 8446 5.1) */
	size_t record = open_vector(&to);
	put_byte(&to, CLIENT_HELLO);
	put_byte(&to, 0);
	size_t message = open_vector(&to);
	put_short(&to, TLS_1_2);
	put(&to, question->random, RANDOM);
	put_byte(&to, SESSION);
	put(&to, question->random + RANDOM, SESSION);
	put_suites(&to, kind_of(question->offer));
	put_byte(&to, 1); /* compression: */
	put_byte(&to, 0); /* none */
	put_extensions(&to, question);
	close_vector(&to, message);
	close_vector(&to, record);
	return to.length;
}
