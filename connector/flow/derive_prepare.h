/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From ids to decided subjects: load, match, classify, find owners, judge. Reads only, so that
 * derive, plan and explain come to the same answer. */
#pragma once
#include "flow/derive_subject.h"

/* subjects[i] is NULL where there is no such certificate. One that a program sets aside has `aside`
 * set and keeps the decisions it had. */
CHECKED bool derive_prepare(const struct flow *flow, struct arena *arena, const int64_t *ids,
                            size_t count, int64_t now, struct subject **subjects,
                            struct error *error);
/* Index of the far side whose words (owners, CIs) decide: the one with tickets, else the first. */
size_t derive_prepare_side(const struct flow *flow, const struct subject *subject);
/* Runs one program of a far side's folder on records; outputs[i] NULL with *asides[i] set where it
 * failed. inputs[i] NULL are passed over. */
CHECKED bool derive_prepare_map(const struct flow *flow, struct arena *arena, const char *program,
                                const struct mapping_records *records, struct json **outputs,
                                const char **asides, struct error *error);
