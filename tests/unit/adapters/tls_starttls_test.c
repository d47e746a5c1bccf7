/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Dialogues in lines before TLS, split at every byte: the end is the same; and the table of all. */
#include "adapters/discovery/tls/tls_starttls_row.h"
#include "base/arena.h"

#include "support/check.h"
#include "support/dialogue.h"

#include <stdlib.h>
#include <string.h>

#define READY       TLS_DIALOGUE_READY
#define NOT_OFFERED TLS_DIALOGUE_NOT_OFFERED
#define BUSY        TLS_DIALOGUE_BUSY
#define GARBAGE     TLS_DIALOGUE_GARBAGE

static const struct dialogue_script mail[] = {
	{ "smtp",
	  { TURN("220 hi\r\n"), TURN("250-a\r\n250-STARTTLS\r\n250 HELP\r\n"), TURN("220 go\r\n") },
	  READY },
	{ "smtp",
	  { TURN("220-a\r\n220-b\r\n220 c\n"), TURN("250 starttls\n"), TURN("220\r\n") },
	  READY },
	{ "smtp", { TURN("220 hi\r\n"), TURN("250-a\r\n250 NOSTARTTLS\r\n") }, NOT_OFFERED },
	{ "smtp", { TURN("220 hi\r\n"), TURN("502 what\r\n") }, NOT_OFFERED },
	{ "smtp", { TURN("220 hi\r\n"), TURN("250 STARTTLS\r\n"), TURN("454 later\r\n") }, BUSY },
	{ "smtp",
	  { TURN("220 hi\r\n"), TURN("250 STARTTLS\r\n"), TURN("501 no\r\n") },
	  NOT_OFFERED },
	{ "smtp", { TURN("554 go away\r\n") }, BUSY },
	{ "smtp", { TURN("421 busy\r\n") }, BUSY },
	{ "smtp", { TURN("SSH-2.0\r\n") }, GARBAGE },
	{ "smtp", { TURN("2200 hi\r\n") }, GARBAGE },
	{ "smtp", { TURN("\r\n") }, GARBAGE },
	{ "smtp", { TURN("\x15\x03\x01\x00\x02\x02\x28") }, TLS_DIALOGUE_TLS_AT_ONCE },
	{ "lmtp",
	  { TURN("220 hi LMTP\r\n"), TURN("250-a\r\n250 STARTTLS\r\n"), TURN("220 2.0.0 go\r\n") },
	  READY },
	{ "lmtp", { TURN("220 hi\r\n"), TURN("250 a\r\n") }, NOT_OFFERED },
	{ "imap",
	  { TURN("* OK hi\r\n"), TURN("* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK\r\n"),
	    TURN("a2 OK go\r\n") },
	  READY },
	{ "imap",
	  { TURN("* OK hi\r\n"), TURN("a1 OK [CAPABILITY STARTTLS] x\r\n"),
	    TURN("* 1 EXISTS\r\na2 OK go\r\n") },
	  READY },
	{ "imap",
	  { TURN("* ok hi\r\n"), TURN("* CAPABILITY starttls\r\na1 ok\r\n"), TURN("a2 Ok\r\n") },
	  READY },
	{ "imap",
	  { TURN("* OK hi\r\n"), TURN("* CAPABILITY IMAP4rev1\r\na1 OK\r\n") },
	  NOT_OFFERED },
	{ "imap",
	  { TURN("* OK hi\r\n"), TURN("* CAPABILITY STARTTLS\r\na1 OK\r\n"),
	    TURN("a2 BAD no\r\n") },
	  NOT_OFFERED },
	{ "imap", { TURN("* PREAUTH hi\r\n") }, NOT_OFFERED },
	{ "imap", { TURN("* BYE\r\n") }, BUSY },
	{ "imap", { TURN("* OK hi\r\n"), TURN("* BYE\r\n") }, BUSY },
	{ "imap", { TURN("+OK pop3\r\n") }, GARBAGE },
	{ "imap", { TURN("* OK hi\r\n"), TURN("b1 OK\r\n") }, GARBAGE },
	{ "pop3", { TURN("+OK hi <1@a>\r\n"), TURN("+OK Begin TLS\r\n") }, READY },
	{ "pop3", { TURN("+OK hi\r\n"), TURN("-ERR unknown command\r\n") }, NOT_OFFERED },
	{ "pop3", { TURN("-ERR too many\r\n") }, BUSY },
	{ "pop3", { TURN("* OK imap\r\n") }, GARBAGE },
	{ "sieve",
	  { TURN("\"IMPLEMENTATION\" \"x\"\r\n\"STARTTLS\"\r\nOK \"hi\"\r\n"),
	    TURN("OK \"Begin TLS\"\r\n") },
	  READY },
	{ "sieve", { TURN("\"SIEVE\" \"a b\"\r\nOK\r\n") }, NOT_OFFERED },
	{ "sieve", { TURN("\"STARTTLS\"\r\nOK\r\n"), TURN("NO \"no\"\r\n") }, NOT_OFFERED },
	{ "sieve", { TURN("BYE \"later\"\r\n") }, BUSY },
	{ "sieve", { TURN("220 smtp\r\n") }, GARBAGE },
};

