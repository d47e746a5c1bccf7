/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a server says before TLS, in pieces that the input chooses: the dialogue always ends, and the
 * same bytes in one piece between our answers end the same; and packets of TDS around it. */
#include "adapters/discovery/tls/tls_starttls.h"
#include "adapters/discovery/tls/tls_tds.h"
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool holds)
{
	if (!holds)
		abort();
}

static void answer(struct tls_dialogue *dialogue)
{
	if (dialogue->state != TLS_DIALOGUE_SENDING)
		return;
	insist(dialogue->send && dialogue->send_length);
	tls_dialogue_sent(dialogue);
}

/* Ends with what the bytes led to; the explanation must always be there to show. */
static enum tls_dialogue_state finish(struct tls_dialogue *dialogue)
{
	enum tls_dialogue_state state = dialogue->state;
	enum look_outcome outcome;
	enum look_reason reason;
	const char *detail = NULL;
	ARENA(arena);
	tls_dialogue_explain(dialogue, &arena, &outcome, &reason, &detail);
	insist(detail && *detail);
	insist(strlen(tls_dialogue_line(dialogue)) < sizeof(dialogue->line));
	return state;
}

/* Feeds pieces of this length and answers at once when asked to. */
static enum tls_dialogue_state play(const struct tls_starttls *protocol, const char *bytes,
                                    size_t length, size_t piece)
{
	struct tls_dialogue dialogue;
	tls_dialogue_start(&dialogue, protocol, "host.example");
	answer(&dialogue);
	while (length) {
		size_t now = piece < length ? piece : length;
		tls_dialogue_feed(&dialogue, bytes, now);
		answer(&dialogue);
		bytes += now;
		length -= now;
	}
	return finish(&dialogue);
}

/* All of the payload comes out, and never more than went in. */
static void unwrap(const char *bytes, size_t length, size_t piece)
{
	struct tls_tds tds = { .left = 0 };
	unsigned char part[256];
	while (length) {
		size_t now = piece < length ? piece : length;
		memcpy(part, bytes, now);
		size_t kept = tls_tds_unwrap(&tds, part, now);
		insist(kept <= now && tds.have < TLS_TDS_HEADER);
		bytes += now;
		length -= now;
	}
}

enum { PROTOCOLS_MOST = 64 };

/* All rows of the table, as their names are told to people; the number of them. */
static size_t list_protocols(const struct tls_starttls *rows[static PROTOCOLS_MOST])
{
	ARENA(arena);
	size_t count = 0;
	char *rest = arena_copy(&arena, tls_starttls_names(&arena));
	for (const char *name; (name = strsep(&rest, ", "));) {
		if (!*name)
			continue; /* between comma and blank */
		insist(count < PROTOCOLS_MOST);
		rows[count] = tls_starttls_find(name);
		insist(rows[count++]);
	}
	return count;
}

/* The first byte chooses the protocol, the second how long the pieces are. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 3)
		return 0;
	const char *bytes = (const char *)data + 2;
	size_t length = size - 2;
	size_t piece = data[1] + (size_t)1;
	const struct tls_starttls *rows[PROTOCOLS_MOST];
	size_t count = list_protocols(rows), chosen = data[0] % (count + 1);
	const struct tls_starttls *protocol = chosen < count ? rows[chosen] : NULL;
	if (!protocol) {
		unwrap(bytes, length, piece);
		protocol = tls_starttls_by_banner(data + 2, length);
	}
	if (!protocol)
		return 0;
	enum tls_dialogue_state by_bytes = play(protocol, bytes, length, 1);
	enum tls_dialogue_state by_pieces = play(protocol, bytes, length, piece);
	/* Larger pieces may only be refused more often: for words put in between. */
	insist(by_bytes == by_pieces || by_pieces == TLS_DIALOGUE_INJECTED ||
	       by_bytes == TLS_DIALOGUE_INJECTED);
	return 0;
}
