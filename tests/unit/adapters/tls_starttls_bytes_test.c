/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Dialogues in XML and in bytes before TLS, split at every byte, and TLS inside TDS packets. */
#include "adapters/discovery/tls/tls_starttls.h"
#include "adapters/discovery/tls/tls_tds.h"

#include "support/check.h"
#include "support/dialogue.h"

#include <string.h>

#define READY       TLS_DIALOGUE_READY
#define NOT_OFFERED TLS_DIALOGUE_NOT_OFFERED
#define BUSY        TLS_DIALOGUE_BUSY
#define GARBAGE     TLS_DIALOGUE_GARBAGE
#define INJECTED    TLS_DIALOGUE_INJECTED

#define STREAM                                                                                \
	"<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams'" \
	" id=\"a>b\" version='1.0' xmlns='jabber:client'>"
#define OFFER "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"

static const struct dialogue_script tags[] = {
	{ "xmpp",
	  { TURN(STREAM "<stream:features>" OFFER "</stream:features>"),
	    TURN("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>") },
	  READY },
	{ "xmpp",
	  { TURN(STREAM "<stream:features><mechanisms><mechanism>PLAIN</mechanism></mechanisms>"
	                "<starttls/></stream:features>"),
	    TURN(" <proceed xmlns='x'></proceed>") },
	  READY },
	{ "xmpp-server",
	  { TURN("\n" STREAM "<features xmlns='y'><starttls/></features>"), TURN("<proceed/>") },
	  READY },
	{ "xmpp", { TURN(STREAM "<stream:features><sm/></stream:features>") }, NOT_OFFERED },
	{ "xmpp", { TURN(STREAM "<stream:features/>") }, NOT_OFFERED },
	{ "xmpp",
	  { TURN(STREAM "<stream:features>" OFFER "</stream:features>"), TURN("<failure/>") },
	  NOT_OFFERED },
	{ "xmpp",
	  { TURN(STREAM "<stream:error><host-unknown xmlns='x'/></stream:error>") },
	  TLS_DIALOGUE_UNKNOWN_NAME },
	{ "xmpp",
	  { TURN(STREAM "<stream:error><policy-violation/></stream:error></stream:stream>") },
	  BUSY },
	{ "xmpp",
	  { TURN(STREAM "<features><starttls/></features>"), TURN("</stream:stream>") },
	  BUSY },
	{ "xmpp", { TURN("HTTP/1.1 400\r\n") }, GARBAGE },
	{ "xmpp", { TURN("<!DOCTYPE html><html>") }, GARBAGE },
	{ "xmpp",
	  { TURN(STREAM "<features><starttls/></features>"), TURN("<message/>") },
	  GARBAGE },
	{ "xmpp", { TURN("\x15\x03\x03\x00\x02\x02\x28") }, TLS_DIALOGUE_TLS_AT_ONCE },
};

#define LDAP_OK   "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"
#define LDAP_LONG "\x30\x84\x00\x00\x00\x10\x02\x01\x01\x78\x84\x00\x00\x00\x07\x0a\x01"

/* Version "5.5.5", thread 1, salt, capabilities with and without SSL; and what follows in real ones. */
#define MYSQL_START \
	"\x0a"      \
	"5.5.5\0\x01\0\0\0saltsalt\0"
#define MYSQL_END "\x2d\x02\0\x81\0\x15\0\0\0\0\0\0\0\0\0\0saltsaltsalt\0"

