/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A revocation list written by hand, as DER, twice over: to be signed, and to be handed out. */
#include "support/long_crl.h"
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HOUR = 3600, DAY = 86400, ENTRY = 36, FIRST_SERIAL = 1000000 };

struct writer {
	EVP_MD_CTX *signature; /* first pass; NULL in the second */
	bool (*take)(void *context, const void *bytes, size_t length);
	void *context;
	unsigned char *piece;
	size_t filled, size;
	bool wanted;
};

static void flush(struct writer *writer)
{
	if (writer->signature)
		assert_int_equal(
			EVP_DigestSignUpdate(writer->signature, writer->piece, writer->filled), 1);
	else if (writer->wanted && writer->filled)
		writer->wanted = writer->take(writer->context, writer->piece, writer->filled);
	writer->filled = 0;
}

static void put(struct writer *writer, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;
	while (length) {
		size_t room = writer->size - writer->filled;
		size_t now = room < length ? room : length;
		memcpy(writer->piece + writer->filled, at, now);
		writer->filled += now;
		at += now;
		length -= now;
		if (writer->filled == writer->size)
			flush(writer);
	}
}

/* Tag and length in the shortest form; how long they are. */
static size_t header(unsigned char tag, size_t length, unsigned char out[static 6])
{
	size_t bytes = 0;
	out[0] = tag;
	while (length >= 0x80 && length >> (8 * bytes))
		bytes++;
	out[1] = (unsigned char)(bytes ? 0x80 | bytes : length);
	for (size_t i = 0; i < bytes; i++)
		out[2 + i] = (unsigned char)(length >> (8 * (bytes - 1 - i)));
	return 2 + bytes;
}

static void put_time(unsigned char *out, time_t at)
{
	struct tm parts;
	char text[64];
	gmtime_r(&at, &parts);
	out[0] = 0x17;
	out[1] = 13;
	assert_int_equal(snprintf(text, sizeof(text), "%02d%02d%02d%02d%02d%02dZ",
	                          parts.tm_year % 100, parts.tm_mon + 1, parts.tm_mday,
	                          parts.tm_hour, parts.tm_min, parts.tm_sec),
	                 13);
	memcpy(out + 2, text, 13);
}

/* SEQUENCE { INTEGER of 3 bytes, UTCTime, { { reasonCode superseded } } }. */
static void put_entries(struct writer *writer, size_t count, time_t at)
{
	unsigned char entry[ENTRY] = { 0x30, ENTRY - 2, 0x02, 3 };
	static const unsigned char reason[] = { 0x30, 0x0C, 0x30, 0x0A, 0x06, 0x03, 0x55,
		                                0x1D, 0x15, 0x04, 0x03, 0x0A, 0x01, 4 };
	put_time(entry + 7, at);
	memcpy(entry + 22, reason, sizeof(reason));
	for (size_t i = 0; i < count; i++) {
		size_t serial = FIRST_SERIAL + i;
		entry[4] = (unsigned char)(serial >> 16);
		entry[5] = (unsigned char)(serial >> 8);
		entry[6] = (unsigned char)serial;
		put(writer, entry, sizeof(entry));
	}
}

/* What stands before the entries: version 2, the algorithm, the issuer and both times. */
static size_t write_head(const struct issued *issuer, const unsigned char *algorithm, size_t length,
                         time_t now, unsigned char out[static 1024])
{
	static const unsigned char version[] = { 0x02, 0x01, 0x01 };
	unsigned char *at = out;
	memcpy(at, version, sizeof(version));
	at += sizeof(version);
	memcpy(at, algorithm, length);
	at += length;
	assert_true(i2d_X509_NAME(X509_get_subject_name(issuer->x509), &at) > 0);
	put_time(at, now - HOUR);
	put_time(at + 15, now + DAY);
	return (size_t)(at + 30 - out);
}

struct plan {
	const struct issued *issuer;
	size_t entries;
	time_t now;
	unsigned char algorithm[64], head[1024];
	size_t algorithm_length, head_length, body_length;
};

static void write_body(struct writer *writer, const struct plan *plan)
{
	unsigned char tag[6];
	put(writer, tag, header(0x30, plan->body_length, tag));
	put(writer, plan->head, plan->head_length);
	put(writer, tag, header(0x30, plan->entries * ENTRY, tag));
	put_entries(writer, plan->entries, plan->now - HOUR);
}

static struct plan make_plan(const struct issued *issuer, size_t entries)
{
	struct plan plan = { .issuer = issuer, .entries = entries, .now = time(NULL) };
	unsigned char tag[6], *at = plan.algorithm;
	X509_ALGOR *algorithm = X509_ALGOR_new();
	bool rsa = EVP_PKEY_is_a(issuer->key, "RSA");
	X509_ALGOR_set0(algorithm,
	                OBJ_nid2obj(rsa ? NID_sha256WithRSAEncryption : NID_ecdsa_with_SHA256),
	                rsa ? V_ASN1_NULL : V_ASN1_UNDEF, NULL);
	plan.algorithm_length = (size_t)i2d_X509_ALGOR(algorithm, &at);
	X509_ALGOR_free(algorithm);
	plan.head_length =
		write_head(issuer, plan.algorithm, plan.algorithm_length, plan.now, plan.head);
	plan.body_length = plan.head_length + header(0x30, entries * ENTRY, tag) + entries * ENTRY;
	return plan;
}

static size_t sign(struct writer *writer, const struct plan *plan, unsigned char out[static 1024])
{
	size_t length = 1024;
	writer->signature = EVP_MD_CTX_new();
	assert_int_equal(
		EVP_DigestSignInit(writer->signature, NULL, EVP_sha256(), NULL, plan->issuer->key),
		1);
	write_body(writer, plan);
	flush(writer);
	assert_int_equal(EVP_DigestSignFinal(writer->signature, out, &length), 1);
	EVP_MD_CTX_free(writer->signature);
	writer->signature = NULL;
	return length;
}

bool long_crl(const struct issued *issuer, size_t entries, size_t piece,
              bool (*take)(void *context, const void *bytes, size_t length), void *context)
{
	struct plan plan = make_plan(issuer, entries);
	struct writer writer = { .take = take,
		                 .context = context,
		                 .piece = malloc(piece),
		                 .size = piece,
		                 .wanted = true };
	unsigned char signature[1024], tag[6], bits[7];
	size_t length = sign(&writer, &plan, signature);
	size_t bits_length = header(0x03, length + 1, bits);
	size_t whole = header(0x30, plan.body_length, tag) + plan.body_length +
	               plan.algorithm_length + bits_length + 1 + length;
	bits[bits_length++] = 0;
	put(&writer, tag, header(0x30, whole, tag));
	write_body(&writer, &plan);
	put(&writer, plan.algorithm, plan.algorithm_length);
	put(&writer, bits, bits_length);
	put(&writer, signature, length);
	flush(&writer);
	free(writer.piece);
	return writer.wanted;
}
