/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Gives waiting cases their tickets: stage, pilot, rule, hours and limits allow it, most urgent
 * first; what waits says why. */
#pragma once
#include "flow/flow.h"

/* One transaction. *opened counts the cases that got their ticket now (it is wanted, not yet sent). A
 * case whose ticket cannot be mapped is set aside and keeps waiting. False: nothing of it is committed. */
CHECKED bool derive_open(const struct flow *flow, int64_t now, int64_t *opened,
                         struct error *error);
