/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A place as one text that is unique and readable.
 *
 *   [zone/]host:port[/server-name]     host is an address (IPv6 in brackets) or a name
 *   [zone/]host:/path[#alias]          a file
 *   [zone/]provider=resource           a provider's resource
 *
 * What would be taken for a separator, and control characters, are written as %XX. */
#include "base/arena.h"
#include "base/text.h"
#include "model/deployment.h"

#include <arpa/inet.h>
#include <string.h>

static const char in_head[] = "%/:=#[]";
static const char in_path[] = "%#";
static const char in_tail[] = "%";

static void append_escaped(struct text *out, const char *part, const char *special)
{
	for (const char *at = part ? part : ""; *at; at++) {
		unsigned char byte = (unsigned char)*at;
		if (byte <= ' ' || byte == 0x7F || strchr(special, *at))
			text_print(out, "%%%02X", byte);
		else
			text_append_character(out, *at);
	}
}

static bool is_ipv6(const char *host)
{
	unsigned char bytes[16];
	return inet_pton(AF_INET6, host, bytes) == 1;
}

static void append_tail(struct text *out, char separator, const char *tail, const char *special)
{
	if (text_is_empty(tail))
		return;
	text_append_character(out, separator);
	append_escaped(out, tail, special);
}

char *deployment_key(struct arena *arena, const struct deployment_place *place)
{
	TEXT(key);
	if (!text_is_empty(place->zone)) {
		append_escaped(&key, place->zone, in_head);
		text_append_character(&key, '/');
	}
	if (is_ipv6(place->host))
		text_print(&key, "[%s]", place->host);
	else
		append_escaped(&key, place->host, in_head);
	switch (place->kind) {
	case DEPLOYMENT_ADDRESS:
	case DEPLOYMENT_NAME:
		text_print(&key, ":%d", place->port);
		append_tail(&key, '/', place->server_name, in_tail);
		break;
	case DEPLOYMENT_FILE:
		text_append_character(&key, ':');
		append_escaped(&key, place->path, in_path);
		append_tail(&key, '#', place->alias, in_tail);
		break;
	case DEPLOYMENT_RESOURCE:
		text_append_character(&key, '=');
		append_escaped(&key, place->path, in_tail);
		break;
	}
	return arena_copy(arena, text_string(&key));
}
