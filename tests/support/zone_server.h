/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A name server on loopback that hands a zone over, well or badly, one thread. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zone_manners {
	ZONE_HONEST,
	ZONE_REFUSES,      /* answers REFUSED */
	ZONE_HALF,         /* closes before the end */
	ZONE_ENDLESS,      /* one new name after the other, for ever */
	ZONE_SILENT,       /* takes the question and says nothing */
	ZONE_DRIPS,        /* a byte now and then, for ever */
	ZONE_GARBAGE,      /* bytes of no message */
	ZONE_OTHER,        /* hands over another zone */
	ZONE_CONTINUES,    /* goes on behind the end */
	ZONE_OTHER_NUMBER, /* answers another question */
	ZONE_LOOPS,        /* a name whose pointer leads to itself */
};

enum zone_signing {
	ZONE_SIGNS_ALL,
	ZONE_SIGNS_ENDS,  /* the first and the last message only */
	ZONE_SIGNS_FIRST, /* not the last one */
	ZONE_SIGNS_NONE,
	ZONE_SIGNS_FALSELY, /* the last one is changed after it was signed */
	ZONE_SIGNS_LATE,    /* by a clock that is an hour behind */
};

struct zone_server_options {
	enum zone_manners manners;
	const char *zone;
	const char *const *names; /* relative to the zone, "@" is itself; ends with NULL */
	const char *other;        /* an owner outside of the zone; NULL = none */
	const char *key;          /* as bytes of a text; NULL = no signatures */
	enum zone_signing signing;
};

struct zone_server;

/* Listens on a free port of 127.0.0.1; options are borrowed. The key is called "lab". */
struct zone_server *zone_server_start(const struct zone_server_options *options);
int zone_server_port(const struct zone_server *server);
void zone_server_stop(struct zone_server **server);

/* A server of this scope: ZONE_SERVER(server, .zone = "example.com", ...); */
#define ZONE_SERVER(name, ...)                                                \
	const struct zone_server_options name##_options = { __VA_ARGS__ };    \
	struct zone_server *name __attribute__((cleanup(zone_server_stop))) = \
		zone_server_start(&name##_options)
