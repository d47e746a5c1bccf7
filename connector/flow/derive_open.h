/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Gives waiting cases their tickets: stage, pilot, rule, hours and limits allow it, most urgent
 * first; what waits says why. */
#pragma once
#include "flow/flow.h"

CHECKED bool derive_open(const struct flow *flow, int64_t now, int64_t *opened,
                         struct error *error);
