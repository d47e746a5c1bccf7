/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a ticket should come to: its goal and its notes, from facts and from what people did. */
#pragma once
#include "flow/flow.h"

/* Decides about one ticket by its key; an unknown or ended one is passed over. */
CHECKED bool derive_ticket(const struct flow *flow, struct arena *arena, const char *key,
                           int64_t now, struct error *error);