static const struct dialogue_script others[] = {
	{ "ftp", { TURN("220 hi\r\n"), TURN("234 go\r\n") }, READY },
	{ "ftp", { TURN("220-hi\r\nas it likes\r\n220 end\r\n"), TURN("234 go\r\n") }, READY },
	{ "ftp", { TURN("220 hi\r\n"), TURN("530 login first\r\n") }, NOT_OFFERED },
	{ "ftp", { TURN("220 hi\r\n"), TURN("431 not now\r\n") }, BUSY },
	{ "ftp", { TURN("421 too many\r\n") }, BUSY },
	{ "ftp", { TURN("hello\r\n") }, GARBAGE },
	{ "nntp", { TURN("200 hi\r\n"), TURN("382 go\r\n") }, READY },
	{ "nntp", { TURN("201 hi\r\n"), TURN("382 go\r\n") }, READY },
	{ "nntp", { TURN("200 hi\r\n"), TURN("580 no\r\n") }, NOT_OFFERED },
	{ "nntp", { TURN("400 later\r\n") }, BUSY },
	{ "nntp", { TURN("\r\n") }, GARBAGE },
	{ "irc", { TURN(":a NOTICE * :*** hostname\r\n:a 670 * :go ahead\r\n") }, READY },
	{ "irc", { TURN("PING :1\r\n:a 670 x :go\r\n") }, READY },
	{ "irc", { TURN(":a 421 * STARTTLS :Unknown command\r\n") }, NOT_OFFERED },
	{ "irc", { TURN(":a 451 * :not registered\r\n") }, NOT_OFFERED },
	{ "irc", { TURN(":a 691 * :failed\r\n") }, NOT_OFFERED },
	{ "irc", { TURN("ERROR :Closing link\r\n") }, BUSY },
	{ "irc", { TURN("220 smtp\r\n") }, GARBAGE },
	{ "nats", { TURN("INFO {\"a\":1,\"tls_required\":true,\"b\":2} \r\n") }, READY },
	{ "nats", { TURN("INFO {\"tls_available\":true}\r\n") }, READY },
	{ "nats", { TURN("INFO {\"tls_required\":false}\r\n") }, NOT_OFFERED },
	{ "nats", { TURN("INFO {}\r\n") }, NOT_OFFERED },
	{ "nats", { TURN("-ERR 'maximum connections exceeded'\r\n") }, BUSY },
	{ "nats", { TURN("+OK\r\n") }, GARBAGE },
};

static void mail_dialogues_end_as_they_should(void **state)
{
	(void)state;
	dialogue_check(mail, COUNT_OF(mail));
}

static void other_dialogues_end_as_they_should(void **state)
{
	(void)state;
	dialogue_check(others, COUNT_OF(others));
}

static void words_put_in_are_refused(void **state)
{
	(void)state;
	const struct dialogue_script injected[] = {
		{ "smtp",
		  { TURN("220 hi\r\n"), TURN("250 STARTTLS\r\n"), TURN("220 go\r\n250 x\r\n") },
		  TLS_DIALOGUE_INJECTED },
		{ "smtp", { TURN("220 hi\r\n250 STARTTLS\r\n") }, TLS_DIALOGUE_INJECTED },
		{ "imap",
		  { TURN("* OK hi\r\n"), TURN("a1 OK STARTTLS\r\n"), TURN("a2 OK\r\n\x16") },
		  TLS_DIALOGUE_INJECTED },
		{ "pop3", { TURN("+OK hi\r\n"), TURN("+OK\r\n+OK\r\n") }, TLS_DIALOGUE_INJECTED },
		{ "sieve",
		  { TURN("\"STARTTLS\"\r\nOK\r\n"), TURN("OK\r\nOK\r\n") },
		  TLS_DIALOGUE_INJECTED },
		{ "ftp",
		  { TURN("220 hi\r\n"), TURN("234 a\r\n230 in\r\n") },
		  TLS_DIALOGUE_INJECTED },
		{ "nntp", { TURN("200 hi\r\n"), TURN("382\r\n281\r\n") }, TLS_DIALOGUE_INJECTED },
		{ "irc", { TURN(":a 670 * :go\r\n:a 001 x :hi\r\n") }, TLS_DIALOGUE_INJECTED },
		{ "nats",
		  { TURN("INFO {\"tls_required\":true}\r\n+OK\r\n") },
		  TLS_DIALOGUE_INJECTED },
	};
	for (size_t index = 0; index < COUNT_OF(injected); index++) {
		struct tls_dialogue dialogue;
		dialogue_play(&injected[index], 0, &dialogue);
		assert_int_equal(dialogue.state, TLS_DIALOGUE_INJECTED);
	}
}

