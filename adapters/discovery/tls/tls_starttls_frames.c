/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Dialogues in bytes: LDAP (RFC 4511 4.14), PostgreSQL (protocol 3.0, SSLRequest), MySQL and MariaDB
 * (HandshakeV10, SSLRequest), RDP (MS-RDPBCGR 2.2.1), SQL Server (MS-TDS 2.2.6.5, PRELOGIN). */
#include "tls_starttls_row.h"

#include <stdint.h>
#include <string.h>

enum {
	BER_SEQUENCE = 0x30,
	BER_INTEGER = 0x02,
	BER_ENUMERATED = 0x0a,
	BER_LONG_FORM = 0x80,
	LDAP_EXTENDED_RESPONSE = 0x78,
	LDAP_SUCCESS = 0,
	LDAP_BUSY = 51,
	LDAP_UNAVAILABLE = 52,

	MYSQL_VERSION = 10,
	MYSQL_ERROR = 0xff,
	MYSQL_HEADER = 4,
	MYSQL_CAN_SSL = 0x0800,
	/* Behind the server's version: thread, 8 bytes of salt, filler. */
	MYSQL_BEFORE_CAPABILITIES = 4 + 8 + 1,

	TPKT_VERSION = 3,
	TPKT_HEADER = 4,
	X224_CONFIRM = 0xd0,
	RDP_RESPONSE = 2,
	RDP_FAILURE = 3,
	RDP_AT = 11, /* the negotiation, behind TPKT and X.224 headers */
	RDP_LENGTH = 19,

	TDS_HEADER = 8,
	TDS_ANSWER = 4,
	TDS_OPTION = 5, /* token, offset, length */
	TDS_ENCRYPTION = 1,
	TDS_TERMINATOR = 0xff,
	TDS_NOT_SUPPORTED = 2,
	TDS_LARGEST = 32767,
};

static enum tls_message take_byte(struct tls_dialogue *dialogue, char byte)
{
	tls_dialogue_keep(dialogue, byte);
	const unsigned char *bytes = (const unsigned char *)dialogue->line;
	/* What is not kept lies behind every length. */
	size_t whole = dialogue->protocol->measure(bytes, dialogue->length);
	if (whole == SIZE_MAX)
		return TLS_MESSAGE_STRANGE;
	return whole && dialogue->size >= whole ? TLS_MESSAGE_WHOLE : TLS_MESSAGE_OPEN;
}

static const unsigned char *bytes_of(const struct tls_dialogue *dialogue)
{
	return (const unsigned char *)dialogue->line;
}

static size_t read_big(const unsigned char *bytes, size_t length)
{
	size_t value = 0;
	for (size_t index = 0; index < length; index++)
		value = value << 8 | bytes[index];
	return value;
}

static size_t read_little(const unsigned char *bytes, size_t length)
{
	size_t value = 0;
	while (length--)
		value = value << 8 | bytes[length];
	return value;
}

/* Header of one BER element at `at`: where its content begins and how long it is. */
struct element {
	unsigned char tag;
	size_t begin, length;
};

/* False while bytes are missing; *broken tells that no more will help. */
static bool read_element(const unsigned char *bytes, size_t length, size_t at,
                         struct element *element, bool *broken)
{
	if (length < at + 2)
		return false;
	element->tag = bytes[at];
	element->begin = at + 2;
	element->length = bytes[at + 1];
	if (element->length < BER_LONG_FORM)
		return true;
	size_t more = element->length - BER_LONG_FORM;
	*broken = more < 1 || more > 4;
	if (*broken || length < at + 2 + more)
		return false;
	element->begin += more;
	element->length = read_big(bytes + at + 2, more);
	return true;
}

static size_t measure_ldap(const unsigned char *bytes, size_t length)
{
	struct element whole;
	bool broken = false;
	if (bytes[0] != BER_SEQUENCE)
		return SIZE_MAX;
	if (read_element(bytes, length, 0, &whole, &broken))
		return whole.begin + whole.length;
	return broken ? SIZE_MAX : 0;
}

