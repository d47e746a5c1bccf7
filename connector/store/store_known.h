/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses and names that the far sides know, one after the other: for sources that look there. */
#pragma once
#include "model/ci.h"
#include "store/store.h"

/* One address of a host, application or VIP; texts are borrowed for the call. */
struct store_known {
	const char *kind;    /* host, application, vip */
	const char *address; /* as inet_ntop writes it */
	int port;            /* 0 = not told */
	const char *names;   /* FQDN and aliases, folded, blank-separated */
};
/* All of them, of all far sides, in no order. */
CHECKED bool store_known_each(struct store *store,
                              void (*each)(void *context, const struct store_known *row),
                              void *context, struct error *error);
