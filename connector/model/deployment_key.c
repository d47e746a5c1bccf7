/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A place as one text that is unique, readable, and can be read back.
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

static const char in_head[] = "%/:=#[]"; /* all but the first end a host */
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

static bool is_address(const char *host)
{
	unsigned char bytes[4];
	return inet_pton(AF_INET, host, bytes) == 1 || is_ipv6(host);
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

/* Undoes append_escaped; NULL for a broken escape or a NUL in disguise. */
static char *unescape(struct arena *arena, const char *part, size_t length)
{
	char *out = arena_copy_bytes(arena, part, length);
	size_t to = 0;
	for (size_t from = 0; from < length; from++) {
		out[to] = out[from];
		if (out[from] == '%') {
			char digits[3] = { 0 };
			memcpy(digits, out + from + 1, length - from > 2 ? 2 : 0);
			if (!text_unhex(digits, out + to, 1) || !out[to])
				return NULL;
			from += 2;
		}
		to++;
	}
	out[to] = '\0';
	return out;
}

/* What stands before the separator that follows the host, unescaped; *rest points at it. */
static char *take_host(struct arena *arena, const char *at, const char **rest)
{
	if (*at != '[') {
		size_t length = strcspn(at, in_head + 1);
		*rest = at + length;
		return length ? unescape(arena, at, length) : NULL;
	}
	const char *end = strchr(at, ']');
	if (!end)
		return NULL;
	*rest = end + 1;
	char *host = arena_copy_bytes(arena, at + 1, (size_t)(end - at - 1));
	return is_ipv6(host) ? host : NULL;
}

static bool parse_served(struct arena *arena, const char *at, struct deployment_place *place)
{
	size_t digits = strspn(at, "0123456789");
	int64_t port;
	if (!text_parse_integer(arena_copy_bytes(arena, at, digits), &port) || port < 1 ||
	    port > UINT16_MAX)
		return false;
	place->kind = is_address(place->host) ? DEPLOYMENT_ADDRESS : DEPLOYMENT_NAME;
	place->port = (int)port;
	at += digits;
	if (*at == '/' && at[1])
		place->server_name = unescape(arena, at + 1, strlen(at + 1));
	else if (*at)
		return false;
	return place->server_name != NULL;
}

static bool parse_file(struct arena *arena, const char *at, struct deployment_place *place)
{
	size_t length = strcspn(at, "#");
	place->kind = DEPLOYMENT_FILE;
	place->path = unescape(arena, at, length);
	if (at[length])
		place->alias = unescape(arena, at + length + 1, strlen(at + length + 1));
	return place->path && place->alias;
}

bool deployment_parse_key(struct arena *arena, const char *key, struct deployment_place *place)
{
	*place = (struct deployment_place){
		.zone = "", .host = "", .server_name = "", .path = "", .alias = ""
	};
	const char *at = key;
	size_t zone = strcspn(at, "/:=[");
	if (at[zone] == '/') {
		place->zone = unescape(arena, at, zone);
		at += zone + 1;
	}
	place->host = place->zone ? take_host(arena, at, &at) : NULL;
	if (!place->host)
		return false;
	if (*at == '=' && at[1]) {
		place->kind = DEPLOYMENT_RESOURCE;
		place->path = unescape(arena, at + 1, strlen(at + 1));
		return place->path != NULL;
	}
	if (*at != ':')
		return false;
	return at[1] == '/' ? parse_file(arena, at + 1, place) : parse_served(arena, at + 1, place);
}
