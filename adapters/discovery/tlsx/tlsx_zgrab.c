/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Records of zgrab2: {ip, domain, data: {MODULE: {status, protocol, port, result, timestamp, error}}},
 * as in its zgrab2_schemas; the handshake lies in "handshake_log", wherever the module puts it. */
#include "tlsx_read.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"

#include <string.h>

enum { DEPTH_MOST = 12, HTTPS = 443 };

/* zgrab2 tells the port since 2025; before that it is the module's own unless it was told another. */
static int64_t usual_port(const char *protocol)
{
	static const struct {
		const char *protocol;
		int port;
	} known[] = {
		{ "ftp", 21 },     { "smtp", 25 },    { "pop3", 110 },      { "imap", 143 },
		{ "ldap", 389 },   { "mssql", 1433 }, { "oracle", 1521 },   { "mysql", 3306 },
		{ "rdp", 3389 },   { "amqp", 5671 },  { "amqp091", 5672 },  { "postgres", 5432 },
		{ "redis", 6379 }, { "mqtt", 8883 },  { "mongodb", 27017 },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (text_equal(protocol, known[i].protocol))
			return known[i].port;
	}
	return HTTPS;
}

/* Of the connection to the target itself: what HTTP was sent on to comes after it. */
static const struct json *find_handshake(const struct json *value, int depth)
{
	if (!value || depth > DEPTH_MOST ||
	    (value->type != JSON_OBJECT && value->type != JSON_ARRAY))
		return NULL;
	if (value->type == JSON_OBJECT && json_get(value, "handshake_log"))
		return json_get(value, "handshake_log");
	const struct json *sent_on =
		value->type == JSON_OBJECT ? json_get(value, "redirect_response_chain") : NULL;
	if (sent_on && sent_on->first)
		return find_handshake(sent_on->first, depth + 1);
	JSON_EACH(child, value)
	{
		const struct json *found = find_handshake(child, depth + 1);
		if (found)
			return found;
	}
	return NULL;
}

static bool find_chain(struct import *import, const struct json *certificates,
                       struct look_certificate *chain, size_t *count, struct error *error)
{
	const struct json *leaf = json_at(certificates, "certificate", "raw", NULL);
	*count = 0;
	if (!leaf)
		return true;
	if (!import_base64(import, json_text(leaf, ""), leaf->length, &chain[(*count)++], error))
		return false;
	JSON_EACH(above, json_get(certificates, "chain"))
	{
		const struct json *raw = json_get(above, "raw");
		if (!raw || *count == LIMIT_CHAIN_CERTIFICATES)
			break;
		if (!import_base64(import, json_text(raw, ""), raw->length, &chain[(*count)++],
		                   error))
			return false;
	}
	return true;
}

static bool set_place(struct import *import, const struct json *record, const struct json *answer,
                      int64_t port, struct look *look, struct error *error)
{
	const char *address = json_member_text(record, "ip", "");
	const char *domain = json_member_text(record, "domain", "");
	int64_t at = 0;
	int64_t usual = port ? port : usual_port(json_member_text(answer, "protocol", ""));
	(void)clock_parse(json_member_text(answer, "timestamp", ""), &at);
	/* Without an address it looked the name up itself. */
	return import_place(import, *address ? address : domain,
	                    json_integer(json_get(answer, "port"), usual), domain, look, error) &&
	       import_time(import, at, look, error);
}

static bool take_failure(struct import *import, const struct json *answer, struct look *look,
                         struct error *error)
{
	const char *status = json_member_text(answer, "status", "");
	const char *detail =
		arena_print(&import->arena, "zgrab2: %s", import_shown(import, status));
	enum look_reason reason =
		text_equal(status, "connection-closed") ? LOOK_RESET : import_reason(status);
	return import_unreachable(import, look, reason, detail, error);
}

static bool take_answer(struct import *import, const struct json *record, const struct json *answer,
                        int64_t port, struct error *error)
{
	struct look_certificate chain[LIMIT_CHAIN_CERTIFICATES];
	struct look look = { .address = "" };
	size_t count;
	const struct json *handshake = find_handshake(json_get(answer, "result"), 0);
	const struct json *hello = json_get(handshake, "server_hello");
	const char *status = json_member_text(answer, "status", "");
	bool failed = *status && !text_equal(status, "success");
	if (!set_place(import, record, answer, port, &look, error) ||
	    !find_chain(import, json_get(handshake, "server_certificates"), chain, &count, error))
		return false;
	if (count)
		return import_served(import, &look, chain, count,
		                     json_text(json_at(hello, "version", "name", NULL), NULL),
		                     json_text(json_at(hello, "cipher_suite", "name", NULL), NULL),
		                     error);
	/* Without a handshake the module spoke no TLS: nobody asked for a certificate. */
	return !failed || take_failure(import, answer, &look, error);
}

bool tlsx_zgrab(struct import *import, const struct json *record, int64_t port, struct error *error)
{
	JSON_EACH(answer, json_get(record, "data"))
	{
		if (!take_answer(import, record, answer, port, error))
			return false;
	}
	return true;
}
