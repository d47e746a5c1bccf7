/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Whom to ask, and when: so that a million certificates of few authorities cost few lists. Pure. */
#pragma once
#include "flow/discover_revocation.h"
#include "store/store_revocation.h"

/* "list" or "ocsp" for the certificates that name the same list. A list is fetched where some have no
 * responder, or where there are many; after three failures those with a responder go there. */
const char *discover_revocation_way(const struct store_revocation_group *group,
                                    const struct discover_revocation_options *options);
/* When to ask again: in good time before nextUpdate (0 = not said), never later than `every` from now,
 * spread by the id so that not all fall due at once. */
int64_t discover_revocation_next(int64_t now, int64_t this_update, int64_t next_update,
                                 int64_t every, int64_t id);
/* When to try again after so many failures in a row: 5 minutes, doubled up to a day, and never before
 * what the other side asked for. */
int64_t discover_revocation_retry(int64_t now, int failures, int retry_after);