/* LDAPMessage { messageID, [APPLICATION 24] { resultCode, matchedDN, diagnosticMessage, ... } } */
static enum tls_verdict judge_ldap(struct tls_dialogue *dialogue,
                                   const struct tls_starttls_step *step)
{
	(void)step;
	const unsigned char *bytes = bytes_of(dialogue);
	size_t length = dialogue->length;
	struct element whole;
	struct element number;
	struct element response;
	struct element code;
	bool broken = false;
	bool read = read_element(bytes, length, 0, &whole, &broken) &&
	            read_element(bytes, length, whole.begin, &number, &broken) &&
	            number.tag == BER_INTEGER && number.length < 5 &&
	            read_element(bytes, length, number.begin + number.length, &response, &broken) &&
	            response.tag == LDAP_EXTENDED_RESPONSE &&
	            read_element(bytes, length, response.begin, &code, &broken) &&
	            code.tag == BER_ENUMERATED && code.length == 1 && code.begin < length;
	if (!read)
		return TLS_VERDICT_STRANGE;
	/* Number 0 is no answer to us: it says goodbye (RFC 4511 4.4.1). */
	bool ours = number.length == 1 && bytes[number.begin] == 1;
	int result = bytes[code.begin];
	if (!ours || result == LDAP_BUSY || result == LDAP_UNAVAILABLE)
		return TLS_VERDICT_BUSY;
	return result == LDAP_SUCCESS ? TLS_VERDICT_ACCEPTED : TLS_VERDICT_REFUSED;
}

/* One letter; an error message is read to its end so that it can be shown. */
static size_t measure_postgres(const unsigned char *bytes, size_t length)
{
	if (bytes[0] == 'S' || bytes[0] == 'N')
		return 1;
	if (bytes[0] != 'E')
		return SIZE_MAX;
	return length < 5 ? 0 : 1 + read_big(bytes + 1, 4);
}

static enum tls_verdict judge_postgres(struct tls_dialogue *dialogue,
                                       const struct tls_starttls_step *step)
{
	(void)step;
	switch (dialogue->line[0]) {
	case 'S':
		return TLS_VERDICT_ACCEPTED;
	case 'N':
		return TLS_VERDICT_REFUSED;
	default:
		return TLS_VERDICT_BUSY;
	}
}

static size_t measure_mysql(const unsigned char *bytes, size_t length)
{
	/* The greeting is packet 0, of version 10 or an error; all real ones are far below 64 KiB. */
	if (length == MYSQL_HEADER && (bytes[2] || bytes[3]))
		return SIZE_MAX;
	if (length == MYSQL_HEADER + 1 && bytes[4] != MYSQL_VERSION && bytes[4] != MYSQL_ERROR)
		return SIZE_MAX;
	return length < MYSQL_HEADER ? 0 : MYSQL_HEADER + read_little(bytes, 3);
}

static enum tls_verdict judge_mysql(struct tls_dialogue *dialogue,
                                    const struct tls_starttls_step *step)
{
	(void)step;
	const unsigned char *bytes = bytes_of(dialogue);
	if (dialogue->length <= MYSQL_HEADER)
		return TLS_VERDICT_STRANGE;
	if (bytes[MYSQL_HEADER] == MYSQL_ERROR)
		return TLS_VERDICT_BUSY;
	const unsigned char *version = bytes + MYSQL_HEADER + 1;
	size_t left = dialogue->length - MYSQL_HEADER - 1;
	const unsigned char *end = memchr(version, '\0', left);
	if (!end || left < (size_t)(end - version) + 1 + MYSQL_BEFORE_CAPABILITIES + 2)
		return TLS_VERDICT_STRANGE;
	size_t capabilities = read_little(end + 1 + MYSQL_BEFORE_CAPABILITIES, 2);
	return capabilities & MYSQL_CAN_SSL ? TLS_VERDICT_ACCEPTED : TLS_VERDICT_REFUSED;
}

static bool begins_mysql(const unsigned char *bytes, size_t length)
{
	return length >= 5 && !bytes[2] && !bytes[3] && bytes[4] == MYSQL_VERSION && bytes[0] > 40;
}

static size_t measure_rdp(const unsigned char *bytes, size_t length)
{
	if (bytes[0] != TPKT_VERSION)
		return SIZE_MAX;
	if (length < TPKT_HEADER)
		return 0;
	size_t whole = read_big(bytes + 2, 2);
	return whole < RDP_AT ? SIZE_MAX : whole;
}

static enum tls_verdict judge_rdp(struct tls_dialogue *dialogue,
                                  const struct tls_starttls_step *step)
{
	(void)step;
	const unsigned char *bytes = bytes_of(dialogue);
	if ((bytes[5] & 0xf0) != X224_CONFIRM)
		return TLS_VERDICT_STRANGE;
	/* Without a negotiation, or with protocol 0, it is RDP's own security: no certificate. */
	if (dialogue->length < RDP_LENGTH || bytes[RDP_AT] == RDP_FAILURE)
		return TLS_VERDICT_REFUSED;
	if (bytes[RDP_AT] != RDP_RESPONSE)
		return TLS_VERDICT_STRANGE;
	return read_little(bytes + RDP_AT + 4, 4) ? TLS_VERDICT_ACCEPTED : TLS_VERDICT_REFUSED;
}

