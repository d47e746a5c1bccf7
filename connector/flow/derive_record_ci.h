/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a record that tell of places and configuration items. */
#pragma once
#include "flow/derive_subject.h"

/* Sets "deployments" and "cis". */
CHECKED bool derive_record_places(const struct flow *flow, struct arena *arena,
                                  const struct subject *subject, size_t side_index,
                                  struct json *record, struct error *error);
/* The members of one CI as docs/record.md lists them. */
CHECKED bool derive_record_ci(const struct flow *flow, struct arena *arena, const char *target,
                              const struct ci *ci, struct json **result, struct error *error);
/* The members that say where a place is, shared by "deployments" and "places". */
void derive_record_place(struct arena *arena, const struct subject_place *place, struct json *item);
