/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a server answers to the fast probe, in clear and sealed: byte by byte and in one piece it ends
 * the same, and a Certificate message lies whole in the room that was lent.
 *
 * The first byte of the input: bit 0 seals what follows as TLS 1.3 would, for otherwise no input ever
 * gets past the first tag; the others say how long the pieces are. */
#include "adapters/discovery/tls/tls_chain.h"
#include "adapters/discovery/tls/tls_fast.h"
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIRST_ROOM = 64 };

static struct tls_fast_ciphers ciphers;

static void insist(bool holds)
{
	if (!holds)
		abort();
}

struct play {
	struct tls_fast fast;
	unsigned char *room;
};

static void begin(struct play *play)
{
	static const unsigned char random[TLS_FAST_RANDOM] = { 1 };
	tls_fast_start(
		&play->fast, &ciphers,
		&(struct tls_fast_question){ .server_name = "fuzz.example", .random = random });
	play->room = memory_allocate(FIRST_ROOM);
	tls_fast_lend(&play->fast, play->room, FIRST_ROOM);
}

static void feed(struct play *play, const uint8_t *bytes, size_t length, size_t piece)
{
	while (length && play->fast.state == TLS_FAST_READING) {
		size_t room;
		unsigned char *space = tls_fast_space(&play->fast, &room);
		if (!room) {
			size_t capacity = 2 * play->fast.capacity;
			insist(play->fast.capacity < TLS_FAST_ROOM);
			unsigned char *larger = memory_allocate(capacity);
			tls_fast_lend(&play->fast, larger, capacity);
			free(play->room);
			play->room = larger;
			continue;
		}
		size_t now = piece < length ? piece : length;
		now = now < room ? now : room;
		memcpy(space, bytes, now);
		tls_fast_take(&play->fast, now);
		bytes += now;
		length -= now;
	}
}

static void check(const struct play *play)
{
	struct look_certificate chain[LIMIT_CHAIN_CERTIFICATES];
	size_t length;
	size_t count;
	size_t total;
	insist((play->fast.state == TLS_FAST_STOPPED) == (play->fast.stop != TLS_FAST_GOING));
	if (play->fast.state != TLS_FAST_SHOWN)
		return;
	const unsigned char *body = tls_fast_certificates(&play->fast, &length);
	insist(body > play->room && body + length <= play->room + play->fast.end);
	insist(tls_fast_version(&play->fast)[0]);
	(void)tls_chain_read(body, length, tls_fast_is_modern(&play->fast), chain, &count, &total);
	const unsigned char *staple;
	if (tls_fast_staple(&play->fast, &staple, &length))
		insist(length > 0 && staple > play->room &&
		       staple + length <= play->room + play->fast.end);
}

/* A hello of TLS 1.3 that answers ours. */
static size_t write_hello(const struct tls_fast *fast, unsigned char *out)
{
	enum { SESSION = 5 + 4 + 2 + 32 };
	static const unsigned char head[] = { 22, 3, 3, 0, 122, 2, 0, 0, 118, 3, 3 };
	static const unsigned char tail[] = { 0x13, 1, 0,    0, 46,   0, 43, 0, 2, 3,
		                              4,    0, 0x33, 0, 0x24, 0, 29, 0, 32 };
	size_t at = sizeof(head);
	memcpy(out, head, sizeof(head));
	memset(out + at, 7, 32);
	at += 32;
	memcpy(out + at, fast->hello + SESSION, 33);
	at += 33;
	memcpy(out + at, tail, sizeof(tail));
	at += sizeof(tail);
	memset(out + at, 8, 32);
	return at + 32;
}

/* The bytes as one sealed record, whose last byte says what it is. */
static size_t seal(struct play *play, const uint8_t *bytes, size_t length, unsigned char *out)
{
	struct tls_fast_key server = play->fast.keys.server;
	insist(play->fast.keys.ready);
	return length ? tls_fast_keys_write(&play->fast.keys, &ciphers, &server, bytes[length - 1],
	                                    bytes, length - 1, out)
	              : 0;
}

static void play(const uint8_t *data, size_t size, bool sealed, size_t piece, struct play *out)
{
	unsigned char hello[256];
	begin(out);
	if (!sealed) {
		feed(out, data, size, piece);
		return;
	}
	feed(out, hello, write_hello(&out->fast, hello), piece);
	unsigned char *record = memory_allocate(size + 64);
	feed(out, record, seal(out, data, size, record), piece);
	free(record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error error;
	unsigned char goodbye[TLS_FAST_GOODBYE];
	if (!ciphers.context)
		insist(tls_fast_keys_open(&ciphers, &error));
	if (size < 1)
		return 0;
	bool sealed = (data[0] & 1) && size <= (16 << 10);
	struct play bytes;
	struct play pieces;
	play(data + 1, size - 1, sealed, 1, &bytes);
	play(data + 1, size - 1, sealed, (data[0] >> 1) * 64U + 64, &pieces);
	check(&bytes);
	check(&pieces);
	insist(bytes.fast.state == pieces.fast.state && bytes.fast.stop == pieces.fast.stop);
	insist(tls_fast_goodbye(&bytes.fast, goodbye) <= sizeof(goodbye));
	free(bytes.room);
	free(pieces.room);
	return 0;
}
