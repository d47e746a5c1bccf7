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
/* Fields of a record's row as they were read last, else as they stood right after our write; NULL = not
 * known. */
CHECKED bool plan_certificate_stands(const struct flow *flow, struct arena *arena,
                                     const char *target, enum ci_kind kind,
                                     const struct store_record *record, const struct json **stands,
                                     struct error *error);
/* Fields that do not hold what we write: left alone. */
struct json *plan_certificate_contested(struct arena *arena, const struct store_record *record);
bool plan_certificate_is_contested(const struct json *contested, const char *field);
/* A value in a line; NULL = none. */
const char *plan_certificate_shown(struct arena *arena, const struct json *value);
/* Field by field: what stood there (an object, may be NULL) against what is to stand there. */
void plan_certificate_changes(struct arena *arena, const struct json *before,
                              const struct json *after, struct plan_item *item);