static void endless_talk_has_an_end(void **state)
{
	(void)state;
	const struct {
		const char *protocol, *line;
	} talks[] = { { "smtp", "220-hello\r\n" }, { "smtp", "220 x" },
		      { "ftp", "220-x\r\n" },      { "sieve", "\"A\" \"b\"\r\n" },
		      { "irc", "PING :1\r\n" },    { "nats", "INFO x" } };
	for (size_t index = 0; index < COUNT_OF(talks); index++) {
		struct tls_dialogue dialogue;
		size_t length = strlen(talks[index].line);
		size_t fed = 0;
		tls_dialogue_start(&dialogue, tls_starttls_find(talks[index].protocol), "a");
		if (dialogue.state == TLS_DIALOGUE_SENDING)
			tls_dialogue_sent(&dialogue);
		while (tls_dialogue_feed(&dialogue, talks[index].line, length) ==
		       TLS_DIALOGUE_READING)
			fed += length;
		assert_int_equal(dialogue.state, TLS_DIALOGUE_TOO_LONG);
		assert_true(fed <= LIMIT_STARTTLS_BYTES);
	}
}

static void shown_lines_are_safe(void **state)
{
	(void)state;
	struct tls_dialogue dialogue;
	tls_dialogue_start(&dialogue, tls_starttls_find("smtp"), "a");
	tls_dialogue_feed(&dialogue, "5\x1b[31m\0x\xff\xfe\r\n", 13);
	assert_string_equal(tls_dialogue_line(&dialogue), "5?[31m?x?");
}

static void rows_are_found_by_name(void **state)
{
	(void)state;
	ARENA(arena);
	assert_non_null(tls_starttls_find("imap"));
	assert_ptr_equal(tls_starttls_find("mariadb"), tls_starttls_find("mysql"));
	assert_null(tls_starttls_find("gopher"));
	assert_null(tls_starttls_find(""));
	check_contains(tls_starttls_names(&arena), "smtp, lmtp, imap, pop3");
	assert_string_equal(tls_starttls_nearest("smpt"), "smtp");
	assert_string_equal(tls_starttls_nearest("Postgre"), "postgres");
	assert_string_equal(tls_starttls_nearest("managesive"), "managesieve");
	assert_null(tls_starttls_nearest("gopher"));
	int count = 0;
	char *rest = arena_copy(&arena, tls_starttls_names(&arena));
	for (const char *name; (name = strsep(&rest, ", "));) {
		if (!*name)
			continue; /* between comma and blank */
		const struct tls_starttls *row = tls_starttls_find(name);
		assert_non_null(row);
		assert_string_equal(row->name, name);
		count++;
	}
	assert_int_equal(count, 16);
}

