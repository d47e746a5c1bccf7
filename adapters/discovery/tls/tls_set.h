/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Many targets, searched quickly: single hosts sorted, networks, ranges and patterns in front. */
#pragma once
#include "tls_target.h"

struct tls_set {
	struct tls_target
		*items; /* wide ones first, then single hosts, each in order, none twice */
	size_t count;
	size_t wide; /* how many hold more than one host */
};

/* Takes over the array and orders it. */
void tls_set_build(struct tls_set *set, struct tls_target *items, size_t count);
/* Index of the first entry that holds the host; -1 for none. ports as in tls_target_holds. */
int64_t tls_set_find(const struct tls_set *set, const struct tls_host *host,
                     const struct tls_ports *ports);
