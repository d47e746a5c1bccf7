/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names with addresses, out of a DNS zone file (RFC 1035 5). */
#pragma once
#include "base/error.h"

struct arena;

/* Gives every owner of an A, AAAA or CNAME record inside the zone, folded, without the last dot; the
 * same name may come more than once. Wildcards have no address of their own and are passed over.
 * $INCLUDE is refused: it would read files that nobody named. ERROR_LOCAL names file and line. */
CHECKED bool tls_zone_read(struct arena *arena, const char *origin, const char *path,
                           bool (*each)(void *context, const char *name, struct error *error),
                           void *context, struct error *error);
