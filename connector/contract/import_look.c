/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From what stands in a scanner's file to a look. */
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "contract/import.h"
#include "model/certificate.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

enum { PORT_MOST = 65535, SHOWN_MOST = 60 };

const char *import_shown(struct import *import, const char *text)
{
	char cut[SHOWN_MOST + 1];
	size_t length = text_cut(text, SHOWN_MOST);
	(void)snprintf(cut, sizeof(cut), "%.*s", (int)length, text);
	return text_visible(&import->arena, cut);
}

/* As inet_ntop writes it, so that one address is one place; false when it is none. */
static bool canonical_address(const char *text, char out[static INET6_ADDRSTRLEN])
{
	unsigned char bytes[sizeof(struct in6_addr)];
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;
	return inet_pton(family, text, bytes) == 1 &&
	       inet_ntop(family, bytes, out, INET6_ADDRSTRLEN);
}

bool import_is_address(const char *text)
{
	char address[INET6_ADDRSTRLEN];
	return canonical_address(text, address);
}

static const char *fold(struct import *import, const char *name, struct error *error)
{
	const char *folded =
		strlen(name) < LIMIT_NAME ? certificate_fold_name(&import->arena, name) : "";
	size_t length = strspn(folded, "abcdefghijklmnopqrstuvwxyz0123456789-_.");
	if (length > 0 && length < LIMIT_NAME && !folded[length])
		return folded;
	error_set(error, ERROR_ITEM, "'%s' is neither an address nor a name",
	          import_shown(import, name));
	return NULL;
}

bool import_place(struct import *import, const char *host, int64_t port, const char *server_name,
                  struct look *look, struct error *error)
{
	char address[INET6_ADDRSTRLEN];
	bool is_address = canonical_address(host, address);
	struct deployment_place *place = &look->place;
	if (port < 1 || port > PORT_MOST)
		return error_set(error, ERROR_ITEM, "%lld is no port from 1 to 65535",
		                 (long long)port);
	*place = (struct deployment_place){
		.kind = is_address ? DEPLOYMENT_ADDRESS : DEPLOYMENT_NAME,
		.zone = import->discovery->zone,
		.host = is_address ? arena_copy(&import->arena, address)
		                   : fold(import, host, error),
		.port = (int)port,
		.server_name = "",
		.path = "",
		.alias = "",
	};
	if (!place->host)
		return false;
	/* No server name is ever an address (RFC 6066 3); scanners write it so all the same. */
	if (!text_is_empty(server_name) && !import_is_address(server_name))
		place->server_name = fold(import, server_name, error);
	else if (!is_address)
		place->server_name = place->host;
	return place->server_name != NULL;
}

bool import_time(struct import *import, int64_t at, struct look *look, struct error *error)
{
	char text[24];
	look->at = at > 0 ? at : import->changed_at;
	clock_format(look->at, text);
	if (look->at > import->now + CLOCK_HOUR)
		return error_set(error, ERROR_RETRY,
		                 "it was made at %s, which is yet to come: set the scanner's clock "
		                 "and scan again",
		                 text);
	if (look->at > import->now)
		look->at = import->now;
	return true;
}

static bool put(struct import *import, struct look *look, struct error *error)
{
	look->evidence = DEPLOYMENT_SERVED;
	look->detail = look->detail ? look->detail : "";
	look->address = look->address ? look->address : "";
	look->full = false;
	import->places++;
	bool done = import->put(import, look, error);
	arena_reset(&import->arena);
	return done;
}

/* "tls12" and "TLSv1.2" are one. */
static const char *protocol_name(const char *name)
{
	static const char *const names[][2] = { { "tls13", "TLSv1.3" }, { "tls12", "TLSv1.2" },
		                                { "tls11", "TLSv1.1" }, { "tls10", "TLSv1" },
		                                { "TLSv1.0", "TLSv1" }, { "ssl30", "SSLv3" } };
	for (size_t i = 0; name && i < sizeof(names) / sizeof(names[0]); i++) {
		if (text_equal_folded(name, names[i][0]))
			return names[i][1];
	}
	return name ? name : "";
}

/* Protocols and ciphers are words; what else stands there is no news. */
static const char *word(const char *text)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
		"-_.";
	size_t length = text ? strspn(text, letters) : 0;
	return length > 0 && length <= SHOWN_MOST && !text[length] ? text : "";
}

bool import_served(struct import *import, const struct look *look,
                   const struct look_certificate *chain, size_t count, const char *protocol,
                   const char *cipher, struct error *error)
{
	struct look_slot slot = {
		.key_type = "",
		.chain = chain,
		.chain_length = count,
		.protocol = word(protocol_name(protocol)),
		.cipher = word(cipher),
		.name_matches = true,
		.verdict = "not checked: seen by another scanner",
	};
	for (size_t i = 0; i < count; i++) {
		if (chain[i].length > LIMIT_CERTIFICATE_BYTES)
			return error_set(error, ERROR_ITEM, "a certificate is larger than 1 MB");
	}
	struct look whole = *look;
	whole.outcome = LOOK_SERVED;
	whole.reason = LOOK_OK;
	whole.slots = &slot;
	whole.slot_count = 1;
	return put(import, &whole, error);
}

bool import_unreachable(struct import *import, struct look *look, enum look_reason reason,
                        const char *detail, struct error *error)
{
	look->outcome = LOOK_UNREACHABLE;
	look->reason = reason;
	look->detail = detail;
	look->slots = NULL;
	look->slot_count = 0;
	return put(import, look, error);
}

enum look_reason import_reason(const char *words)
{
	static const struct {
		const char *words;
		enum look_reason reason;
	} known[] = {
		{ "refused", LOOK_REFUSED },       { "no such host", LOOK_NO_SUCH_NAME },
		{ "resolve", LOOK_NO_SUCH_NAME },  { "no route", LOOK_NO_ROUTE },
		{ "unreachable", LOOK_NO_ROUTE },  { "reset", LOOK_RESET },
		{ "timeout", LOOK_TIMEOUT },       { "timed out", LOOK_TIMEOUT },
		{ "deadline", LOOK_TIMEOUT },      { "alert", LOOK_ALERT },
		{ "first record", LOOK_NO_TLS },   { "not look like", LOOK_NO_TLS },
		{ "protocol-error", LOOK_NO_TLS },
	};
	for (size_t i = 0; words && i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcasestr(words, known[i].words))
			return known[i].reason;
	}
	return LOOK_OTHER;
}
