/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a row of the table of dialogues is made of; for the files that hold rows.
 *
 * A dialogue is a list of steps: each sends its text, if it has one, and waits for an answer. */
#pragma once
#include "tls_starttls.h"

enum tls_verdict {
	TLS_VERDICT_CONTINUES,
	TLS_VERDICT_ACCEPTED,
	TLS_VERDICT_BUSY,
	TLS_VERDICT_REFUSED,
	TLS_VERDICT_UNKNOWN_NAME,
	TLS_VERDICT_STRANGE,
};

/* Where a message stands after one more byte. */
enum tls_message { TLS_MESSAGE_OPEN, TLS_MESSAGE_WHOLE, TLS_MESSAGE_STRANGE };

struct tls_starttls_step {
	const char *send;    /* NULL: the server speaks first */
	size_t length;       /* of `send` when it is no text */
	const char *accept;  /* how the last line of a good answer begins; for lines */
	const char *keyword; /* must be among the words of the answer; for lines */
	bool unanswered;     /* TLS begins right behind `send` */
};

enum {
	TLS_STARTTLS_STEPS = 3,
	TLS_STARTTLS_PORTS = 6,
};

struct tls_starttls {
	const char *name;
	int ports[TLS_STARTTLS_PORTS]; /* registered ones, ends with 0 */
	/* How a server of this protocol begins when it speaks first; NULL = it does not. */
	bool (*begins)(const unsigned char *bytes, size_t length);
	/* Takes one byte into the message. */
	enum tls_message (*take)(struct tls_dialogue *dialogue, char byte);
	/* For messages with a length in front: all bytes of it, 0 = not known yet, SIZE_MAX = none. */
	size_t (*measure)(const unsigned char *bytes, size_t length);
	/* Judges one whole message of the answer to a step. */
	enum tls_verdict (*judge)(struct tls_dialogue *dialogue,
	                          const struct tls_starttls_step *step);
	/* Writes what a step sends into dialogue->text, where it depends on the name; or NULL. */
	void (*compose)(struct tls_dialogue *dialogue);
	bool wraps;
	size_t step_count;
	struct tls_starttls_step steps[TLS_STARTTLS_STEPS];
};

/* Keeps the byte if there is room. */
void tls_dialogue_keep(struct tls_dialogue *dialogue, char byte);

/* tls_starttls_lines.c, tls_starttls_tags.c, tls_starttls_frames.c */
extern const struct tls_starttls tls_starttls_smtp, tls_starttls_lmtp, tls_starttls_imap,
	tls_starttls_pop3, tls_starttls_sieve, tls_starttls_ftp, tls_starttls_nntp,
	tls_starttls_irc, tls_starttls_nats;
extern const struct tls_starttls tls_starttls_xmpp, tls_starttls_xmpp_server;
extern const struct tls_starttls tls_starttls_ldap, tls_starttls_postgres, tls_starttls_mysql,
	tls_starttls_rdp, tls_starttls_mssql;
/* Not in the table: begins with "220", and is SMTP, LMTP or FTP by what follows. */
extern const struct tls_starttls tls_starttls_greeting;
