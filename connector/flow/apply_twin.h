/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Second tickets for one matter, which a lost answer can leave behind. */
#pragma once
#include "flow/apply_batch.h"

/* Those that the receipt of a ticket names in holds as {"twins": [id, ...]} become tickets of ours, too, so
 * that they are read and ended where nobody has touched them. */
CHECKED bool apply_twin_adopt(const struct flow *flow, const struct flow_side *side,
                              struct arena *arena, const struct store_step *row,
                              const struct receipt *receipt, struct error *error);
