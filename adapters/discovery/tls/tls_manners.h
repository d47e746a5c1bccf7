/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Manners towards hosts and networks: how many connections each may have at once, and fewer for a
 * network that answered and then fell silent. Counters stand in tables of fixed size, shared by all
 * probing threads without a lock; two that fall together share a limit, which is only more polite.
 * A network is the /24 of an IPv4 address, the /64 of an IPv6 address. */
#pragma once
#include "tls_address.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct tls_manners_network {
	atomic_ushort in_flight;
	/* Of this scan, each stopping at its largest value. */
	atomic_ushort answers, silences, streak;
};

struct tls_manners {
	int64_t per_host, per_network; /* 0 = any number */
	atomic_ushort *hosts;
	struct tls_manners_network *networks;
};

/* One connection's entry in the tables. */
struct tls_visit {
	bool inside;
	uint32_t host, network;
};

/* Connections at once to a host and to a network; 0 = any number. The tables take 256 KB until close. */
void tls_manners_open(struct tls_manners *manners, int64_t per_host, int64_t per_network);
void tls_manners_close(struct tls_manners *manners);
/* May a connection to this address begin? True: it counts until tls_manners_leave. */
bool tls_manners_enter(struct tls_manners *manners, const struct tls_address *address,
                       struct tls_visit *visit);
/* Nothing when the visit is over already. */
void tls_manners_leave(struct tls_manners *manners, struct tls_visit *visit);
/* The address answered, be it with a refusal; or nothing came back in time. For visits inside. */
void tls_manners_answered(struct tls_manners *manners, const struct tls_visit *visit);
void tls_manners_silent(struct tls_manners *manners, const struct tls_visit *visit);
