/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What is said in clear before TLS: small dialogues as rows of a table, without I/O.
 *
 * A dialogue is a list of steps: each waits for a last line that begins as it must, after sending
 * its text. The first step has no text: it is the server's greeting. */
#pragma once
#include "base/limits.h"
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct tls_starttls;

/* The row by its name in the settings ("smtp"), or NULL. */
const struct tls_starttls *tls_starttls_find(const char *name);
/* "smtp, imap": for messages. */
const char *tls_starttls_names(struct arena *arena);

enum tls_dialogue_state {
	TLS_DIALOGUE_READING,     /* wants more bytes */
	TLS_DIALOGUE_SENDING,     /* `send` has to go out, then it reads on */
	TLS_DIALOGUE_READY,       /* TLS may begin */
	TLS_DIALOGUE_NOT_OFFERED, /* the service answers and has no STARTTLS */
	TLS_DIALOGUE_BUSY,        /* it answers but will not talk now */
	TLS_DIALOGUE_GARBAGE,     /* not this protocol at all */
	TLS_DIALOGUE_INJECTED,    /* said more after its answer: somebody puts words in */
	TLS_DIALOGUE_TOO_LONG,    /* LIMIT_STARTTLS_BYTES passed */
};

struct tls_dialogue {
	const struct tls_starttls *protocol;
	enum tls_dialogue_state state;
	size_t step;
	bool offered;
	const char *send;
	size_t total; /* bytes received */
	char line
		[512]; /* beginning of the line that is being read; the rest of a long one is dropped */
	size_t length;
};

void tls_dialogue_start(struct tls_dialogue *dialogue, const struct tls_starttls *protocol);
/* Takes bytes as they come, in pieces of any size. */
enum tls_dialogue_state tls_dialogue_feed(struct tls_dialogue *dialogue, const char *bytes,
                                          size_t length);
/* The text in `send` went out. */
void tls_dialogue_sent(struct tls_dialogue *dialogue);
/* The line that decided, for messages: printable ASCII, cut. */
const char *tls_dialogue_line(struct tls_dialogue *dialogue);
