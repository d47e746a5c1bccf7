/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a ticket goes out without is given to it once it is there. */
#pragma once
#include "flow/apply_batch.h"

/* Events of this kind of name give a ticket a reference that was left out. They wait for what they name,
 * however long that takes. */
#define APPLY_LATE "late:"

/* For a row that is about to be sent without these keys: a field that names one of them alone is filled in
 * later, where it is still empty then; those in lists join as affected. */
CHECKED bool apply_late(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                        const struct store_step *row, const struct json *left_out, int64_t now,
                        struct error *error);
/* Is all there that such an event names? True for every other event. */
CHECKED bool apply_late_ready(const struct flow *flow, const struct flow_side *side,
                              struct arena *arena, const char *name, const struct json *body,
                              bool *ready, struct error *error);
