/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plan items for certificates: bodies derived again, compared with what stands on the far side. */
#pragma once
#include "flow/plan.h"
#include "store/store_record.h"

/* items[i].payload stays NULL where the facts have moved since the digest was made. */
CHECKED bool plan_certificate(const struct flow *flow, struct arena *arena,
                              const struct flow_side *side, const struct store_record *records,
                              size_t count, const struct plan_options *options,
                              struct plan_item *items, struct error *error);
/* Field by field: what stood there (an object, may be NULL) against what is to stand there. */
/* What stood there right after our write; NULL = not known. */
const struct json *plan_certificate_stands(struct arena *arena, const struct store_record *record);
void plan_certificate_changes(struct arena *arena, const struct json *before,
                              const struct json *after, struct plan_item *item);
