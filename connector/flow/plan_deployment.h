/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plan items for places that are records of their own. */
#pragma once
#include "flow/plan.h"
#include "store/store_record.h"

/* Fills payload, subject and changes. Its body is kept, so nothing is derived again; what is contested is left
 * out of it. */
CHECKED bool plan_deployment(const struct flow *flow, struct arena *arena, const char *target,
                             const struct store_record *record, struct plan_item *item,
                             struct error *error);
