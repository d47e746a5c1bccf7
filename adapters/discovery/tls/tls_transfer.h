/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Zones that name servers hand over: their names are looked at like targets. */
#pragma once
#include "contract/discovery.h"
#include "tls_known.h"

/* Reads "example.com@10.20.0.53", with or without :port. ERROR_LOCAL. */
CHECKED bool tls_transfer_parse(struct arena *arena, const char *text,
                                struct tls_transfer *transfer, struct error *error);
/* Is the key that transfers are signed with one? Nothing to check where none is set. ERROR_LOCAL. */
CHECKED bool tls_transfer_check(const struct tls_settings *settings, struct error *error);
/* Fetches every zone of the scope and adds its names to the targets that are known. missing: why one
 * of them could not be had, in scratch; then none of its names were added. False when the scan was
 * cancelled, or cannot go on. */
CHECKED bool tls_transfer_all(const struct discovery *discovery, struct discovery_scan *scan,
                              const struct tls_scope *scope, struct tls_known *known,
                              const char **missing, struct error *error);
