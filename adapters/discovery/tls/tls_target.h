/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One entry of `targets` or `exclude`: a host, a network, a range, each with or without a port. */
#pragma once
#include "base/error.h"
#include "tls_address.h"
#include "tls_ports.h"
#include <stddef.h>
#include <stdint.h>

struct arena;
struct setting_list;

/* Name or addresses; for excludes also neither: then any host at this port. */
struct tls_target {
	const char *name; /* folded; NULL for addresses. "*.example.com" only in excludes */
	struct tls_address first;
	uint64_t count; /* addresses; 1 for names */
	int prefix;     /* of a network; -1 = counted from first */
	int port;       /* 0 = the ports of the source, in excludes any port */
	int port_last;  /* of a range of its own; else as port */
	const struct setting_list *server_names; /* an entry of that map; NULL elsewhere */
};

/* One place to look at, before server names. */
struct tls_host {
	const char *name; /* NULL for an address */
	struct tls_address address;
	int port;
};

/* Reads "www.example.com", "www.example.com:8443", "10.20.0.0/24", "10.20.0.0/24:8443",
 * "10.20.0.7:8000-8010", "10.20.0.1-10.20.0.9", "10.20.0.1-9", "2001:db8::1", "[2001:db8::1]:443", "2001:db8::/120".
 * With for_exclude also ":25" and "*.example.com", and networks of any size. ERROR_LOCAL. */
CHECKED bool tls_target_parse(struct arena *arena, const char *text, bool for_exclude,
                              struct tls_target *target, struct error *error);
/* Ports that it has; ports says how many 0 stands for. */
uint64_t tls_target_ports(const struct tls_target *target, const struct tls_ports *ports);
/* Does the entry hold this host? ports says what port 0 stands for; NULL = any port. */
bool tls_target_holds(const struct tls_target *target, const struct tls_host *host,
                      const struct tls_ports *ports);
