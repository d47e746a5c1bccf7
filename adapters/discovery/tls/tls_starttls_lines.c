/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Dialogues in lines: SMTP (RFC 3207), LMTP (RFC 2033), IMAP (RFC 9051 6.2.1), POP3 (RFC 2595 4),
 * ManageSieve (RFC 5804 2.2), FTP (RFC 4217 4), NNTP (RFC 4642), IRC (IRCv3 tls-3.1), NATS (client
 * protocol, INFO). */
#include "tls_starttls_row.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

static enum tls_message take_line(struct tls_dialogue *dialogue, char byte)
{
	if (byte == '\n') {
		if (dialogue->length && dialogue->line[dialogue->length - 1] == '\r')
			dialogue->length--;
		dialogue->line[dialogue->length] = '\0';
		return TLS_MESSAGE_WHOLE;
	}
	if (dialogue->size == 1 && (byte < ' ' || byte > '~'))
		return TLS_MESSAGE_STRANGE;
	/* A NUL would hide what follows from every comparison. */
	tls_dialogue_keep(dialogue, byte ? byte : '?');
	return TLS_MESSAGE_OPEN;
}

static bool starts_folded(const char *line, const char *prefix)
{
	return strncasecmp(line, prefix, strlen(prefix)) == 0;
}

static bool has_word(const char *line, const char *word)
{
	static const char breaks[] = " -[]\"{},:";
	size_t length = strlen(word);
	for (const char *at = line; *at;) {
		size_t part = strcspn(at, breaks);
		if (part == length && strncasecmp(at, word, length) == 0)
			return true;
		at += part;
		at += strspn(at, breaks);
	}
	return false;
}

static void note_keyword(struct tls_dialogue *dialogue, const struct tls_starttls_step *step)
{
	if (step->keyword && has_word(dialogue->line, step->keyword))
		dialogue->offered = true;
}

static bool is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* "250-text" goes on, "250 text" ends; 4xx is "not now" (RFC 5321 4.2, RFC 959 4.2). */
static enum tls_verdict judge_code(struct tls_dialogue *dialogue,
                                   const struct tls_starttls_step *step)
{
	const char *line = dialogue->line;
	note_keyword(dialogue, step);
	if (!is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2]))
		return TLS_VERDICT_STRANGE;
	if (line[3] == '-')
		return TLS_VERDICT_CONTINUES;
	if (line[3] && line[3] != ' ')
		return TLS_VERDICT_STRANGE;
	if (text_starts_with(line, step->accept))
		return TLS_VERDICT_ACCEPTED;
	return line[0] == '4' || !step->send ? TLS_VERDICT_BUSY : TLS_VERDICT_REFUSED;
}

/* Between "220-" and "220 " an FTP server may write lines as it likes (RFC 959 4.2). */
static enum tls_verdict judge_ftp(struct tls_dialogue *dialogue,
                                  const struct tls_starttls_step *step)
{
	enum tls_verdict verdict = judge_code(dialogue, step);
	if (verdict == TLS_VERDICT_STRANGE && dialogue->inside)
		return TLS_VERDICT_CONTINUES;
	dialogue->inside = verdict == TLS_VERDICT_CONTINUES;
	return verdict;
}

/* Lines with "*" tell, the one with our tag ends (RFC 9051 2.2.2). */
static enum tls_verdict judge_imap(struct tls_dialogue *dialogue,
                                   const struct tls_starttls_step *step)
{
	const char *line = dialogue->line;
	note_keyword(dialogue, step);
	if (!step->send) {
		if (starts_folded(line, "* OK"))
			return TLS_VERDICT_ACCEPTED;
		if (starts_folded(line, "* BYE"))
			return TLS_VERDICT_BUSY;
		return starts_folded(line, "* PREAUTH") ? TLS_VERDICT_REFUSED : TLS_VERDICT_STRANGE;
	}
	if (starts_folded(line, "* BYE"))
		return TLS_VERDICT_BUSY;
	if (text_starts_with(line, "* "))
		return TLS_VERDICT_CONTINUES;
	if (starts_folded(line, step->accept))
		return TLS_VERDICT_ACCEPTED;
	/* Our tag is all that stands before the first blank of `accept`. */
	size_t tag = strcspn(step->accept, " ") + 1;
	return strncmp(line, step->accept, tag) == 0 ? TLS_VERDICT_REFUSED : TLS_VERDICT_STRANGE;
}

