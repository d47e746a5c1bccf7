/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a source looks at: every place of its targets, less its excludes, without a list in memory. */
#pragma once
#include "model/deployment.h"
#include "tls_set.h"
#include "tls_settings.h"

struct arena;
struct tls_starttls;

/* A zone that a name server hands over. */
struct tls_transfer {
	const char *domain;  /* folded */
	const char *written; /* the server, for messages */
	struct tls_address server;
	int port;
};

struct tls_scope {
	struct tls_ports ports;
	struct tls_set targets, exclude, named;
	struct tls_set listed; /* targets of the settings, also where more have come to them */
	struct tls_set allow;  /* where targets_from may look */
	bool confined;         /* the settings list what is allowed: transferred names keep to it */
	const struct tls_transfer *transfers;
	size_t transfer_count;
	bool from_hosts, from_services, from_applications;
	bool learns_san, learns_cmdb;
	size_t learn_most;
	uint64_t *starts; /* of each target: places before it */
	uint64_t total;   /* places before excludes, doubles and server names */
	uint64_t sum;     /* over all targets: another one is another order of places */
	/* Over all entries of the settings' lists, as read: another one may be another scope. */
	uint64_t covered_sum;
	struct tls_scope_dialogue {
		int port;                            /* 0 = every other one */
		const struct tls_starttls *protocol; /* NULL = TLS at once */
		bool automatic;                      /* the server's greeting may say otherwise */
	} * dialogues;
	size_t dialogue_count;
};

/* Reads targets ("@file" included), ports, excludes, server names, STARTTLS. ERROR_LOCAL. */
CHECKED bool tls_scope_read(struct arena *arena, const struct tls_settings *settings,
                            struct tls_scope *scope, struct error *error);
/* The same scope with more targets, which it takes over; texts and sets are shared. ERROR_LOCAL. */
CHECKED bool tls_scope_widen(struct arena *arena, const struct tls_scope *scope,
                             const struct tls_target *more, size_t count, struct tls_scope *wide,
                             struct error *error);
/* May targets_from look at this address and port? Excludes apart. */
bool tls_scope_allows(const struct tls_scope *scope, const struct tls_host *host);
/* Is this name in a zone that is transferred, and the port one of the source? */
bool tls_scope_transfers(const struct tls_scope *scope, const struct tls_host *host);
/* May this address be looked at for this name? Excludes never, and what only a name server told
 * not outside what is allowed. */
bool tls_scope_leads(const struct tls_scope *scope, const char *name, const struct tls_host *host);
/* Does it look beyond what is listed: at what far sides know? */
bool tls_scope_asks_sides(const struct tls_scope *scope);
/* May names be learned at this host: an address that is asked without a name? */
bool tls_scope_learns(const struct tls_scope *scope, const struct tls_host *host);
/* Is this name asked for at this host because the settings say so? */
bool tls_scope_asks_for(const struct tls_scope *scope, const struct tls_host *host,
                        const char *server_name);
/* The host at an index below total; false when it is excluded or another index stands for it. */
bool tls_scope_at(const struct tls_scope *scope, uint64_t index, struct tls_host *host);
/* Names to ask for at this host, excluded ones still among them; "" asks for none. host must stay. */
size_t tls_scope_names(const struct tls_scope *scope, const struct tls_host *host,
                       const char *const **names);
bool tls_scope_excludes(const struct tls_scope *scope, const struct tls_host *host);
bool tls_scope_excludes_name(const struct tls_scope *scope, const char *name, int port);
/* The dialogue before TLS at this port, or NULL. */
const struct tls_starttls *tls_scope_dialogue(const struct tls_scope *scope, int port);
/* Is the dialogue at this port a guess (`auto`)? */
bool tls_scope_is_automatic(const struct tls_scope *scope, int port);
/* Is this place (zone apart) one that a scan would look at? */
bool tls_scope_covers(const struct tls_scope *scope, const struct deployment_place *place);