static size_t measure_mssql(const unsigned char *bytes, size_t length)
{
	if (bytes[0] != TDS_ANSWER)
		return SIZE_MAX;
	if (length < TDS_HEADER)
		return 0;
	size_t whole = read_big(bytes + 2, 2);
	/* One packet with "last" set: an answer to PRELOGIN is some 50 bytes. */
	return whole <= TDS_HEADER || whole > TDS_LARGEST || !(bytes[1] & 1) ? SIZE_MAX : whole;
}

static enum tls_verdict judge_mssql(struct tls_dialogue *dialogue,
                                    const struct tls_starttls_step *step)
{
	(void)step;
	const unsigned char *options = bytes_of(dialogue) + TDS_HEADER;
	size_t length = dialogue->length - TDS_HEADER;
	for (size_t at = 0; at < length && options[at] != TDS_TERMINATOR; at += TDS_OPTION) {
		if (at + TDS_OPTION > length)
			return TLS_VERDICT_STRANGE;
		if (options[at] != TDS_ENCRYPTION)
			continue;
		size_t value = read_big(options + at + 1, 2);
		if (value >= length)
			return TLS_VERDICT_STRANGE;
		return options[value] == TDS_NOT_SUPPORTED ? TLS_VERDICT_REFUSED
		                                           : TLS_VERDICT_ACCEPTED;
	}
	return TLS_VERDICT_REFUSED;
}

/* Message 1: ExtendedRequest { requestName 1.3.6.1.4.1.1466.20037 }. */
static const char ldap_request[] = "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
				   "1.3.6.1.4.1.1466.20037";

const struct tls_starttls tls_starttls_ldap = {
	.name = "ldap",
	.ports = { 389, 3268 },
	.take = take_byte,
	.measure = measure_ldap,
	.judge = judge_ldap,
	.step_count = 1,
	.steps = { { ldap_request, sizeof(ldap_request) - 1 } },
};

/* Length 8, code 80877103. */
static const char postgres_request[] = "\x00\x00\x00\x08\x04\xd2\x16\x2f";

const struct tls_starttls tls_starttls_postgres = {
	.name = "postgres",
	.ports = { 5432 },
	.take = take_byte,
	.measure = measure_postgres,
	.judge = judge_postgres,
	.step_count = 1,
	.steps = { { postgres_request, sizeof(postgres_request) - 1 } },
};

/* 32 bytes, packet 1: PROTOCOL_41, SSL, SECURE_CONNECTION; packets up to 16 MiB; utf8mb4; filler. */
static const char mysql_request[36] = "\x20\x00\x00\x01"
				      "\x00\x8a\x00\x00\x00\x00\x00\x01\x2d";

const struct tls_starttls tls_starttls_mysql = {
	.name = "mysql",
	.ports = { 3306 },
	.begins = begins_mysql,
	.take = take_byte,
	.measure = measure_mysql,
	.judge = judge_mysql,
	.step_count = 2,
	.steps = { { NULL }, { mysql_request, sizeof(mysql_request), .unanswered = true } },
};
/* Connection request that asks for TLS or for TLS with CredSSP: both begin with a handshake. */
static const char rdp_request[] = "\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00"
				  "\x01\x00\x08\x00\x03\x00\x00\x00";

const struct tls_starttls tls_starttls_rdp = {
	.name = "rdp",
	.ports = { 3389 },
	.take = take_byte,
	.measure = measure_rdp,
	.judge = judge_rdp,
	.step_count = 1,
	.steps = { { rdp_request, sizeof(rdp_request) - 1 } },
};

/* PRELOGIN with two options: version (of the client library, any) and encryption "on". */
static const char mssql_request[] = "\x12\x01\x00\x1a\x00\x00\x01\x00"
				    "\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff"
				    "\x11\x00\x00\x00\x00\x00\x01";

const struct tls_starttls tls_starttls_mssql = {
	.name = "mssql",
	.ports = { 1433 },
	.take = take_byte,
	.measure = measure_mssql,
	.judge = judge_mssql,
	.wraps = true,
	.step_count = 1,
	.steps = { { mssql_request, sizeof(mssql_request) - 1 } },
};