static enum tls_verdict judge_pop3(struct tls_dialogue *dialogue,
                                   const struct tls_starttls_step *step)
{
	if (starts_folded(dialogue->line, step->accept))
		return TLS_VERDICT_ACCEPTED;
	if (!starts_folded(dialogue->line, "-ERR"))
		return TLS_VERDICT_STRANGE;
	return step->send ? TLS_VERDICT_REFUSED : TLS_VERDICT_BUSY;
}

/* Abilities as quoted strings, then OK, NO or BYE. */
static enum tls_verdict judge_sieve(struct tls_dialogue *dialogue,
                                    const struct tls_starttls_step *step)
{
	const char *line = dialogue->line;
	if (*line == '"') {
		note_keyword(dialogue, step);
		return TLS_VERDICT_CONTINUES;
	}
	if (starts_folded(line, "OK"))
		return TLS_VERDICT_ACCEPTED;
	if (starts_folded(line, "BYE"))
		return TLS_VERDICT_BUSY;
	if (starts_folded(line, "NO"))
		return step->send ? TLS_VERDICT_REFUSED : TLS_VERDICT_BUSY;
	return TLS_VERDICT_STRANGE;
}

static enum tls_verdict judge_nntp(struct tls_dialogue *dialogue,
                                   const struct tls_starttls_step *step)
{
	/* 200 with and 201 without leave to post (RFC 3977 5.1). */
	if (!step->send && text_starts_with(dialogue->line, "201"))
		return TLS_VERDICT_ACCEPTED;
	return judge_code(dialogue, step);
}

/* ":server CODE who :text"; notices and PING may come before. */
static enum tls_verdict judge_irc(struct tls_dialogue *dialogue,
                                  const struct tls_starttls_step *step)
{
	const char *line = dialogue->line;
	if (*line == ':') {
		line += strcspn(line, " ");
		line += strspn(line, " ");
	}
	if (text_starts_with(line, step->accept))
		return TLS_VERDICT_ACCEPTED;
	/* Failed; unknown command; not before you are registered. */
	if (text_starts_with(line, "691 ") || text_starts_with(line, "421 ") ||
	    text_starts_with(line, "451 "))
		return TLS_VERDICT_REFUSED;
	if (text_starts_with(line, "ERROR"))
		return TLS_VERDICT_BUSY;
	bool goes_on = text_starts_with(line, "NOTICE ") || text_starts_with(line, "PING ") ||
	               text_starts_with(line, "020 ");
	return goes_on ? TLS_VERDICT_CONTINUES : TLS_VERDICT_STRANGE;
}

static bool has_flag(const char *line, const char *flag)
{
	const char *at = strstr(line, flag);
	return at && text_starts_with(at + strlen(flag), ":true");
}

/* One line of JSON; the client goes on with TLS where it must or may. */
static enum tls_verdict judge_nats(struct tls_dialogue *dialogue,
                                   const struct tls_starttls_step *step)
{
	const char *line = dialogue->line;
	if (text_starts_with(line, "-ERR"))
		return TLS_VERDICT_BUSY;
	if (!text_starts_with(line, step->accept))
		return TLS_VERDICT_STRANGE;
	return has_flag(line, "\"tls_required\"") || has_flag(line, "\"tls_available\"")
	               ? TLS_VERDICT_ACCEPTED
	               : TLS_VERDICT_REFUSED;
}

static bool begins_with(const unsigned char *bytes, size_t length, const char *prefix)
{
	size_t wanted = strlen(prefix);
	return length >= wanted && memcmp(bytes, prefix, wanted) == 0;
}

static bool begins_imap(const unsigned char *bytes, size_t length)
{
	return begins_with(bytes, length, "* ");
}

static bool begins_pop3(const unsigned char *bytes, size_t length)
{
	return begins_with(bytes, length, "+OK");
}

static bool begins_sieve(const unsigned char *bytes, size_t length)
{
	return begins_with(bytes, length, "\"");
}

static bool begins_nntp(const unsigned char *bytes, size_t length)
{
	return begins_with(bytes, length, "200 ") || begins_with(bytes, length, "201 ");
}

static bool begins_irc(const unsigned char *bytes, size_t length)
{
	return begins_with(bytes, length, ":") || begins_with(bytes, length, "NOTIC");
}

static bool begins_nats(const unsigned char *bytes, size_t length)
{
	return begins_with(bytes, length, "INFO ");
}

