/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Dialogues before TLS, fed whole and split at every byte: the end is the same. */
#include "adapters/discovery/tls/tls_starttls.h"
#include "base/arena.h"

#include "support/check.h"

#include <stdlib.h>
#include <string.h>

/* Answers of a server, one entry per turn; what we sent in between is checked. */
struct script {
	const char *protocol;
	const char *turns[4];
	enum tls_dialogue_state end;
};

static const struct script scripts[] = {
	{ "smtp",
	  { "220 hi\r\n", "250-a\r\n250-STARTTLS\r\n250 HELP\r\n", "220 go\r\n" },
	  TLS_DIALOGUE_READY },
	{ "smtp",
	  { "220-a\r\n220-b\r\n220 c\n", "250 starttls\n", "220\r\n" },
	  TLS_DIALOGUE_READY },
	{ "smtp", { "220 hi\r\n", "250-a\r\n250 NOSTARTTLS\r\n" }, TLS_DIALOGUE_NOT_OFFERED },
	{ "smtp", { "220 hi\r\n", "502 what\r\n" }, TLS_DIALOGUE_NOT_OFFERED },
	{ "smtp", { "220 hi\r\n", "250 STARTTLS\r\n", "454 later\r\n" }, TLS_DIALOGUE_BUSY },
	{ "smtp", { "220 hi\r\n", "250 STARTTLS\r\n", "501 no\r\n" }, TLS_DIALOGUE_NOT_OFFERED },
	{ "smtp", { "554 go away\r\n" }, TLS_DIALOGUE_BUSY },
	{ "smtp", { "421 busy\r\n" }, TLS_DIALOGUE_BUSY },
	{ "smtp", { "SSH-2.0\r\n" }, TLS_DIALOGUE_GARBAGE },
	{ "smtp", { "2200 hi\r\n" }, TLS_DIALOGUE_GARBAGE },
	{ "smtp", { "\r\n" }, TLS_DIALOGUE_GARBAGE },
	{ "imap",
	  { "* OK hi\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK\r\n", "a2 OK go\r\n" },
	  TLS_DIALOGUE_READY },
	{ "imap",
	  { "* OK hi\r\n", "a1 OK [CAPABILITY STARTTLS] x\r\n", "* 1 EXISTS\r\na2 OK go\r\n" },
	  TLS_DIALOGUE_READY },
	{ "imap",
	  { "* OK hi\r\n", "* CAPABILITY IMAP4rev1\r\na1 OK\r\n" },
	  TLS_DIALOGUE_NOT_OFFERED },
	{ "imap",
	  { "* OK hi\r\n", "* CAPABILITY STARTTLS\r\na1 OK\r\n", "a2 BAD no\r\n" },
	  TLS_DIALOGUE_NOT_OFFERED },
	{ "imap", { "* PREAUTH hi\r\n" }, TLS_DIALOGUE_NOT_OFFERED },
	{ "imap", { "* BYE\r\n" }, TLS_DIALOGUE_BUSY },
	{ "imap", { "* OK hi\r\n", "* BYE\r\n" }, TLS_DIALOGUE_BUSY },
	{ "imap", { "+OK pop3\r\n" }, TLS_DIALOGUE_GARBAGE },
	{ "imap", { "* OK hi\r\n", "b1 OK\r\n" }, TLS_DIALOGUE_GARBAGE },
};

/* Plays a script in pieces of this size; 0 = each turn whole. */
static enum tls_dialogue_state play(const struct script *script, size_t piece)
{
	struct tls_dialogue dialogue;
	tls_dialogue_start(&dialogue, tls_starttls_find(script->protocol));
	for (size_t turn = 0; script->turns[turn]; turn++) {
		const char *at = script->turns[turn];
		while (*at) {
			size_t length = strlen(at);
			if (piece && piece < length)
				length = piece;
			tls_dialogue_feed(&dialogue, at, length);
			at += length;
		}
		if (dialogue.state == TLS_DIALOGUE_SENDING) {
			assert_true(strstr(dialogue.send, "\r\n") ==
			            dialogue.send + strlen(dialogue.send) - 2);
			tls_dialogue_sent(&dialogue);
		}
	}
	return dialogue.state;
}

static void dialogues_end_as_they_should(void **state)
{
	(void)state;
	for (size_t index = 0; index < COUNT_OF(scripts); index++) {
		for (size_t piece = 0; piece < 8; piece++)
			assert_int_equal(play(&scripts[index], piece), scripts[index].end);
	}
}

static void words_put_in_are_refused(void **state)
{
	(void)state;
	const struct script injected[] = {
		{ "smtp",
		  { "220 hi\r\n", "250 STARTTLS\r\n", "220 go\r\n250 x\r\n" },
		  TLS_DIALOGUE_INJECTED },
		{ "smtp", { "220 hi\r\n250 STARTTLS\r\n" }, TLS_DIALOGUE_INJECTED },
		{ "imap",
		  { "* OK hi\r\n", "a1 OK STARTTLS\r\n", "a2 OK\r\n\x16" },
		  TLS_DIALOGUE_INJECTED },
	};
	for (size_t index = 0; index < COUNT_OF(injected); index++)
		assert_int_equal(play(&injected[index], 0), TLS_DIALOGUE_INJECTED);
}

static void endless_talk_has_an_end(void **state)
{
	(void)state;
	struct tls_dialogue dialogue;
	tls_dialogue_start(&dialogue, tls_starttls_find("smtp"));
	size_t fed = 0;
	while (tls_dialogue_feed(&dialogue, "220-hello\r\n", 11) == TLS_DIALOGUE_READING)
		fed += 11;
	assert_int_equal(dialogue.state, TLS_DIALOGUE_TOO_LONG);
	assert_true(fed <= LIMIT_STARTTLS_BYTES);
	tls_dialogue_start(&dialogue, tls_starttls_find("smtp"));
	for (fed = 0; tls_dialogue_feed(&dialogue, "x", 1) == TLS_DIALOGUE_READING; fed++)
		;
	assert_int_equal(dialogue.state, TLS_DIALOGUE_TOO_LONG);
}

static void shown_lines_are_safe(void **state)
{
	(void)state;
	struct tls_dialogue dialogue;
	tls_dialogue_start(&dialogue, tls_starttls_find("smtp"));
	tls_dialogue_feed(&dialogue, "5\x1b[31m\0x\xff\r\n", 12);
	assert_string_equal(tls_dialogue_line(&dialogue), "5?[31m?x?");
}

static void rows_are_found_by_name(void **state)
{
	(void)state;
	ARENA(arena);
	assert_non_null(tls_starttls_find("imap"));
	assert_null(tls_starttls_find("gopher"));
	assert_null(tls_starttls_find(""));
	check_contains(tls_starttls_names(&arena), "smtp, imap");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dialogues_end_as_they_should),
		cmocka_unit_test(words_put_in_are_refused),
		cmocka_unit_test(endless_talk_has_an_end),
		cmocka_unit_test(shown_lines_are_safe),
		cmocka_unit_test(rows_are_found_by_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