static const struct dialogue_script frames[] = {
	{ "ldap", { TURN(LDAP_OK) }, READY },
	{ "ldap", { TURN(LDAP_LONG "\x00\x04\x00\x04\x00") }, READY },
	{ "ldap",
	  { TURN("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x00\x04\x00") },
	  NOT_OFFERED },
	{ "ldap", { TURN("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x34\x04\x00\x04\x00") }, BUSY },
	{ "ldap", { TURN("\x30\x0c\x02\x01\x00\x78\x07\x0a\x01\x00\x04\x00\x04\x00") }, BUSY },
	{ "ldap", { TURN("\x30\x80") }, GARBAGE },
	{ "ldap", { TURN("\x30\x85\x01\x01\x01\x01\x01") }, GARBAGE },
	{ "ldap", { TURN("\x30\x00") }, GARBAGE },
	{ "ldap", { TURN("\x30\x03\x02\x01\x01") }, GARBAGE },
	{ "ldap", { TURN("\x30\x05\x02\x01\x01\x78\x00") }, GARBAGE },
	{ "ldap", { TURN("\x30\x0c\x02\x7f\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00") }, GARBAGE },
	{ "ldap", { TURN("220 smtp\r\n") }, GARBAGE },
	{ "ldap", { TURN("\x15\x03\x03\x00\x02\x02\x28") }, TLS_DIALOGUE_TLS_AT_ONCE },
	{ "postgres", { TURN("S") }, READY },
	{ "postgres", { TURN("N") }, NOT_OFFERED },
	{ "postgres", { TURN("E\0\0\0\x12SFATAL\0Mbusy\0\0") }, BUSY },
	{ "postgres", { TURN("HTTP/1.1 400") }, GARBAGE },
	{ "mysql", { TURN("\x33\0\0\0" MYSQL_START "\x00\x8a" MYSQL_END) }, READY },
	{ "mysql", { TURN("\x33\0\0\0" MYSQL_START "\xff\xf7" MYSQL_END) }, NOT_OFFERED },
	{ "mysql",
	  { TURN("\x09\0\0\0\xff\x6a\x04"
	         "Host x") },
	  BUSY },
	{ "mysql", { TURN("\x01\0\0\0\x0a") }, GARBAGE },
	{ "mysql", { TURN("\0\0\0\0") }, GARBAGE },
	{ "mysql",
	  { TURN("\x08\0\0\0\x0a"
	         "5.5.5xx") },
	  GARBAGE },
	{ "mysql", { TURN("SSH-2.0\r\n") }, GARBAGE },
	{ "mysql", { TURN("\x15\x03\x03\0\x02\x02\x28") }, TLS_DIALOGUE_TLS_AT_ONCE },
	{ "rdp", { TURN("\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0\x02\x0f\x08\0\x01\0\0\0") }, READY },
	{ "rdp", { TURN("\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0\x02\x0f\x08\0\x02\0\0\0") }, READY },
	{ "rdp",
	  { TURN("\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0\x02\x0f\x08\0\0\0\0\0") },
	  NOT_OFFERED },
	{ "rdp",
	  { TURN("\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0\x03\0\x08\0\x03\0\0\0") },
	  NOT_OFFERED },
	{ "rdp", { TURN("\x03\0\0\x0b\x06\xd0\0\0\x12\x34\0") }, NOT_OFFERED },
	{ "rdp", { TURN("\x03\0\0\x0b\x06\xe0\0\0\x12\x34\0") }, GARBAGE },
	{ "rdp", { TURN("\x03\0\0\x04") }, GARBAGE },
	{ "rdp", { TURN("\x16\x03\x03") }, GARBAGE },
	{ "mssql",
	  { TURN("\x04\x01\0\x1a\0\0\x01\0\0\0\x0b\0\x06\x01\0\x11\0\x01\xff"
	         "\x10\0\0\0\0\0\x01") },
	  READY },
	{ "mssql",
	  { TURN("\x04\x01\0\x1a\0\0\x01\0\0\0\x0b\0\x06\x01\0\x11\0\x01\xff"
	         "\x10\0\0\0\0\0\x02") },
	  NOT_OFFERED },
	{ "mssql", { TURN("\x04\x01\0\x09\0\0\x01\0\xff") }, NOT_OFFERED },
	{ "mssql", { TURN("\x04\x01\0\x0a\0\0\x01\0\x01\0") }, GARBAGE },
	{ "mssql", { TURN("\x04\x01\0\x0d\0\0\x01\0\x01\xff\xff\0\x01") }, GARBAGE },
	{ "mssql", { TURN("\x04\x01\0\x08\0\0\x01\0") }, GARBAGE },
	{ "mssql", { TURN("\x04\x01\xff\xff\0\0\x01\0") }, GARBAGE },
	{ "mssql", { TURN("220 smtp\r\n") }, GARBAGE },
};

static void tags_lead_to_tls(void **state)
{
	(void)state;
	dialogue_check(tags, COUNT_OF(tags));
}

static void frames_lead_to_tls(void **state)
{
	(void)state;
	dialogue_check(frames, COUNT_OF(frames));
}

static void bytes_put_in_are_refused(void **state)
{
	(void)state;
	const struct dialogue_script injected[] = {
		{ "xmpp",
		  { TURN(STREAM "<features><starttls/></features>"), TURN("<proceed/><x/>") },
		  INJECTED },
		{ "xmpp", { TURN(STREAM "<features><starttls/></features><proceed/>") }, INJECTED },
		{ "ldap", { TURN(LDAP_OK "\x30") }, INJECTED },
		{ "postgres", { TURN("SS") }, INJECTED },
		{ "mysql", { TURN("\x33\0\0\0" MYSQL_START "\x00\x8a" MYSQL_END "x") }, INJECTED },
		{ "rdp",
		  { TURN("\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0\x02\x0f\x08\0\x01\0\0\0\x03") },
		  INJECTED },
	};
	for (size_t index = 0; index < COUNT_OF(injected); index++) {
		struct tls_dialogue dialogue;
		dialogue_play(&injected[index], 0, &dialogue);
		assert_int_equal(dialogue.state, INJECTED);
	}
}

