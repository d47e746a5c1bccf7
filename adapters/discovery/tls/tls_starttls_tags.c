/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Dialogues in XML: XMPP for clients and between servers (RFC 6120 4 and 5). A message is one tag;
 * what stands between tags says nothing. */
#include "tls_starttls_row.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Before the first tag only blanks may stand: a server of another protocol speaks otherwise. */
static enum tls_message take_tag(struct tls_dialogue *dialogue, char byte)
{
	if (!dialogue->length && byte != '<') {
		dialogue->size = 0;
		return !dialogue->messages && !is_blank(byte) ? TLS_MESSAGE_STRANGE
		                                              : TLS_MESSAGE_OPEN;
	}
	if (dialogue->quote) {
		if (byte == dialogue->quote)
			dialogue->quote = '\0';
	} else if (byte == '\'' || byte == '"') {
		dialogue->quote = byte;
	}
	tls_dialogue_keep(dialogue, byte ? byte : '?');
	if (byte != '>' || dialogue->quote)
		return TLS_MESSAGE_OPEN;
	dialogue->line[dialogue->length] = '\0';
	return TLS_MESSAGE_WHOLE;
}

/* The name without its prefix: "<stream:features>" is "features", "</stream:features>" "/features". */
static void read_name(const char *tag, char name[static LIMIT_NAME])
{
	const char *at = tag + 1;
	bool closes = *at == '/';
	at += closes;
	size_t length = strcspn(at, " \t\r\n/>");
	const char *colon = memchr(at, ':', length);
	if (colon) {
		length -= (size_t)(colon + 1 - at);
		at = colon + 1;
	}
	(void)snprintf(name, LIMIT_NAME, "%s%.*s", closes ? "/" : "",
	               length < LIMIT_NAME / 2 ? (int)length : 0, at);
}

static bool is_empty_tag(const struct tls_dialogue *dialogue)
{
	return dialogue->length > 2 && dialogue->line[dialogue->length - 2] == '/';
}

/* The answer to our stream: its own stream, then its features, or an error. */
static enum tls_verdict judge_features(struct tls_dialogue *dialogue, const char *name)
{
	if (strcmp(name, "host-unknown") == 0 || strcmp(name, "improper-addressing") == 0)
		return TLS_VERDICT_UNKNOWN_NAME;
	if (strcmp(name, "/error") == 0 || strcmp(name, "/stream") == 0)
		return TLS_VERDICT_BUSY;
	if (strcmp(name, "starttls") == 0)
		dialogue->offered = true;
	bool over = strcmp(name, "/features") == 0 ||
	            (strcmp(name, "features") == 0 && is_empty_tag(dialogue));
	if (!over)
		return TLS_VERDICT_CONTINUES;
	return dialogue->offered ? TLS_VERDICT_ACCEPTED : TLS_VERDICT_REFUSED;
}

static enum tls_verdict judge_tag(struct tls_dialogue *dialogue,
                                  const struct tls_starttls_step *step)
{
	char name[LIMIT_NAME];
	read_name(dialogue->line, name);
	if (step == &dialogue->protocol->steps[0])
		return strcasecmp(name, "!doctype") == 0 || strcasecmp(name, "html") == 0
		               ? TLS_VERDICT_STRANGE
		               : judge_features(dialogue, name);
	/* "<proceed></proceed>" ends with its second tag. */
	if (strcmp(name, "proceed") == 0)
		return is_empty_tag(dialogue) ? TLS_VERDICT_ACCEPTED : TLS_VERDICT_CONTINUES;
	if (strcmp(name, "/proceed") == 0)
		return TLS_VERDICT_ACCEPTED;
	if (strcmp(name, "failure") == 0)
		return TLS_VERDICT_REFUSED;
	return strcmp(name, "/error") == 0 || strcmp(name, "/stream") == 0 ? TLS_VERDICT_BUSY
	                                                                   : TLS_VERDICT_STRANGE;
}

/* Nothing in a name may end the attribute that it stands in. */
static void compose_stream(struct tls_dialogue *dialogue)
{
	char name[LIMIT_NAME];
	size_t length = 0;
	for (const char *at = dialogue->name; *at && length < sizeof(name) - 1; at++) {
		if (!strchr("'\"<>&", *at) && *at > ' ' && *at <= '~')
			name[length++] = *at;
	}
	name[length] = '\0';
	const char *space = dialogue->protocol == &tls_starttls_xmpp ? "client" : "server";
	(void)snprintf(dialogue->text, sizeof(dialogue->text),
	               "<?xml version='1.0'?><stream:stream xmlns='jabber:%s'"
	               " xmlns:stream='http://etherx.jabber.org/streams' to='%s' version='1.0'>",
	               space, name);
}

static bool begins_tag(const unsigned char *bytes, size_t length)
{
	return length >= 5 && (memcmp(bytes, "<?xml", 5) == 0 || memcmp(bytes, "<stre", 5) == 0);
}

#define ASK "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"

const struct tls_starttls tls_starttls_xmpp = {
	.name = "xmpp",
	.ports = { 5222 },
	.begins = begins_tag,
	.take = take_tag,
	.judge = judge_tag,
	.compose = compose_stream,
	.step_count = 2,
	.steps = { { "" }, { ASK } },
};

const struct tls_starttls tls_starttls_xmpp_server = {
	.name = "xmpp-server",
	.ports = { 5269 },
	.take = take_tag,
	.judge = judge_tag,
	.compose = compose_stream,
	.step_count = 2,
	.steps = { { "" }, { ASK } },
};
