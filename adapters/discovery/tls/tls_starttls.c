/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Dialogues before TLS: SMTP (RFC 3207), IMAP (RFC 9051 6.2.1). */
#include "tls_starttls.h"

#include "base/arena.h"
#include "base/text.h"

#include <string.h>

enum { STEPS_MOST = 4 };

enum verdict { CONTINUES, ACCEPTED, BUSY, REFUSED, STRANGE };

struct step {
	const char *send;    /* NULL: the server speaks first */
	const char *accept;  /* how the last line of a good answer begins */
	const char *keyword; /* must be among the words of the answer; NULL = none */
};

struct tls_starttls {
	const char *name;
	/* Judges one line of the answer to a step. */
	enum verdict (*judge)(const struct step *step, const char *line);
	struct step steps[STEPS_MOST]; /* ends with one that has no `accept` */
};

static bool is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* "250-text" goes on, "250 text" ends; 4xx is "not now" (RFC 5321 4.2). */
static enum verdict judge_smtp(const struct step *step, const char *line)
{
	if (!is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2]))
		return STRANGE;
	if (line[3] == '-')
		return CONTINUES;
	if (line[3] && line[3] != ' ')
		return STRANGE;
	if (text_starts_with(line, step->accept))
		return ACCEPTED;
	return line[0] == '4' || !step->send ? BUSY : REFUSED;
}

/* Lines with "*" tell, the one with our tag ends (RFC 9051 2.2.2). */
static enum verdict judge_imap(const struct step *step, const char *line)
{
	if (!step->send) {
		if (text_starts_with(line, "* OK"))
			return ACCEPTED;
		if (text_starts_with(line, "* BYE"))
			return BUSY;
		return text_starts_with(line, "* PREAUTH") ? REFUSED : STRANGE;
	}
	if (text_starts_with(line, "* BYE"))
		return BUSY;
	if (text_starts_with(line, "* "))
		return CONTINUES;
	if (text_starts_with(line, step->accept))
		return ACCEPTED;
	/* Our tag is all that stands before the first blank of `accept`. */
	size_t tag = strcspn(step->accept, " ") + 1;
	return strncmp(line, step->accept, tag) == 0 ? REFUSED : STRANGE;
}

/* The name in EHLO says who asks; ".invalid" resolves nowhere (RFC 6761 6.4). */
static const struct tls_starttls protocols[] = {
	{ "smtp",
	  judge_smtp,
	  { { NULL, "220", NULL },
	    { "EHLO certsteward.invalid\r\n", "250", "STARTTLS" },
	    { "STARTTLS\r\n", "220", NULL } } },
	{ "imap",
	  judge_imap,
	  { { NULL, "* OK", NULL },
	    { "a1 CAPABILITY\r\n", "a1 OK", "STARTTLS" },
	    { "a2 STARTTLS\r\n", "a2 OK", NULL } } },
};

enum { PROTOCOLS = sizeof(protocols) / sizeof(protocols[0]) };

const struct tls_starttls *tls_starttls_find(const char *name)
{
	for (size_t index = 0; index < PROTOCOLS; index++) {
		if (strcmp(protocols[index].name, name) == 0)
			return &protocols[index];
	}
	return NULL;
}

const char *tls_starttls_names(struct arena *arena)
{
	TEXT(names);
	for (size_t index = 0; index < PROTOCOLS; index++)
		text_print(&names, "%s%s", index ? ", " : "", protocols[index].name);
	return arena_copy(arena, text_string(&names));
}

void tls_dialogue_start(struct tls_dialogue *dialogue, const struct tls_starttls *protocol)
{
	*dialogue = (struct tls_dialogue){ .protocol = protocol, .state = TLS_DIALOGUE_READING };
}

static bool has_word(const char *line, const char *word)
{
	size_t length = strlen(word);
	for (const char *at = line; *at;) {
		size_t part = strcspn(at, " -[]");
		if (part == length && strncasecmp(at, word, length) == 0)
			return true;
		at += part;
		at += strspn(at, " -[]");
	}
	return false;
}

static enum tls_dialogue_state next_step(struct tls_dialogue *dialogue, const struct step *step)
{
	if (step->keyword && !dialogue->offered)
		return TLS_DIALOGUE_NOT_OFFERED;
	const struct step *next = &dialogue->protocol->steps[++dialogue->step];
	if (!next->accept)
		return TLS_DIALOGUE_READY;
	dialogue->send = next->send;
	return TLS_DIALOGUE_SENDING;
}

static enum tls_dialogue_state judge_line(struct tls_dialogue *dialogue)
{
	const struct step *step = &dialogue->protocol->steps[dialogue->step];
	if (step->keyword && has_word(dialogue->line, step->keyword))
		dialogue->offered = true;
	switch (dialogue->protocol->judge(step, dialogue->line)) {
	case CONTINUES:
		return TLS_DIALOGUE_READING;
	case ACCEPTED:
		return next_step(dialogue, step);
	case BUSY:
		return TLS_DIALOGUE_BUSY;
	case REFUSED:
		return TLS_DIALOGUE_NOT_OFFERED;
	case STRANGE:
		break;
	}
	return TLS_DIALOGUE_GARBAGE;
}

/* Takes one byte; true when it ended a line. */
static bool take_byte(struct tls_dialogue *dialogue, char byte)
{
	if (byte == '\n') {
		if (dialogue->length && dialogue->line[dialogue->length - 1] == '\r')
			dialogue->length--;
		dialogue->line[dialogue->length] = '\0';
		return true;
	}
	/* A NUL would hide what follows from every comparison. */
	if (dialogue->length < sizeof(dialogue->line) - 1)
		dialogue->line[dialogue->length++] = byte ? byte : '?';
	return false;
}

enum tls_dialogue_state tls_dialogue_feed(struct tls_dialogue *dialogue, const char *bytes,
                                          size_t length)
{
	for (size_t index = 0; index < length; index++) {
		/* Whatever comes before we asked, or after the last answer, belongs to nobody. */
		if (dialogue->state == TLS_DIALOGUE_READY ||
		    dialogue->state == TLS_DIALOGUE_SENDING)
			return dialogue->state = TLS_DIALOGUE_INJECTED;
		if (dialogue->state != TLS_DIALOGUE_READING)
			return dialogue->state;
		if (++dialogue->total > LIMIT_STARTTLS_BYTES)
			return dialogue->state = TLS_DIALOGUE_TOO_LONG;
		if (!take_byte(dialogue, bytes[index]))
			continue;
		dialogue->state = judge_line(dialogue);
		if (dialogue->state == TLS_DIALOGUE_READING)
			dialogue->length = 0;
	}
	return dialogue->state;
}

void tls_dialogue_sent(struct tls_dialogue *dialogue)
{
	dialogue->state = TLS_DIALOGUE_READING;
	dialogue->length = 0;
	dialogue->send = NULL;
}

const char *tls_dialogue_line(struct tls_dialogue *dialogue)
{
	dialogue->line[dialogue->length] = '\0';
	for (char *at = dialogue->line; *at; at++) {
		if (*at < ' ' || *at > '~')
			*at = '?';
	}
	return dialogue->line;
}