static void a_stream_names_its_host_and_nothing_more(void **state)
{
	(void)state;
	struct tls_dialogue dialogue;
	tls_dialogue_start(&dialogue, tls_starttls_find("xmpp"), "chat.example'><x to='y");
	assert_int_equal(dialogue.state, TLS_DIALOGUE_SENDING);
	check_contains(dialogue.send, "xmlns='jabber:client'");
	check_contains(dialogue.send, " to='chat.examplexto=y' ");
	assert_int_equal(dialogue.send_length, strlen(dialogue.send));
	char endless[2000];
	memset(endless, 'a', sizeof(endless) - 1);
	endless[sizeof(endless) - 1] = '\0';
	tls_dialogue_start(&dialogue, tls_starttls_find("xmpp-server"), endless);
	check_contains(dialogue.send, "xmlns='jabber:server'");
	check_contains(dialogue.send, "version='1.0'>");
}

static void long_answers_have_an_end(void **state)
{
	(void)state;
	const struct {
		const char *protocol, *start;
		size_t length;
	} talks[] = { { "xmpp", "<", 1 },
		      { "xmpp-server", "<a>", 3 },
		      { "ldap", "\x30\x84\x7f\xff\xff\xff", 6 },
		      { "postgres", "E\x7f\xff\xff\xff", 5 },
		      { "mysql", "\xff\xff\0\0\x0a", 5 },
		      { "rdp", "\x03\0\xff\xff", 4 },
		      { "mssql", "\x04\x01\x7f\xff", 4 } };
	for (size_t index = 0; index < COUNT_OF(talks); index++) {
		struct tls_dialogue dialogue;
		tls_dialogue_start(&dialogue, tls_starttls_find(talks[index].protocol), "a");
		if (dialogue.state == TLS_DIALOGUE_SENDING)
			tls_dialogue_sent(&dialogue);
		tls_dialogue_feed(&dialogue, talks[index].start, talks[index].length);
		size_t fed = 0;
		while (tls_dialogue_feed(&dialogue, "a", 1) == TLS_DIALOGUE_READING)
			fed++;
		assert_int_equal(dialogue.state, TLS_DIALOGUE_TOO_LONG);
		assert_true(fed <= LIMIT_STARTTLS_BYTES);
	}
}

/* Wrapped bytes come out again, however their packets are cut. */
static void packets_carry_records(void **state)
{
	(void)state;
	unsigned char stream[2 * TLS_TDS_PACKET];
	unsigned char bytes[5000];
	for (size_t index = 0; index < sizeof(bytes); index++)
		bytes[index] = (unsigned char)(index * 7);
	size_t first = tls_tds_wrap(bytes, sizeof(bytes), false, stream);
	assert_int_equal(first, TLS_TDS_PACKET);
	assert_int_equal(stream[1], 0);
	size_t rest = sizeof(bytes) - TLS_TDS_PAYLOAD;
	size_t second = tls_tds_wrap(bytes + TLS_TDS_PAYLOAD, rest, true, stream + first);
	assert_int_equal(second, rest + TLS_TDS_HEADER);
	assert_int_equal(stream[first], 0x12);
	assert_int_equal(stream[first + 1], 1);
	assert_int_equal(stream[first + 2] << 8 | stream[first + 3], second);
	for (size_t piece = 1; piece < first + second; piece += piece < 40 ? 1 : 611) {
		struct tls_tds tds = { .left = 0 };
		unsigned char copy[sizeof(stream)];
		unsigned char out[sizeof(bytes)];
		size_t length = 0;
		memcpy(copy, stream, sizeof(stream));
		for (size_t at = 0; at < first + second; at += piece) {
			size_t left = first + second - at;
			size_t kept = tls_tds_unwrap(&tds, copy + at, piece < left ? piece : left);
			assert_true(length + kept <= sizeof(out));
			memcpy(out + length, copy + at, kept);
			length += kept;
		}
		assert_false(tds.broken);
		assert_int_equal(length, sizeof(bytes));
		assert_memory_equal(out, bytes, sizeof(bytes));
	}
}

static void other_packets_end_the_reading(void **state)
{
	(void)state;
	const struct dialogue_turn packets[] = {
		TURN("\x16\x03\x03\x00\x28\x02\x00\x00rest"),
		TURN("\x12\x01\x00\x07\x00\x00\x00\x00rest"),
		TURN("HTTP/1.1 400 Bad Request"),
		/* Without payload: such could come for ever. */
		TURN("\x12\x01\x00\x08\x00\x00\x00\x00rest"),
	};
	for (size_t index = 0; index < COUNT_OF(packets); index++) {
		struct tls_tds tds = { .left = 0 };
		unsigned char copy[64];
		memcpy(copy, packets[index].bytes, packets[index].length);
		assert_int_equal(tls_tds_unwrap(&tds, copy, packets[index].length), 0);
		assert_true(tds.broken);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_lead_to_tls),
		cmocka_unit_test(frames_lead_to_tls),
		cmocka_unit_test(bytes_put_in_are_refused),
		cmocka_unit_test(a_stream_names_its_host_and_nothing_more),
		cmocka_unit_test(long_answers_have_an_end),
		cmocka_unit_test(packets_carry_records),
		cmocka_unit_test(other_packets_end_the_reading),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
