/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What is said in clear before TLS: small dialogues as rows of a table, without I/O. */
#pragma once
#include "base/limits.h"
#include "model/deployment.h"
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct tls_starttls;

/* The row by its name in the settings ("smtp"), or NULL. */
const struct tls_starttls *tls_starttls_find(const char *name);
/* The name that was most likely meant, or NULL when nothing is near. */
const char *tls_starttls_nearest(const char *name);
/* "smtp, lmtp, ...": for messages. */
const char *tls_starttls_names(struct arena *arena);
/* The row whose service is registered for this port, or NULL: TLS at once. */
const struct tls_starttls *tls_starttls_by_port(int port);
/* The row that begins as these bytes do, which a server sent instead of TLS; NULL = none known. */
const struct tls_starttls *tls_starttls_by_banner(const unsigned char *bytes, size_t length);
/* A number of a protocol that stays with it (NULL = TLS at once): from 1 on, below TLS_MARK_OPENINGS. */
unsigned tls_starttls_number(const struct tls_starttls *protocol);
/* The other way round; false for a number of none. */
bool tls_starttls_numbered(unsigned number, const struct tls_starttls **protocol);
/* Do the records of the handshake travel inside packets of the protocol (tls_tds.h)? */
bool tls_starttls_wraps(const struct tls_starttls *protocol);

enum {
	TLS_DIALOGUE_KEPT = 1024,
	TLS_DIALOGUE_TEXT = 512,
};

enum tls_dialogue_state {
	TLS_DIALOGUE_READING,      /* wants more bytes */
	TLS_DIALOGUE_SENDING,      /* `send` has to go out, then it goes on */
	TLS_DIALOGUE_READY,        /* TLS may begin */
	TLS_DIALOGUE_NOT_OFFERED,  /* the service answers and has no STARTTLS */
	TLS_DIALOGUE_BUSY,         /* it answers but will not talk now */
	TLS_DIALOGUE_UNKNOWN_NAME, /* it serves no host of the name that we asked for */
	TLS_DIALOGUE_TLS_AT_ONCE,  /* it answers with a TLS alert: TLS without a dialogue */
	TLS_DIALOGUE_GARBAGE,      /* not this protocol at all */
	TLS_DIALOGUE_INJECTED,     /* said more after its answer: somebody puts words in */
	TLS_DIALOGUE_TOO_LONG,     /* LIMIT_STARTTLS_BYTES passed */
};

struct tls_dialogue {
	const struct tls_starttls *protocol;
	const char *name; /* borrowed: the host that we ask for */
	enum tls_dialogue_state state;
	size_t step;
	bool offered;
	const char *send;
	size_t send_length;
	size_t total;    /* bytes received */
	size_t messages; /* judged so far */
	bool inside;     /* a reply of several lines is open */
	size_t size;     /* of the message that is being read */
	char quote;      /* open in it, where quotes matter */
	/* Its beginning; the rest of a long one is dropped. */
	char line[TLS_DIALOGUE_KEPT];
	size_t length;
	char text[TLS_DIALOGUE_TEXT]; /* room for what is composed */
};

/* name: of the host behind the place, or its address; used where the protocol names a host. */
void tls_dialogue_start(struct tls_dialogue *dialogue, const struct tls_starttls *protocol,
                        const char *name);
/* Takes bytes as they come, in pieces of any size. */
enum tls_dialogue_state tls_dialogue_feed(struct tls_dialogue *dialogue, const char *bytes,
                                          size_t length);
/* All of `send` went out. */
void tls_dialogue_sent(struct tls_dialogue *dialogue);
/* The message that decided, to be shown: printable ASCII, cut. */
const char *tls_dialogue_line(struct tls_dialogue *dialogue);
/* What a dialogue that did not lead to TLS says about the place; the detail in the arena. */
void tls_dialogue_explain(struct tls_dialogue *dialogue, struct arena *arena,
                          enum look_outcome *outcome, enum look_reason *reason,
                          const char **detail);
