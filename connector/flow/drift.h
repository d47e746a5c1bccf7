/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Drift: a field of ours that no longer holds what stood there right after our write. */
#pragma once
#include "flow/flow.h"

/* Compares a row of a certificate or of a place as read with the record it belongs to: the first read after a write is
 * the baseline; later differences in our fields are put back, twice in 7 days at most, then
 * contested: left alone and listed. What people put into other fields is none of our business. */
CHECKED bool drift_check(const struct flow *flow, const struct flow_side *side,
                         const struct ci *row, struct error *error);
