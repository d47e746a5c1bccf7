/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets of ours that people merged into others. */
#pragma once
#include "flow/flow.h"
#include "store/store_case.h"

struct arena;

/* From now on the ticket is the one that it was merged into: read, written to and ended as that. */
CHECKED bool follow_merge(const struct flow *flow, struct arena *arena, struct store_ticket *ticket,
                          const struct ticket_seen *seen, struct error *error);
/* Does another open ticket of ours go on in the same one of the far side? */
CHECKED bool follow_merge_shares(const struct flow *flow, struct arena *arena,
                                 const struct store_ticket *ticket, bool *shares,
                                 struct error *error);