static bool begins_greeting(const unsigned char *bytes, size_t length)
{
	return begins_with(bytes, length, "220 ") || begins_with(bytes, length, "220-");
}

/* Goes on as the protocol that the greeting names. */
static enum tls_verdict judge_greeting(struct tls_dialogue *dialogue,
                                       const struct tls_starttls_step *step)
{
	const struct tls_starttls *protocol = &tls_starttls_smtp;
	if (strcasestr(dialogue->line, "ftp"))
		protocol = &tls_starttls_ftp;
	else if (strcasestr(dialogue->line, "lmtp"))
		protocol = &tls_starttls_lmtp;
	enum tls_verdict verdict = protocol->judge(dialogue, step);
	if (verdict == TLS_VERDICT_ACCEPTED || protocol == &tls_starttls_ftp)
		dialogue->protocol = protocol;
	return verdict;
}

/* The name in EHLO says who asks; ".invalid" resolves nowhere (RFC 6761 6.4). */
const struct tls_starttls tls_starttls_smtp = {
	.name = "smtp",
	.ports = { 25, 587, 2525 },
	.take = take_line,
	.judge = judge_code,
	.step_count = 3,
	.steps = { { .accept = "220" },
	           { "EHLO certsteward.invalid\r\n", .accept = "250", .keyword = "STARTTLS" },
	           { "STARTTLS\r\n", .accept = "220" } },
};

const struct tls_starttls tls_starttls_lmtp = {
	.name = "lmtp",
	.ports = { 24 },
	.take = take_line,
	.judge = judge_code,
	.step_count = 3,
	.steps = { { .accept = "220" },
	           { "LHLO certsteward.invalid\r\n", .accept = "250", .keyword = "STARTTLS" },
	           { "STARTTLS\r\n", .accept = "220" } },
};

const struct tls_starttls tls_starttls_imap = {
	.name = "imap",
	.ports = { 143 },
	.begins = begins_imap,
	.take = take_line,
	.judge = judge_imap,
	.step_count = 3,
	.steps = { { .accept = "* OK" },
	           { "a1 CAPABILITY\r\n", .accept = "a1 OK", .keyword = "STARTTLS" },
	           { "a2 STARTTLS\r\n", .accept = "a2 OK" } },
};

const struct tls_starttls tls_starttls_pop3 = {
	.name = "pop3",
	.ports = { 110 },
	.begins = begins_pop3,
	.take = take_line,
	.judge = judge_pop3,
	.step_count = 2,
	.steps = { { .accept = "+OK" }, { "STLS\r\n", .accept = "+OK" } },
};

const struct tls_starttls tls_starttls_sieve = {
	.name = "sieve",
	.ports = { 4190 },
	.begins = begins_sieve,
	.take = take_line,
	.judge = judge_sieve,
	.step_count = 2,
	.steps = { { .accept = "OK", .keyword = "STARTTLS" }, { "STARTTLS\r\n", .accept = "OK" } },
};

const struct tls_starttls tls_starttls_ftp = {
	.name = "ftp",
	.ports = { 21 },
	.take = take_line,
	.judge = judge_ftp,
	.step_count = 2,
	.steps = { { .accept = "220" }, { "AUTH TLS\r\n", .accept = "234" } },
};

const struct tls_starttls tls_starttls_nntp = {
	.name = "nntp",
	.ports = { 119, 433 },
	.begins = begins_nntp,
	.take = take_line,
	.judge = judge_nntp,
	.step_count = 2,
	.steps = { { .accept = "200" }, { "STARTTLS\r\n", .accept = "382" } },
};

const struct tls_starttls tls_starttls_irc = {
	.name = "irc",
	.ports = { 194, 6665, 6666, 6667, 6668 },
	.begins = begins_irc,
	.take = take_line,
	.judge = judge_irc,
	.step_count = 1,
	.steps = { { "STARTTLS\r\n", .accept = "670 " } },
};

const struct tls_starttls tls_starttls_nats = {
	.name = "nats",
	.ports = { 4222 },
	.begins = begins_nats,
	.take = take_line,
	.judge = judge_nats,
	.step_count = 1,
	.steps = { { .accept = "INFO " } },
};

const struct tls_starttls tls_starttls_greeting = {
	.name = "smtp",
	.begins = begins_greeting,
	.take = take_line,
	.judge = judge_greeting,
	.step_count = 2,
	.steps = { { .accept = "220" } },
};
