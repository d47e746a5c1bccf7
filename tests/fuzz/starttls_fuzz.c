/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a server says before TLS, in pieces that the input chooses: the dialogue always ends, and the
 * same bytes in one piece between our answers end the same. */
#include "adapters/discovery/tls/tls_starttls.h"
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

/* Feeds one byte at a time and answers at once when asked to. */
static enum tls_dialogue_state play_bytes(const struct tls_starttls *protocol, const char *bytes,
                                          size_t length)
{
	struct tls_dialogue dialogue;
	tls_dialogue_start(&dialogue, protocol);
	for (size_t index = 0; index < length; index++) {
		tls_dialogue_feed(&dialogue, bytes + index, 1);
		if (dialogue.state == TLS_DIALOGUE_SENDING) {
			insist(dialogue.send && dialogue.send[0]);
			tls_dialogue_sent(&dialogue);
		}
	}
	const char *line = tls_dialogue_line(&dialogue);
	insist(strlen(line) < sizeof(dialogue.line));
	return dialogue.state;
}

/* The first byte of the input says how long the pieces are. */
static enum tls_dialogue_state play_pieces(const struct tls_starttls *protocol, const char *bytes,
                                           size_t length, size_t piece)
{
	struct tls_dialogue dialogue;
	tls_dialogue_start(&dialogue, protocol);
	while (length) {
		size_t now = piece < length ? piece : length;
		tls_dialogue_feed(&dialogue, bytes, now);
		if (dialogue.state == TLS_DIALOGUE_SENDING)
			tls_dialogue_sent(&dialogue);
		bytes += now;
		length -= now;
	}
	(void)tls_dialogue_line(&dialogue);
	return dialogue.state;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	const struct tls_starttls *protocol = tls_starttls_find(data[0] & 1 ? "imap" : "smtp");
	const char *bytes = (const char *)data + 1;
	enum tls_dialogue_state by_bytes = play_bytes(protocol, bytes, size - 1);
	enum tls_dialogue_state by_pieces =
		play_pieces(protocol, bytes, size - 1, (data[0] >> 1) + 1U);
	/* Larger pieces may only be refused more often: for words put in between. */
	insist(by_bytes == by_pieces || by_pieces == TLS_DIALOGUE_INJECTED ||
	       by_bytes == TLS_DIALOGUE_INJECTED);
	return 0;
}