static void rows_are_found_by_port_and_banner(void **state)
{
	(void)state;
	const struct {
		int port;
		const char *name;
	} ports[] = { { 25, "smtp" },          { 24, "lmtp" },       { 143, "imap" },
		      { 110, "pop3" },         { 21, "ftp" },        { 389, "ldap" },
		      { 5269, "xmpp-server" }, { 5432, "postgres" }, { 3389, "rdp" } };
	for (size_t index = 0; index < COUNT_OF(ports); index++)
		assert_string_equal(tls_starttls_by_port(ports[index].port)->name,
		                    ports[index].name);
	assert_null(tls_starttls_by_port(443));
	assert_null(tls_starttls_by_port(993));
	assert_null(tls_starttls_by_port(0));
	const struct {
		const char *bytes, *name;
	} banners[] = { { "220 m", "smtp" },   { "* OK ", "imap" }, { "+OK x", "pop3" },
		        { "\"IMPL", "sieve" }, { "200 n", "nntp" }, { ":irc.", "irc" },
		        { "INFO {", "nats" },  { "<?xml", "xmpp" }, { "\x4a\0\0\0\x0a", "mysql" } };
	for (size_t index = 0; index < COUNT_OF(banners); index++) {
		const struct tls_starttls *row =
			tls_starttls_by_banner((const unsigned char *)banners[index].bytes, 5);
		assert_non_null(row);
		assert_string_equal(row->name, banners[index].name);
	}
	assert_null(tls_starttls_by_banner((const unsigned char *)"HTTP/", 5));
	assert_null(tls_starttls_by_banner((const unsigned char *)"SSH-2", 5));
	assert_null(tls_starttls_by_banner((const unsigned char *)"\x15\x03\x01\0\x02", 5));
	assert_null(tls_starttls_by_banner((const unsigned char *)"2", 1));
}

/* "220" is FTP's greeting as well as SMTP's: its words tell, and so does what is sent then. */
static void a_greeting_tells_mail_from_files(void **state)
{
	(void)state;
	const struct {
		const char *greeting, *send;
	} cases[] = {
		{ "220 mail.example ESMTP Postfix\r\n", "EHLO" },
		{ "220 mail.example\r\n", "EHLO" },
		{ "220 mail.example LMTP\r\n", "LHLO" },
		{ "220 ProFTPD Server\r\n", "AUTH TLS" },
		{ "220-FTP here\r\nat your service\r\n220 x\r\n", "AUTH TLS" },
		{ "220-one\r\n220 (vsFTPd 3.0.3)\r\n", "AUTH TLS" },
	};
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		struct tls_dialogue dialogue;
		tls_dialogue_start(&dialogue,
		                   tls_starttls_by_banner((const unsigned char *)"220-x", 5), "a");
		tls_dialogue_feed(&dialogue, cases[index].greeting, strlen(cases[index].greeting));
		assert_int_equal(dialogue.state, TLS_DIALOGUE_SENDING);
		assert_int_equal(
			strncmp(dialogue.send, cases[index].send, strlen(cases[index].send)), 0);
	}
}

static void ends_are_explained(void **state)
{
	(void)state;
	ARENA(arena);
	const struct {
		struct dialogue_script script;
		enum look_outcome outcome;
		enum look_reason reason;
		const char *words;
	} cases[] = {
		{ { "pop3", { TURN("+OK\r\n"), TURN("-ERR no such\r\n") }, NOT_OFFERED },
		  LOOK_ABSENT,
		  LOOK_NO_STARTTLS,
		  "'-ERR no such'" },
		{ { "smtp", { TURN("421 full\r\n") }, BUSY },
		  LOOK_UNREACHABLE,
		  LOOK_OTHER,
		  "421 full" },
		{ { "ftp", { TURN("SSH-2.0\r\n") }, GARBAGE },
		  LOOK_UNREACHABLE,
		  LOOK_GARBAGE,
		  "does not speak ftp" },
		{ { "nntp", { TURN("\x15\x03\x03") }, GARBAGE },
		  LOOK_UNREACHABLE,
		  LOOK_GARBAGE,
		  "speaks TLS at once, not nntp" },
		{ { "pop3", { TURN("+OK\r\n"), TURN("+OK\r\nx") }, GARBAGE },
		  LOOK_UNREACHABLE,
		  LOOK_GARBAGE,
		  "put words in" },
	};
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		struct tls_dialogue dialogue;
		enum look_outcome outcome;
		enum look_reason reason;
		const char *detail;
		dialogue_play(&cases[index].script, 0, &dialogue);
		tls_dialogue_explain(&dialogue, &arena, &outcome, &reason, &detail);
		assert_int_equal(outcome, cases[index].outcome);
		assert_int_equal(reason, cases[index].reason);
		check_contains(detail, cases[index].words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mail_dialogues_end_as_they_should),
		cmocka_unit_test(other_dialogues_end_as_they_should),
		cmocka_unit_test(words_put_in_are_refused),
		cmocka_unit_test(endless_talk_has_an_end),
		cmocka_unit_test(shown_lines_are_safe),
		cmocka_unit_test(rows_are_found_by_name),
		cmocka_unit_test(rows_are_found_by_port_and_banner),
		cmocka_unit_test(a_greeting_tells_mail_from_files),
		cmocka_unit_test(ends_are_explained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
