/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The table of dialogues: found by name, by port, and by how a server begins. */
#include "tls_mark.h"
#include "tls_starttls_row.h"

#include "base/arena.h"
#include "base/text.h"

#include <string.h>

/* Stores keep their numbers: new ones come behind. */
static const struct tls_starttls *const protocols[] = {
	&tls_starttls_smtp,        &tls_starttls_lmtp,     &tls_starttls_imap, &tls_starttls_pop3,
	&tls_starttls_sieve,       &tls_starttls_ftp,      &tls_starttls_ldap, &tls_starttls_xmpp,
	&tls_starttls_xmpp_server, &tls_starttls_nntp,     &tls_starttls_irc,  &tls_starttls_nats,
	&tls_starttls_mysql,       &tls_starttls_postgres, &tls_starttls_rdp,  &tls_starttls_mssql,
};

enum {
	PROTOCOLS = sizeof(protocols) / sizeof(protocols[0]),
	AT_ONCE = 1,
	GREETING = 2,
	FIRST = 3,
};

_Static_assert(FIRST + PROTOCOLS <= TLS_MARK_OPENINGS, "a mark has no room for all protocols");

/* What people call them too. */
static const struct {
	const char *name;
	const struct tls_starttls *protocol;
} others[] = {
	{ "mariadb", &tls_starttls_mysql },     { "postgresql", &tls_starttls_postgres },
	{ "managesieve", &tls_starttls_sieve }, { "xmpp-client", &tls_starttls_xmpp },
	{ "submission", &tls_starttls_smtp },
};

enum {
	OTHERS = sizeof(others) / sizeof(others[0]),
	EDITS_MOST = 2, /* as for the names of settings */
};

const struct tls_starttls *tls_starttls_find(const char *name)
{
	for (size_t index = 0; index < PROTOCOLS; index++) {
		if (strcmp(protocols[index]->name, name) == 0)
			return protocols[index];
	}
	for (size_t index = 0; index < OTHERS; index++) {
		if (strcmp(others[index].name, name) == 0)
			return others[index].protocol;
	}
	return NULL;
}

const char *tls_starttls_nearest(const char *name)
{
	const char *nearest = NULL;
	size_t most = EDITS_MOST;
	for (size_t index = 0; index < PROTOCOLS + OTHERS; index++) {
		const char *other =
			index < PROTOCOLS ? protocols[index]->name : others[index - PROTOCOLS].name;
		size_t distance = text_distance(name, other);
		if (distance <= most && distance < strlen(other) - 1) {
			nearest = other;
			most = distance ? distance - 1 : 0;
		}
	}
	return nearest;
}

const char *tls_starttls_names(struct arena *arena)
{
	TEXT(names);
	for (size_t index = 0; index < PROTOCOLS; index++)
		text_print(&names, "%s%s", index ? ", " : "", protocols[index]->name);
	return arena_copy(arena, text_string(&names));
}

const struct tls_starttls *tls_starttls_by_port(int port)
{
	for (size_t index = 0; index < PROTOCOLS; index++) {
		for (const int *at = protocols[index]->ports; *at; at++) {
			if (*at == port)
				return protocols[index];
		}
	}
	return NULL;
}

const struct tls_starttls *tls_starttls_by_banner(const unsigned char *bytes, size_t length)
{
	if (tls_starttls_greeting.begins(bytes, length))
		return &tls_starttls_greeting;
	for (size_t index = 0; index < PROTOCOLS; index++) {
		if (protocols[index]->begins && protocols[index]->begins(bytes, length))
			return protocols[index];
	}
	return NULL;
}

bool tls_starttls_wraps(const struct tls_starttls *protocol)
{
	return protocol && protocol->wraps;
}

unsigned tls_starttls_number(const struct tls_starttls *protocol)
{
	if (!protocol)
		return AT_ONCE;
	for (unsigned index = 0; index < PROTOCOLS; index++) {
		if (protocols[index] == protocol)
			return FIRST + index;
	}
	return GREETING;
}

bool tls_starttls_numbered(unsigned number, const struct tls_starttls **protocol)
{
	if (!number || number >= FIRST + PROTOCOLS)
		return false;
	*protocol = number == AT_ONCE    ? NULL
	            : number == GREETING ? &tls_starttls_greeting
	                                 : protocols[number - FIRST];
	return true;
}
