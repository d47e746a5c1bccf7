/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates of a look on their way into the store; between discover_slot.c and
 * discover_certificate.c. */
#pragma once
#include "flow/discover_parts.h"

/* A chain of a look, as the store has it. */
struct discover_chain {
	size_t count;
	int64_t *ids;     /* of the store; the leaf first */
	const char *text; /* ids after the leaf, comma-separated */
};
/* Stores what is new of a slot's chain and links each to its issuer. `key` is the place's, `at` the
 * look's time. The chain is in discover->arena; *key_type there, too, or the slot's own. */
CHECKED bool discover_certificates(struct discover *discover, const struct look_slot *slot,
                                   const char *key, int64_t at, struct discover_chain *chain,
                                   const char **key_type, struct error *error);
