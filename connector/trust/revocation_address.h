/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Where a question may go: the addresses in certificates come from whoever made them. */
#pragma once
#include "base/error.h"
#include "base/setting.h"

struct sockaddr;
struct arena;

/* A network that may be spoken to although it is not public. */
struct revocation_network {
	unsigned char address[16]; /* IPv4 as ::ffff:0:0/96 */
	int bits;                  /* of the 128 */
};

struct revocation_networks {
	struct revocation_network *items;
	size_t count;
};

/* Reads "10.1.0.0/16", "fd00::/8", "127.0.0.1". ERROR_LOCAL names what is none. */
CHECKED bool revocation_networks_read(struct arena *arena, const struct setting_list *list,
                                      struct revocation_networks *networks, struct error *error);
/* Public unicast, or inside a network that is listed. Loopback, link-local, metadata services,
 * private and reserved ranges are refused, also where they hide inside an IPv6 address. */
bool revocation_address_allowed(const struct revocation_networks *networks,
                                const struct sockaddr *address);
/* http://, a host, no user, no control characters, at most 2,048 bytes; a host that is an address
 * must be an allowed one. ERROR_ITEM says why not. */
CHECKED bool revocation_url_allowed(const struct revocation_networks *networks, const char *url,
                                    struct error *error);
/* Host and port of such a URL, lower case, in the arena. */
const char *revocation_url_host(struct arena *arena, const char *url);
